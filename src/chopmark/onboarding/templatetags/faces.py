"""What the reviewer of a face sees: the two pictures, whose they should be, and what the machine said."""

from dataclasses import dataclass

from django import template

from chopmark.camera import pictures
from chopmark.evidence import uploads
from chopmark.evidence.models import Check, Upload
from chopmark.onboarding import face_cases
from chopmark.onboarding.models import Application

register = template.Library()


@dataclass(frozen=True)
class Seen:
    """The pictures are None after the decision."""

    application: Application
    whose: str
    reasons: tuple[str, ...]
    engine: str
    shown: Upload | None
    record: Upload | None


@register.simple_tag
def face_of_case(matter: str) -> Seen:
    session = face_cases.session_of(matter)
    check = Check.objects.get(matter=matter, kind="face")
    both = (uploads.of(matter, purpose).last() for purpose in (pictures.SHOWN, pictures.RECORD))
    reasons = tuple(check.findings["reasons"])
    return Seen(session.application, session.masked_name, reasons, check.engine, *both)
