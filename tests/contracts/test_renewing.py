"""The time stamp over a finished contract is renewed before its certificate ends, and nothing signed becomes worth less."""

import datetime as dt
import io
import sys

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from chopmark.audit.models import Event
from chopmark.contracts import pressing, signing, tasks
from chopmark.contracts.models import Contract
from chopmark.contracts.signing import renewal_of
from chopmark.contracts.states import Status
from chopmark.kit import clock
from chopmark.kit.clock import now
from chopmark.kit.errors import Unavailable
from chopmark.notify.models import Message
from chopmark.proofs.pages import judgement_on
from chopmark.trust import authority, documents, revocation, withdrawn
from chopmark.trust.models import Certificate, Role
from tests import jobs, judges
from tests.contracts.conftest import TYPED, signed_by_all, the_person

DAY, YEAR = dt.timedelta(days=1), dt.timedelta(days=365)
BUILT_IN = "chopmark.trust.timestamps.BuiltInTimestamps.stamp"


@pytest.fixture
def travel(monkeypatch):
    """Every clock of the house says this moment; other software still asks the machine's."""
    true = clock.now
    places = [
        one for name, one in list(sys.modules.items()) if name.startswith("chopmark.") and vars(one).get("now") is true
    ]

    def to(moment):
        for place in places:
            monkeypatch.setattr(place, "now", lambda: moment)

    return to


@pytest.fixture
def finished(sent, seal, administrator):
    return signed_by_all(sent, seal, person=administrator.person)


@pytest.fixture
def due(finished):
    Contract.objects.filter(pk=finished.pk).update(renew_at=now() - DAY)
    finished.refresh_from_db()
    return finished


def night():
    """The job of the night, and what it defers."""
    tasks.renew_contracts(timestamp=0)
    return jobs.work("renew_contract")


def stamps_of(pdf):
    return PdfFileReader(io.BytesIO(pdf)).embedded_timestamp_signatures


def state_of(contract):
    held = Contract.objects.get(pk=contract.pk)
    return held.file, held.sha256, held.renew_at, held.status


@pytest.mark.parametrize(
    ("left", "after"), [(15 * YEAR, 14 * YEAR), (2 * YEAR, YEAR), (YEAR, YEAR / 2), (10 * DAY, 5 * DAY)]
)
def test_it_is_due_a_year_before_the_end_or_halfway(left, after):
    at = now()
    assert renewal_of(at + left, at=at) == at + after


@pytest.fixture
def renewed(sent, seal, administrator, travel):
    """Signed and finished when the certificate that stamped first was new, renewed in its last year; it ended yesterday."""
    today = now()
    travel(today - 15 * YEAR - DAY)
    contract = signed_by_all(sent, seal, person=administrator.person)
    earlier = contract.pdf
    assert night() == []
    travel(contract.renew_at - DAY)
    assert night() == []
    travel(contract.renew_at + DAY)
    assert night() == ["succeeded"]
    travel(today)
    contract.refresh_from_db()
    return contract, earlier


def test_after_the_end_of_the_first_stamp_a_renewed_contract_still_convinces(renewed, tmp_path):
    contract, earlier = renewed
    first, second = [one.signer_cert for one in stamps_of(contract.pdf)]
    assert contract.pdf.startswith(earlier)
    assert first.not_valid_after < now() < second.not_valid_after
    roots, lists = authority.root_pem(), revocation.lists_by(authority.holder(Role.TIMESTAMPS).certificates[1:])
    assert list(judges.long_term(earlier, roots=roots, lists=lists).values()) == [False, False]
    assert list(judges.long_term(contract.pdf, roots=roots, lists=lists).values()) == [True, True]
    assert judges.poppler_says(contract.pdf, tmp_path).count("Signature is Valid") == 2
    assert judges.qpdf_finds(contract.pdf) == []


def test_our_own_check_follows_the_chain_of_stamps_too(renewed):
    contract, earlier = renewed
    roots = authority.root_pem()
    assert not documents.verify(earlier, roots=roots).is_valid
    report = documents.verify(contract.pdf, roots=roots)
    assert report.is_valid
    assert {one.level for one in report.signatures if one.level} == {"B-LTA"}


