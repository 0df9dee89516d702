"""The page on which a member sets a seal: of the organisation that began the contract, or of one that was invited."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language

from chopmark.contracts import actions, pressing, showing
from chopmark.contracts.forms import SealChoiceForm
from chopmark.contracts.models import Contract, Party
from chopmark.contracts.states import Status
from chopmark.kit import masks
from chopmark.kit.errors import IllegalMove
from chopmark.notify import codes
from chopmark.notify.codes import TooManyCodes
from chopmark.notify.forms import CodeForm
from chopmark.organisations.access import admitted, own
from chopmark.organisations.models import Organisation
from chopmark.people.models import Person, as_person
from chopmark.seals import actions as seals

_CHOICE = "contract_seal"  # of the session: which seal was chosen for which party


def parties_of(organisation: Organisation) -> list[Party]:
    """Where this organisation is a party of something that was sent."""
    sent = Party.objects.of(organisation).exclude(contract__status=Status.DRAFT)
    return list(sent.select_related("contract", "contract__organisation").order_by("-contract__created_at"))


def waiting_for(organisation: Organisation, *, person: Person) -> list[Party]:
    """What this person could seal now for this organisation, or see to it that somebody can."""
    if not may_see(organisation, person=person):
        return []
    return [one for one in parties_of(organisation) if one.is_due]


def received_by(organisation: Organisation, *, person: Person) -> list[Party]:
    """What others sent to this organisation and does not wait for it now: sealed, finished, or over."""
    if not may_see(organisation, person=person):
        return []
    return [
        one for one in parties_of(organisation) if one.contract.organisation_id != organisation.pk and not one.is_due
    ]


def visible(request: HttpRequest, pk: str, ref: str) -> Contract:
    """A contract of this organisation, or one that waits for or has its seal, for whom that concerns."""
    organisation, person = own(request, pk), as_person(request.user)
    found = get_object_or_404(Contract.objects.select_related("organisation", "initiator"), ref=ref)
    if found.organisation_id == organisation.pk and actions.may_see(found, person=person):
        return found
    if _party_in(found, organisation) is None or not may_see(organisation, person=person):
        raise Http404
    return found


def may_see(organisation: Organisation, *, person: Person) -> bool:
    """Who holds a seal; and the super administrator, who makes one or grants it."""
    return organisation.is_administered_by(person) or bool(seals.usable(organisation, person=person))


def _party_in(contract: Contract, organisation: Organisation) -> Party | None:
    if contract.is_draft:
        return None
    ours = list(contract.parties.of(organisation))
    return next((one for one in ours if one.signed_at is None), ours[0] if ours else None)


@admitted
def seal(request: HttpRequest, pk: str, ref: str) -> HttpResponse:
    """Read, choose a seal, get a code."""
    contract = visible(request, pk, ref)
    organisation, person = own(request, pk), as_person(request.user)
    party = _party_in(contract, organisation)
    if party is None:
        raise Http404
    party.contract = contract
    usable = seals.usable(organisation, person=person)
    form = SealChoiceForm(request.POST or None, seals=usable, texts=party.texts, answered=party.answered)
    if form.is_valid() and party.is_due and _asked(form, party, person=person):
        request.session[_CHOICE] = {"party": str(party.pk), "seal": form.cleaned_data["seal"]}
        return redirect("contract-seal-code", pk=pk, ref=ref)
    sheets = showing.sheets_of(party, picture=lambda page: _picture(organisation, contract, page))
    context = {**_context(organisation, contract, party), "form": form, "usable": usable, "sheets": sheets}
    return render(request, "contracts/seal.html", context, status=422 if form.errors else 200)


def _picture(organisation: Organisation, contract: Contract, page: int) -> str:
    return reverse("contract-picture", kwargs={"pk": organisation.pk, "ref": contract.ref, "page": page})


@admitted
def seal_live(request: HttpRequest, pk: str, ref: str) -> HttpResponse:
    """How the own signature fares, while one waits."""
    contract, organisation = visible(request, pk, ref), own(request, pk)
    party = _party_in(contract, organisation)
    if party is None:
        raise Http404
    party.contract = contract
    return render(request, "contracts/seal_live.html", _context(organisation, contract, party))


def _context(organisation: Organisation, contract: Contract, party: Party) -> dict[str, object]:
    return {
        "organisation": organisation, "opened": organisation.may("seal"), "at": "contracts", "contract": contract,
        "party": party, "parties": contract.parties.all(), "words": {"org": contract.organisation.name},
    }  # fmt: skip


def _asked(form: SealChoiceForm, party: Party, *, person: Person) -> bool:
    try:
        pressing.fill_in(party, answers=form.answers, person=person)
        pressing.ask_for_code(
            pressing.BY_SEAL, party, mobile=person.mobile or "", language=get_language() or person.language
        )
    except TooManyCodes as limit:
        form.add_error(None, limit.text)
    return not form.errors


@admitted
def code(request: HttpRequest, pk: str, ref: str) -> HttpResponse:
    """The code, and with it the seal."""
    contract = visible(request, pk, ref)
    organisation, person = own(request, pk), as_person(request.user)
    party, chosen = _party_in(contract, organisation), request.session.get(_CHOICE) or {}
    if party is None or chosen.get("party") != str(party.pk):
        return redirect("contract-seal", pk=pk, ref=ref)
    form = CodeForm(request.POST or None)
    if form.is_valid() and _entered(form, party, person=person):
        _press(party, str(chosen["seal"]), organisation=organisation, person=person)
        request.session.pop(_CHOICE, None)
        return redirect("contract-seal", pk=pk, ref=ref)
    mobile = person.mobile or ""
    context = {
        **_context(organisation, contract, party), "form": form, "mobile": masks.mobile(mobile),
        "delivery": codes.delivery_of(pressing.BY_SEAL, mobile=mobile, matter=party.matter),
    }  # fmt: skip
    return render(request, "contracts/seal_code.html", context, status=422 if form.errors else 200)


def _entered(form: CodeForm, party: Party, *, person: Person) -> bool:
    digits = form.cleaned_data["code"]
    return form.hear(codes.enter(pressing.BY_SEAL, mobile=person.mobile or "", matter=party.matter, digits=digits))


def _press(party: Party, seal: str, *, organisation: Organisation, person: Person) -> None:
    """A second press finds it under way, other answers of another member are read first; without a grant NotAllowed."""
    try:
        pressing.press_seal(party, get_object_or_404(organisation.seals, pk=seal), person=person)
    except (IllegalMove, pressing.Unanswered):
        return
