"""One natural person, one account (domain 2.1; 9, case 16): an identity moves from an earlier account to this one.

Nothing is merged: the earlier account keeps its applications and loses the identity only.
"""

from django.db import transaction

from chopmark.evidence.engines.base import IdentityMatch
from chopmark.evidence.models import Check
from chopmark.kit.errors import NotReady
from chopmark.notify import codes, messages
from chopmark.notify.codes import Outcome
from chopmark.onboarding import flow
from chopmark.onboarding.documents import actions as documents
from chopmark.onboarding.models import Application
from chopmark.onboarding.states import LIVE
from chopmark.onboarding.steps.contact import is_needed, settle
from chopmark.people import identities
from chopmark.people.models import Person
from chopmark.web import links

PURPOSE = "rebind"


def is_proved(row: Application) -> bool:
    """Whether the source has confirmed name, number and mobile as they stand on the row now, after a right code."""
    asked = Check.objects.filter(matter=row.matter, kind="identity", superseded_at=None).order_by("-created_at").first()
    since = row.identity_answered_at
    return bool(asked and since and asked.created_at >= since and asked.verdict == IdentityMatch.MATCH)


def holder_of(row: Application) -> Person | None:
    """The other account that has this identity now; None when there is none, or when this one has not proved it."""
    if row.identity_checked_at or not row.may("answer") or not is_proved(row):
        return None
    holder = identities.known_by(row.id_number or "")
    return holder if holder and holder.pk != row.owner_id else None


def send_code(row: Application, *, holder: Person) -> None:
    """To the mobile of the earlier account; raises TooManyCodes."""
    codes.send_code(PURPOSE, mobile=holder.mobile or "", matter=row.matter, language=holder.language)


def enter(row: Application, *, holder: Person, digits: str) -> Outcome:
    return codes.enter(PURPOSE, mobile=holder.mobile or "", matter=row.matter, digits=digits)


@transaction.atomic
def relink(application: Application, *, holder: Person) -> None:
    """After the code to the old mobile: the identity is this account's; both numbers are told."""
    held = Person.objects.select_for_update().get(pk=holder.pk)
    row = flow.locked(application)
    if holder_of(row) != held or is_needed(held):
        raise NotReady(step="contact")
    old = held.mobile or ""
    for other in Application.objects.select_for_update().filter(owner=held, status__in=sorted(LIVE)):
        _ask_anew(other)
    identities.release(held, actor=row.owner)
    settle(row)
    documents.withdraw(row.matter, purposes=[flow.DOCUMENTS["contact"]], actor=row.owner)
    flow.decide_role(row)
    flow.save(row, actor=row.owner, step="contact")
    contact = links.absolute("/help/contact/")
    messages.send("rebound.old", mobile=old, matter=row.matter, language=held.language, link=contact)
    messages.send("rebound.new", mobile=row.mobile or "", matter=row.matter, language=row.owner.language, link=contact)


def _ask_anew(other: Application) -> None:
    """An open application of the earlier account no longer has a confirmed identity."""
    flow.BY_KEY["contact"].clear(other)
    flow.forget_after(other, "contact", actor=other.owner)
    flow.save(other, actor=other.owner, step="contact")
