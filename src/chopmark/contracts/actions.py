"""The verbs of a contract: draft, add parties, place fields, send, refuse, withdraw, expire."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max, QuerySet

from chopmark.audit import log as audit
from chopmark.contracts import links
from chopmark.contracts.models import POINTS, Contract, Party, Place
from chopmark.contracts.states import Status
from chopmark.kit import files, ids
from chopmark.kit.clock import now
from chopmark.kit.errors import ChopmarkError, IllegalMove, NotAllowed
from chopmark.notify import limits, messages
from chopmark.organisations.members import actions as members
from chopmark.organisations.models import Membership, Organisation
from chopmark.people.models import Person
from chopmark.sheets import fields as sheets
from chopmark.sheets.fields import SIGNING, Kind
from chopmark.sheets.intake import take_in
from chopmark.sheets.preparing import prepare

MOST_PARTIES = 50  # domain 7
USUAL_DAYS, MOST_DAYS = 30, 365
LAST_DAYS = 3  # before the end whoever has not signed is told again, once a day
# Width and height in points: room for a seal of up to 45 mm in its own size, a name by hand, a date.
SIZES = {
    Kind.SEAL: (46 * POINTS, 46 * POINTS), Kind.SIGNATURE: (45 * POINTS, 18 * POINTS),
    Kind.DATE: (32 * POINTS, 7 * POINTS), Kind.TEXT: (80 * POINTS, 8 * POINTS),
    Kind.CODE: (16 * POINTS, 16 * POINTS),
}  # fmt: skip
_ALL_SEEING = (Membership.SUPER_ADMINISTRATOR, Membership.CONTRACT_MANAGER)
_GOING_ON = (Status.DRAFT, Status.SENT, Status.SIGNED)
SENDING = limits.Limit("contracts_of_organisation", ((200, dt.timedelta(days=1)),))


@dataclass(frozen=True)
class Sheet:
    """A page as seen, in points."""

    width: float
    height: float


class Incomplete(ChopmarkError):
    """It cannot be sent yet: `what` is the last part of a text key, `party` whom it is about."""

    code = "contract.incomplete"
    status = 409

    def __init__(self, what: str, party: str = "") -> None:
        super().__init__(what=what)
        self.what, self.party = what, party


def may_draft(organisation: Organisation, *, person: Person) -> bool:
    """Every member of an open organisation; a seal is asked for when it comes to signing."""
    return organisation.may("sign") and organisation.memberships.filter(person=person, ended_at=None).exists()


def may_see(contract: Contract, *, person: Person) -> bool:
    """Its initiator, and who sees all contracts of the organisation."""
    held = contract.organisation.memberships.filter(person=person, ended_at=None)
    own = contract.initiator_id == person.pk
    return held.exists() and (own or sees_all(contract.organisation, person=person))


def sees_all(organisation: Organisation, *, person: Person) -> bool:
    """The super administrator and contract managers."""
    return organisation.memberships.filter(person=person, ended_at=None, role__in=_ALL_SEEING).exists()


@members.follows
def hand_over(organisation: Organisation, leaver: Person, successor: Person) -> None:
    """What a member who leaves has begun and not ended is the successor's from now on."""
    going_on = Contract.objects.filter(organisation=organisation, initiator=leaver, status__in=_GOING_ON)
    for contract in going_on.select_for_update(of=["self"]):
        contract.initiator = successor
        contract.save(update_fields=["initiator"])
        audit.record("contract.handed_over", subject=contract, actor=leaver)


@transaction.atomic
def draft(organisation: Organisation, *, title: str, pdf: bytes, person: Person) -> Contract:
    """Take a file in and begin; the own organisation is its first party. Raises NotAllowed and Unreadable."""
    if not may_draft(organisation, person=person):
        raise NotAllowed(action="contract")
    taken = take_in(pdf)
    contract = Contract.objects.create(
        organisation=organisation, initiator=person, title=title, file=files.put(taken.pdf), sha256=taken.sha256,
        sheets=[[page.width, page.height] for page in taken.pages], takes_texts=taken.takes_texts,
    )  # fmt: skip
    audit.record("contract.drafted", subject=contract, actor=person, sha256=taken.sha256)
    Party.objects.create(
        contract=contract, position=1, kind=Party.ORGANISATION, name=organisation.name, organisation=organisation
    )
    return contract


