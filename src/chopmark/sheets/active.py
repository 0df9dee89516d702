"""Finds what would do something when a PDF is opened, or brings other files with it."""

from collections.abc import Iterator
from typing import Any, Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

# ISO 32000-1, 12.6.4: actions that run, send, fetch, play, or change what is seen on the page.
_ACTIONS: Final = frozenset(
    {
        "/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/Rendition", "/Movie", "/Sound", "/Hide",
        "/SetOCGState", "/RichMediaExecute",
    }
)  # fmt: skip
# A script, a file inside the file, a form that is drawn while one looks at it.
_KEYS: Final = frozenset({"/JS", "/EF", "/XFA", "/RichMediaContent", "/OnInstantiate"})
_TYPES: Final = frozenset({"/EmbeddedFile"})


def find_active(reader: PdfFileReader) -> str | None:
    """The name of the first thing found, such as "/JavaScript"; errors of the parser pass through."""
    for one in _dictionaries(reader):
        found = _active_in(one)
        if found:
            return found
    return None


def _active_in(one: generic.DictionaryObject) -> str | None:
    for key in _KEYS.intersection(one):
        if one[key] != generic.NullObject():
            return key
    for key, names in (("/S", _ACTIONS), ("/Type", _TYPES)):
        if key in one and str(one[key]) in names:
            return str(one[key])
    return None


def _dictionaries(reader: PdfFileReader) -> Iterator[generic.DictionaryObject]:
    """Every dictionary of the file as it stands, whether a page leads to it or not."""
    for reference in _references(reader):
        yield from _inner(reader.get_object(reference, never_decrypt=True))  # type: ignore[no-untyped-call]
    yield from _inner(reader.trailer.flatten())


def _references(reader: PdfFileReader) -> set[generic.Reference]:
    """What any revision wrote and none freed since."""
    alive: set[generic.Reference] = set()
    for revision in range(reader.xrefs.total_revisions):
        alive |= reader.xrefs.explicit_refs_in_revision(revision)
        alive -= reader.xrefs.refs_freed_in_revision(revision)
    return alive


def _inner(thing: Any) -> Iterator[generic.DictionaryObject]:
    """The dictionaries written inside one object; references are objects of their own."""
    waiting = [thing]
    while waiting:
        current = waiting.pop()
        if isinstance(current, generic.DictionaryObject):
            yield current
            waiting.extend(dict.values(current))
        elif isinstance(current, generic.ArrayObject):
            waiting.extend(list.__iter__(current))
