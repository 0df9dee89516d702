"""Registry inclusion review: a person compares the certificate with official sources where the registry could not."""

from typing import Any

from chopmark.onboarding.models import Application
from chopmark.onboarding.steps.question import Question


class Inclusion(Question):
    """Answered by a person at the desk, never by a form; the applicant proves who they are meanwhile."""

    key = "inclusion"
    stage = "company"
    keeps = {"inclusion_passed_at": None}
    answered_by = "inclusion_passed_at"
    depends = frozenset({"confirm"})

    def applies(self, row: Application) -> bool:
        return row.inclusion_asked_at is not None

    def context(self, row: Application) -> dict[str, Any]:
        return {"asked": row.inclusion_asked_at}
