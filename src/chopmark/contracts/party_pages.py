"""The pages behind the link of a party: who asks, the code, what is to be signed, the signature, and the end."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language

from chopmark.contracts import actions, links, pressing, sealing_pages, showing
from chopmark.contracts.forms import MarkForm, RefusalForm
from chopmark.contracts.models import Contract, Party
from chopmark.contracts.states import Status
from chopmark.kit import masks
from chopmark.kit.clock import now
from chopmark.kit.errors import IllegalMove
from chopmark.notify import codes
from chopmark.notify.codes import TooManyCodes
from chopmark.notify.forms import CodeForm
from chopmark.onboarding import going
from chopmark.organisations.access import admitted
from chopmark.organisations.models import Membership, Organisation
from chopmark.people.models import as_person

_ENTRY = "contract_party"  # of the session: the party whose code was entered here, and when
_MINUTES = 30
View = Callable[..., HttpResponse]


def invited(view: View) -> View:
    """The party of the link; an unknown link tells nothing."""

    @wraps(view)
    def guarded(request: HttpRequest, token: str, **more: Any) -> HttpResponse:
        party = links.find(token)
        if party is None:
            raise Http404
        return view(request, party, **more)

    return guarded


def proved(view: View) -> View:
    """Behind the code to the party's mobile, entered in this browser not long ago."""

    @wraps(view)
    def guarded(request: HttpRequest, party: Party, **more: Any) -> HttpResponse:
        entered = request.session.get(_ENTRY) or {}
        fresh = entered.get("party") == str(party.pk) and now().timestamp() - entered["at"] < _MINUTES * 60
        return view(request, party, **more) if fresh else redirect("party-code", token=links.token_of(party.pk))

    return invited(guarded)


def _show(request: HttpRequest, party: Party, page: str, *, status: int = 200, **context: Any) -> HttpResponse:
    contract = party.contract
    shown = {
        "party": party, "contract": contract, "token": links.token_of(party.pk),
        "parties": contract.parties.all(),
        "words": {"org": contract.organisation.name, "name": party.name, "mobile": party.masked_mobile},
    }  # fmt: skip
    return render(request, f"contracts/party/{page}.html", {**shown, **context}, status=status)


@invited
def first(request: HttpRequest, party: Party) -> HttpResponse:
    """Who asks; opening it proves and uses up nothing."""
    return _show(request, party, "first", masked_name=party.name if party.is_organisation else masks.name(party.name))


@invited
def code(request: HttpRequest, party: Party) -> HttpResponse:
    form = CodeForm(request.POST if "code" in request.POST else None)
    if request.method == "POST" and "send" in request.POST:
        return _send(request, party)
    if form.is_valid() and _entered(party, form):
        actions.note_opened(party, language=get_language() or party.language)
        request.session.cycle_key()
        request.session[_ENTRY] = {"party": str(party.pk), "at": now().timestamp()}
        return redirect("party-sign", token=links.token_of(party.pk))
    return _show_code(request, party, form)


def _send(request: HttpRequest, party: Party) -> HttpResponse:
    try:
        pressing.ask_for_code(
            pressing.BY_HAND, party, mobile=party.mobile or "", language=get_language() or party.language
        )
    except TooManyCodes as limit:
        return _show_code(request, party, CodeForm(), trouble=limit.text)
    return redirect("party-code", token=links.token_of(party.pk))


def _entered(party: Party, form: CodeForm) -> bool:
    digits = form.cleaned_data["code"]
    return form.hear(codes.enter(pressing.BY_HAND, mobile=party.mobile or "", matter=party.matter, digits=digits))


def _show_code(request: HttpRequest, party: Party, form: CodeForm, *, trouble: str = "") -> HttpResponse:
    mobile, matter = party.mobile or "", party.matter
    wait = codes.may_send_at(pressing.BY_HAND, mobile=mobile) - now()
    return _show(
        request, party, "code", status=422 if form.errors or trouble else 200, form=form, trouble=trouble,
        sent=codes.has_live(mobile=mobile, purpose=pressing.BY_HAND, matter=matter),
        wait_seconds=max(int(wait.total_seconds()), 0),
        delivery=codes.delivery_of(pressing.BY_HAND, mobile=mobile, matter=matter),
    )  # fmt: skip