def _draft(contract: Contract, *, person: Person) -> Contract:
    """The contract under lock, still a draft, for whoever may change it."""
    held = Contract.objects.select_for_update(of=["self"]).select_related("organisation").get(pk=contract.pk)
    if not may_see(held, person=person) or not held.organisation.may("sign"):
        raise NotAllowed(action="contract")
    if not held.is_draft:
        raise IllegalMove(here=held.status)
    return held


@transaction.atomic
def add_party(contract: Contract, *, kind: str, name: str, mobile: str, person: Person, uscc: str = "") -> Party:
    """One more who is to sign; said twice it is the one that is there. Raises Incomplete when there are too many.

    An organisation is known by its code (`uscc`), or without one by its very name.
    """
    held = _draft(contract, person=person)
    there = list(held.parties.all())
    for one in there:
        if (one.kind, one.name, one.mobile, one.uscc) == (kind, name, mobile, uscc):
            return one
    if len(there) >= MOST_PARTIES:
        raise Incomplete("too_many")
    last = held.parties.aggregate(last=Max("position"))["last"] or 0
    return Party.objects.create(contract=held, position=last + 1, kind=kind, name=name, mobile=mobile, uscc=uscc)


@transaction.atomic
def remove_party(party: Party, *, person: Person) -> None:
    """With its places."""
    held = _draft(party.contract, person=person)
    Place.objects.filter(party=party, party__contract=held).delete()
    Party.objects.filter(pk=party.pk, contract=held).delete()


@transaction.atomic
def place(party: Party, *, kind: Kind, page: int, x: float, y: float, person: Person, label: str = "") -> Place:
    """Put a field with its middle at a point of a page (from the lower left), moved inside where it would hang over.

    `label` says what is to be filled into a text. Raises Incomplete for no page, too many places, a text without it.
    """
    held = _draft(party.contract, person=person)
    if not 0 <= page < len(held.sheets):
        raise Incomplete("page")
    if kind is Kind.TEXT and not label:
        raise Incomplete("label")
    if kind not in SIGNING and not held.takes_texts:
        raise Incomplete("signed_before")
    made = Place(party=party, page=page, kind=kind, x=0, y=0, width=0, height=0, label=label)
    _put(made, held, x=x, y=y, size=SIZES[kind])
    if Place.objects.filter(party__contract=held).count() >= sheets.LIMIT_FIELDS:
        raise Incomplete("too_many_places")
    made.save()
    if kind is Kind.SEAL and held.takes_texts:
        _code_beside(made, held)
    return made


def _code_beside(seal: Place, contract: Contract) -> None:
    """The first seal gets the code beside its foot, where there is room; like every place it may be taken away."""
    if Place.objects.filter(party__contract=contract, kind=Kind.CODE).exists():
        return
    side = SIZES[Kind.CODE][0]
    right = seal.x + seal.width
    middle = right + side / 2 if right + side <= contract.sheets[seal.page][0] else seal.x - side / 2
    if middle < side / 2:
        return
    code = Place(party=seal.party, page=seal.page, kind=Kind.CODE, x=0, y=0, width=0, height=0)
    _put(code, contract, x=middle, y=seal.y + side / 2, size=SIZES[Kind.CODE])
    code.save()


