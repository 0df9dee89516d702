"""Signatures that are in a file already: what they say, what they forbid, and whether an update would harm them.

What they forbid is not read from them but tried: the file gets a field, and the field a signature, and every earlier
one is asked by pyHanko's rules of what may follow a signature (ISO 32000-1, 12.8.2).
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature, read_certification_data
from pyhanko.sign.validation.status import SignatureCoverageLevel

from chopmark.sheets import apart, flags

LIMIT: Final = 100  # signatures; more than any contract has
_ALLOWED: Final = (ModificationLevel.NONE, ModificationLevel.LTA_UPDATES, ModificationLevel.FORM_FILLING)
_WHOLE: Final = (SignatureCoverageLevel.ENTIRE_FILE, SignatureCoverageLevel.ENTIRE_REVISION)

flags.respect()


@dataclass(frozen=True)
class Earlier:
    """One signature: its field, what it is, what it forbids, and whether what came after it is what it allows.

    `permits` is the DocMDP level: 1 nothing, 2 filling in, 3 comments too, None where it says nothing. `locks` is the
    FieldMDP: "", or All, Include or Exclude with `locked` as the fields.
    """

    field: str
    is_timestamp: bool
    is_certification: bool
    permits: int | None
    locks: str
    locked: tuple[str, ...]
    is_unharmed: bool


def _signatures(reader: PdfFileReader, *, before: PdfFileReader | None = None) -> Iterator[EmbeddedPdfSignature]:
    """Those of a file, or of the ones that an earlier state of it had. Raises ValueError for more than LIMIT."""
    names = [name for name, _, _ in enumerate_sig_fields(before or reader, filled_status=True)]
    if len(names) > LIMIT:
        raise ValueError("signatures")
    for name, _, field in enumerate_sig_fields(reader, filled_status=True):
        if name in names:
            yield EmbeddedPdfSignature(reader, field, name)


def empty_fields(reader: PdfFileReader) -> list[str]:
    return [name for name, _, _ in enumerate_sig_fields(reader, filled_status=False)][:LIMIT]


def read(reader: PdfFileReader) -> list[Earlier]:
    author = read_certification_data(reader)
    certified = author.author_sig if author else None
    return [_earlier(one, certified=certified) for one in _signatures(reader)]


def _earlier(one: EmbeddedPdfSignature, *, certified: Any) -> Earlier:
    permits, lock = one.docmdp_level, one.fieldmdp
    return Earlier(
        field=one.field_name,
        is_timestamp=one.sig_object.get("/Type") == "/DocTimeStamp",
        is_certification=certified is not None and one.sig_object == certified,
        permits=permits.value if permits else None,
        locks=lock.action.value.lstrip("/") if lock else "",
        locked=tuple(lock.fields or ()) if lock else (),
        is_unharmed=_is_unharmed(one),
    )


def _is_unharmed(one: EmbeddedPdfSignature) -> bool:
    """What it covers is a whole revision, and what came after is allowed; who signed is not asked here."""
    try:
        one.compute_integrity_info()  # type: ignore[no-untyped-call]
        found = one.summarise_integrity_info()
    except apart.BROKEN:
        return False
    level = getattr(found["diff_result"], "modification_level", ModificationLevel.OTHER)
    return found["coverage"] in _WHOLE and level in _ALLOWED and found["docmdp_ok"] is not False


def harmed(before: bytes, after: bytes) -> bool:
    """Whether a signature that was unharmed is so no longer, or is gone."""
    old, new = _reader(before), _reader(after)
    unharmed = [one.field_name for one in _signatures(old) if _is_unharmed(one)]
    still = {one.field_name for one in _signatures(new, before=old) if _is_unharmed(one)}
    return not still.issuperset(unharmed)


def filled(pdf: bytes, name: str) -> bytes:
    """The file with an empty signature in a field: what a real one would look like to those before it."""
    output = io.BytesIO()
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    embedding = PdfCMSEmbedder().write_cms(field_name=name, writer=writer, existing_fields_only=True)
    next(embedding)
    embedding.send(SigObjSetup(sig_placeholder=SignatureObject(subfilter=SigSeedSubFilter.PADES, bytes_reserved=64)))
    embedding.send(SigIOSetup(md_algorithm="sha256", in_place=False, output=output))
    return output.getvalue()


def _reader(pdf: bytes) -> PdfFileReader:
    return PdfFileReader(io.BytesIO(pdf), strict=False)
