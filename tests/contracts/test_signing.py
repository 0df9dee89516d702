"""From the draft to the finished file: who may do what, when, and what the file says at the end."""

import datetime as dt
import io
import json

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from chopmark.contracts import actions, pressing, signing
from chopmark.contracts.models import Contract, Party, Place
from chopmark.contracts.states import Status
from chopmark.kit.clock import now
from chopmark.kit.errors import IllegalMove, NotAllowed, Unreadable
from chopmark.notify.models import Message
from chopmark.organisations.models import Organisation
from chopmark.seals import actions as seals
from chopmark.seals.models import Use
from chopmark.sheets.fields import Kind
from chopmark.trust import authority
from tests import jobs, judges
from tests.contracts.conftest import MOBILE, TYPED, placed, signed_by_all, the_organisation, the_person, with_person
from tests.seals.test_actions import grant


def test_a_finished_contract_convinces_software_that_never_heard_of_us(sent, seal, administrator, tmp_path):
    done = signed_by_all(sent, seal, person=administrator.person)
    assert done.status == Status.FINISHED
    found = judges.long_term(done.pdf, roots=authority.root_pem())
    assert len(found) == 2
    assert all(found.values())
    assert judges.poppler_says(done.pdf, tmp_path).count("Signature is Valid") == 2
    assert judges.qpdf_finds(done.pdf) == []


def test_three_persons_and_two_seals_are_five_signatures_by_five_certificates(
    organisation, administrator, draft, seal, tmp_path
):
    person = administrator.person
    for number, name in enumerate(("沈书禾", "叶栖汀", "Anna Karl")):
        with_person(draft, person=person, name=name, mobile=f"1390000001{number}")
    other = actions.add_party(
        draft, kind=Party.ORGANISATION, name=organisation.name, mobile="13900000020", person=person
    )
    placed(draft, person=person)
    actions.send(draft, days=3, is_ordered=True, person=person)
    contract = seals.make(organisation, kind="contract", name="合同章", form="round-42", line="", person=person)
    draft.refresh_from_db()
    for party in draft.parties.all():
        if party.is_organisation:
            pressing.press_seal(party, contract if party == other else seal, person=person)
        else:
            pressing.press_by_hand(party, mark=json.dumps({"strokes": [], "typed": party.name}))
        jobs.work("sign_contract")
    jobs.work("finish_contract")
    draft.refresh_from_db()
    signed = PdfFileReader(io.BytesIO(draft.pdf)).embedded_regular_signatures
    assert len({one.signer_cert.serial_number for one in signed}) == 5
    assert all(judges.long_term(draft.pdf, roots=authority.root_pem()).values())
    assert judges.poppler_says(draft.pdf, tmp_path).count("Signature is Valid") == 5


def test_all_fields_are_there_before_anybody_signs(sent):
    names = {one.name for one in Place.objects.filter(party__contract=sent)}
    fields = {field.get_object()["/T"] for field in PdfFileReader(io.BytesIO(sent.pdf)).root["/AcroForm"]["/Fields"]}
    assert names
    assert names <= fields


def test_whatever_was_signed_stays_in_the_file_to_the_byte(sent, seal, administrator):
    before = sent.pdf
    pressing.press_by_hand(the_person(sent), mark=TYPED)
    jobs.work("sign_contract")
    sent.refresh_from_db()
    once = sent.pdf
    assert once.startswith(before)
    assert signed_by_all(sent, seal, person=administrator.person).pdf.startswith(once)


def test_nobody_signs_twice_however_often_they_press(sent):
    pressing.press_by_hand(the_person(sent), mark=TYPED)
    with pytest.raises(IllegalMove):
        pressing.press_by_hand(the_person(sent), mark=TYPED)
    job = jobs.waiting("sign_contract").get()
    assert signing.sign(job.args["party_id"]) is None
    sent.refresh_from_db()
    before = sent.pdf
    signing.sign(job.args["party_id"])
    sent.refresh_from_db()
    assert sent.pdf == before


