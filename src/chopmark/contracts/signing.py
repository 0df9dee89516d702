"""The worker's half of signing: one signature or time stamp is added, and file and row become true together.

A process that dies at any point leaves the contract as it was, and the press: the job is taken up again.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator

from django.db import transaction
from django.db.models import Q

from chopmark.audit import log as audit
from chopmark.contracts import actions, links
from chopmark.contracts.models import Contract, Party, Place
from chopmark.contracts.states import Status
from chopmark.drawing import handwriting, marks
from chopmark.kit import clock
from chopmark.kit.clock import now
from chopmark.kit.errors import NotAllowed
from chopmark.seals import actions as seals
from chopmark.sheets.fields import SIGNING, Kind, spans
from chopmark.trust import authority, sealing
from chopmark.trust.models import Certificate

_YEAR = dt.timedelta(days=365)


@transaction.atomic
def sign(party_id: str) -> str | None:
    """Add the signature of a party that pressed, all of it or nothing, however often this runs.

    Returns the contract's identifier after its last signature, when its file is to be finished. A seal whose grant
    was taken back meanwhile signs nothing, and the press is undone. Raises Unavailable without a time stamp.
    """
    known = Party.objects.only("contract_id").get(pk=party_id)
    contract = Contract.objects.select_for_update(of=["self"]).select_related("organisation").get(pk=known.contract_id)
    party = Party.objects.select_for_update(of=["self"]).select_related("seal", "person").get(pk=party_id)
    party.contract = contract
    if contract.status != Status.SENT or party.asked_at is None or party.signed_at is not None:
        return None
    try:
        signer, act = _act(party)
    except NotAllowed:
        party.asked_at = party.seal = None
        party.organisation = None if party.mobile else party.organisation  # who was invited is open again
        party.save(update_fields=["asked_at", "seal", "organisation"])
        audit.record("contract.unpressed", subject=contract, actor=None, party=party.position)
        return None
    actions.replace_file(contract, sealing.sign(contract.pdf, act, signer=signer))
    party.signed_at = now()
    party.save(update_fields=["signed_at"])
    audit.record("contract.signed", subject=contract, actor=party.person, party=party.position, serial=signer.serial)
    return str(contract.pk) if _go_on(contract) else None


def _go_on(contract: Contract) -> bool:
    """The next is told, or all have signed."""
    contract.save(update_fields=["file"])
    if contract.parties.filter(signed_at=None).exists():
        actions.tell_due(contract)
        return False
    contract.move(Status.SIGNED, actor=None)
    return True


def _act(party: Party) -> tuple[Certificate, sealing.Act]:
    """Whose certificate signs, and how it looks. Raises NotAllowed where a seal may not be used any more."""
    places = list(party.places.all())
    first = next(one for one in places if Kind(one.kind) in SIGNING)
    if party.seal is not None and party.person is not None:
        seal = party.seal
        seals.use(seal, person=party.person, matter=party.matter, title=party.contract.title)
        signer = authority.signer_for(f"seal:{seal.pk}", name=seal.name, organisation=seal.organisation.name)
    else:
        signer = authority.signer_for(party.matter, name=party.name)
    shown = tuple(_shown(party, [one for one in places if one != first]))
    return signer, sealing.Act(first.name, _look(party, first), party.name, party.contract.title, shown)


def _shown(party: Party, places: list[Place]) -> Iterator[sealing.Filled]:
    """Everything else that the party has on its pages: further seals and names, dates, texts."""
    strips = sorted((one for one in places if one.kind == Kind.STRIP), key=lambda one: one.page)
    yield from _across(party, strips)
    for one in places:
        if one.kind == Kind.STRIP:
            continue
        yield sealing.Filled(one.name, *_filled(party, one))


def _across(party: Party, strips: list[Place]) -> Iterator[sealing.Filled]:
    """The seal cut over the pages, as many whole ones as it takes (`sheets.fields.spans`)."""
    if party.seal is None or not strips:
        return
    for span in spans(len(strips)):
        for number, page in enumerate(span):
            whole = marks.framed(party.seal.drawing, width=strips[page].height, height=strips[page].height)
            look = marks.strip(whole, number=number, of=len(span))
            yield sealing.Filled(strips[page].name, party.name, look)


def _filled(party: Party, place: Place) -> tuple[str, bytes]:
    """What is in a place that does not sign itself, and how it looks."""
    size = {"width": place.width, "height": place.height}
    if Kind(place.kind) in SIGNING:
        return party.name, _look(party, place)
    if place.kind == Kind.CODE:
        link = links.proof_link(party.contract)
        return link, marks.code(link, **size)
    said = party.answered[str(place.pk)] if place.kind == Kind.TEXT else f"{now().astimezone(clock.BEIJING):%Y-%m-%d}"
    return said, marks.line(said, **size)


def _look(party: Party, place: Place) -> bytes:
    """A seal as it was drawn; a name by hand or typed."""
    if party.seal is not None:
        return marks.framed(party.seal.drawing, width=place.width, height=place.height)
    told = json.loads(party.mark or "{}")
    picture = handwriting.drawn(told["strokes"]) if told.get("strokes") else handwriting.typed(told.get("typed", ""))
    return marks.signature(picture, width=place.width, height=place.height)


@transaction.atomic
def finish(contract_id: str) -> None:
    """Everything needed to check it offline, and a time stamp over the whole; then everybody hears of it."""
    contract = Contract.objects.select_for_update(of=["self"]).select_related("organisation").get(pk=contract_id)
    if contract.status != Status.SIGNED:
        return
    _replace(contract, sealing.finish(contract.pdf, signers=_signers(contract)))
    contract.move(Status.FINISHED, actor=None)
    for party in contract.parties.all():
        actions.tell(party, "contract.finished", link=links.link(party))
    actions.tell_initiator(contract, "contract.done")


def _signers(contract: Contract) -> list[Certificate]:
    matters = [f"seal:{one.seal_id}" if one.seal_id else one.matter for one in contract.parties.all()]
    return list(Certificate.objects.filter(subject__in=matters))


def to_renew() -> list[str]:
    """Finished contracts whose next time stamp is due, or of which nobody has said yet when it is."""
    due = Q(renew_at=None) | Q(renew_at__lte=now())
    found = Contract.objects.filter(due, status=Status.FINISHED).order_by("renew_at").values_list("pk", flat=True)
    return [str(one) for one in found]


@transaction.atomic
def renew(contract_id: str) -> None:
    """One more time stamp over a finished file, with proof of the one before, if it is due; nobody hears of it.

    Raises Unavailable without a time stamp or its proof; the contract is then as it was.
    """
    contract = Contract.objects.select_for_update(of=["self"]).get(pk=contract_id)
    if contract.status != Status.FINISHED:
        return
    if contract.renew_at is None:  # finished before this was kept
        contract.renew_at = renewal_of(sealing.stamped_until(contract.pdf), at=now())
        contract.save(update_fields=["renew_at"])
    if contract.renew_at > now():
        return
    _replace(contract, sealing.finish(contract.pdf, signers=()))
    contract.save(update_fields=["file", "sha256", "renew_at"])
    audit.record("contract.renewed", subject=contract, actor=None, sha256=contract.sha256)


def renewal_of(until: dt.datetime, *, at: dt.datetime) -> dt.datetime:
    """A year before the end of the certificate that stamped; halfway where less than two years are left of it."""
    left = until - at
    return until - _YEAR if left >= 2 * _YEAR else at + left / 2


def _replace(contract: Contract, done: bytes) -> None:
    """The finished file and what follows from it; saved by whoever calls."""
    actions.replace_file(contract, done)
    contract.sha256 = hashlib.sha256(done).hexdigest()
    contract.renew_at = renewal_of(sealing.stamped_until(done), at=now())
