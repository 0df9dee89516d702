"""Seed step 4 for everybody else: the stamped power of attorney."""

from typing import Any

from chopmark.audit.models import Event
from chopmark.evidence import uploads
from chopmark.kit.clock import now
from chopmark.onboarding.letters.showing import shown
from chopmark.onboarding.models import Application
from chopmark.onboarding.steps.face import LETTER
from chopmark.onboarding.steps.question import Question
from chopmark.review.calendar import due_after


class Letter(Question):
    """Answered by submitting the uploaded pages for review."""

    key = "letter"
    stage = "authorise"
    keeps = {"letter_number": None, "letter_issued_at": None, "letter_submitted_at": None}
    answered_by = "letter_submitted_at"
    depends = frozenset({"company", "identity", "contact", "route"})
    is_evidence = True

    def applies(self, row: Application) -> bool:
        """Bodies whose head cannot authorise online have no other road (domain 1.3)."""
        return not row.rep_holds or row.road == LETTER

    def context(self, row: Application) -> dict[str, Any]:
        return {
            "pages": list(uploads.of(row.matter, "letter")),
            "letter": shown(row.matter),
            "due": due_after(now()),
            "phone_changed": _is_outdated(row),
        }


def _is_outdated(row: Application) -> bool:
    """Whether the mobile changed after a letter was printed, and no fresh letter has been made since."""
    kinds = ("letter.issued", "letter.outdated")
    last = Event.objects.filter(subject=row.matter, kind__in=kinds).order_by("-id").first()
    return last is not None and last.kind == "letter.outdated"
