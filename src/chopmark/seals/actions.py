"""The verbs of a seal: make, stop, start again, grant, take back, use. Every right is asked under the lock.

Those of a seal that is made from a picture lie in `picturing`.
"""

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from chopmark.audit import log as audit
from chopmark.drawing import seals as drawing
from chopmark.kit import files
from chopmark.kit.clock import now
from chopmark.kit.deadlocks import begun_again
from chopmark.kit.errors import ChopmarkError, IllegalMove, NotAllowed
from chopmark.notify import codes, messages
from chopmark.organisations.models import Membership, Organisation
from chopmark.people.models import Person
from chopmark.review import desk
from chopmark.seals.models import Grant, Seal, Use
from chopmark.seals.shapes import FORMS, ONLY_ONE, Kind
from chopmark.seals.states import Status
from chopmark.seals.tasks import forget_picture
from chopmark.trust import revocation

PURPOSE = "grant"  # of the codes that confirm a grant
_ACTS = {Status.STOPPED: "stop", Status.IN_USE: "start", Status.VOID: "void"}  # status -> what leads there by a press


class Taken(ChopmarkError):
    """There is one already: of this kind (`what` is kind) or with this name (`what` is name)."""

    code = "seal.taken"
    status = 409

    def __init__(self, what: str) -> None:
        super().__init__(what=what)
        self.what = what


def may_make(organisation: Organisation, kind: Kind, *, person: Person) -> bool:
    """The super administrator and seal managers; a legal representative's seal only that person (domain 7)."""
    if not organisation.may("seal"):
        return False
    if kind is Kind.LEGAL:
        return _is_representative(organisation, person)
    return organisation.is_administered_by(person) or organisation.has(Membership.SEAL_MANAGER, person)


def rules(seal: Seal, *, person: Person) -> bool:
    """Whether this person decides about a seal: stops it, grants it, takes it back."""
    return may_make(seal.organisation, Kind(seal.kind), person=person)


def _is_representative(organisation: Organisation, person: Person) -> bool:
    return organisation.memberships.filter(person=person, role=Membership.LEGAL_REPRESENTATIVE, ended_at=None).exists()


def plan(organisation: Organisation, *, kind: Kind, form: str, line: str, person: Person) -> drawing.Seal:
    """What a seal will say: the registered name round the rim, or the representative's own in a square."""
    held = FORMS[form]
    name = (person.name or "") if kind is Kind.LEGAL else organisation.name
    return drawing.Seal(held.shape, held.width, held.height, name, line)


@transaction.atomic
def make(organisation: Organisation, *, kind: Kind, name: str, form: str, line: str, person: Person) -> Seal:
    """Drawn and at once in use; its maker holds it. Raises Taken, NotAllowed, GlyphMissing."""
    held = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if not may_make(held, kind, person=person):
        raise NotAllowed(action="seal")
    check_free(held, kind=kind, name=name)
    drawn = drawing.drawn(plan(held, kind=kind, form=form, line=line, person=person))
    seal = Seal.objects.create(
        organisation=held, kind=kind, name=name, form=form, file=files.put(drawn), made_by=person
    )
    audit.record("seal.made", subject=seal, actor=person, of=kind)
    Grant.objects.create(seal=seal, person=person, by=person)
    return seal


def check_free(organisation: Organisation, *, kind: Kind, name: str) -> None:
    """Raise Taken where a seal that is not void stands in the way; one in review or returned does, too."""
    living = organisation.seals.exclude(status=Status.VOID)
    if kind in ONLY_ONE and living.filter(kind=kind).exists():
        raise Taken("kind")
    if living.filter(name=name).exists():
        raise Taken("name")


@begun_again
@transaction.atomic
def move(seal: Seal, there: Status, *, person: Person) -> None:
    """Stop, start again, declare void, or take back out of the review; no member starts what is in review."""
    held = _ruled(seal, person=person)
    if not held.may(_ACTS.get(there, "")):
        raise IllegalMove(here=held.status, there=there)
    _move(held, there, person=person)


def _move(seal: Seal, there: Status, *, person: Person) -> None:
    """A void seal takes its certificate along, and the case that it waited for."""
    seal.move(there, actor=person)
    if there is Status.VOID:
        revocation.revoke(seal.matter)
        desk.void_cases(seal.matter, actor=person)
        forget_picture(seal.matter, actor=person)


def end_all(organisation: Organisation, *, person: Person) -> None:
    """The name on them is no longer its name; under the lock of the organisation, by who may decide that."""
    for seal in organisation.seals.select_for_update().exclude(status=Status.VOID):
        _move(seal, Status.VOID, person=person)


def _ruled(seal: Seal, *, person: Person) -> Seal:
    """The seal under the lock of its organisation, for whoever decides about it at this moment."""
    organisation = Organisation.objects.select_for_update().get(pk=seal.organisation_id)
    held = Seal.objects.select_for_update().get(pk=seal.pk)
    held.organisation = organisation
    if not rules(held, person=person):
        raise NotAllowed(action="seal")
    return held


