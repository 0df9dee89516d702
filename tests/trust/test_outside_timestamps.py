"""A time-stamp authority of another vendor is believed when it proves what it says, and waited for when it does not."""

import datetime as dt
import hashlib
import io
import socket
import time
from contextlib import suppress

import pytest
import structlog
from asn1crypto import tsp
from pyhanko.pdf_utils.reader import PdfFileReader

from chopmark.kit import engines
from chopmark.kit.errors import Unavailable
from chopmark.trust import authority, calling, documents, sealing, withdrawn
from chopmark.trust.models import Certificate, Role
from chopmark.trust.outside import OutsideTimestamps
from chopmark.trust.timestamps import BuiltInTimestamps, checked
from tests import judges
from tests.stamping import MAIL, STAMPING, StampAuthority
from tests.trust.test_sealing import PARTIES, act, contract, drawing, signer

__all__ = ["contract", "drawing"]

DIGEST = hashlib.sha256(b"something").digest()


@pytest.fixture
def stamps(stamp_authority):
    return OutsideTimestamps(url=stamp_authority.url, roots=str(stamp_authority.roots))


def reason_of(stamps, digest=DIGEST):
    """Why there is no stamp: told to the operator, and to nobody else."""
    with structlog.testing.capture_logs() as logged, pytest.raises(Unavailable) as trouble:
        stamps.stamp(digest)
    assert trouble.value.facts["what"] == "timestamps"
    assert set(logged[-1]) == {"event", "log_level", "reason"}
    return logged[-1]["reason"]


def asked_otherwise(question, **changes):
    """The question as somebody else might have put it."""
    other = tsp.TimeStampReq.load(question).native
    other["message_imprint"] = tsp.TimeStampReq.load(question)["message_imprint"]
    return tsp.TimeStampReq({**{key: one for key, one in other.items() if one is not None}, **changes}).dump()


def test_a_token_of_another_vendor_is_taken_and_asked_for_as_the_standard_says(stamps, stamp_authority):
    token = stamps.stamp(DIGEST)
    opened = checked(token, digest=DIGEST)
    assert (
        opened["content"]["encap_content_info"]["content"].parsed["message_imprint"]["hashed_message"].native == DIGEST
    )
    [(kind, question)] = stamp_authority.asked
    asked = tsp.TimeStampReq.load(question)
    assert kind == "application/timestamp-query"
    assert asked["cert_req"].native is True
    assert asked["nonce"].native.bit_length() <= 64
    stamps.stamp(DIGEST)
    assert tsp.TimeStampReq.load(stamp_authority.asked[1][1])["nonce"].native != asked["nonce"].native


@pytest.mark.parametrize("digest", [b"", bytes(20), bytes(33)])
def test_what_is_no_digest_is_not_stamped(stamps, stamp_authority, digest):
    with pytest.raises(ValueError, match="32 bytes"):
        stamps.stamp(digest)
    assert not stamp_authority.asked


def test_another_nonce_is_the_answer_to_another_question(stamps, stamp_authority):
    stamp_authority.says = lambda handler, question: handler.give(
        stamp_authority.reply(asked_otherwise(question, nonce=42))
    )
    assert reason_of(stamps) == "another nonce"


def test_an_answer_without_a_nonce_may_be_an_old_one(stamps, stamp_authority):
    def without(handler, question):
        asked = tsp.TimeStampReq.load(question)
        plain = {"version": "v1", "message_imprint": asked["message_imprint"], "cert_req": True}
        handler.give(stamp_authority.reply(tsp.TimeStampReq(plain).dump()))

    stamp_authority.says = without
    assert reason_of(stamps) == "another nonce"


def test_a_token_given_once_more_is_of_another_digest_or_another_question(stamps, stamp_authority):
    stamps.stamp(DIGEST)
    old = stamp_authority.reply(stamp_authority.asked[0][1])
    stamp_authority.says = lambda handler, _: handler.give(old)
    assert reason_of(stamps, digest=bytes(32)) == "another imprint"
    assert reason_of(stamps) == "another nonce"


def test_a_refusal_is_no_stamp(stamps, stamp_authority):
    stamp_authority.says = lambda handler, question: handler.give(
        stamp_authority.reply(asked_otherwise(question, req_policy="1.2.3.4"))
    )
    assert reason_of(stamps) == "not granted"


def test_a_refusal_with_a_token_is_no_stamp_either(stamps, stamp_authority):
    def refused(handler, question):
        answer = tsp.TimeStampResp.load(stamp_authority.reply(question))
        status = {"status": "rejection"}
        handler.give(tsp.TimeStampResp({"status": status, "time_stamp_token": answer["time_stamp_token"]}).dump())

    stamp_authority.says = refused
    assert reason_of(stamps) == "not granted"


def test_another_root_vouches_for_nothing_of_theirs(stamp_authority, other_root, tmp_path):
    other = tmp_path / "other.pem"
    other.write_text(other_root)
    assert reason_of(OutsideTimestamps(url=stamp_authority.url, roots=str(other))) == "chain"
    assert not stamp_authority.fetched  # no address of a stranger's certificate is called


