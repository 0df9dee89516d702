"""A contract's PDF comes in: as what it is, or with the reason why it cannot be signed here.

A file that holds a signature is never written anew, since that would void it. Another one that is damaged is mended if
that gives a file that can be read; then `pdf` is no longer what was given.

Reasons of Unreadable:

    FILE_TYPE           the bytes are no PDF
    FILE_TOO_LARGE      more than `limit_bytes`
    FILE_PAGES          more than `limit_pages` pages
    FILE_PAGE_SIZE      page `page`, from 0, is larger or smaller than a page may be
    FILE_ENCRYPTED      a password stands before it, or before changing it
    FILE_ACTIVE         it holds `found`: a script, another file, a program to start, a form that changes as one looks
    FILE_CORRUPT        damaged beyond mending
    FILE_SIGNED_BROKEN  damaged, and signed: mending would void the signature
    FILE_LOCKED         whoever signed it allows no further signature (DocMDP, FieldMDP)
    FILE_TOO_HARD       reading it takes more memory or time than a contract may
"""

import hashlib
from dataclasses import dataclass, field
from typing import Final

from chopmark.kit.errors import Unreadable
from chopmark.sheets import apart, opening
from chopmark.sheets.earlier import Earlier

LIMIT_BYTES: Final = 20 * 1024 * 1024  # a contract of 200 scanned pages, at 100 KB a page
_HEAD: Final = 1024  # ISO 32000-1, annex H: readers accept the mark within so many bytes


@dataclass(frozen=True)
class Page:
    """A page as a reader shows it, cropped and turned clockwise by `rotation` degrees: its size in points."""

    width: float
    height: float
    rotation: int


@dataclass(frozen=True)
class Intake:
    """The file to keep, and what it is.

    `takes_signatures` and `takes_texts` say whether new fields of that kind are allowed by those who signed before;
    `empty_fields` are the signature fields already there that may be signed.
    """

    pdf: bytes = field(repr=False)
    sha256: str
    pages: tuple[Page, ...]
    version: str
    is_linearized: bool
    is_mended: bool
    signatures: tuple[Earlier, ...]
    takes_signatures: bool
    takes_texts: bool
    empty_fields: tuple[str, ...]


def take_in(pdf: bytes) -> Intake:
    """Raises Unreadable with one of the reasons above; never hangs, whatever the bytes."""
    if len(pdf) > LIMIT_BYTES:
        raise Unreadable("FILE_TOO_LARGE", limit_bytes=LIMIT_BYTES)
    if b"%PDF-" not in pdf[:_HEAD]:
        raise Unreadable("FILE_TYPE")
    facts, mended = apart.ask(opening.__name__, pdf, facts={})
    kept = mended or pdf
    lists = {
        "pages": tuple(Page(**one) for one in facts["pages"]),
        "signatures": tuple(Earlier(**one | {"locked": tuple(one["locked"])}) for one in facts["signatures"]),
        "empty_fields": tuple(facts["empty_fields"]),
    }
    return Intake(pdf=kept, sha256=hashlib.sha256(kept).hexdigest(), **facts | lists)
