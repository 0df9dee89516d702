"""The workspace's pages of contracts: all of them, and the four steps of a draft."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from chopmark.contracts import actions, sealing_pages, showing
from chopmark.contracts.forms import PICTURE_WIDTH, DraftForm, PartyForm, PlaceForm, SendForm, point_on
from chopmark.contracts.models import Contract, Party, Place
from chopmark.contracts.states import Status
from chopmark.kit.errors import NotAllowed, Unreadable
from chopmark.organisations.access import admitted, own
from chopmark.organisations.models import Organisation
from chopmark.people.models import Person, as_person
from chopmark.seals import actions as seals
from chopmark.sheets.fields import Kind
from chopmark.web import words

_SHOWN = 100


@admitted
def contracts(request: HttpRequest, pk: str) -> HttpResponse:
    """What waits for a seal of this organisation, and what it began."""
    organisation, person = own(request, pk), as_person(request.user)
    begun = organisation.contracts.select_related("organisation").prefetch_related("parties")[:_SHOWN]
    context = {
        **context_of(organisation), "contracts": [one for one in begun if actions.may_see(one, person=person)],
        "waiting": sealing_pages.waiting_for(organisation, person=person),
        "received": sealing_pages.received_by(organisation, person=person)[:_SHOWN],
        "drafts": actions.may_draft(organisation, person=person),
    }  # fmt: skip
    return render(request, "contracts/contracts.html", context)


def context_of(organisation: Organisation) -> dict[str, Any]:
    return {
        "organisation": organisation, "opened": organisation.may("seal"), "at": "contracts",
        "words": {"org": organisation.name},
    }  # fmt: skip


@admitted
def begin(request: HttpRequest, pk: str) -> HttpResponse:
    """The file and its title; what is wrong with a file is said at the field."""
    organisation, person = own(request, pk), as_person(request.user)
    if not actions.may_draft(organisation, person=person):
        raise NotAllowed(action="contract")
    form = DraftForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        made = _drafted(organisation, form, person=person)
        if made is not None:
            return redirect("contract-parties", pk=pk, ref=made.ref)
    context = {**context_of(organisation), "form": form}
    return render(request, "contracts/begin.html", context, status=422 if form.errors else 200)


def _drafted(organisation: Organisation, form: DraftForm, *, person: Person) -> Contract | None:
    told = form.cleaned_data
    try:
        return actions.draft(organisation, title=told["title"], pdf=told["file"].read(), person=person)
    except Unreadable as trouble:
        form.say("file", f"contracts.bad.{trouble.reason}", page=page_in(trouble))
    return None


def page_in(trouble: Unreadable) -> int:
    """The page that a complaint is about, as people count."""
    at = trouble.facts.get("page", 0)
    return at + 1 if isinstance(at, int) else 1


def seen(request: HttpRequest, pk: str, ref: str) -> Contract:
    """A contract that this person began or administers; all others do not exist."""
    found = get_object_or_404(own(request, pk).contracts.select_related("organisation", "initiator"), ref=ref)
    if not actions.may_see(found, person=as_person(request.user)):
        raise Http404
    return found


def _draft(request: HttpRequest, pk: str, ref: str) -> Contract | None:
    found = seen(request, pk, ref)
    return found if found.is_draft else None


@admitted
def parties(request: HttpRequest, pk: str, ref: str) -> HttpResponse:
    contract = _draft(request, pk, ref)
    if contract is None:
        return redirect("contract", pk=pk, ref=ref)
    form = PartyForm(request.POST or None)
    if form.is_valid() and _added(contract, form, person=as_person(request.user)):
        return redirect("contract-parties", pk=pk, ref=ref)
    told = contract.parties.all()
    context = {**context_of(contract.organisation), "contract": contract, "form": form, "parties": told}
    return render(request, "contracts/parties.html", context, status=422 if form.errors else 200)


def _added(contract: Contract, form: PartyForm, *, person: Person) -> bool:
    try:
        actions.add_party(contract, person=person, **form.cleaned_data)
    except actions.Incomplete as lacking:
        form.add_error(None, words.text(f"contracts.lacking.{lacking.what}"))
    return not form.errors


@admitted
@require_POST
def remove_party(request: HttpRequest, pk: str, ref: str, party: str) -> HttpResponse:
    contract = seen(request, pk, ref)
    actions.remove_party(get_object_or_404(Party, pk=party, contract=contract), person=as_person(request.user))
    return redirect("contract-parties", pk=pk, ref=ref)


@admitted
def places(request: HttpRequest, pk: str, ref: str, page: int = 1) -> HttpResponse:
    """One page of the file: choose who and what, press where."""
    contract = _draft(request, pk, ref)
    if contract is None:
        return redirect("contract", pk=pk, ref=ref)
    if not 1 <= page <= len(contract.sheets):
        raise Http404
    told = list(contract.parties.all())
    form = PlaceForm(request.POST or None, parties=told)
    if form.is_valid() and _placed(request, contract, form, page=page - 1):
        return redirect("contract-places", pk=pk, ref=ref, page=page)
    context = {
        **context_of(contract.organisation), "contract": contract, "form": form, **_sheet(contract, page),
        "lacking": actions.missing(contract),
    }  # fmt: skip
    return render(request, "contracts/places.html", context, status=422 if form.errors else 200)


def _sheet(contract: Contract, page: int) -> dict[str, Any]:
    """One page with what is placed on it."""
    width, height = contract.sheets[page - 1]
    there = Place.objects.filter(party__contract=contract).select_related("party", "party__contract")
    return {
        "page": page, "last": len(contract.sheets), "width": width, "height": height,
        "shown_width": PICTURE_WIDTH, "shown_height": round(PICTURE_WIDTH * height / width),
        "places": [one for one in there if one.page == page - 1],
    }  # fmt: skip


def _placed(request: HttpRequest, contract: Contract, form: PlaceForm, *, page: int) -> bool:
    party, kind = form.chosen
    x, y = point_on(contract, page, pressed=_pressed(request), form=form)
    try:
        if kind is Kind.STRIP:
            actions.place_across(party, y=y, person=as_person(request.user))
        else:
            label = form.cleaned_data["label"]
            actions.place(party, kind=kind, page=page, x=x, y=y, person=as_person(request.user), label=label)
    except actions.Incomplete as lacking:
        form.add_error(None, words.text(f"contracts.lacking.{lacking.what}"))
    return not form.errors


def _pressed(request: HttpRequest) -> tuple[int, int] | None:
    """Where on the picture: what browsers send for a pressed picture (HTML, image button)."""
    try:
        return int(request.POST["at.x"]), int(request.POST["at.y"])
    except (KeyError, ValueError):
        return None


@admitted
@require_POST
def unplace(request: HttpRequest, pk: str, ref: str, place: int) -> HttpResponse:
    contract = seen(request, pk, ref)
    found = get_object_or_404(Place.objects.select_related("party__contract"), pk=place, party__contract=contract)
    actions.unplace(found, person=as_person(request.user))
    return redirect("contract-places", pk=pk, ref=ref, page=found.page + 1)


@admitted
def send(request: HttpRequest, pk: str, ref: str) -> HttpResponse:
    """The last look, and off."""
    contract = _draft(request, pk, ref)
    if contract is None:
        return redirect("contract", pk=pk, ref=ref)
    form, lacking = SendForm(request.POST or None), actions.missing(contract)
    if form.is_valid() and lacking is None and _sent(contract, form, person=as_person(request.user)):
        return redirect("contract", pk=pk, ref=ref)
    context = {
        **context_of(contract.organisation), "contract": contract, "form": form, "lacking": lacking,
        "parties": contract.parties.all(),
    }  # fmt: skip
    return render(request, "contracts/send.html", context, status=422 if form.errors else 200)


def _sent(contract: Contract, form: SendForm, *, person: Person) -> bool:
    try:
        actions.send(contract, person=person, **form.cleaned_data)
    except Unreadable as trouble:
        form.add_error(None, words.text(f"contracts.bad.{trouble.reason}", page=page_in(trouble)))
    return not form.errors


@admitted
def contract(request: HttpRequest, pk: str, ref: str) -> HttpResponse:
    """Where it stands, and what its initiator may still do."""
    found = seen(request, pk, ref)
    if found.is_draft:
        return redirect("contract-parties", pk=pk, ref=ref)
    return render(request, "contracts/contract.html", _standing(request, found))


@admitted
def contract_live(request: HttpRequest, pk: str, ref: str) -> HttpResponse:
    return render(request, "contracts/contract_live.html", _standing(request, seen(request, pk, ref)))


def _standing(request: HttpRequest, contract: Contract) -> dict[str, Any]:
    """With the next step, where it is this organisation's to take."""
    own_party = (one for one in contract.due if one.organisation_id == contract.organisation_id and one.is_due)
    return {
        **context_of(contract.organisation), "contract": contract, "parties": contract.parties.all(),
        "mine": next(own_party, None), "seals": seals.usable(contract.organisation, person=as_person(request.user)),
    }  # fmt: skip


@admitted
@require_POST
def withdraw(request: HttpRequest, pk: str, ref: str) -> HttpResponse:
    actions.withdraw(seen(request, pk, ref), person=as_person(request.user))
    return redirect("contracts", pk=pk)


@admitted
@require_POST
def remind(request: HttpRequest, pk: str, ref: str) -> HttpResponse:
    actions.remind(seen(request, pk, ref), person=as_person(request.user))
    return redirect("contract", pk=pk, ref=ref)


@admitted
def picture(request: HttpRequest, pk: str, ref: str, page: int) -> HttpResponse:
    return showing.picture_of(sealing_pages.visible(request, pk, ref), page)


@admitted
def file(request: HttpRequest, pk: str, ref: str) -> HttpResponse:
    """The finished file; before that, and where it never will be, there is none to take along."""
    found = sealing_pages.visible(request, pk, ref)
    if found.status != Status.FINISHED:
        raise Http404
    return showing.file_of(found)


@admitted
def evidence(request: HttpRequest, pk: str, ref: str) -> HttpResponse:
    return showing.evidence_of(sealing_pages.visible(request, pk, ref), asker=str(as_person(request.user).pk))
