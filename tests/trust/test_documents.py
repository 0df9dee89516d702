"""A document of the platform is signed and stamped whole, or not at all; and whatever comes can be judged."""

import io
import random
import re
import zlib

import pytest
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.generic import NumberObject, pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader, PdfWriter

from chopmark.audit.models import Event
from chopmark.kit import engines, keys
from chopmark.kit.errors import Misconfigured, Unavailable, Unreadable
from chopmark.trust import documents
from chopmark.trust.reports import Change, Kind, Trust
from chopmark.trust.timestamps import BuiltInTimestamps
from tests import judges
from tests.trust.conftest import REASON


def covered(pdf):
    """The stretches of a signed file that its signature covers."""
    start, length, start_after, length_after = map(int, re.findall(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)", pdf)[-1])
    return range(start, start + length), range(start_after, start_after + length_after)


def flipped(pdf, place):
    return pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]


def test_a_signed_document_is_valid_whole_and_stamped(signed, roots):
    report = documents.verify(signed, roots=roots)
    assert report.unreadable == ""
    [one] = report.signatures
    assert (one.kind, one.level, one.trust, one.change) == (Kind.SIGNATURE, "B-T", Trust.TRUSTED, Change.NOTHING)
    assert one.is_intact
    assert one.covers_whole_file
    assert one.is_stamp_trusted
    assert (one.name, one.reason) == ("Chopmark", REASON)
    assert "not a licensed provider" in one.issuer
    assert report.is_valid


def test_pyhanko_itself_finds_the_signature_valid(signed, roots):
    trusted = list(load_certs_from_pemder_data(roots.encode()))
    [embedded] = PdfFileReader(io.BytesIO(signed)).embedded_signatures
    status = validate_pdf_signature(embedded, ValidationContext(trust_roots=trusted, allow_fetching=False))
    assert status.bottom_line
    assert status.timestamp_validity.trusted


def test_poppler_finds_the_signature_valid(signed, tmp_path):
    said = judges.poppler_says(signed, tmp_path)
    assert "Signature is Valid" in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said
    said = judges.poppler_says(flipped(signed, covered(signed)[0].stop // 2), tmp_path)
    assert "Signature is Valid" not in said


def test_the_document_looks_the_same_after_signing(signed, sheet):
    assert PdfReader(io.BytesIO(signed)).pages[0].extract_text() == PdfReader(io.BytesIO(sheet)).pages[0].extract_text()
    assert signed.startswith(sheet)


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.97])
@pytest.mark.parametrize("stretch", [0, 1])
def test_one_flipped_byte_is_reported(signed, roots, stretch, share):
    places = covered(signed)[stretch]
    report = documents.verify(flipped(signed, places[int(len(places) * share)]), roots=roots)
    assert not report.is_valid
    assert report.unreadable or not all(one.is_intact for one in report.signatures)


def test_a_flipped_byte_of_the_text_is_told_from_a_stranger(signed, roots):
    broken = signed.replace(b"/Producer", b"/Producex", 1)
    assert broken != signed
    [one] = documents.verify(broken, roots=roots).signatures
    assert not one.is_intact
    assert one.trust is Trust.UNASKED
    assert "documents of the platform" in one.who


def test_a_signature_that_cannot_be_read_is_reported_as_broken(signed, roots):
    contents = signed.index(b"/Contents <") + len(b"/Contents <")
    broken = signed[: contents + 8] + b"00" * 40 + signed[contents + 88 :]
    report = documents.verify(broken, roots=roots)
    assert not report.is_valid
    assert [one.who for one in report.signatures] == [""]


def test_another_root_does_not_vouch_for_it(signed, other_root):
    [one] = documents.verify(signed, roots=other_root).signatures
    assert one.is_intact
    assert one.trust is Trust.UNKNOWN
    assert not one.is_stamp_trusted
    assert not one.is_valid


def test_a_second_signature_leaves_the_first_valid(signed, roots):
    twice = documents.sign(signed, name="Chopmark", reason="again")
    report = documents.verify(twice, roots=roots)
    assert [(one.field, one.change) for one in report.signatures] == [
        ("Chopmark1", Change.ADDED),
        ("Chopmark2", Change.NOTHING),
    ]
    assert report.is_valid


def test_a_page_changed_afterwards_is_reported_as_altered(signed, roots):
    writer = IncrementalPdfFileWriter(io.BytesIO(signed))
    reference, _ = writer.find_page_for_modification(0)
    reference.get_object()[pdf_name("/Rotate")] = NumberObject(90)
    writer.mark_update(reference)
    buffer = io.BytesIO()
    writer.write(buffer)
    [one] = documents.verify(buffer.getvalue(), roots=roots).signatures
    assert one.is_intact
    assert one.change is Change.ALTERED
    assert not one.is_valid


