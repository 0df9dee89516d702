"""The progress of an application for whoever was given its link: what is done, whom it waits for, nothing personal."""

import base64
import hmac
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from chopmark.kit import keys
from chopmark.onboarding import actions, flow
from chopmark.onboarding.documents import actions as documents
from chopmark.onboarding.documents.models import Purpose
from chopmark.onboarding.inviting import current
from chopmark.onboarding.models import Application
from chopmark.onboarding.states import LIVE, Status
from chopmark.organisations.joining import actions as joining
from chopmark.web import links

_PROOF = 16  # characters of base 32: 80 bits


@dataclass(frozen=True)
class Waiting:
    """Whom it waits for, by the last part of a text key, since when, and until when at the latest."""

    whom: str
    since: datetime
    due: datetime | None = None


def key_of(row: Application) -> str:
    """The reference and a proof that we made the link: only this installation can make it, and nothing is kept."""
    return f"{row.ref}-{_proof(row.ref)}"


def link_to(row: Application) -> str:
    return links.absolute(f"/s/{key_of(row)}/")


def _proof(ref: str) -> str:
    return base64.b32encode(keys.mac(ref.encode(), purpose="status.link")).decode().lower()[:_PROOF]


def shared(request: HttpRequest, key: str) -> HttpResponse:
    """The page behind the link; whoever guesses finds nothing."""
    ref, _, proof = key.partition("-")
    if not hmac.compare_digest(proof, _proof(ref)):
        raise Http404
    row = Application.objects.filter(ref=ref).first()
    if row is None:
        raise Http404
    return render(request, "onboarding/shared.html", _context(row))


def _context(row: Application) -> dict[str, object]:
    facts = {**row.words, "applicant": row.masked_applicant}
    return {
        "application": row,
        "words": facts,
        "ref": row.ref,
        "waiting": waiting_of(row),
        "is_live": row.status in LIVE,
    }


def waiting_of(row: Application) -> Waiting | None:
    """What the application waits for now; None when it has ended or is done."""
    if row.status == Status.APPROVED:
        return None if row.activated_at or row.joins else Waiting("activation", row.moved_at)
    if row.status not in LIVE:
        return None
    case = documents.last_case(documents.live(row.matter, Purpose.IDENTITY)) if row.authorised_by else None
    case = case or actions.last_case(row)
    if case is not None and case.is_open:
        return Waiting("review", case.opened_at, case.due_at)
    asked = joining.last_of(row.matter) if row.joins else None
    if asked is not None and asked.is_open:
        return Waiting("administrator", asked.asked_at, asked.expires_at)
    invitation = current.live(row)
    step = flow.current(row)
    if invitation is not None and step is not None and step.key == "legal_rep":
        return Waiting("rep", invitation.sent_at, invitation.expires_at)
    return Waiting("applicant", row.moved_at)
