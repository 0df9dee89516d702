"""Photographs of a document that somebody hands in."""

from chopmark.evidence.models import Check
from chopmark.onboarding.documents.models import DocumentCheck, Purpose
from chopmark.practice import residents
from chopmark.review.models import Case

ID = "documents/identity/"
UNKNOWN = residents.BY_STORY["identity_no"]


def the_check(purpose=Purpose.FACE):
    return DocumentCheck.objects.get(purpose=purpose)


def to_letter(applicant):
    """An applicant whom nobody has confirmed yet says that they are an employee."""
    if applicant.stands_at() == "route":
        applicant.answer("route", role="staff")
    if applicant.stands_at() == "choose":
        applicant.answer("choose", road="letter")
    assert applicant.stands_at() == "letter"


def reading_of(side):
    return Check.objects.get(kind=f"card_{side}")


def status_of(case):
    return Case.objects.get(pk=case.pk).status
