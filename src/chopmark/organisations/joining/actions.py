"""The verbs of a request to join: ask, remind, accept, decline, withdraw, expire; and the warning of a repetition."""

import datetime as dt
from collections.abc import Callable

from django.db import models, transaction

from chopmark.audit import log as audit
from chopmark.kit.clock import now
from chopmark.kit.errors import IllegalMove, NotAllowed, TooMany
from chopmark.notify import limits, messages
from chopmark.organisations.joining.states import Status
from chopmark.organisations.models import JoinRequest, Membership, Organisation
from chopmark.organisations.states import Status as OrganisationStatus
from chopmark.people.models import Person
from chopmark.web import links

DAYS = 30
ASKED = limits.Limit("asked_to_join", ((2, dt.timedelta(days=1)),))
_A_DAY = dt.timedelta(days=1)
_AFTER_NO = dt.timedelta(days=7)  # a no is not asked again at once
_FREE = (OrganisationStatus.CLOSED, OrganisationStatus.VACANT)
Holder = Callable[[str], None]
Hearer = Callable[[JoinRequest, models.Model | None], None]
_HOLDERS: list[Holder] = []
_HEARERS: list[Hearer] = []


def holds(holder: Holder) -> Holder:
    """Register who locks the journey of a matter, before anything else is locked: one order everywhere."""
    _HOLDERS.append(holder)
    return holder


def hears(hearer: Hearer) -> Hearer:
    """Register who follows the end of a request, inside the ending transaction."""
    _HEARERS.append(hearer)
    return hearer


def _hold(matter: str) -> None:
    for holder in _HOLDERS:
        holder(matter)


def standing(uscc: str) -> Organisation | None:
    """The organisation of this code that has a super administrator."""
    return Organisation.objects.filter(uscc=uscc).exclude(status__in=_FREE).first()


def is_waiting(matter: str) -> bool:
    """Whether the super administrator has not answered yet."""
    asked = last_of(matter)
    return asked is not None and asked.is_open


def last_of(matter: str) -> JoinRequest | None:
    """The latest request of a journey."""
    return JoinRequest.objects.filter(matter=matter).select_related("organisation").last()


def may_ask(organisation: Organisation, *, person: Person) -> bool:
    """Not a member yet, no open request, and no refusal within the last week."""
    if is_member(organisation, person=person):
        return False
    mine = JoinRequest.objects.filter(organisation=organisation, person=person)
    lately = mine.filter(status=Status.DECLINED, ended_at__gt=now() - _AFTER_NO)
    return not mine.filter(status=Status.ASKED).exists() and not lately.exists()


def is_member(organisation: Organisation, *, person: Person) -> bool:
    return organisation.memberships.filter(person=person, ended_at=None).exists()


@transaction.atomic
def ask(organisation: Organisation, *, person: Person, matter: str, tells: bool = True) -> JoinRequest | None:
    """Ask once and tell the super administrator, unless they have invited whoever asks.

    None where nothing may be asked. Only a checked identity asks.
    """
    held = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if person.identity_checked_at is None:
        raise NotAllowed(action="join")
    if not may_ask(held, person=person):
        return None
    request = JoinRequest.objects.create(
        organisation=held, person=person, matter=matter, expires_at=now() + dt.timedelta(days=DAYS)
    )
    audit.record("join.asked", subject=request, actor=person, days=DAYS)
    if tells:
        _tell_administrator(request)
    return request


def may_remind(request: JoinRequest) -> bool:
    return request.is_open and request.told_at <= now() - _A_DAY


@transaction.atomic
def remind(request: JoinRequest) -> bool:
    """Tell the super administrator again, once a day; False when it is too early."""
    held = JoinRequest.objects.select_for_update().get(pk=request.pk)
    if not may_remind(held):
        return False
    held.told_at = now()
    held.save(update_fields=["told_at"])
    audit.record("join.reminded", subject=held, actor=held.person)
    _tell_administrator(held)
    return True


