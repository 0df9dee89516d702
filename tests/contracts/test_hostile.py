"""What somebody may try with contracts, and what must come of it."""

import datetime as dt
import threading

import pytest
from django.db import connection

from chopmark.contracts import actions, links, pressing, renaming, reports
from chopmark.contracts.forms import AnswersForm, PartyForm
from chopmark.contracts.models import Contract, Party
from chopmark.contracts.states import Status
from chopmark.drawing.letters.data import Language
from chopmark.drawing.reports import report
from chopmark.kit.errors import NotAllowed
from chopmark.organisations.models import Membership, Organisation
from chopmark.organisations.states import Status as Standing
from chopmark.people.models import Person
from chopmark.seals import actions as seals
from chopmark.seals.shapes import Kind as SealKind
from chopmark.sheets.fields import Kind
from chopmark.trust import authority, documents, withdrawn
from chopmark.trust.reports import Report
from tests import jobs
from tests.contracts.conftest import MOBILE, TYPED, placed, signed_by_all, the_organisation, the_person, with_person
from tests.contracts.test_reports import words_of
from tests.seals.conftest import open_organisation
from tests.seals.test_actions import grant
from tests.seals.test_pictures import decide, handed_in

BANK, SHELL = "中国工商银行股份有限公司", "91110105MA00TE5T0Y"


@pytest.fixture
def shell(stranger):
    """Another organisation, whose super administrator is the stranger."""
    made = Organisation.objects.create(
        uscc=SHELL, name="北京空壳商贸有限公司", entity_type="enterprise", status=Standing.OPEN
    )
    Membership.objects.create(organisation=made, person=stranger.person, role=Membership.SUPER_ADMINISTRATOR)
    return made


@pytest.fixture
def shell_seal(shell, stranger):
    return seals.make(shell, kind=SealKind.OFFICIAL, name="公章", form="round-42", line="", person=stranger.person)


def invite(draft, person, name, uscc="", mobile=MOBILE):
    return actions.add_party(draft, kind=Party.ORGANISATION, name=name, mobile=mobile, uscc=uscc, person=person)


def go(draft, person, **more):
    placed(draft, person=person)
    actions.send(draft, **{"days": 3, "is_ordered": False, "person": person, **more})
    draft.refresh_from_db()


def test_who_was_invited_by_its_code_signs_under_its_own_name(
    draft, seal, administrator, shell, shell_seal, stranger, client
):
    party = invite(draft, administrator.person, BANK, SHELL)
    go(draft, administrator.person)
    assert BANK not in client.get(f"/q/{links.proof_token_of(draft.pk)}/").content.decode()
    pressing.press_seal(party, shell_seal, person=stranger.person)
    jobs.work("sign_contract")
    draft.refresh_from_db()
    assert documents.verify(draft.pdf, roots=authority.root_pem()).signatures[0].name == shell.name
    page = client.get(f"/q/{links.proof_token_of(draft.pk)}/").content.decode()
    assert BANK not in page
    assert shell.name in page


def test_a_press_that_came_to_nothing_leaves_the_invitation_open(
    draft, administrator, shell, shell_seal, stranger, member
):
    Membership.objects.create(organisation=shell, person=member.person, role=Membership.MEMBER)
    grant(shell_seal, to=member, by=stranger)
    party = invite(draft, administrator.person, shell.name, SHELL)
    go(draft, administrator.person)
    pressing.press_seal(party, shell_seal, person=member.person)
    seals.take_back(shell_seal.grants.get(person=member.person), person=stranger.person)
    jobs.work("sign_contract")
    party.refresh_from_db()
    assert (party.asked_at, party.organisation, party.seal) == (None, None, None)


def test_a_name_of_more_bytes_than_a_certificate_holds_signs_like_any_other(draft, administrator):
    form = PartyForm({"kind": "person", "name": "阿卜杜勒拉赫曼·本·穆罕默德·阿里·侯赛因尼·哈桑", "mobile": MOBILE})
    assert form.is_valid()
    actions.add_party(draft, person=administrator.person, **form.cleaned_data)
    go(draft, administrator.person)
    pressing.press_by_hand(the_person(draft), mark=TYPED)
    assert jobs.work("sign_contract") == ["succeeded"]


def test_a_seal_of_a_long_name_seals(sent, organisation, administrator):
    name = "合同专用章（华东分公司第二采购中心及其下属机构）"
    seal = seals.make(
        organisation, kind=SealKind.CONTRACT, name=name, form="ellipse-45", line="", person=administrator.person
    )
    pressing.press_seal(the_organisation(sent), seal, person=administrator.person)
    assert jobs.work("sign_contract") == ["succeeded"]


def test_a_name_of_nothing_but_invisible_characters_is_none():
    assert "name" in PartyForm({"kind": "person", "name": "\u200b\u200b", "mobile": MOBILE}).errors


def test_a_report_says_when_the_file_could_not_be_checked(sent, seal, administrator, monkeypatch):
    done = Contract.objects.get(pk=signed_by_all(sent, seal, person=administrator.person).pk)
    monkeypatch.setattr(reports.documents, "verify", lambda *_, **__: Report(unreadable="FILE_TOO_HARD"))
    said = words_of(report(reports.evidence_of(done), Language.CHINESE))
    assert "没有在限定时间内逐一验完" in said