def test_once_more_renewed_it_still_convinces(renewed):
    contract, _ = renewed
    before = contract.pdf
    clerks = [authority.holder(Role.TIMESTAMPS)]
    Contract.objects.filter(pk=contract.pk).update(renew_at=now() - DAY)
    Certificate.objects.filter(role=Role.TIMESTAMPS).update(renew_at=now() - DAY)  # by then another one stamps
    assert night() == ["succeeded"]
    contract.refresh_from_db()
    clerks.append(authority.holder(Role.TIMESTAMPS))
    assert contract.pdf.startswith(before)
    assert len({one.signer_cert.serial_number for one in stamps_of(contract.pdf)}) == 3
    roots = authority.root_pem()
    lists = revocation.lists_by(one for clerk in clerks for one in clerk.certificates[1:])
    assert list(judges.long_term(contract.pdf, roots=roots, lists=lists).values()) == [True, True]
    assert documents.verify(contract.pdf, roots=roots).is_valid


def test_only_the_file_its_digest_and_the_next_date_change_and_nobody_hears_of_it(due):
    before, told = due.pdf, Message.objects.count()
    assert night() == ["succeeded"]
    due.refresh_from_db()
    assert due.status == Status.FINISHED
    assert due.pdf.startswith(before)
    assert due.pdf != before
    assert due.renew_at > now() + YEAR
    assert Message.objects.count() == told
    event = Event.objects.get(kind="contract.renewed")
    assert event.facts == {"sha256": due.sha256}
    assert night() == []


def test_the_file_of_before_is_known_to_this_house_as_well_as_the_new_one(due):
    before = due.pdf
    night()
    due.refresh_from_db()
    for pdf in (before, due.pdf):
        found = judgement_on(pdf, documents.verify(pdf, roots=authority.root_pem()))
        assert found["verdict"] == "valid"
        assert found["record"].is_same
    place = before.rindex(b"/Contents")  # in the earlier stamp, which the new one covers
    changed = due.pdf[:place] + due.pdf[place:].replace(b"<3", b"<2", 1)
    assert judgement_on(changed, documents.verify(changed, roots=authority.root_pem()))["verdict"] == "invalid"


def test_one_that_is_not_due_is_left_alone_however_often_it_is_asked(finished):
    before = state_of(finished)
    assert night() == []
    signing.renew(str(finished.pk))
    assert state_of(finished) == before


def test_one_finished_before_this_was_kept_gets_its_date_and_no_stamp(finished):
    Contract.objects.filter(pk=finished.pk).update(renew_at=None)
    file = finished.file
    assert night() == ["succeeded"]
    held = Contract.objects.get(pk=finished.pk)
    assert (held.file, held.renew_at) == (file, finished.renew_at.replace(microsecond=held.renew_at.microsecond))
    assert night() == []


def test_an_open_contract_is_not_renewed(sent):
    before = state_of(sent)
    assert night() == []
    signing.renew(str(sent.pk))
    assert state_of(sent) == before


def test_without_a_time_stamp_it_stays_as_it_was_and_is_tried_again(due, monkeypatch):
    def down(*_args):
        raise Unavailable

    before, pdf = state_of(due), due.pdf
    monkeypatch.setattr(BUILT_IN, down)
    assert night() == ["todo"]
    assert state_of(due) == before
    assert Contract.objects.get(pk=due.pk).pdf == pdf
    monkeypatch.undo()
    assert jobs.work("renew_contract") == ["succeeded"]
    assert len(stamps_of(Contract.objects.get(pk=due.pk).pdf)) == 2


def test_a_job_that_dies_after_the_stamp_leaves_the_contract_as_it_was(due, monkeypatch):
    def dies(*_args, **_kwargs):
        raise RuntimeError

    before, pdf = state_of(due), due.pdf
    monkeypatch.setattr(signing.audit, "record", dies)
    assert night() == ["failed"]
    monkeypatch.undo()
    assert state_of(due) == before
    assert Contract.objects.get(pk=due.pk).pdf == pdf
    assert night() == ["succeeded"]