@transaction.atomic
def place_across(party: Party, *, y: float, person: Person) -> list[Place]:
    """A seal cut over all pages (骑缝章), one strip a page at its right edge, with its middle at this height.

    A second one takes the place of the first. Raises Incomplete for one page, or for a person, who has no seal.
    """
    held = _draft(party.contract, person=person)
    if not held.takes_texts:
        raise Incomplete("signed_before")
    if len(held.sheets) == 1 or not party.is_organisation:
        raise Incomplete("across")
    size = SIZES[Kind.SEAL][1]
    pages = [Sheet(width, height) for width, height in held.sheets]
    lowest = min(max(y - size / 2, 0), min(page.height for page in pages) - size)
    _strips(party).delete()
    if lowest < 0 or Place.objects.filter(party__contract=held).count() + len(pages) > sheets.LIMIT_FIELDS:
        raise Incomplete("too_many_places" if lowest >= 0 else "across")
    groups = sheets.strips(pages, party=party.position, size=size, y=lowest)
    made = [
        Place(party=party, page=one.page, kind=one.kind, x=one.x, y=one.y, width=one.width, height=one.height)
        for group in groups
        for one in group
    ]
    return Place.objects.bulk_create(made)


def _strips(party: Party) -> QuerySet[Place]:
    return Place.objects.filter(party=party, kind=Kind.STRIP)


def _put(place: Place, contract: Contract, *, x: float, y: float, size: tuple[float, float]) -> None:
    width, height = contract.sheets[place.page]
    place.width, place.height = min(size[0], width), min(size[1], height)
    place.x = min(max(x - place.width / 2, 0), width - place.width)
    place.y = min(max(y - place.height / 2, 0), height - place.height)


@transaction.atomic
def unplace(place: Place, *, person: Person) -> None:
    _draft(place.party.contract, person=person)
    if place.kind == Kind.STRIP:  # a seal without one of its strips is none
        _strips(place.party).delete()
    else:
        place.delete()


def missing(contract: Contract) -> Incomplete | None:
    """The first thing that keeps it from being sent."""
    parties = list(contract.parties.all())
    if len(parties) < 2:  # noqa: PLR2004 - a contract has two sides
        return Incomplete("alone")
    for party in parties:
        if not any(Kind(one.kind) in SIGNING for one in party.places.all()):
            return Incomplete("no_place", party.name)
    return None


@transaction.atomic
def send(contract: Contract, *, days: int, is_ordered: bool, person: Person) -> None:
    """All fields are made in one update, and whoever is to sign first is told. Raises Incomplete and Unreadable."""
    organisation = Organisation.objects.select_for_update().get(pk=contract.organisation_id)  # its name stays till then
    held = _draft(contract, person=person)
    lacking = missing(held)
    if lacking is not None:
        raise lacking
    limits.use(SENDING, of=str(held.organisation_id))
    places = list(Place.objects.filter(party__contract=held).select_related("party"))
    prepared = prepare(held.pdf, [one.field for one in places])
    for one, name in zip(places, prepared.names, strict=True):
        one.name = name
        one.save(update_fields=["name"])
    _name_own(held, organisation)
    _link(held)
    replace_file(held, prepared.pdf)
    held.is_ordered, held.deadline_at = is_ordered, now() + dt.timedelta(days=days)
    held.move(Status.SENT, actor=person)
    tell_due(held)


def _name_own(contract: Contract, organisation: Organisation) -> None:
    """The sender signs under the name that it has now, which may be another than when it began."""
    for party in contract.parties.filter(organisation=organisation).exclude(name_index=None):
        party.name = organisation.name
        party.save(update_fields=["name", "name_index"])


def _link(contract: Contract) -> None:
    """Each party outside gets its link, and the file its own; only digests stay."""
    contract.token_digest = ids.digest(links.proof_token_of(contract.pk))
    for party in contract.parties.exclude(mobile=None):
        party.token_digest = ids.digest(links.token_of(party.pk))
        party.save(update_fields=["token_digest"])


def replace_file(contract: Contract, pdf: bytes) -> None:
    """The next state of the file; the one before is dropped once this is true."""
    before = contract.file
    contract.file = files.put(pdf)
    transaction.on_commit(lambda: files.drop(before), robust=True)


def tell_due(contract: Contract) -> None:
    """Whoever may sign now and has not heard of it."""
    for party in contract.due:
        if party.mobile and not messages_to(party):
            tell(party, "contract.sign", link=links.link(party))


def messages_to(party: Party) -> bool:
    return messages.was_told(party.matter, template="contract.sign")