@proved
def sign(request: HttpRequest, party: Party) -> HttpResponse:
    """The pages of the file, and below them the signature; an organisation goes on to its seal."""
    if not party.is_due:
        return _show(request, party, "state")
    if party.is_organisation:
        return _show(request, party, "organisation", sheets=_sheets(party))
    form = MarkForm(request.POST or None, texts=party.texts, answered=party.answered)
    if form.is_valid():
        _press(party, form)
        return redirect("party-sign", token=links.token_of(party.pk))
    return _show(request, party, "sign", form=form, sheets=_sheets(party), status=422 if form.errors else 200)


def _sheets(party: Party) -> list[dict[str, Any]]:
    token = links.token_of(party.pk)
    return showing.sheets_of(party, picture=lambda page: reverse("party-picture", args=[token, page]))


@proved
def live(request: HttpRequest, party: Party) -> HttpResponse:
    return _show(request, party, "state_live")


def _press(party: Party, form: MarkForm) -> None:
    """A second press finds the first one."""
    try:
        pressing.fill_in(party, answers=form.answers, person=None)
        pressing.press_by_hand(party, mark=form.cleaned_data["mark"])
    except IllegalMove:
        return


@proved
def refuse(request: HttpRequest, party: Party) -> HttpResponse:
    form = RefusalForm(request.POST or None)
    if not party.contract.is_open or party.signed_at or party.asked_at:
        return redirect("party-sign", token=links.token_of(party.pk))
    if form.is_valid():
        actions.refuse(party, reason=form.cleaned_data["reason"])
        return redirect("party-sign", token=links.token_of(party.pk))
    return _show(request, party, "refuse", form=form, status=422 if form.errors else 200)


@proved
def picture(request: HttpRequest, party: Party, page: int) -> HttpResponse:
    return showing.picture_of(party.contract, page)


@proved
def file(request: HttpRequest, party: Party) -> HttpResponse:
    """The finished file; before that there is none to take along."""
    if party.contract.status != Status.FINISHED:
        raise Http404
    return showing.file_of(party.contract)


@proved
def evidence(request: HttpRequest, party: Party) -> HttpResponse:
    """Every party may prove what it signed."""
    if party.contract.status != Status.FINISHED:
        raise Http404
    return showing.evidence_of(party.contract, asker=str(party.pk))


@invited
def to_the_seal(request: HttpRequest, party: Party) -> HttpResponse:
    """For an invited organisation: what lies before its seal. From here on the journey knows whose contract waits."""
    if not party.is_organisation:
        raise Http404
    contract = party.contract
    back = reverse("contract-back", kwargs={"ref": contract.ref})
    going.bind(request, path=back, inviter=contract.organisation.name)
    if request.method == "POST":
        return redirect("method")
    return redirect(back) if request.user.is_authenticated else _show(request, party, "authenticate")


@admitted
def back_to(request: HttpRequest, ref: str) -> HttpResponse:
    """Signed in: to the seal page of the member's organisation, or to what lies before it."""
    person = as_person(request.user)
    held = Membership.objects.filter(person=person, ended_at=None).values("organisation")
    contract = get_object_or_404(Contract.objects.exclude(status=Status.DRAFT), ref=ref)
    own = list(Organisation.objects.filter(pk__in=held).order_by("verified_at"))
    meant = [one for one in own if contract.parties.of(one).exists()]
    # Of several, the one invited last: the sender's own comes first and has its own way to the contract.
    for organisation in sorted(meant, key=lambda one: one.pk == contract.organisation_id):
        if sealing_pages.may_see(organisation, person=person) or not organisation.may("sign"):
            return _at(organisation, contract)
    if meant:
        return redirect("workspace", pk=meant[0].pk)
    return render(request, "contracts/party/another.html", {"organisations": own}) if own else redirect("begin")


def _at(organisation: Organisation, contract: Contract) -> HttpResponse:
    """Its seal page; before the organisation is open, what still has to be done for that."""
    if organisation.may("sign"):
        return redirect("contract-seal", pk=organisation.pk, ref=contract.ref)
    return redirect("workspace", pk=organisation.pk)
