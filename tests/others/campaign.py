"""Our whole flow over a PDF that others have signed, and what their signatures are worth before and after."""

import io
import re
from dataclasses import dataclass

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from chopmark.drawing import marks
from chopmark.kit.errors import Unreadable
from chopmark.sheets.fields import Field, Kind
from chopmark.sheets.intake import take_in
from chopmark.sheets.preparing import prepare
from chopmark.trust import authority, sealing
from tests.judges import poppler_says, qpdf_finds

PARTIES = ("苏州市栗栖湾纸业有限公司", "沈书禾")
_COVERED = (SignatureCoverageLevel.ENTIRE_FILE, SignatureCoverageLevel.ENTIRE_REVISION)


@dataclass(frozen=True)
class Outcome:
    """`reason` is why it was refused, else ""; the worths are field -> what pyHanko and pdfsig say."""

    reason: str
    before: dict[str, tuple]
    after: dict[str, tuple]
    ours: int = 0
    is_clean: bool = False

    @property
    def is_harmless(self):
        return all(self.after.get(field) == worth for field, worth in self.before.items())


def walk(pdf, folder):
    """Take in, make two fields, sign twice, finish."""
    before = worths(pdf, folder)
    try:
        kept = take_in(pdf).pdf
        done = signed(kept)
    except Unreadable as refusal:
        return Outcome(refusal.reason, before, {})
    after = worths(done, folder)
    return Outcome("", before, after, ours=len(after) - len(before), is_clean=is_no_worse(kept, done))


def signed(pdf):
    fields = [
        Field(page=0, x=60 + 150 * number, y=60, width=119, height=119, kind=Kind.SIGNATURE, party=number + 1)
        for number in range(len(PARTIES))
    ]
    prepared = prepare(pdf, fields)
    done, signers = prepared.pdf, []
    for name, field in zip(PARTIES, prepared.names, strict=True):
        signer = authority.signer_for(f"campaign:{name}", name=name)
        look = marks.line(name, width=119, height=119)
        done = sealing.sign(done, sealing.Act(field, look, name, "campaign", ()), signer=signer)
        signers.append(signer)
    return sealing.finish(done, signers=signers)


def is_no_worse(before, after):
    """`qpdf --check` finds nothing that it did not find before."""
    return len(qpdf_finds(after)) <= len(qpdf_finds(before))


def worths(pdf, folder):
    """Field -> intact, valid, covering, what followed is allowed, and pdfsig's word."""
    theirs = _poppler(pdf, folder)
    return {one.field_name: (*_worth(one), theirs.get(one.field_name, "")) for one in _embedded(pdf)}


def _embedded(pdf):
    try:
        return PdfFileReader(io.BytesIO(pdf), strict=False).embedded_signatures
    except Exception:  # noqa: BLE001 - a file that nobody can read has no signatures
        return []


def _worth(one):
    check = validate_pdf_timestamp if one.sig_object_type == "/DocTimeStamp" else validate_pdf_signature
    try:
        found = check(one, ValidationContext(allow_fetching=False))
    except Exception as trouble:  # noqa: BLE001 - whatever it is, it must be the same afterwards
        return (type(trouble).__name__, False, False, False)
    is_allowed = found.modification_level is None or found.modification_level.value <= 2
    return (found.intact, found.valid, found.coverage in _COVERED, is_allowed and found.docmdp_ok is not False)


def _poppler(pdf, folder):
    parts = re.split(r"^Signature #\d+:\n", poppler_says(pdf, folder), flags=re.MULTILINE)[1:]
    found = {}
    for part in parts:
        field = re.search(r"Signature Field Name: (.*)", part)
        word = re.search(r"Signature Validation: (.*)", part)
        found[field[1].strip() if field else ""] = word[1].strip() if word else "none"
    return found