def test_in_order_the_second_waits_and_is_told_when_it_is_their_turn(draft, seal, administrator):
    with_person(draft, person=administrator.person)
    placed(draft, person=administrator.person)
    actions.send(draft, days=30, is_ordered=True, person=administrator.person)
    draft.refresh_from_db()
    person = the_person(draft)
    assert person.state == "waiting"
    assert not actions.messages_to(person)
    with pytest.raises(IllegalMove):
        pressing.press_by_hand(person, mark=TYPED)
    pressing.press_seal(the_organisation(draft), seal, person=administrator.person)
    jobs.work("sign_contract")
    assert actions.messages_to(person)
    pressing.press_by_hand(person, mark=TYPED)


def test_who_holds_no_seal_sets_none(sent, seal, member, stranger):
    for nobody in (member, stranger):
        with pytest.raises(NotAllowed):
            pressing.press_seal(the_organisation(sent), seal, person=nobody.person)


def test_a_seal_taken_back_between_press_and_signature_signs_nothing(sent, seal, administrator, member):
    grant(seal, to=member, by=administrator)
    pressing.press_seal(the_organisation(sent), seal, person=member.person)
    seals.take_back(seal.grants.get(person=member.person), person=administrator.person)
    before = sent.pdf
    jobs.work("sign_contract")
    sent.refresh_from_db()
    party = the_organisation(sent)
    assert sent.pdf == before
    assert (party.asked_at, party.signed_at) == (None, None)
    assert not Use.objects.exists()
    with pytest.raises(NotAllowed):
        pressing.press_seal(party, seal, person=member.person)


def test_the_use_of_a_seal_is_written_down(sent, seal, administrator):
    signed_by_all(sent, seal, person=administrator.person)
    used = Use.objects.get()
    assert (used.seal, used.person, used.title) == (seal, administrator.person, sent.title)


def test_without_a_time_stamp_nothing_is_signed_and_the_press_is_kept(sent, seal, administrator, monkeypatch):
    from chopmark.kit.errors import Unavailable  # noqa: PLC0415

    def down(*_args, **_kwargs):
        raise Unavailable

    before = sent.pdf
    monkeypatch.setattr("chopmark.trust.timestamps.BuiltInTimestamps.stamp", down)
    pressing.press_by_hand(the_person(sent), mark=TYPED)
    jobs.work("sign_contract")
    sent.refresh_from_db()
    assert sent.pdf == before
    assert the_person(sent).state == "signing"
    monkeypatch.undo()
    jobs.work_all("sign_contract")
    assert the_person(sent).state == "signed"


def test_a_refusal_ends_it_for_all_and_says_why(sent, administrator):
    actions.refuse(the_person(sent), reason="价格不对")
    sent.refresh_from_db()
    assert (sent.status, sent.reason) == (Status.REFUSED, "价格不对")
    with pytest.raises(IllegalMove):
        pressing.press_by_hand(the_person(sent), mark=TYPED)


def test_who_has_pressed_refuses_no_more(sent):
    pressing.press_by_hand(the_person(sent), mark=TYPED)
    with pytest.raises(IllegalMove):
        actions.refuse(the_person(sent), reason="too late")


def test_a_withdrawn_contract_is_signed_by_nobody_not_even_by_a_press_under_way(sent, administrator):
    pressing.press_by_hand(the_person(sent), mark=TYPED)
    actions.withdraw(sent, person=administrator.person)
    actions.withdraw(sent, person=administrator.person)
    before = sent.pdf
    jobs.work("sign_contract")
    sent.refresh_from_db()
    assert (sent.status, sent.pdf) == (Status.WITHDRAWN, before)


def test_the_last_day_ends_it_even_before_the_hourly_job(sent):
    Contract.objects.filter(pk=sent.pk).update(deadline_at=now() - dt.timedelta(minutes=1))
    with pytest.raises(IllegalMove):
        pressing.press_by_hand(the_person(sent), mark=TYPED)
    sent.refresh_from_db()
    assert (sent.status, sent.standing, sent.is_over) == (Status.SENT, Status.EXPIRED, True)
    actions.expire_due()
    sent.refresh_from_db()
    assert sent.status == Status.EXPIRED


def test_only_the_initiator_and_the_administrator_decide(sent, member, stranger):
    for nobody in (member, stranger):
        with pytest.raises(NotAllowed):
            actions.withdraw(sent, person=nobody.person)
        with pytest.raises(NotAllowed):
            actions.remind(sent, person=nobody.person)


