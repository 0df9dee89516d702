"""Refuses uploaded PDF files that are encrypted, too long or would do something when opened."""

import io
from collections.abc import Iterator

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, PdfObject, StreamObject

from chopmark.kit.errors import Unreadable

LIMIT_OBJECTS = 20_000  # ten scanned pages have some hundred; the walk must end soon
_ACTIONS = frozenset({"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/Rendition", "/Movie"})
_KEYS = frozenset({"/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/RichMediaContent", "/XFA"})


def check(data: bytes, *, limit_pages: int) -> None:
    """Unreadable with FILE_ENCRYPTED, FILE_PAGES or FILE_ACTIVE; errors of the parser pass through."""
    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted:
        raise Unreadable("FILE_ENCRYPTED")
    if len(reader.pages) > limit_pages:
        raise Unreadable("FILE_PAGES", limit_pages=limit_pages)
    if not reader.pages:
        raise Unreadable("FILE_CORRUPT")
    if any(_is_active(found) for found in _dictionaries(reader)):
        raise Unreadable("FILE_ACTIVE")


def _is_active(found: DictionaryObject) -> bool:
    return found.get("/S") in _ACTIONS or not _KEYS.isdisjoint(found)


def _dictionaries(reader: PdfReader) -> Iterator[DictionaryObject]:
    """Every dictionary of the file, whether a page leads to it or not."""
    for number in _object_numbers(reader):
        found = IndirectObject(number, 0, reader).get_object()
        if found is not None:
            yield from _inner(found)
    yield from _inner(reader.trailer)


def _object_numbers(reader: PdfReader) -> list[int]:
    plain = {number for entries in reader.xref.values() for number in entries}
    numbers = sorted(plain | set(reader.xref_objStm))
    if len(numbers) > LIMIT_OBJECTS:
        raise Unreadable("FILE_CORRUPT")
    return numbers


def _inner(thing: PdfObject) -> Iterator[DictionaryObject]:
    """The dictionaries written inside one object; references are objects of their own."""
    waiting = [thing]
    while waiting:
        current = waiting.pop()
        if isinstance(current, (DictionaryObject, StreamObject)):
            yield current
            waiting.extend(value for value in dict.values(current))
        elif isinstance(current, ArrayObject):
            waiting.extend(list.__iter__(current))
