"""How often somebody may be invited and reminded: counted outside of the row, so starting over refills nothing."""

import datetime as dt

from django.db.models import QuerySet

from chopmark.evidence.models import Check
from chopmark.kit.clock import now
from chopmark.kit.fields import index_of
from chopmark.notify.models import Message
from chopmark.notify.states import Status as Delivery
from chopmark.onboarding.inviting.states import Status
from chopmark.onboarding.models import Application, Invitation

DAYS = 7  # how long an invitation is good (domain 3)
REMINDERS = 3  # a day (domain 3)
REMIND_GAP_SECONDS = 60  # domain 3
REFUSALS = 3  # afterwards only the letter (domain 9, case 13)
MATCH_TRIES = 5  # questions to the identity source about a legal representative, a day and applicant
WRONG_IDENTITIES = 5  # on the phone, for one invitation
_DAY = dt.timedelta(days=1)


def refusals_left(row: Application) -> int:
    return REFUSALS - row.invitations.filter(status=Status.REFUSED).count()


def match_tries_left(row: Application) -> int:
    """Over all applications of this person."""
    matters = [own.matter for own in Application.objects.filter(owner=row.owner_id)]
    asked = Check.objects.filter(matter__in=matters, kind="rep_identity", created_at__gt=now() - _DAY)
    return MATCH_TRIES - asked.count()


def reminders_left(invitation: Invitation) -> int:
    """What a day still allows to this number, whoever reminds."""
    return REMINDERS - _reminders_to(invitation.mobile).count()


def may_remind_at(invitation: Invitation) -> dt.datetime:
    """When the next reminder may go: a moment in the past means now."""
    newest = _texts_to(invitation.mobile, ("rep.invite", "rep.remind")).order_by("-created_at").first()
    gap = dt.timedelta(seconds=REMIND_GAP_SECONDS)
    return newest.created_at + gap if newest else now()


def invitations_left(mobile: str) -> int:
    """Invitations that a number may still get today, from whomever."""
    return REMINDERS - _texts_to(mobile, ("rep.invite",)).count()


def is_undelivered(invitation: Invitation) -> bool:
    """Whether the last text about this invitation did not go out; why is nobody's business."""
    last = Message.objects.filter(matter=invitation.matter).order_by("-created_at").first()
    return last is not None and last.status in (Delivery.FAILED, Delivery.STOPPED)


def _reminders_to(mobile: str) -> QuerySet[Message]:
    return _texts_to(mobile, ("rep.remind",))


def _texts_to(mobile: str, templates: tuple[str, ...]) -> QuerySet[Message]:
    index = index_of(Message, "mobile_index", mobile)
    return Message.objects.filter(mobile_index=index, template__in=templates, created_at__gt=now() - _DAY)
