"""What templates ask for about photographs of a document: the case's check, its slots, and the comparison."""

from typing import Any

from django import template

from chopmark.onboarding.documents import actions as documents
from chopmark.onboarding.documents import desk
from chopmark.onboarding.documents.capture import Slot, slots_of
from chopmark.onboarding.documents.models import DocumentCheck, Purpose, check_of
from chopmark.onboarding.models import Application, application_of
from chopmark.onboarding.steps.contact import belongs_to_another

register = template.Library()


@register.simple_tag
def case_check(matter: str) -> DocumentCheck:
    return check_of(matter)


@register.simple_tag
def case_pictures(check: DocumentCheck) -> dict[str, Any]:
    return desk.pictures_of(check)


@register.simple_tag
def case_slots(check: DocumentCheck) -> list[Slot]:
    return slots_of(check)


@register.simple_tag
def case_lines(check: DocumentCheck) -> list[desk.Line]:
    return desk.lines_of(check)


@register.simple_tag
def case_subject(check: DocumentCheck) -> Application | None:
    """The application that the document belongs to; None for a person without an account."""
    return application_of(check.about) if check.about.startswith("application:") else None


@register.simple_tag
def is_bound_elsewhere(application: Application | None) -> bool:
    """Whether this identity has another account: then approving is refused (domain 9, case 16)."""
    return application is not None and belongs_to_another(application)


@register.simple_tag
def identity_waiting(application: Application) -> dict[str, Any] | None:
    """The check of the applicant's own document while it is under way, and when its decision is due."""
    check = documents.live(application.matter, Purpose.IDENTITY) if application.waits_for_identity else None
    return {"check": check, "case": documents.last_case(check)} if check else None
