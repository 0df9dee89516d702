"""The page on which a super administrator says that the organisation was renamed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from chopmark.contracts import renaming
from chopmark.contracts.forms import NameForm
from chopmark.contracts.pages import context_of
from chopmark.evidence.judge import RegistryVerdict
from chopmark.kit import masks
from chopmark.kit.errors import NotAllowed, TooMany, Unavailable
from chopmark.notify import codes
from chopmark.notify.codes import TooManyCodes
from chopmark.notify.forms import CodeForm
from chopmark.organisations.access import administered, admitted
from chopmark.organisations.models import Organisation
from chopmark.people.models import Person, as_person

_CHOSEN = "new_name"  # of the session: what the registry confirmed, for which organisation


@admitted
def rename(request: HttpRequest, pk: str) -> HttpResponse:
    """What is under way first; then the new name, as the registry has it; then a code."""
    organisation, person = administered(request, pk), as_person(request.user)
    if not organisation.may("seal"):
        raise NotAllowed(action="rename")
    still_open = renaming.under_way(organisation)
    if still_open:
        context = {**context_of(organisation), "at": "", "contracts": still_open, "n": len(still_open)}
        return render(request, "contracts/still_open.html", context)
    form = NameForm(request.POST or None)
    if form.is_valid() and _confirmed(form, organisation) and _asked(form, organisation, person=person):
        request.session[_CHOSEN] = {"organisation": str(organisation.pk), "name": form.cleaned_data["name"]}
        return redirect("rename-code", pk=pk)
    context = {**context_of(organisation), "at": "", "form": form}
    return render(request, "contracts/rename.html", context, status=422 if form.errors else 200)


def _confirmed(form: NameForm, organisation: Organisation) -> bool:
    """One answer for every way in which it may be wrong: a registry is not to be searched from here."""
    told = form.cleaned_data
    if told["name"] == organisation.name:
        form.say("name", "rename.same")
        return False
    try:
        verdict = renaming.confirm(organisation, name=told["name"], head=told["legal_representative"])
    except Unavailable:
        form.say("name", "rename.unavailable")
        return False
    except TooMany:
        form.say("name", "rename.too_many")
        return False
    if verdict is not RegistryVerdict.MATCH:
        form.say("name", "rename.nomatch")
    return not form.errors


def _asked(form: NameForm, organisation: Organisation, *, person: Person) -> bool:
    try:
        renaming.ask_for_code(organisation, person=person, language=get_language() or person.language)
    except TooManyCodes as limit:
        form.add_error(None, limit.text)
    return not form.errors


@admitted
def code(request: HttpRequest, pk: str) -> HttpResponse:
    """The code, and with it the name."""
    organisation, person = administered(request, pk), as_person(request.user)
    chosen = request.session.get(_CHOSEN) or {}
    if chosen.get("organisation") != str(organisation.pk):
        return redirect("rename", pk=pk)
    form = CodeForm(request.POST or None)
    try:
        if form.is_valid() and _entered(form, organisation, name=str(chosen["name"]), person=person):
            request.session.pop(_CHOSEN, None)
            return redirect("workspace", pk=pk)
    except renaming.StillOpen:  # sent meanwhile: the page before lists it
        return redirect("rename", pk=pk)
    mobile = person.mobile or ""
    context = {
        **context_of(organisation), "at": "", "form": form, "mobile": masks.mobile(mobile), "name": chosen["name"],
        "delivery": codes.delivery_of(renaming.PURPOSE, mobile=mobile, matter=renaming.matter_of(organisation)),
    }  # fmt: skip
    return render(request, "contracts/rename_code.html", context, status=422 if form.errors else 200)


def _entered(form: CodeForm, organisation: Organisation, *, name: str, person: Person) -> bool:
    return form.hear(renaming.rename(organisation, name=name, person=person, digits=form.cleaned_data["code"]))