def test_two_contracts_are_two_jobs_and_one_that_fails_does_not_stop_the_other(due, monkeypatch):
    broken = Contract.objects.get(pk=due.pk)
    broken.pk, broken.ref, broken.file, broken.renew_at = None, "BROKEN00", "nowhere.sealed", now() - 2 * DAY
    broken.token_digest, broken._state.adding = None, True
    broken.save(force_insert=True)
    assert sorted(night()) == ["failed", "succeeded"]


def test_an_outside_authority_that_is_down_keeps_the_press_and_when_it_is_back_the_contract_is_finished(
    sent, seal, administrator, stamp_authority, tmp_path
):
    before = sent.pdf
    honest, stamp_authority.says = stamp_authority.says, lambda handler, _: handler.send_error(503)
    pressing.press_by_hand(the_person(sent), mark=TYPED)
    assert jobs.work("sign_contract") == ["todo"]
    sent.refresh_from_db()
    assert (sent.pdf, the_person(sent).state) == (before, "signing")
    stamp_authority.says = honest
    assert jobs.work("sign_contract") == ["succeeded"]
    signed = signed_by_one_more(sent, seal, person=administrator.person)
    stamp_authority.says = lambda handler, _: handler.send_error(503)
    assert jobs.work("finish_contract") == ["todo"]
    sent.refresh_from_db()
    assert (sent.status, sent.pdf) == (Status.SIGNED, signed)
    stamp_authority.says = honest
    assert jobs.work("finish_contract") == ["succeeded"]
    sent.refresh_from_db()
    assert sent.status == Status.FINISHED
    assert list(judges.long_term(sent.pdf, roots=authority.root_pem()).values()) == [True, True]
    assert judges.poppler_says(sent.pdf, tmp_path).count("Signature is Valid") == 2
    assert judges.qpdf_finds(sent.pdf) == []
    for one in PdfFileReader(io.BytesIO(sent.pdf)).embedded_signatures:
        assert b"Foreign Stamps" in one.pkcs7_content  # nothing was stamped by this house instead


def signed_by_one_more(contract, seal, *, person):
    pressing.press_seal(contract.parties.get(signed_at=None), seal, person=person)
    jobs.work("sign_contract")
    contract.refresh_from_db()
    return contract.pdf


def test_an_outside_authority_whose_certificate_changed_meanwhile_renews_all_the_same(stamp_authority, due, tmp_path):
    before = due.pdf
    stamp_authority.rotate(days=600)
    withdrawn.forget()
    assert night() == ["succeeded"]
    due.refresh_from_db()
    assert due.pdf.startswith(before)
    first, second = stamps_of(due.pdf)
    assert first.signer_cert.serial_number != second.signer_cert.serial_number == stamp_authority.signer.serial_number
    assert list(judges.long_term(due.pdf, roots=authority.root_pem()).values()) == [True, True]
    assert judges.qpdf_finds(due.pdf) == []
    assert documents.verify(due.pdf, roots=authority.root_pem()).is_valid
    assert abs(due.renew_at - (now() + 300 * DAY)) < DAY  # halfway: less than two years are left


def test_an_outside_authority_with_the_same_certificate_renews_too(stamp_authority, due):
    before = due.pdf
    assert night() == ["succeeded"]
    due.refresh_from_db()
    assert due.pdf.startswith(before)
    assert list(judges.long_term(due.pdf, roots=authority.root_pem()).values()) == [True, True]


def test_built_in_stamps_of_one_certificate_are_renewed_too(due):
    assert night() == ["succeeded"]
    due.refresh_from_db()
    assert list(judges.long_term(due.pdf, roots=authority.root_pem()).values()) == [True, True]


def test_an_outside_authority_whose_lists_cannot_be_had_renews_later(stamp_authority, due):
    before, lists = state_of(due), stamp_authority.lists
    stamp_authority.lists = {}
    withdrawn.forget()
    assert night() == ["todo"]
    assert state_of(due) == before
    stamp_authority.lists = lists
    assert jobs.work("renew_contract") == ["succeeded"]