def test_without_the_file_of_roots_nothing_is_believed(stamp_authority, tmp_path):
    empty = tmp_path / "empty.pem"
    empty.write_text("nothing")
    for path in (empty, tmp_path / "nowhere.pem"):
        assert "root file" in reason_of(OutsideTimestamps(url=stamp_authority.url, roots=str(path)))


@pytest.mark.parametrize(
    ("uses", "is_critical"), [(None, True), ((MAIL,), True), ((STAMPING, MAIL), True), ((STAMPING,), False)]
)
def test_a_certificate_for_anything_else_stamps_nothing(stamps, stamp_authority, uses, is_critical):
    stamp_authority.says = lambda handler, question: handler.give(stamp_authority.forged(question))
    stamps.stamp(DIGEST)  # the forger's hand is good: what follows is about the purpose
    stamp_authority.rotate(uses=uses, is_critical=is_critical)
    assert reason_of(stamps) == "purpose"


@pytest.mark.parametrize("minutes", [-10, 10])
def test_another_time_than_ours_is_no_stamp_of_now(stamps, stamp_authority, minutes):
    at = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=minutes)
    stamp_authority.says = lambda handler, question: handler.give(stamp_authority.forged(question, at=at))
    assert reason_of(stamps) == "another time"


def test_a_token_changed_on_its_way_is_seen(stamps, stamp_authority):
    def changed(handler, question):
        answer = bytearray(stamp_authority.reply(question))
        answer[-1] ^= 1
        handler.give(bytes(answer))

    stamp_authority.says = changed
    assert reason_of(stamps) in ("signature", "unreadable")


def test_a_withdrawn_certificate_stamps_no_more(stamps, stamp_authority):
    stamps.stamp(DIGEST)
    stamp_authority.withdraw(stamp_authority.signer.serial_number)
    withdrawn.forget()
    assert "withdrawn" in reason_of(stamps)


def test_a_list_that_is_too_old_proves_nothing(stamps, stamp_authority):
    stamp_authority.withdraw(since=dt.timedelta(days=9), until=-dt.timedelta(days=2))
    assert "stale" in reason_of(stamps)


def test_a_list_that_somebody_else_signed_proves_nothing(stamps, stamp_authority, tmp_path):
    folder = tmp_path / "forger"
    folder.mkdir()
    forger = StampAuthority(folder)
    forger.close()
    stamp_authority.lists = forger.lists
    assert "withdrawn" in reason_of(stamps)


@pytest.mark.parametrize("body", [None, b"", b"<html>sorry</html>", b"0" * (2**20 + 1)])
def test_without_a_list_there_is_no_stamp(stamps, stamp_authority, body):
    stamp_authority.lists = {} if body is None else dict.fromkeys(stamp_authority.lists, body)
    assert reason_of(stamps).startswith("revocation: ")


def test_a_list_is_asked_for_once_in_a_while_and_not_with_every_stamp(stamps, stamp_authority, monkeypatch):
    stamps.stamp(DIGEST)
    stamps.stamp(DIGEST)
    assert sorted(stamp_authority.fetched) == ["/issuing.crl", "/root.crl"]
    later = time.monotonic() + 3600
    monkeypatch.setattr("chopmark.trust.withdrawn.time.monotonic", lambda: later)
    stamps.stamp(DIGEST)
    assert len(stamp_authority.fetched) == 4


def test_an_authority_that_keeps_no_list_is_asked_about_the_one_certificate(stamps, stamp_authority):
    made = stamp_authority.rotate(asks=True)
    stamps.stamp(DIGEST)
    assert stamp_authority.fetched == ["/root.crl"]
    stamp_authority.withdraw(made.serial_number)
    withdrawn.forget()
    assert "withdrawn" in reason_of(stamps)


def redirect(handler, _):
    handler.send_response(307)
    handler.send_header("Location", f"{handler.server.house.url}")
    handler.end_headers()


def endless(handler, _):
    handler.send_response(200)
    handler.end_headers()
    with suppress(OSError):
        while True:
            handler.wfile.write(b"0" * 2**16)


@pytest.mark.parametrize(
    ("says", "reason"),
    [
        (redirect, "status 307"),
        (endless, "too long"),
        (lambda handler, _: handler.give(b"<html>sorry</html>"), "unreadable"),
        (lambda handler, _: handler.give(b""), "unreadable"),
        (lambda handler, _: handler.send_error(503), "status 503"),
        (lambda handler, _: handler.give(handler.server.house.reply(b"x")), "not granted"),
    ],
)
def test_what_is_no_answer_is_no_stamp(stamps, stamp_authority, says, reason):
    stamp_authority.says = says
    assert reason_of(stamps) == reason
    assert len(stamp_authority.asked) == 1


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n"])
def test_an_answer_that_drips_is_cut_off_when_the_time_is_over(stamps, stamp_authority, monkeypatch, head):
    monkeypatch.setattr(calling, "_TIMEOUT_SECONDS", 1)

    def drip(handler, _):
        handler.wfile.write(head)
        for _ in range(200):
            try:
                handler.wfile.write(b"H")
            except OSError:
                return
            time.sleep(0.05)

    stamp_authority.says = drip
    began = time.monotonic()
    assert reason_of(stamps) == "slow"
    assert time.monotonic() - began < 5  # of the ten seconds that it would have gone on


