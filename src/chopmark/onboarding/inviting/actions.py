"""The verbs of an invitation before it is signed: invite, remind, withdraw, open, prove, refuse, report, expire."""

import datetime as dt
import uuid

from django.db import transaction

from chopmark.audit import log as audit
from chopmark.evidence import idcard
from chopmark.evidence.names import same_name
from chopmark.kit import ids
from chopmark.kit.clock import now
from chopmark.kit.errors import IllegalMove
from chopmark.notify import codes, messages
from chopmark.notify import limits as limits_of
from chopmark.onboarding.inviting import limits, links
from chopmark.onboarding.inviting.current import live, stop
from chopmark.onboarding.inviting.states import Status
from chopmark.onboarding.models import Application, Invitation
from chopmark.people import identities
from chopmark.review import desk
from chopmark.web import links as addresses

REPORT = "onboarding.report"
REASONS = ("unknown", "leave", "later", "other")


class TooSoon(Exception):
    """No reminder before `again_at`."""

    def __init__(self, again_at: dt.datetime) -> None:
        super().__init__("too soon")
        self.again_at = again_at


@transaction.atomic
def invite(row: Application, *, mobile: str, number: str, is_matched: bool) -> Invitation:
    """Ask the legal representative at this mobile; an earlier invitation of the application stops working.

    The caller holds the row's lock and has asked the identity source whether name, number and mobile belong together.
    Where it could not say yes, nothing is signed before a person has looked at photographs of the document.
    """
    limits_of.use(limits_of.INVITATIONS, of=limits_of.here())
    limits_of.use(limits_of.INVITATIONS_OF_ORGANISATION, of=row.uscc)
    stop(row, actor=row.owner)
    identifier = uuid.uuid4()
    invitation = Invitation.objects.create(
        id=identifier, application=row, mobile=mobile, rep_name=row.legal_representative, rep_number=number,
        rep_kind=idcard.kind_of(number), needs_documents=not is_matched,
        token_digest=ids.digest(links.token_of(identifier)), alias_digest=ids.digest(links.alias_of(identifier)),
        expires_at=now() + dt.timedelta(days=limits.DAYS),
    )  # fmt: skip
    audit.record("invitation.sent", subject=row.matter, actor=row.owner, days=limits.DAYS)
    _text(invitation, "rep.invite", days=limits.DAYS, link=links.short_link(invitation))
    return invitation


@transaction.atomic
def withdraw(row: Application) -> None:
    """The applicant takes the invitation back; who had opened it is told."""
    invitation = _held(live(row), act="withdraw")
    invitation.move(Status.WITHDRAWN, actor=row.owner)
    if invitation.opened_at:
        _text(invitation, "rep.withdrawn")


@transaction.atomic
def remind(row: Application) -> None:
    """Send the link once more; raises TooSoon within a minute of the last or after the third of a day."""
    invitation = _held(live(row), act="remind")
    again_at = limits.may_remind_at(invitation)
    if again_at > now() or limits.reminders_left(invitation) <= 0:
        raise TooSoon(max(again_at, now()))
    audit.record("invitation.reminded", subject=row.matter, actor=row.owner)
    _text(
        invitation, "rep.remind", due=addresses.short_day(invitation.expires_at), link=links.short_link(invitation)
    )  # fmt: skip


@transaction.atomic
def note_opened(invitation: Invitation) -> None:
    """The code was entered: the applicant sees that the invitation arrived."""
    held = _held(invitation, act="open")
    if held.opened_at is None:
        held.opened_at = now()
        held.save(update_fields=["opened_at"])
        audit.record("invitation.opened", subject=held.application.matter, actor=None)


@transaction.atomic
def prove_identity(invitation: Invitation, *, name: str, number: str, language: str) -> bool:
    """Whether these are the name and number that were invited; a wrong answer costs a try and gives no hint."""
    held = _held(invitation, act="answer")
    if held.wrong_tries >= limits.WRONG_IDENTITIES:
        return False
    if not (same_name(name, held.rep_name) and number == held.rep_number):
        held.wrong_tries += 1
        held.save(update_fields=["wrong_tries"])
        return False
    held.person = identities.arrive(name=held.rep_name, kind=held.rep_kind, number=number, mobile=held.mobile)
    held.identity_at, held.language = now(), language
    held.save(update_fields=["person", "identity_at", "language"])
    audit.record("invitation.identified", subject=held.application.matter, actor=held.person)
    return True


@transaction.atomic
def note_face_consent(invitation: Invitation) -> None:
    held = _held(invitation, act="answer")
    held.face_consented_at = now()
    held.save(update_fields=["face_consented_at"])


@transaction.atomic
def note_face(invitation: Invitation) -> None:
    """The face was found to be the legal representative's; too late when the invitation has ended."""
    held = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if held.may("answer") and held.identity_at:
        held.face_passed_at = now()
        held.save(update_fields=["face_passed_at"])


@transaction.atomic
def refuse(invitation: Invitation, *, reason: str, note: str) -> None:
    """Not agreed, with a reason that the applicant sees; no more messages until a fresh invitation."""
    held = _held(invitation, act="refuse")
    held.reason, held.note = reason, note or None
    held.move(Status.REFUSED, actor=held.person)
    row = held.application
    messages.send(
        "applicant.declined", mobile=row.mobile or "", matter=row.matter, language=row.owner.language, org=row.name,
        reason=addresses.later_text(f"authorise.refuse.{reason}"), link=addresses.absolute(f"/a/{row.ref}/"),
    )  # fmt: skip


@transaction.atomic
def report(invitation: Invitation) -> None:
    """Not me, or not mine: the link stops at once and a person looks into who started this."""
    held = _held(invitation, act="report")
    held.move(Status.REPORTED, actor=held.person)
    row = held.application
    if not desk.is_open(REPORT, row.matter):
        desk.open_case(REPORT, matter=row.matter, matter_ref=row.ref, title=row.name, excluded=row.owner)


@transaction.atomic
def expire_old() -> int:
    """Invitations whose days are over; the applicant is told once."""
    due = Invitation.objects.select_for_update(skip_locked=True).filter(status=Status.SENT, expires_at__lt=now())
    for invitation in due:
        invitation.move(Status.EXPIRED, actor=None)
        row = invitation.application
        messages.send(
            "applicant.expired", mobile=row.mobile or "", matter=row.matter, language=row.owner.language, org=row.name,
            link=addresses.absolute(f"/a/{row.ref}/"),
        )  # fmt: skip
    return len(due)


def send_code(invitation: Invitation) -> None:
    """The code that opens an invitation, to the invited number and no other; raises TooManyCodes."""
    codes.send_code(
        "authorise", mobile=invitation.mobile, matter=invitation.matter, language=invitation.language,
        org=invitation.application.name,
    )  # fmt: skip


def _held(invitation: Invitation | None, *, act: str) -> Invitation:
    """The row under a lock, or IllegalMove when its status does not permit this."""
    held = Invitation.objects.select_for_update().filter(pk=invitation.pk).first() if invitation else None
    if held is None or not held.may(act):
        raise IllegalMove(here=held.status if held else "none", act=act)
    return held


def _text(invitation: Invitation, template: str, **values: object) -> None:
    row = invitation.application
    messages.send(
        template, mobile=invitation.mobile, matter=invitation.matter, language=invitation.language, org=row.name,
        applicant=row.masked_applicant, **values,
    )  # fmt: skip
