"""Who belongs to the organisation: seen by every member, changed by the super administrator; and leaving."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from chopmark.kit.errors import TooMany
from chopmark.notify.mobiles import mobile_of
from chopmark.organisations.access import administered, admitted, own
from chopmark.organisations.members import actions
from chopmark.organisations.models import Membership, Organisation
from chopmark.people.models import Person, as_person
from chopmark.web.forms import PageForm, keyed, later


def _choices() -> list[tuple[str, object]]:
    return [(role, later(f"members.role.{role}")) for role in actions.ROLES]


class InviteForm(PageForm):
    mobile = keyed(
        forms.CharField(max_length=20, widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"})),
        "members.mobile",
    )
    role = keyed(forms.ChoiceField(choices=_choices), "members.role")

    def clean_mobile(self) -> str:
        number = mobile_of(self.cleaned_data["mobile"])
        if number is None:
            self.say("mobile", "onboarding.contact.mobile.error")
        return number or ""


class SuccessorForm(PageForm):
    successor = keyed(forms.ChoiceField(), "members.successor")

    def __init__(self, *args: object, others: list[Membership], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["successor"].choices = [(str(one.person_id), one.person.name) for one in others]  # type: ignore[attr-defined]


def _living(organisation: Organisation) -> list[Membership]:
    held = organisation.memberships.filter(ended_at=None).select_related("person").order_by("since")
    return [one for one in held if one.role != Membership.LEGAL_REPRESENTATIVE]


@admitted
def members(request: HttpRequest, pk: str) -> HttpResponse:
    """The list; and an invitation by the super administrator."""
    organisation, person = own(request, pk), as_person(request.user)
    is_administrator = organisation.is_administered_by(person)
    form = InviteForm(request.POST or None, initial={"role": Membership.MEMBER})
    if request.method == "POST" and form.is_valid():
        try:
            administered(request, pk)
            actions.invite(organisation, **form.cleaned_data, by=person, language=person.language)
            return redirect("members", pk=pk)
        except TooMany:
            form.say("mobile", "members.too_many")
    context = {
        "organisation": organisation, "opened": organisation.may("seal"), "at": "members", "form": form,
        "is_administrator": is_administrator, "members": _living(organisation), "me": person, "roles": _choices(),
        "invitations": actions.open_of(organisation) if is_administrator else [], "words": {"org": organisation.name},
    }  # fmt: skip
    return render(request, "organisations/members.html", context, status=422 if form.errors else 200)


@admitted
@require_POST
def change(request: HttpRequest, pk: str, member: int) -> HttpResponse:
    """Another role, or the end."""
    organisation, person = administered(request, pk), as_person(request.user)
    held = get_object_or_404(organisation.memberships, pk=member, ended_at=None)
    if "end" in request.POST:
        actions.end(held, by=person)
    else:
        actions.change_role(held, role=request.POST.get("role", ""), by=person)
    return redirect("members", pk=pk)


@admitted
@require_POST
def withdraw(request: HttpRequest, pk: str, invitation: str) -> HttpResponse:
    organisation = administered(request, pk)
    actions.withdraw(get_object_or_404(organisation.invitations, pk=invitation), by=as_person(request.user))
    return redirect("members", pk=pk)


@admitted
def leave(request: HttpRequest, pk: str) -> HttpResponse:
    """Name who takes over, and go."""
    organisation, person = own(request, pk), as_person(request.user)
    others = [one for one in _living(organisation) if one.person_id != person.pk]
    form = SuccessorForm(request.POST or None, others=others)
    if request.method == "POST" and form.is_valid():
        successor = Person.objects.get(pk=form.cleaned_data["successor"])
        actions.leave(organisation, person=person, successor=successor)
        return redirect("workspaces")
    context = {
        "organisation": organisation, "opened": organisation.may("seal"), "at": "members", "form": form,
        "is_administrator": organisation.is_administered_by(person), "words": {"org": organisation.name},
    }  # fmt: skip
    return render(request, "organisations/leave.html", context, status=422 if form.errors else 200)
