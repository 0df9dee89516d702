"""The kinds of seals, and the shapes and sizes that each may have (domain 7)."""

from dataclasses import dataclass
from enum import StrEnum

from chopmark.drawing.seals import Shape


class Kind(StrEnum):
    """Of the official and the legal representative's seal an organisation has one."""

    OFFICIAL = "official"
    CONTRACT = "contract"
    FINANCE = "finance"
    PERSONNEL = "personnel"
    OTHER = "other"
    LEGAL = "legal"


ONLY_ONE = (Kind.OFFICIAL, Kind.LEGAL)
# What such a seal says across by custom: part of the drawing, so in Chinese for every reader.
SAYS = {Kind.CONTRACT: "合同专用章", Kind.FINANCE: "财务专用章", Kind.PERSONNEL: "人事专用章"}


@dataclass(frozen=True)
class Form:
    """A shape with its size in millimetres."""

    shape: Shape
    width: float
    height: float


_ROUND = {f"round-{size}": Form(Shape.ROUND, size, size) for size in (38, 40, 42, 45, 50, 58)}
_ELLIPSE = {f"ellipse-{width}": Form(Shape.ELLIPSE, width, 30) for width in (40, 45)}
_SQUARE = {f"square-{size}": Form(Shape.SQUARE, size, size) for size in (18, 20, 22)}
FORMS: dict[str, Form] = {**_ROUND, **_ELLIPSE, **_SQUARE}
_USUAL = {Kind.OFFICIAL: "round-42", Kind.LEGAL: "square-20"}


def forms_for(kind: Kind) -> list[str]:
    """The names of the forms that a kind may have: a name seal is square, an official one round."""
    fitting = {Kind.LEGAL: _SQUARE, Kind.OFFICIAL: _ROUND}.get(kind, {**_ROUND, **_ELLIPSE})
    return list(fitting)


def usual_form(kind: Kind) -> str:
    return _USUAL.get(kind, "ellipse-45")


def commonest_form(kind: Kind) -> str:
    """Of the rubber seals that there are: round, whatever they are for."""
    return _USUAL.get(kind, "round-42")
