"""Seed step 4 for a legal representative who shows no face: photographs of the document, and a person decides."""

from chopmark.onboarding.models import Application
from chopmark.onboarding.steps.face import DOCUMENTS, is_representative
from chopmark.onboarding.steps.question import Question


class Documents(Question):
    """Answered by handing the photographs in; its page is one of its own."""

    key = "documents"
    stage = "authorise"
    keeps = {"documents_shown_at": None}
    answered_by = "documents_shown_at"
    depends = frozenset({"company", "identity", "contact", "route", "face_consent"})

    def applies(self, row: Application) -> bool:
        return is_representative(row) and row.road == DOCUMENTS