def test_bytes_added_at_the_end_are_seen(signed, roots):
    report = documents.verify(signed + b"\n% more", roots=roots)
    assert [(one.covers_whole_file, one.change) for one in report.signatures] == [(False, Change.ALTERED)]
    assert not report.is_valid


def test_an_unsigned_file_is_readable_and_not_valid(sheet, roots):
    report = documents.verify(sheet, roots=roots)
    assert (report.signatures, report.unreadable, report.is_valid) == ((), "", False)


def encrypted(pdf):
    writer = PdfWriter(clone_from=io.BytesIO(pdf))
    writer.encrypt("secret")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def bomb():
    """A PDF whose table of objects is a stream of a gigabyte of zeros, packed twice."""
    packer = zlib.compressobj(9)
    once = b"".join(packer.compress(bytes(2**20)) for _ in range(1024)) + packer.flush()
    body = zlib.compress(once, 9)
    head = b"%PDF-1.7\n"
    table = (
        b"1 0 obj\n<</Type/XRef/Size 9/W[1 2 1]/Root 2 0 R/Filter[/FlateDecode/FlateDecode]/Length %d>>\nstream\n"
        % len(body)
    )
    return head + table + body + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(head)


def test_an_encrypted_file_is_said_to_be_so(sheet, roots):
    assert documents.verify(encrypted(sheet), roots=roots).unreadable == "FILE_ENCRYPTED"


@pytest.mark.parametrize(
    "pdf",
    [
        b"",
        b"hello",
        b"%PDF-",
        b"%PDF-1.7\n" + b"<<" * 200_000,
        b"%PDF-1.7\ntrailer<</Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF",
        bomb(),
    ],
    ids=["empty", "text", "head", "nested", "loop", "bomb"],
)
def test_a_hostile_file_is_a_report_and_no_error(pdf, roots):
    report = documents.verify(pdf, roots=roots)
    assert report.unreadable in {"FILE_CORRUPT", "FILE_TOO_HARD"}
    assert not report.is_valid


@pytest.mark.parametrize("seed", range(6))
def test_a_file_with_random_damage_is_a_report_and_never_valid(signed, roots, seed):
    chance = random.Random(seed)
    places = [place for stretch in covered(signed) for place in stretch]
    damaged = bytearray(signed)
    for place in chance.sample(places, 20):
        damaged[place] = chance.randrange(256)
    assert bytes(damaged) != signed
    assert not documents.verify(bytes(damaged), roots=roots).is_valid


class Silent:
    """A time-stamping authority that does not answer."""

    room = 2**14

    def stamp(self, digest):
        raise Unavailable


class OfSomethingElse:
    """One that stamps another digest than it was asked for."""

    room = 2**14

    def stamp(self, digest):
        return BuiltInTimestamps().stamp(bytes(32))


class Babbling:
    """One that answers with something that is no stamp."""

    room = 2**14

    def stamp(self, digest):
        return b"<html>sorry</html>"


@pytest.mark.parametrize("authority", [Silent, OfSomethingElse, Babbling])
def test_without_a_time_stamp_nothing_is_signed(db, keys_at, sheet, settings, authority):
    settings.ENGINES = {**settings.ENGINES, "timestamps": f"{__name__}.{authority.__name__}"}
    engines.engine.cache_clear()
    with pytest.raises(Unavailable):
        documents.sign(sheet, name="Chopmark", reason=REASON)
    assert not Event.objects.filter(kind="document.signed").exists()


def test_with_another_key_file_nothing_is_signed_and_the_reason_is_said(signed, sheet, settings, tmp_path):
    settings.CHOPMARK_KEY_FILE = str(tmp_path / "lost" / "master.json")
    keys.kms.cache_clear()
    try:
        with pytest.raises(Misconfigured, match="CHOPMARK_KEY_FILE"):
            documents.sign(sheet, name="Chopmark", reason=REASON)
    finally:
        keys.kms.cache_clear()
    assert Event.objects.filter(kind="document.signed").count() == 1


@pytest.mark.parametrize("pdf", [b"", b"hello", b"%PDF-1.7\nnothing"])
def test_what_is_no_pdf_is_not_signed(db, keys_at, pdf):
    with pytest.raises(Unreadable):
        documents.sign(pdf, name="Chopmark", reason=REASON)


def test_an_encrypted_pdf_is_not_signed(db, keys_at, sheet):
    with pytest.raises(Unreadable):
        documents.sign(encrypted(sheet), name="Chopmark", reason=REASON)


def test_each_signature_is_on_record_by_its_digest(signed):
    event = Event.objects.get(kind="document.signed")
    assert set(event.facts) == {"serial", "sha256"}


def test_a_name_in_any_script_is_kept(db, keys_at, sheet, roots):
    name = "龑𬱖（Chopmark）\\"
    [one] = documents.verify(documents.sign(sheet, name=name, reason=REASON), roots=roots).signatures
    assert one.name == name