def test_nobody_takes_along_the_file_of_a_contract_that_was_not_finished(sent, organisation, administrator):
    pressing.press_by_hand(the_person(sent), mark=TYPED)
    jobs.work("sign_contract")
    at = f"/workspace/{organisation.pk}/contracts/{sent.ref}/contract.pdf"
    assert administrator.browser.get(at).status_code == 404
    actions.withdraw(sent, person=administrator.person)
    assert administrator.browser.get(at).status_code == 404


def test_an_invitation_from_a_stranger_does_not_hold_a_name_fast(organisation, administrator, shell, stranger, paper):
    his = actions.draft(shell, title="x", pdf=paper, person=stranger.person)
    invite(his, stranger.person, "whatever", organisation.uscc)
    go(his, stranger.person, days=365, is_ordered=True)
    assert renaming.under_way(organisation) == []


def test_a_file_that_was_signed_before_takes_seals_and_signatures_and_nothing_else(
    sent, seal, organisation, administrator
):
    person = administrator.person
    again = actions.draft(organisation, title="补充", pdf=signed_by_all(sent, seal, person=person).pdf, person=person)
    with_person(again, person=person)
    with pytest.raises(actions.Incomplete) as lacking:
        actions.place(again.parties.first(), kind=Kind.DATE, page=0, x=200, y=200, person=person)
    assert lacking.value.what == "signed_before"
    go(again, person)
    assert signed_by_all(again, seal, person=person).status == Status.FINISHED


def test_nobody_of_the_same_house_reviews_its_seal(organisation, administrator, member):
    Membership.objects.filter(person=member.person).update(role=Membership.SEAL_MANAGER)
    seal = handed_in(organisation, member.person)
    with pytest.raises(NotAllowed):
        decide(seal, administrator.person)


def test_an_organisation_that_is_two_parties_sets_its_second_seal_as_well(
    draft, administrator, shell, shell_seal, stranger
):
    first = invite(draft, administrator.person, shell.name, SHELL)
    invite(draft, administrator.person, shell.name, "", "13900000078")
    go(draft, administrator.person)
    pressing.press_seal(first, shell_seal, person=stranger.person)
    jobs.work("sign_contract")
    page = stranger.browser.get(f"/workspace/{shell.pk}/contracts/{draft.ref}/seal/")
    assert page.context["party"].is_due


def test_a_contract_sent_while_the_name_changes_bears_the_new_one(committed, paper, monkeypatch):
    org, person = open_organisation(), Person.objects.arrive()
    Membership.objects.create(organisation=org, person=person, role=Membership.SUPER_ADMINISTRATOR)
    contract = actions.draft(org, title="t", pdf=paper, person=person)
    with_person(contract, person=person)
    placed(contract, person=person)

    def other():
        actions.send(Contract.objects.get(pk=contract.pk), days=3, is_ordered=False, person=person)
        connection.close()

    thread, plain = threading.Thread(target=other), renaming.seals.end_all

    def meanwhile(*given, **told):
        thread.start()
        thread.join(3)
        plain(*given, **told)

    monkeypatch.setattr(renaming.seals, "end_all", meanwhile)
    renaming._rename(org, name="苏州市新栗栖湾纸业有限公司", person=person)
    thread.join()
    contract.refresh_from_db()
    assert contract.status == Status.SENT
    assert the_organisation(contract).name == "苏州市新栗栖湾纸业有限公司"


def test_a_member_of_both_sides_is_led_to_where_they_may_seal(draft, administrator, organisation, shell, stranger):
    Membership.objects.create(organisation=organisation, person=stranger.person, role=Membership.MEMBER)
    Organisation.objects.filter(pk=organisation.pk).update(verified_at=shell.verified_at - dt.timedelta(days=1))
    invite(draft, administrator.person, shell.name, SHELL)
    go(draft, administrator.person)
    answer = stranger.browser.get(f"/contracts/{draft.ref}/", follow=True)
    assert answer.redirect_chain[-1][0] == f"/workspace/{shell.pk}/contracts/{draft.ref}/seal/"
    assert answer.status_code == 200


def test_a_list_that_cannot_be_read_is_asked_for_again(stamp_authority, sent, seal, administrator):
    pressing.press_seal(the_organisation(sent), seal, person=administrator.person)
    good, stamp_authority.lists["/issuing.crl"] = stamp_authority.lists["/issuing.crl"], b"<html>Maintenance</html>"
    assert jobs.work("sign_contract") == ["todo"]
    stamp_authority.lists["/issuing.crl"] = good
    assert jobs.work("sign_contract") == ["succeeded"]
    withdrawn.forget()


def test_received_contracts_are_found_again(draft, administrator, shell, shell_seal, stranger):
    party = invite(draft, administrator.person, shell.name, SHELL)
    go(draft, administrator.person)
    pressing.press_seal(party, shell_seal, person=stranger.person)
    jobs.work("sign_contract")
    page = stranger.browser.get(f"/workspace/{shell.pk}/contracts/")
    assert [one.pk for one in page.context["received"]] == [party.pk]
    assert draft.title in page.content.decode()


def test_a_text_says_how_much_fits_before_and_after(draft, administrator):
    person = administrator.person
    with_person(draft, person=person)
    party = the_person(draft)
    actions.place(party, kind=Kind.TEXT, page=0, x=200, y=300, person=person, label="备注")
    (name,) = AnswersForm(texts=party.texts, answered={}).texts
    form = AnswersForm({name: "字" * 60}, texts=party.texts, answered={})
    assert "37" in str(form.fields[name].help_text)
    assert "37" in form.errors[name][0]
    assert AnswersForm({name: "字" * 37}, texts=party.texts, answered={}).is_valid()