def test_nobody_there_is_no_stamp(stamp_authority):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    for url in (f"http://127.0.0.1:{port}/", "ftp://127.0.0.1/", "nowhere"):
        assert reason_of(OutsideTimestamps(url=url, roots=str(stamp_authority.roots)))


def test_a_token_larger_than_its_room_is_refused_before_a_file_breaks(stamps, monkeypatch):
    monkeypatch.setattr(OutsideTimestamps, "room", 1000)
    assert reason_of(stamps) == "token too long"


def test_the_room_in_a_file_is_that_of_the_engine(db, keys_at, stamp_authority, sheet):
    outside = documents.sign(sheet, name="Chopmark", reason="-")
    [signature] = PdfFileReader(io.BytesIO(outside)).embedded_signatures
    hole = int(signature.byte_range[2]) - int(signature.byte_range[1])
    assert hole >= OutsideTimestamps.room + BuiltInTimestamps.room
    assert BuiltInTimestamps.room < OutsideTimestamps.room


@pytest.fixture
def finished(db, keys_at, stamp_authority, contract, drawing):
    pdf = contract
    for number, subject in enumerate(PARTIES):
        pdf = sealing.sign(pdf, act(number, drawing), signer=signer(subject))
    return sealing.finish(pdf, signers=[signer(subject) for subject in PARTIES])


def test_a_finished_file_proves_itself_without_their_authority_and_ours(finished, stamp_authority, roots, tmp_path):
    stamp_authority.close()
    assert judges.long_term(finished, roots=roots) == {f"party{number}": True for number in range(5)}
    assert judges.poppler_says(finished, tmp_path).count("Signature is Valid") == 5
    assert judges.qpdf_finds(finished) == []
    assert documents.verify(finished, roots=roots).is_valid
    [over] = PdfFileReader(io.BytesIO(finished)).embedded_timestamp_signatures
    assert "Foreign Stamps" in over.signer_cert.subject.human_friendly


def test_by_our_own_root_alone_their_stamps_are_not_believed(finished, roots, settings):
    settings.CHOPMARK_TSA_ROOTS = ""
    assert not documents.verify(finished, roots=authority.root_pem()).is_valid
    assert documents.verify(finished, roots=roots).is_valid


def test_the_root_file_beside_the_key_holds_theirs(db, keys_at, stamp_authority):
    authority.prepare()
    kept = (keys_at / "root.pem").read_text()
    assert kept == authority.root_pem()
    assert kept.count("BEGIN CERTIFICATE") == 2
    assert "as their site gives it" not in kept


def test_a_file_whose_proof_cannot_be_had_is_not_finished(db, keys_at, stamp_authority, contract, drawing):
    signed = sealing.sign(contract, act(0, drawing), signer=signer("seal:1"))
    stamp_authority.lists = {}
    withdrawn.forget()
    with pytest.raises(Unavailable):
        sealing.finish(signed, signers=[signer("seal:1")])


def test_an_authority_that_changed_its_certificate_meanwhile_is_proved_all_the_same(
    db, keys_at, stamp_authority, contract, drawing, roots
):
    signed = sealing.sign(contract, act(0, drawing), signer=signer("seal:1"))
    stamp_authority.rotate()
    finished = sealing.finish(signed, signers=[signer("seal:1")])
    assert judges.long_term(finished, roots=roots) == {"party0": True}
    assert documents.verify(finished, roots=roots).is_valid


def test_an_authority_with_a_new_certificate_each_time_is_given_up_for_now(
    db, keys_at, stamp_authority, contract, drawing
):
    signed = sealing.sign(contract, act(0, drawing), signer=signer("seal:1"))

    def another(handler, question):
        stamp_authority.rotate()
        handler.give(stamp_authority.reply(question))

    stamp_authority.says = another
    with pytest.raises(Unavailable):
        sealing.finish(signed, signers=[signer("seal:1")])


def test_a_file_signed_with_our_stamps_is_finished_with_theirs(
    db, keys_at, settings, stamp_authority, contract, drawing, roots
):
    theirs = settings.ENGINES
    settings.ENGINES = {**theirs, "timestamps": "chopmark.trust.timestamps.BuiltInTimestamps"}
    engines.engine.cache_clear()
    signed = sealing.sign(contract, act(0, drawing), signer=signer("seal:1"))
    settings.ENGINES = theirs
    engines.engine.cache_clear()
    finished = sealing.finish(signed, signers=[signer("seal:1")])
    assert judges.long_term(finished, roots=roots) == {"party0": True}
    stamps = [one.signer_cert for one in PdfFileReader(io.BytesIO(finished)).embedded_timestamp_signatures]
    assert ["Foreign" in one.subject.human_friendly for one in stamps] == [True]
    assert Certificate.objects.filter(role=Role.TIMESTAMPS).exists()
