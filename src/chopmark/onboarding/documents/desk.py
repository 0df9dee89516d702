"""What the reviewer of a document sees beside the pictures: what was declared against what the machine read."""

from dataclasses import dataclass, field
from typing import Any

from chopmark.evidence import idcard, uploads
from chopmark.evidence.models import Check, Upload
from chopmark.evidence.names import same_name
from chopmark.onboarding.documents.actions import PICTURES, SIDES
from chopmark.onboarding.documents.models import DocumentCheck

_NAMES = ("name", "number", "born", "sex", "address", "authority", "term")


@dataclass(frozen=True)
class Line:
    """One value as declared (empty where nothing was) and as read; `state` is same, differs, unread or read."""

    name: str
    declared: str = field(repr=False)
    read: str = field(repr=False)
    state: str
    is_sure: bool


def lines_of(check: DocumentCheck) -> list[Line]:
    """Declared values first, with the day of birth that the declared number holds; then what only the card says."""
    found = {**_fields(check, "front"), **_fields(check, "back")}
    number = check.id_number or ""
    born = idcard.birthday(number) if check.id_kind != idcard.Kind.HKMO else None
    declared = {"name": check.name or "", "number": number, "born": born.isoformat() if born else ""}
    return [_line(name, declared.get(name, ""), found.get(name, {})) for name in _NAMES]


def _line(name: str, declared: str, found: dict[str, Any]) -> Line:
    read = str(found.get("value", ""))
    return Line(name, declared, read, _state(name, declared, read), bool(found.get("sure")))


def _state(name: str, declared: str, read: str) -> str:
    if not read:
        return "unread"
    if not declared:
        return "read"
    same = same_name(declared, read) if name == "name" else idcard.normalise(declared) == idcard.normalise(read)
    return "same" if same else "differs"


def _fields(check: DocumentCheck, side: str) -> dict[str, Any]:
    reading = reading_of(check, side)
    return dict(reading.findings.get("fields", {})) if reading else {}


def reading_of(check: DocumentCheck, side: str) -> Check | None:
    """What was read from the picture of this side that counts now."""
    return uploads.latest_check(check.matter, SIDES[side])


def pictures_of(check: DocumentCheck) -> dict[str, Upload | None]:
    """front, back and portrait; none of them after the decision."""
    names = dict(zip(("front", "back", "portrait"), PICTURES, strict=True))
    return {name: uploads.of(check.matter, purpose).last() for name, purpose in names.items()}
