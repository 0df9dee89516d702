"""One-time codes: six digits, five minutes, five tries, bound to mobile, purpose and matter (domain 2.2)."""

import datetime as dt
import hmac
import secrets
from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction

from chopmark.kit import clock, keys, locks
from chopmark.kit.clock import now
from chopmark.kit.errors import TooMany
from chopmark.notify import limits
from chopmark.notify.messages import send
from chopmark.notify.models import Code
from chopmark.web import words

MINUTES = 5
TRIES = 5
GAP_SECONDS = 60
HOURLY = 5
DAILY = 10
_DIGITS = 6


class Answer(StrEnum):
    """What became of an entered code; the value is the last part of its text key."""

    RIGHT = "right"
    WRONG = "wrong"
    SPENT = "spent"


@dataclass(frozen=True)
class Outcome:
    answer: Answer
    tries_left: int = 0


class TooManyCodes(Exception):
    """No further code may go to this number, or be asked for from this address, before `again_at`."""

    def __init__(self, again_at: dt.datetime, *, key: str = "onboarding.contact.code.many") -> None:
        super().__init__("too many codes")
        self.again_at, self.key = again_at, key

    @property
    def text(self) -> str:
        """What a page says of it."""
        return words.text(self.key, time=clock.soon(self.again_at))


@transaction.atomic
def send_code(purpose: str, *, mobile: str, matter: str, language: str, **values: object) -> Code:
    """Send a fresh code; the earlier ones of this purpose and matter stop working."""
    index = _index(mobile)
    locks.hold(index)  # two presses do not pass the limit together
    again_at = may_send_at(purpose, mobile=mobile)
    if again_at > now():
        raise TooManyCodes(again_at)
    try:
        limits.use(limits.CODES, of=limits.here())
    except TooMany as limit:
        raise TooManyCodes(limit.again_at, key="onboarding.contact.code.many_here") from limit
    digits = "".join(secrets.choice("0123456789") for _ in range(_DIGITS))
    message = send(
        f"code.{purpose}",
        mobile=mobile,
        matter=matter,
        language=language,
        code=digits,
        minutes=MINUTES,
        **values,
    )
    Code.objects.filter(mobile_index=index, purpose=purpose, matter=matter, spent_at=None).update(spent_at=now())
    return Code.objects.create(
        mobile_index=index, purpose=purpose, matter=matter, digest=_digest(digits, index, purpose, matter),
        tries_left=TRIES, expires_at=now() + dt.timedelta(minutes=MINUTES), message=message,
    )  # fmt: skip


@transaction.atomic
def enter(purpose: str, *, mobile: str, matter: str, digits: str) -> Outcome:
    """Try a code; a right one is spent, a wrong one costs a try."""
    index = _index(mobile)
    code = (
        Code.objects.select_for_update()
        .filter(
            mobile_index=index,
            purpose=purpose,
            matter=matter,
            spent_at=None,
            expires_at__gt=now(),
            tries_left__gt=0,
        )
        .order_by("-created_at")
        .first()
    )
    if code is None:
        return Outcome(Answer.SPENT)
    if hmac.compare_digest(bytes(code.digest), _digest(digits, index, purpose, matter)):
        code.spent_at = now()
        code.save(update_fields=["spent_at"])
        return Outcome(Answer.RIGHT)
    code.tries_left -= 1
    code.save(update_fields=["tries_left"])
    return Outcome(Answer.WRONG if code.tries_left else Answer.SPENT, code.tries_left)


def may_send_at(purpose: str, *, mobile: str) -> dt.datetime:
    """When the next code may go to this number for this purpose: a moment in the past means now."""
    present = now()
    sent = Code.objects.filter(
        mobile_index=_index(mobile), purpose=purpose, created_at__gt=present - dt.timedelta(days=1)
    ).order_by("-created_at")
    times = list(sent.values_list("created_at", flat=True)[:DAILY])
    limits = [
        (1, dt.timedelta(seconds=GAP_SECONDS)),
        (HOURLY, dt.timedelta(hours=1)),
        (DAILY, dt.timedelta(days=1)),
    ]
    return max([present, *(times[count - 1] + span for count, span in limits if len(times) >= count)])


def _index(mobile: str) -> bytes:
    return keys.blind(mobile, purpose="code.mobile")


def _digest(digits: str, index: bytes, purpose: str, matter: str) -> bytes:
    return keys.mac(b"|".join([digits.encode(), index, purpose.encode(), matter.encode()]), purpose="code")


def has_live(*, mobile: str, purpose: str, matter: str) -> bool:
    """Whether a code that can still be entered is under way."""
    return Code.objects.filter(
        mobile_index=_index(mobile),
        purpose=purpose,
        matter=matter,
        spent_at=None,
        expires_at__gt=now(),
        tries_left__gt=0,
    ).exists()


def delivery_of(purpose: str, *, mobile: str, matter: str) -> str:
    """What became of the message with the newest code: a status of messages, empty when none was sent."""
    code = (
        Code.objects.select_related("message")
        .filter(mobile_index=_index(mobile), purpose=purpose, matter=matter)
        .order_by("-created_at")
        .first()
    )
    return code.message.status if code else ""
