"""What the reviewer of a face sees: the two pictures, whose they should be, and what the machine said."""

from dataclasses import dataclass

from django import template

from chopmark.camera import pictures, sessions
from chopmark.evidence import uploads
from chopmark.evidence.models import Check, Upload

register = template.Library()


@dataclass(frozen=True)
class Seen:
    """The pictures are None after the decision."""

    org: str
    whose: str
    reasons: tuple[str, ...]
    engine: str
    shown: Upload | None
    record: Upload | None


@register.simple_tag
def face_of_case(matter: str) -> Seen:
    session = sessions.of_matter(matter)
    check = Check.objects.get(matter=matter, kind=sessions.KIND)
    both = (uploads.of(matter, purpose).last() for purpose in (pictures.SHOWN, pictures.RECORD))
    reasons = tuple(check.findings["reasons"])
    return Seen(session.org, session.masked_name, reasons, check.engine, *both)
