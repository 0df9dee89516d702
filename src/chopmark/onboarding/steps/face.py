"""Seed step 4 for the legal representative: the own face, after a separate consent."""

from typing import Any

from django import forms

from chopmark.kit.clock import now
from chopmark.onboarding.models import Application, Role
from chopmark.onboarding.steps.question import Question
from chopmark.web.forms import PageForm, later

REP, LETTER, DOCUMENTS = "rep", "letter", "documents"


def is_representative(row: Application) -> bool:
    """Whose own face may authorise: the legal representative of a body that knows this road."""
    return row.rep_holds and row.role == Role.REPRESENTATIVE


class FaceConsentForm(PageForm):
    agree = forms.BooleanField(label=later("consent.face.tick"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agree"].error_messages["required"] = str(later("consent.required"))


class FaceConsent(Question):
    key = "face_consent"
    stage = "authorise"
    form = FaceConsentForm
    keeps = {"face_consented_at": None, "road": ""}
    answered_by = "face_consented_at"

    def applies(self, row: Application) -> bool:
        return is_representative(row)

    def is_answered(self, row: Application) -> bool:
        return row.face_consented_at is not None or row.road in (LETTER, DOCUMENTS)

    def answer(self, row: Application, form: PageForm) -> None:
        row.face_consented_at, row.road = now(), ""

    def decline(self, row: Application, *, road: str) -> None:
        """A face is never the only way (domain 8.5): photographs of the document, or the stamped letter."""
        row.face_consented_at, row.road = None, LETTER if road == LETTER else DOCUMENTS

    def context(self, row: Application) -> dict[str, Any]:
        return {"portrait": str(later("provider.portrait")), "provider": str(later("provider.identity"))}


class Face(Question):
    """Answered by a verdict of the server, never by a form."""

    key = "face"
    stage = "authorise"
    keeps = {"face_passed_at": None}
    answered_by = "face_passed_at"
    depends = frozenset({"company", "identity", "contact"})

    def applies(self, row: Application) -> bool:
        return is_representative(row) and not row.road
