"""A contract of several parties: every signature stays good, and the finished file proves itself without us."""

import io
import random

import numpy as np
import pypdfium2 as pdfium
import pytest
from cryptography.x509 import load_der_x509_crl
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, append_signature_field

from chopmark.drawing import seals
from chopmark.drawing.seals import Seal, Shape
from chopmark.kit import engines
from chopmark.kit.errors import Unavailable, Unreadable
from chopmark.trust import authority, documents, revocation, sealing
from chopmark.trust.models import Certificate, Role
from chopmark.trust.reports import Change, Kind, Trust
from tests import judges

PARTIES = ("seal:1", "person:1", "person:2", "seal:2", "person:3")
NAME = "苏州市栗栖湾纸业有限公司"


@pytest.fixture(scope="session")
def drawing():
    return seals.drawn(Seal(Shape.ROUND, 42, 42, NAME))


@pytest.fixture(scope="session")
def contract(sheet):
    """The sheet with a field for each party, all made in one update before the first signature."""
    writer = IncrementalPdfFileWriter(io.BytesIO(sheet))
    for number, _ in enumerate(PARTIES):
        box = (20 + 110 * number, 300, 20 + 110 * number + 119, 419)
        append_signature_field(writer, SigFieldSpec(f"party{number}", on_page=0, box=box))
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def act(number, drawing):
    return sealing.Act(f"party{number}", drawing, NAME, "签署合同")


def signer(subject):
    return authority.signer_for(subject, name=subject, organisation=NAME if subject.startswith("seal") else "")


@pytest.fixture
def signed_by_all(db, keys_at, contract, drawing):
    pdf = contract
    for number, subject in enumerate(PARTIES):
        pdf = sealing.sign(pdf, act(number, drawing), signer=signer(subject))
    return pdf


@pytest.fixture
def finished(signed_by_all):
    return sealing.finish(signed_by_all, signers=[signer(subject) for subject in PARTIES])


def test_five_parties_are_five_signatures_with_five_certificates(finished, roots):
    report = documents.verify(finished, roots=roots)
    assert report.is_valid
    own = [one for one in report.signatures if one.kind is Kind.SIGNATURE]
    assert [one.field for one in own] == [f"party{number}" for number in range(5)]
    assert len({one.who for one in own}) == 5
    assert {one.level for one in own} == {"B-LTA"}
    assert {one.change for one in own} == {Change.ADDED}
    assert Certificate.objects.filter(role=Role.SIGNER).count() == 5


def test_others_find_it_good_offline_and_for_the_long_term(finished, roots, tmp_path):
    assert judges.long_term(finished, roots=roots) == {f"party{number}": True for number in range(5)}
    said = judges.poppler_says(finished, tmp_path)
    assert said.count("Signature is Valid") == 5
    assert judges.qpdf_finds(finished) == []


def test_a_signature_only_adds_to_the_file(contract, signed_by_all, finished):
    assert signed_by_all.startswith(contract)
    assert finished.startswith(signed_by_all)


def test_a_person_has_no_organisation_in_their_certificate_and_a_seal_has_its_own(db, keys_at):
    person, seal = signer("person:1").certificates[0], signer("seal:1").certificates[0]
    assert person.subject.rfc4514_string() == "CN=person:1"
    assert NAME in seal.subject.rfc4514_string()


def test_the_seal_is_on_the_page_as_large_as_it_is(db, keys_at, contract, drawing):
    signed = sealing.sign(contract, act(0, drawing), signer=signer("seal:1"))
    opened = pdfium.PdfDocument(signed)
    opened.init_forms()
    page = np.asarray(opened[0].render(scale=300 / 72, may_draw_forms=True).to_pil().convert("RGB"), np.int16)
    opened.close()
    red = (page[..., 0] > 180) & (page[..., 1] < 120)
    for axis in (0, 1):
        places = np.flatnonzero(red.any(axis=axis))
        assert (places.max() - places.min() + 1) / 300 * 25.4 == pytest.approx(42, abs=0.5)


@pytest.mark.parametrize("seed", range(5))
def test_a_flipped_byte_in_what_is_covered_is_seen(finished, signed_by_all, roots, seed):
    place = random.Random(seed).randrange(100, len(signed_by_all) - 40_000)
    damaged = finished[:place] + bytes([finished[place] ^ 1]) + finished[place + 1 :]
    assert not documents.verify(damaged, roots=roots).is_valid


def test_a_text_field_that_is_not_there_is_refused(db, keys_at, contract, drawing):
    filled = sealing.Filled("nowhere", "x", drawing)
    with pytest.raises(Unreadable):
        sealing.sign(contract, sealing.Act("party0", drawing, NAME, "-", [filled]), signer=signer("seal:1"))


def test_a_field_that_is_signed_already_is_not_signed_again(db, keys_at, contract, drawing):
    once = sealing.sign(contract, act(0, drawing), signer=signer("seal:1"))
    with pytest.raises(Unreadable):
        sealing.sign(once, act(0, drawing), signer=signer("seal:1"))


class Silent:
    room = 2**14

    def stamp(self, digest):
        raise Unavailable(what="timestamps")


@pytest.fixture
def no_stamps(settings):
    settings.ENGINES = {**settings.ENGINES, "timestamps": f"{__name__}.Silent"}
    engines.engine.cache_clear()


def test_without_time_stamps_nothing_is_signed_and_nothing_finished(db, keys_at, contract, drawing, no_stamps):
    with pytest.raises(Unavailable):
        sealing.sign(contract, act(0, drawing), signer=signer("seal:1"))
    with pytest.raises(Unavailable):
        sealing.finish(contract, signers=[])


def test_a_revoked_certificate_is_in_the_list_and_a_new_one_takes_its_place(db, keys_at, client):
    before = signer("seal:1")
    revocation.revoke("seal:1")
    revocation.revoke("seal:1")
    answer = client.get(f"/trust/{before.issuer_serial}.crl")
    listed = load_der_x509_crl(answer.content)
    assert listed.get_revoked_certificate_by_serial_number(int(before.serial, 16)) is not None
    assert signer("seal:1").serial != before.serial
    assert client.get("/trust/123456.crl").status_code == 404


def test_a_signature_of_a_certificate_revoked_before_is_not_good(db, keys_at, contract, drawing, roots):
    held = signer("seal:1")
    Certificate.objects.filter(pk=held.pk).update(revoked_at="2020-01-01T00:00:00Z")
    signed = sealing.sign(contract, act(0, drawing), signer=held)
    finished = sealing.finish(signed, signers=[held])
    assert judges.long_term(finished, roots=roots) == {"party0": False}
    assert documents.verify(finished, roots=roots).signatures[0].trust is not Trust.UNASKED