def test_a_reminder_goes_out_once_a_day(sent, administrator, monkeypatch):
    assert actions.remind(sent, person=administrator.person) == 0
    later = now() + dt.timedelta(days=1, minutes=1)
    monkeypatch.setattr(actions, "now", lambda: later)
    assert actions.remind(sent, person=administrator.person) == 1


def test_in_the_last_days_whoever_has_not_signed_is_told_once_a_day(sent, monkeypatch):
    def told():
        return Message.objects.filter(template="contract.sign").count()

    actions.remind_due()
    assert told() == 1
    later = now() + dt.timedelta(days=28)
    Message.objects.update(created_at=now() - dt.timedelta(days=2))
    monkeypatch.setattr(actions, "now", lambda: later)
    actions.remind_due()
    assert told() == 2
    monkeypatch.undo()
    Contract.objects.update(deadline_at=now() + dt.timedelta(days=2))
    actions.remind_due()
    assert told() == 2
    pressing.press_by_hand(the_person(sent), mark=TYPED)
    jobs.work("sign_contract")
    Message.objects.update(created_at=now() - dt.timedelta(days=2))
    actions.remind_due()
    assert told() == 2


def test_it_is_not_sent_before_everybody_has_a_place(draft, administrator):
    person = administrator.person
    with pytest.raises(actions.Incomplete) as lacking:
        actions.send(draft, days=3, is_ordered=False, person=person)
    assert lacking.value.what == "alone"
    added = with_person(draft, person=person)
    with pytest.raises(actions.Incomplete) as lacking:
        actions.send(draft, days=3, is_ordered=False, person=person)
    assert lacking.value.what == "no_place"
    assert with_person(draft, person=person) == added
    placed(draft, person=person)
    actions.send(draft, days=3, is_ordered=False, person=person)
    with pytest.raises(IllegalMove):
        actions.send(draft, days=3, is_ordered=False, person=person)


def test_a_field_pressed_at_the_edge_is_moved_into_the_page(draft, administrator):
    made = actions.place(the_organisation(draft), kind=Kind.SEAL, page=0, x=594, y=841, person=administrator.person)
    assert made.x + made.width <= 595
    assert made.y + made.height <= 842


def test_bytes_that_are_no_pdf_are_refused_with_their_reason(organisation, administrator):
    with pytest.raises(Unreadable) as trouble:
        actions.draft(organisation, title="x", pdf=b"hello", person=administrator.person)
    assert trouble.value.reason == "FILE_TYPE"
    assert not Contract.objects.exists()


def test_the_mobile_is_kept_sealed_and_its_link_only_as_a_digest(sent):
    from django.db import connection  # noqa: PLC0415

    from chopmark.contracts import links  # noqa: PLC0415

    token = links.token_of(the_person(sent).pk)
    with connection.cursor() as cursor:
        cursor.execute("select contracts_party::text from contracts_party")
        rows = " ".join(row[0] for row in cursor.fetchall())
    assert MOBILE not in rows
    assert token not in rows
    assert links.find(token) == the_person(sent)


def test_an_invited_organisation_is_known_by_its_code_whatever_it_was_called(draft, organisation):
    other = _another("苏州平江造纸有限公司")
    by_code = _invited(draft, name="苏州平江造纸厂", uscc=other.uscc)
    assert by_code.is_of(other)
    assert list(Party.objects.of(other)) == [by_code]
    assert not by_code.is_of(organisation)


def test_without_a_code_only_the_very_name_is_the_party(draft):
    other = _another("苏州平江造纸有限公司")
    named, wrong = _invited(draft, name=other.name), _invited(draft, name=f"{other.name}分公司")
    coded = _invited(draft, name=other.name, uscc="91320500MA1SEALS0X")
    assert [one.is_of(other) for one in (named, wrong, coded)] == [True, False, False]
    assert list(Party.objects.of(other)) == [named]


def _another(name):
    return Organisation.objects.create(uscc="91440300MA00TE5T2D", name=name, entity_type="enterprise", status="open")


def _invited(contract, *, name, uscc=""):
    return actions.add_party(
        contract, kind=Party.ORGANISATION, name=name, mobile=MOBILE, person=contract.initiator, uscc=uscc
    )
