"""Finds the unified social credit code among the lines, and lets the QR code bear witness."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import zxingcpp

from chopmark.evidence import judge, uscc
from chopmark.evidence.engines.base import Pixels
from chopmark.evidence.licence.pieces import Piece

# Characters that print alike, both ways; some of them a code never contains.
_ALIKE = (
    "O0",
    "Q0",
    "D0",
    "I1",
    "L1",
    "Z2",
    "S5",
    "B8",
    "G6",
    "T7",
    "A4",
    "VU",
    "VY",
    "UJ",
    "MN",
    "HN",
    "E6",
)
_OLD_NUMBER = re.compile(r"(?<!\d)\d{15}(?!\d)")
_NUMBER_LABEL = re.compile(r"注册号|统一|信用代码|编号|号[：:]")
_SHORTEST_RUN = 17  # a character lost by the recogniser still shows where the code stands


@dataclass(frozen=True)
class Found:
    """A code read from the page and how: `fits` says that its check character does."""

    code: str
    piece: Piece
    fits: bool
    repaired: bool = False


def witness(picture: Pixels) -> str | None:
    """The code inside a QR code of the picture; only its text is parsed, no address is ever opened."""
    formats = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
    texts = (barcode.text.upper() for barcode in zxingcpp.read_barcodes(picture, formats=formats))
    return next((code for text in texts for code in _valid_windows(text)), None)


def find_code(pieces: Sequence[Piece]) -> Found | None:
    """One that fits, else one that a single repair makes fit, else what looks like a code."""
    fitting = [Found(code, p, fits=True) for p in pieces for code in _valid_windows(_plain(p))]
    if fitting:
        return max(fitting, key=lambda found: found.piece.confidence)
    runs = [(run, piece) for piece in pieces for run in _runs(_plain(piece))]
    repairs = [(code, piece) for run, piece in runs for code in _only(_repairs(run, piece=piece))]
    if repairs:
        return Found(*repairs[0], fits=True, repaired=True)
    return Found(*runs[0], fits=False) if runs else None


def find_old_number(pieces: Iterable[Piece]) -> str | None:
    """The 15-digit number of a licence older than October 2015."""
    numbers = (_OLD_NUMBER.search(p.text) for p in pieces if _NUMBER_LABEL.search(p.text) or len(p.text) < 20)  # noqa: PLR2004
    return next((match.group() for match in numbers if match), None)


def repaired(text: str) -> set[str]:
    """The codes that fit after exactly one character of `text` gave way to one that prints like it."""
    if len(text) != uscc.LENGTH:
        return set()
    return {code for code in _one_changed(text) if uscc.check(code).fits}


def _repairs(run: str, *, piece: Piece) -> set[str]:
    """What a slip of the recogniser may have been; where it was sure, only letters that no code contains.

    About one wrong check character in three could be "repaired" by changing some other character that has a twin.
    """
    slips = repaired(run)
    if not judge.is_sure(piece.confidence, fits=True):
        return slips
    return {code for code in slips if any(a not in uscc.ALPHABET and a != b for a, b in zip(run, code, strict=True))}


def _one_changed(text: str) -> Iterator[str]:
    for at, character in enumerate(text):
        for other in _looks_like(character):
            yield text[:at] + other + text[at + 1 :]


def _looks_like(character: str) -> set[str]:
    return {other for pair in _ALIKE if character in pair for other in pair if other != character}


def _only(codes: set[str]) -> set[str]:
    """A repair counts when there is no second one."""
    return codes if len(codes) == 1 else set()


def _plain(piece: Piece) -> str:
    return uscc.normalise(piece.text)


def _runs(text: str) -> list[str]:
    return [run for run in re.findall(r"[0-9A-Z]+", text) if len(run) >= _SHORTEST_RUN and _digits(run)]


def _digits(run: str) -> bool:
    """Half of a code are digits at least; an address in Latin letters is no code."""
    return sum(character.isdigit() for character in run) >= uscc.LENGTH // 2


def _valid_windows(text: str) -> Iterator[str]:
    for run in re.findall(rf"[0-9A-Z]{{{uscc.LENGTH},}}", text):
        for start in range(len(run) - uscc.LENGTH + 1):
            window = run[start : start + uscc.LENGTH]
            if uscc.check(window).fits and uscc.entity_type_of(window):
                yield window
