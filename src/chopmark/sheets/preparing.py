"""Makes every field of a contract in one update, before the first signature: `python -m chopmark.sheets.preparing`.

A file only grows: its bytes stay in front, and a signature that was good there before is good afterwards, or nothing
is made.
"""

import io
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.content import RawContent
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.reader import PdfFileReader

from chopmark.kit.errors import Unreadable
from chopmark.sheets import apart, earlier
from chopmark.sheets.boxes import Place, places
from chopmark.sheets.fields import Field, Kind, names, problems, signers
from chopmark.sheets.flags import ensure_flags

Entries = Mapping[str, generic.PdfObject]

_PRINT, _LOCKED = 4, 128  # ISO 32000-1, table 165
_SIGNATURE: Final[Entries] = {"/FT": pdf_name("/Sig")}
_SHOWN: Final[Entries] = {
    "/FT": pdf_name("/Tx"),
    "/Ff": generic.NumberObject(1),  # type: ignore[no-untyped-call]  # read only; table 221  # type: ignore[no-untyped-call]
    "/DA": generic.TextStringObject("/Helv 0 Tf 0 g"),  # demanded by table 222; the look is always given with the value
}


@dataclass(frozen=True)
class Prepared:
    """The file with its fields, and the name of each in the order in which they were asked for."""

    pdf: bytes = field(repr=False)
    names: tuple[str, ...]


def prepare(pdf: bytes, fields: Sequence[Field]) -> Prepared:
    """Add the fields to a file that was taken in. The first seal or signature of a party signs, all else only shows.

    Raises ValueError for fields with problems, Unreadable with FILE_LOCKED where an earlier signature forbids them,
    and what `apart.ask` raises.
    """
    facts, body = apart.ask(__name__, pdf, facts={"fields": [asdict(one) for one in fields]})
    if "problem" in facts:
        raise ValueError(facts["problem"])
    return Prepared(body, tuple(facts["names"]))


def main() -> int:
    return apart.answer(_work)


def _work(pdf: bytes, facts: apart.Facts) -> tuple[apart.Facts, bytes]:
    fields = [Field(**one | {"kind": Kind(one["kind"])}) for one in facts["fields"]]
    reader = PdfFileReader(io.BytesIO(pdf), strict=False)
    found = problems(fields, pages=[_Seen(*place.size) for place in places(reader)])
    if found:
        return {"problem": f"{found[0].code} {found[0].field}"}, b""
    done, given = added(pdf, fields)
    if earlier.harmed(pdf, done):
        raise Unreadable("FILE_LOCKED")
    return {"names": given}, done


@dataclass(frozen=True)
class _Seen:
    width: float
    height: float


def added(pdf: bytes, fields: Sequence[Field]) -> tuple[bytes, list[str]]:
    """One update with all fields, whatever that does to earlier signatures; errors of the parser pass through."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    pages = places(writer)
    given = names(fields, taken=_taken(writer))
    signing = set(signers(fields).values())
    form = _form(writer)
    for number, (one, name) in enumerate(zip(fields, given, strict=True)):
        own = _SIGNATURE if number in signing else _SHOWN
        _add(writer, form, _widget(one, name, own=own, place=pages[one.page]), place=pages[one.page])
    output = io.BytesIO()
    writer.write(output)  # type: ignore[no-untyped-call]
    return output.getvalue(), given


def _taken(writer: IncrementalPdfFileWriter) -> list[str]:
    form = _present_form(writer)
    fields = form["/Fields"] if form is not None and "/Fields" in form else []
    return [str(one.get_object().get("/T", "")) for one in list.__iter__(fields)]


def _present_form(writer: IncrementalPdfFileWriter) -> generic.DictionaryObject | None:
    """The form of the file, wherever it lies; looked up by brackets, since `get` does not follow a reference."""
    form = writer.root["/AcroForm"] if "/AcroForm" in writer.root else None  # noqa: SIM401 - see above
    return form if isinstance(form, generic.DictionaryObject) else None


def _form(writer: IncrementalPdfFileWriter) -> generic.DictionaryObject:
    """The form of the file, made where there is none; from here on no reader draws fields anew (NeedAppearances)."""
    if _present_form(writer) is None:
        writer.root["/AcroForm"] = writer.add_object(generic.DictionaryObject())  # type: ignore[no-untyped-call]
        writer.update_root()  # type: ignore[no-untyped-call]
    form: generic.DictionaryObject = writer.root["/AcroForm"]
    if "/Fields" not in form:
        form["/Fields"] = generic.ArrayObject()
        writer.update_container(form)
    ensure_flags(writer)
    return form


def _widget(one: Field, name: str, *, own: Entries, place: Place) -> generic.DictionaryObject:
    """A field that is its own annotation; exact numbers, since a rounded box alone voids a signature later."""
    widget = generic.DictionaryObject(own)  # type: ignore[no-untyped-call]
    widget["/T"] = generic.TextStringObject(name)
    widget["/Type"], widget["/Subtype"] = pdf_name("/Annot"), pdf_name("/Widget")
    widget["/F"] = generic.NumberObject(_PRINT | _LOCKED)  # type: ignore[no-untyped-call]
    widget["/Rect"] = generic.ArrayObject(map(generic.FloatObject, place.rectangle(one.box)))
    widget["/P"] = generic.IndirectObject(place.reference.idnum, place.reference.generation, place.reference.pdf)  # type: ignore[no-untyped-call]
    if place.rotation:
        widget["/MK"] = generic.DictionaryObject({"/R": generic.NumberObject(place.rotation)})  # type: ignore[no-untyped-call]
    return widget


def _add(
    writer: IncrementalPdfFileWriter, form: generic.DictionaryObject, widget: generic.DictionaryObject, *, place: Place
) -> None:
    left, low, right, high = widget["/Rect"]
    nothing = RawContent(b"", box=BoxConstraints(width=right - left, height=high - low)).as_form_xobject()
    widget["/AP"] = generic.DictionaryObject({"/N": writer.add_object(nothing)})  # type: ignore[no-untyped-call]
    reference = writer.add_object(widget)
    form["/Fields"].append(reference)
    writer.update_container(form["/Fields"])
    writer.register_annotation(place.reference, reference)  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    sys.exit(main())