def tell(party: Party, template: str, **values: object) -> None:
    if party.mobile:
        messages.send(
            template, mobile=party.mobile, matter=party.matter, language=party.language,
            org=party.contract.organisation.name, **values,
        )  # fmt: skip


@transaction.atomic
def remind(contract: Contract, *, person: Person) -> int:
    """Tell those whose turn it is again, at most once a day each; how many were told."""
    held = Contract.objects.select_for_update(of=["self"]).get(pk=contract.pk)
    if not may_see(held, person=person) or not held.is_open:
        raise NotAllowed(action="contract")
    return _remind(held)


def _remind(held: Contract) -> int:
    """The lock is the caller's; a contract that ended meanwhile reminds nobody."""
    day = now() - dt.timedelta(days=1)
    due = held.due if held.is_open else []
    late = [one for one in due if one.mobile and not messages.was_told(one.matter, since=day)]
    for party in late:
        tell(party, "contract.sign", link=links.link(party))
    return len(late)


def remind_due() -> None:
    """In the last days of a contract, whoever is to sign and was not told within a day; each in its own transaction."""
    last = Contract.objects.filter(
        status=Status.SENT, deadline_at__gt=now(), deadline_at__lte=now() + dt.timedelta(days=LAST_DAYS)
    )
    for contract in last:
        with transaction.atomic():
            _remind(Contract.objects.select_for_update(of=["self"]).get(pk=contract.pk))


@transaction.atomic
def withdraw(contract: Contract, *, person: Person) -> None:
    """Nobody signs any more; whoever was told hears of it. A second time changes nothing."""
    held = Contract.objects.select_for_update(of=["self"]).get(pk=contract.pk)
    if not may_see(held, person=person):
        raise NotAllowed(action="contract")
    if held.status == Status.WITHDRAWN:
        return
    was_sent = held.status == Status.SENT
    held.move(Status.WITHDRAWN, actor=person)
    if was_sent:
        _tell_all(held, "contract.withdrawn")


@transaction.atomic
def refuse(party: Party, *, reason: str) -> None:
    """A party says no: the contract ends, and everybody knows. Raises IllegalMove where it is not theirs to say."""
    held = Contract.objects.select_for_update(of=["self"]).get(pk=party.contract_id)
    again = Party.objects.select_for_update().get(pk=party.pk)
    if not held.is_open or again.signed_at is not None or again.asked_at is not None:
        raise IllegalMove(here=held.status)
    again.refused_at = now()
    again.save(update_fields=["refused_at"])
    held.reason = reason
    held.move(Status.REFUSED, actor=again.person)
    _tell_all(held, "contract.refused")


@transaction.atomic
def expire(contract: Contract) -> None:
    held = Contract.objects.select_for_update(of=["self"]).get(pk=contract.pk)
    if held.status == Status.SENT and not held.is_open:
        held.move(Status.EXPIRED, actor=None)
        _tell_all(held, "contract.expired")


def expire_due() -> None:
    """Every contract whose last day has passed, each in a transaction of its own."""
    for contract in Contract.objects.filter(status=Status.SENT, deadline_at__lte=now()):
        expire(contract)


def _tell_all(contract: Contract, template: str) -> None:
    """Parties that had heard of it, and whoever began it."""
    for party in contract.parties.exclude(mobile=None):
        if messages_to(party):
            tell(party, template, ref=contract.ref)
    tell_initiator(contract, template)


def tell_initiator(contract: Contract, template: str) -> None:
    person = contract.initiator
    if person.mobile:
        messages.send(
            template, mobile=person.mobile, matter=f"contract:{contract.pk}", language=person.language,
            org=contract.organisation.name, ref=contract.ref,
        )  # fmt: skip


@transaction.atomic
def note_opened(party: Party, *, language: str) -> None:
    """The code was entered: from here on messages come in the language that was read."""
    held = Party.objects.select_for_update().get(pk=party.pk)
    held.language = language
    if held.opened_at is None:
        held.opened_at = now()
        audit.record("contract.opened", subject=held.contract, actor=None, party=held.position)
    held.save(update_fields=["language", "opened_at"])
