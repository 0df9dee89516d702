"""Where a page is: the tree of pages, and the way from what a reader sees to the coordinates in the file.

As seen: points of 1/72 inch from the lower left of the page that a reader shows, cropped and turned.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, Reference
from pyhanko.pdf_utils.rw_common import PdfHandler

LIMIT_PAGES: Final = 200
LEAST_SIDE, LONGEST_SIDE = 3, 14_400  # units; ISO 32000-1, annex C.2
_LETTER = (0.0, 0.0, 612.0, 792.0)  # what readers take where a file says nothing
_INHERITED = ("/MediaBox", "/CropBox", "/Rotate")  # ISO 32000-1, table 30

Box = tuple[float, float, float, float]


class TooManyPages(Exception):
    """There are more than LIMIT_PAGES."""


@dataclass(frozen=True)
class Place:
    """A page in the file: its reference, its visible box in units, its turn in degrees, points a unit."""

    reference: Reference
    box: Box
    rotation: int
    unit: float

    @property
    def size(self) -> tuple[float, float]:
        """Width and height as seen, in points."""
        left, low, right, high = self.box
        width, height = (right - left) * self.unit, (high - low) * self.unit
        return (height, width) if self.rotation in (90, 270) else (width, height)

    def rectangle(self, box: Box) -> Box:
        """A box as seen (left, low, right, high) in the coordinates of the file."""
        first, second = self._point(box[0], box[1]), self._point(box[2], box[3])
        return (*map(min, first, second), *map(max, first, second))  # type: ignore[return-value]

    def _point(self, across: float, up: float) -> tuple[float, float]:
        x, y = across / self.unit, up / self.unit
        left, low, right, high = self.box
        return {
            0: (left + x, low + y),
            90: (right - y, low + x),
            180: (right - x, high - y),
            270: (left + y, high - x),
        }[self.rotation]


def places(handler: PdfHandler) -> list[Place]:
    """Every page in order. Raises TooManyPages, and ValueError for a tree that is none."""
    found: list[Place] = []
    for reference, page in _leaves(handler.root.raw_get("/Pages"), inherited={}, seen=set()):
        if len(found) == LIMIT_PAGES:
            raise TooManyPages
        found.append(_place(reference, page))
    if not found:
        raise ValueError("no pages")
    return found


def _leaves(kid: Any, *, inherited: dict[str, Any], seen: set[Reference]) -> Iterator[tuple[Reference, dict[str, Any]]]:
    """A node that comes twice is a circle, or a page on which a seal would show twice."""
    if kid.reference in seen:
        raise ValueError("twice")
    seen.add(kid.reference)
    node = kid.get_object()
    if not isinstance(node, DictionaryObject):
        raise ValueError("page")  # noqa: TRY004 - damage of the file, not of the call
    known = inherited | {key: node[key] for key in _INHERITED if key in node}
    if "/Kids" in node:
        for inner in list.__iter__(node["/Kids"]):
            yield from _leaves(inner, inherited=known, seen=seen)
    else:
        yield kid.reference, known | {"/UserUnit": node.get("/UserUnit", 1)}


def _place(reference: Reference, page: dict[str, Any]) -> Place:
    rotation = int(page.get("/Rotate", 0)) // 90 % 4 * 90
    unit = float(page["/UserUnit"])
    if not unit > 0:
        raise ValueError("unit")
    return Place(reference, _visible(page), rotation, unit)


def _visible(page: dict[str, Any]) -> Box:
    """The crop box within the media box (ISO 32000-1, 14.11.2), or the media box where nothing is left of it."""
    media = _box(page.get("/MediaBox")) or _LETTER
    crop = _box(page.get("/CropBox")) or media
    left, low = max(media[0], crop[0]), max(media[1], crop[1])
    right, high = min(media[2], crop[2]), min(media[3], crop[3])
    return (left, low, right, high) if left < right and low < high else media


def _box(found: Any) -> Box | None:
    if not isinstance(found, ArrayObject) or len(found) != len(_LETTER):
        return None
    one, two, three, four = (float(side) for side in found)
    left, right = sorted((one, three))
    low, high = sorted((two, four))
    return (left, low, right, high) if left < right and low < high else None