def candidates(seal: Seal) -> QuerySet[Person]:
    """Members who do not hold it; a grant whose day has passed may be given anew."""
    members = seal.organisation.memberships.filter(ended_at=None).values("person")
    holders = holding(seal).values("person")
    return Person.objects.filter(pk__in=members).exclude(pk__in=holders).order_by("created_at")


def holding(seal: Seal) -> QuerySet[Grant]:
    """The grants in force. Who left takes none along: one older than the present membership is worth nothing."""
    member = Membership.objects.filter(
        organisation=seal.organisation_id, person=OuterRef("person"), ended_at=None, since__lte=OuterRef("granted_at")
    )
    given = seal.grants.filter(Exists(member), ended_at=None)
    return given.exclude(until__lte=now()).select_related("person")


def ask_for_code(seal: Seal, *, person: Person) -> None:
    """A fresh code to the granter's own phone before anybody is given a seal. Raises TooManyCodes, NotAllowed."""
    if not rules(seal, person=person) or not person.mobile or not seal.may("grant"):
        raise NotAllowed(action="grant")
    codes.send_code(
        PURPOSE, mobile=person.mobile, matter=seal.matter, language=person.language, org=seal.organisation.name
    )


def grant(seal: Seal, *, to: Person, until: dt.datetime | None, person: Person, digits: str) -> codes.Outcome:
    """Give a member the use of a seal, once the granter's code is right; a wrong one grants nothing.

    Raises NotAllowed for whoever may not, for no member, for a seal that is not in use, and while a change of super
    administrator is decided.
    """
    _check_grant(seal, to=to, person=person)
    outcome = codes.enter(PURPOSE, mobile=person.mobile or "", matter=seal.matter, digits=digits)
    if outcome.answer is codes.Answer.RIGHT:
        _give(seal, to=to, until=until, person=person)
    return outcome


def _check_grant(seal: Seal, *, to: Person, person: Person) -> None:
    organisation = seal.organisation
    is_member = organisation.memberships.filter(person=to, ended_at=None).exists()
    if not rules(seal, person=person) or not is_member or organisation.is_frozen or not seal.may("grant"):
        raise NotAllowed(action="grant")


@transaction.atomic
def _give(seal: Seal, *, to: Person, until: dt.datetime | None, person: Person) -> None:
    held = _ruled(seal, person=person)
    _check_grant(held, to=to, person=person)
    held.grants.filter(person=to, ended_at=None).exclude(pk__in=holding(held).values("pk")).update(ended_at=now())
    _, is_new = Grant.objects.get_or_create(
        seal=held, person=to, ended_at=None, defaults={"by": person, "until": until}
    )
    if is_new:
        audit.record("seal.granted", subject=held, actor=person, to=str(to.pk))
        tell(held, to, "seal.granted")


@transaction.atomic
def take_back(grant: Grant, *, person: Person) -> None:
    """From this moment the holder's next press is refused; a second time changes nothing."""
    held = _ruled(grant.seal, person=person)
    if Grant.objects.filter(pk=grant.pk, ended_at=None).update(ended_at=now()):
        audit.record("seal.taken_back", subject=held, actor=person, to=str(grant.person_id))
        tell(held, grant.person, "seal.taken_back")


def tell(seal: Seal, to: Person, template: str, **values: object) -> None:
    """A text message about a seal, to whom it concerns."""
    if to.mobile:
        messages.send(
            template, mobile=to.mobile, matter=seal.matter, language=to.language, org=seal.organisation.name,
            seal=seal.name, **values,
        )  # fmt: skip


def usable(organisation: Organisation, *, person: Person) -> list[Seal]:
    """The seals that a person may set for an organisation right now."""
    found = organisation.seals.filter(status=Status.IN_USE, grants__person=person, grants__ended_at=None).distinct()
    return [seal for seal in found if may_use(seal, person=person)]


def may_use(seal: Seal, *, person: Person) -> bool:
    """In use, the organisation may sign, and the person holds the seal."""
    if not seal.may("use") or not seal.organisation.may("sign"):
        return False
    return holding(seal).filter(person=person).exists()


@transaction.atomic
def use(seal: Seal, *, person: Person, matter: str, title: str) -> Use:
    """Note one use, asked under the seal's lock: a grant taken back meanwhile refuses. The same matter once."""
    held = Seal.objects.select_for_update().select_related("organisation").get(pk=seal.pk)
    if not may_use(held, person=person):
        raise NotAllowed(action="sign")
    made, is_new = Use.objects.get_or_create(matter=matter, defaults={"seal": held, "person": person, "title": title})
    if is_new:
        audit.record("seal.used", subject=held, actor=person, matter=matter)
    return made
