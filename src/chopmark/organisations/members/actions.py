"""The verbs: invite, withdraw, admit whoever was invited, change a role, end a membership, leave."""

import datetime as dt
from collections.abc import Callable

from django.db import models, transaction

from chopmark.audit import log as audit
from chopmark.kit import ids
from chopmark.kit.clock import now
from chopmark.kit.errors import IllegalMove, NotAllowed
from chopmark.kit.fields import index_of
from chopmark.notify import limits, messages
from chopmark.organisations.joining import actions as joining
from chopmark.organisations.members import links
from chopmark.organisations.members.states import Status
from chopmark.organisations.models import MemberInvitation, Membership, Organisation
from chopmark.people.models import Person

DAYS = 14
INVITED = limits.Limit("members_invited", ((50, dt.timedelta(days=1)),))
ROLES = (Membership.MEMBER, Membership.SEAL_MANAGER, Membership.CONTRACT_MANAGER)
Leaver = Callable[[Organisation, Person, Person], None]
_LEAVERS: list[Leaver] = []


def follows(leaver: Leaver) -> Leaver:
    """Register who hands over what somebody leaves behind: organisation, who leaves, who takes over."""
    _LEAVERS.append(leaver)
    return leaver


def _administered(organisation: Organisation, *, by: Person) -> Organisation:
    held = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if not held.is_administered_by(by) or not held.may("invite"):
        raise NotAllowed(action="members")
    return held


@transaction.atomic
def invite(organisation: Organisation, *, mobile: str, role: str, by: Person, language: str) -> MemberInvitation:
    """Send a link to this mobile; a second press finds the first one. Raises NotAllowed and TooMany."""
    held = _administered(organisation, by=by)
    if role not in ROLES:
        raise NotAllowed(action="members")
    there = _open(held).filter(mobile_index=index_of(MemberInvitation, "mobile_index", mobile)).first()
    if there is not None:
        return there
    limits.use(INVITED, of=str(held.pk))
    made = MemberInvitation(organisation=held, mobile=mobile, role=role, invited_by=by)
    made.expires_at, made.token_digest = now() + dt.timedelta(days=DAYS), ids.digest(links.token_of(made.pk))
    made.save()
    audit.record("member.invited", subject=held, actor=by, role=role)
    messages.send(
        "member.invite", mobile=mobile, matter=f"member:{made.pk}", language=language, org=held.name,
        link=links.link(made),
    )  # fmt: skip
    return made


def _open(organisation: Organisation) -> models.QuerySet[MemberInvitation]:
    return MemberInvitation.objects.filter(organisation=organisation, status=Status.SENT, expires_at__gt=now())


def open_of(organisation: Organisation) -> list[MemberInvitation]:
    """Those that may still be followed, for the page of the super administrator."""
    return list(_open(organisation))


def invitation_for(organisation: Organisation, *, person: Person) -> MemberInvitation | None:
    """The open invitation to the mobile that this person has proved to be theirs."""
    if not person.mobile:
        return None
    return _open(organisation).filter(mobile_index=index_of(MemberInvitation, "mobile_index", person.mobile)).first()


@transaction.atomic
def withdraw(invitation: MemberInvitation, *, by: Person) -> None:
    """Said twice it is said once."""
    _administered(invitation.organisation, by=by)
    held = MemberInvitation.objects.select_for_update().get(pk=invitation.pk)
    if held.status == Status.SENT:
        held.move(Status.WITHDRAWN, actor=by)


@transaction.atomic
def admit_invited(matter: str) -> bool:
    """Let whoever asked in this journey in at once, when their mobile was invited. The inviter has said yes before."""
    asked = joining.last_of(matter)
    if asked is None or not asked.is_open:
        return False
    found = invitation_for(asked.organisation, person=asked.person)
    administrator = asked.organisation.super_administrator
    if found is None or administrator is None:
        return False
    try:
        joining.accept(asked, administrator=administrator.person, role=found.role)
    except (NotAllowed, IllegalMove):  # the organisation is being taken over, or somebody decided at this moment
        return False
    held = MemberInvitation.objects.select_for_update().get(pk=found.pk)
    if held.status == Status.SENT:
        held.move(Status.ACCEPTED, actor=asked.person)
    return True


@transaction.atomic
def change_role(membership: Membership, *, role: str, by: Person) -> None:
    """From now on; never of the super administrator, whose role goes by an authorisation only."""
    _administered(membership.organisation, by=by)
    held = _living(membership)
    if role not in ROLES or held.role not in ROLES:
        raise NotAllowed(action="members")
    if held.role != role:
        held.role = role
        held.save(update_fields=["role"])
        audit.record("membership.changed", subject=held.organisation, actor=by, role=role)


@transaction.atomic
def end(membership: Membership, *, by: Person) -> None:
    """The super administrator ends it and takes over what is open; a second press finds it ended."""
    _administered(membership.organisation, by=by)
    if membership.ended_at is None:
        _end(_living(membership), successor=by, actor=by)


@transaction.atomic
def leave(organisation: Organisation, *, person: Person, successor: Person) -> None:
    """Whoever leaves names who takes over. The super administrator hands over by a change of administrator."""
    held = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if held.is_administered_by(person) or person == successor:
        raise NotAllowed(action="leave")
    if not joining.is_member(held, person=successor):
        raise NotAllowed(action="leave")
    for one in held.memberships.filter(person=person, ended_at=None, role__in=ROLES):
        _end(one, successor=successor, actor=person)


def _living(membership: Membership) -> Membership:
    held = Membership.objects.select_for_update(of=["self"]).select_related("organisation").get(pk=membership.pk)
    if held.ended_at is not None:
        raise IllegalMove(here="ended")
    return held


def _end(held: Membership, *, successor: Person, actor: Person) -> None:
    if held.role not in ROLES:
        raise NotAllowed(action="members")
    held.ended_at = now()
    held.save(update_fields=["ended_at"])
    audit.record("membership.ended", subject=held.organisation, actor=actor, role=held.role)
    for leaver in _LEAVERS:
        leaver(held.organisation, held.person, successor)


def expire_due() -> None:
    """Every hour: invitations that nobody followed."""
    for row in MemberInvitation.objects.filter(status=Status.SENT, expires_at__lte=now()):
        with transaction.atomic():
            held = MemberInvitation.objects.select_for_update().get(pk=row.pk)
            if held.status == Status.SENT:
                held.move(Status.EXPIRED, actor=None)
