"""Signing in by a code to one's mobile: for people without a cloud account.

Asking and entering look the same whether or not anybody is known by the number.
"""

import secrets
from dataclasses import dataclass
from enum import StrEnum

from django.contrib.auth import login
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils.translation import get_language

from chopmark.audit import log as audit
from chopmark.kit import keys, locks, masks
from chopmark.kit.clock import now
from chopmark.kit.fields import index_of
from chopmark.notify import codes
from chopmark.notify.codes import Outcome, TooManyCodes
from chopmark.people.models import Person, as_person

PURPOSE = "signin"
_ASKED = "phone_asked"
_ENTERED, _ENTERED_AT = "phone_entered", "phone_entered_at"
_MINUTES = 30  # how long a browser may take from the mobile to the code


class Arrival(StrEnum):
    """Where a right code leads."""

    IN = "in"
    CLOUD = "cloud"


@dataclass(frozen=True)
class Asked:
    """Whose code this browser waits for; the matter binds the code to this browser."""

    mobile: str
    matter: str

    @property
    def masked_mobile(self) -> str:
        return masks.mobile(self.mobile)


def ask(request: HttpRequest, *, mobile: str) -> None:
    """Send a code and remember the number; raises TooManyCodes unless an earlier code still works here."""
    before = asked(request)
    matter = before.matter if before and before.mobile == mobile else f"signin:{secrets.token_urlsafe(16)}"
    try:
        codes.send_code(PURPOSE, mobile=mobile, matter=matter, language=_language())
    except TooManyCodes:
        if not codes.has_live(mobile=mobile, purpose=PURPOSE, matter=matter):
            raise
    sealed = keys.seal(mobile.encode(), place="session").hex()
    request.session[_ASKED] = {"mobile": sealed, "matter": matter, "at": now().timestamp()}


def asked(request: HttpRequest) -> Asked | None:
    """The question that is open in this browser."""
    kept = request.session.get(_ASKED)
    if not kept or now().timestamp() - kept["at"] > _MINUTES * 60:
        return None
    return Asked(keys.unseal(bytes.fromhex(kept["mobile"]), place="session").decode(), kept["matter"])


def enter(question: Asked, *, digits: str) -> Outcome:
    return codes.enter(PURPOSE, mobile=question.mobile, matter=question.matter, digits=digits)


def arrive(request: HttpRequest, question: Asked) -> Arrival:
    """After the right code: in, under a fresh session key; or told that the cloud account is the way in."""
    request.session.pop(_ASKED, None)
    person = _again(request, question.mobile) or _person_of(question.mobile)
    if person is None:
        return Arrival.CLOUD
    login(request, person)
    request.session[_ENTERED], request.session[_ENTERED_AT] = str(person.pk), now().timestamp()
    audit.record("person.signed_in", subject=person, actor=person, by="phone")
    return Arrival.IN


@transaction.atomic
def _person_of(mobile: str) -> Person | None:
    """Who has confirmed this mobile and has no cloud account, made now when nobody has it; None: use the cloud's."""
    index = index_of(Person, "mobile_index", mobile)
    locks.hold(index)  # two browsers at once find the same person
    known = Person.objects.filter(mobile_index=index)
    checked_first = (F("identity_checked_at").asc(nulls_last=True), "created_at")
    found: Person | None = known.filter(logins=None).order_by(*checked_first).first()
    if found is None and not known.exists():
        found = Person.objects.arrive()
        found.mobile, found.language = mobile, _language()
        found.save()
    return found


def _again(request: HttpRequest, mobile: str) -> Person | None:
    """Whoever is signed in here by this very mobile and proves it anew; they do not become somebody else by it."""
    if not came_by_phone(request) or as_person(request.user).mobile != mobile:
        return None
    return as_person(request.user)


def entered_at(request: HttpRequest) -> float:
    """When the code of whoever came in by phone was right, in seconds since 1970."""
    return float(request.session.get(_ENTERED_AT, 0))


def _language() -> str:
    return get_language() or "zh-hans"


def came_by_phone(request: HttpRequest) -> bool:
    """Whether whoever is signed in here came in by their mobile."""
    return request.user.is_authenticated and request.session.get(_ENTERED) == str(request.user.pk)


def forget(request: HttpRequest) -> None:
    """The entry is another one from now on."""
    request.session.pop(_ENTERED, None)