def _tell_administrator(request: JoinRequest) -> None:
    administrator = request.organisation.super_administrator
    try:
        limits.use(ASKED, of=f"{request.organisation_id}:{request.person_id}")
    except TooMany:  # asked and taken back over and over: they know
        return
    if administrator is not None and administrator.person.mobile:
        _tell(request, administrator.person, "join.asked", link=links.absolute(f"/j/{request.ref}/"))


def _tell(request: JoinRequest, person: Person, template: str, **values: object) -> None:
    messages.send(
        template, mobile=person.mobile or "", matter=f"join:{request.pk}", language=person.language,
        org=request.organisation.name, applicant=request.masked_person, **values,
    )  # fmt: skip


@transaction.atomic
def accept(request: JoinRequest, *, administrator: Person, role: str = Membership.MEMBER) -> None:
    """The asker becomes a member; raises NotAllowed for anybody but the super administrator of this moment."""
    held = _to_decide(request, administrator=administrator)
    if not is_member(held.organisation, person=held.person):  # a change may have made them more than that meanwhile
        Membership.objects.create(organisation=held.organisation, person=held.person, role=role, activated_at=now())
        audit.record("membership.granted", subject=held.organisation, actor=administrator, role=role)
    _end(held, Status.ACCEPTED, actor=administrator)
    _tell(held, held.person, "join.accepted", link=links.absolute("/workspace/"))


@transaction.atomic
def decline(request: JoinRequest, *, administrator: Person, reason: str) -> None:
    """Nothing is granted; the asker reads the reason on their page."""
    held = _to_decide(request, administrator=administrator)
    held.reason = reason
    _end(held, Status.DECLINED, actor=administrator)
    _tell(held, held.person, "join.declined", link=links.absolute("/applications/"))


def _to_decide(request: JoinRequest, *, administrator: Person) -> JoinRequest:
    """The request under the lock of its organisation, which a change of its administrator takes as well."""
    _hold(request.matter)
    organisation = Organisation.objects.select_for_update().get(pk=request.organisation_id)
    held = JoinRequest.objects.select_for_update().get(pk=request.pk)
    if not organisation.is_administered_by(administrator) or not organisation.may("invite"):
        raise NotAllowed(action="join")
    if not held.is_open:
        raise IllegalMove(here=held.status)
    held.organisation = organisation
    return held


def _end(request: JoinRequest, there: Status, *, actor: models.Model | None) -> None:
    request.move(there, actor=actor)
    for hearer in _HEARERS:
        hearer(request, actor)


@transaction.atomic
def withdraw(matter: str, *, actor: models.Model | None) -> None:
    """The journey that asked has ended or changed; who asked knows."""
    for request in JoinRequest.objects.select_for_update().filter(matter=matter, status=Status.ASKED):
        request.move(Status.WITHDRAWN, actor=actor)


def expire_due() -> None:
    """Requests that nobody answered in their time."""
    for request in JoinRequest.objects.filter(status=Status.ASKED, expires_at__lte=now()):
        _expire(request)


@transaction.atomic
def _expire(request: JoinRequest) -> None:
    _hold(request.matter)
    held = JoinRequest.objects.select_for_update().get(pk=request.pk)
    if held.status == Status.ASKED:
        _end(held, Status.EXPIRED, actor=None)
        _tell(held, held.person, "join.expired", link=links.absolute("/applications/"))


@transaction.atomic
def tell_of_repeat(organisation: Organisation, *, by: Person, ref: str) -> None:
    """Somebody passed its three elements again: its super administrator hears of it, once a day at most."""
    held = Organisation.objects.select_for_update().get(pk=organisation.pk)
    membership = held.super_administrator
    if membership is None or membership.person_id == by.pk or not membership.person.mobile:
        return
    if held.alerted_at and held.alerted_at > now() - _A_DAY:
        return
    held.alerted_at = now()
    held.save(update_fields=["alerted_at"])
    audit.record("organisation.alerted", subject=held, actor=by)
    person = membership.person
    messages.send(
        "alert.repeat", mobile=person.mobile or "", matter=f"organisation:{held.pk}", language=person.language,
        org=held.name, ref=ref,
    )  # fmt: skip
