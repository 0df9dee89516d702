"""A renamed organisation (domain 9, further): what is under way is listed and ended first; then seals end with the name."""

import datetime as dt

import pytest

from chopmark.contracts import actions, renaming
from chopmark.contracts.models import Contract
from chopmark.kit.clock import now
from chopmark.organisations.models import Organisation
from chopmark.practice.models import Company
from chopmark.seals.states import Status
from chopmark.trust.models import Certificate
from tests.contracts.conftest import placed, signed_by_all, with_person

NEW = "苏州市栗栖湾纸品有限公司"
HEAD = "苏棠"


@pytest.fixture
def renamed(organisation):
    """The registry has the new name already."""
    return Company.objects.create(
        uscc=organisation.uscc,
        name=NEW,
        legal_representative=HEAD,
        entity_type="enterprise",
        status="open",
        place=999,
        established=dt.date(2020, 5, 6),
        address="苏州市",
        licence_seed=999,
        licence_kind="company",
    )


def address(organisation, more=""):
    return f"/workspace/{organisation.pk}/name/{more}"


def ask(administrator, organisation, *, name=NEW, head=HEAD):
    return administrator.browser.post(address(organisation), {"name": name, "legal_representative": head})


def rename(administrator, organisation):
    assert ask(administrator, organisation).status_code == 302
    return administrator.browser.post(address(organisation, "code/"), {"code": administrator.codes("rename")[0]})


def test_further_a_renamed_enterprise_with_open_contracts_sees_each_of_them(sent, organisation, administrator, renamed):
    page = administrator.browser.get(address(organisation)).content.decode()
    assert "还有未完结的合同：1份" in page
    assert sent.title in page
    assert f"/contracts/{sent.ref}/" in page
    ask(administrator, organisation)
    assert Organisation.objects.get(pk=organisation.pk).name != NEW


def test_a_contract_past_its_last_day_keeps_nobody_from_a_new_name(sent, organisation):
    assert renaming.under_way(organisation) == [sent]
    Contract.objects.update(deadline_at=now() - dt.timedelta(minutes=1))
    assert renaming.under_way(organisation) == []


def test_a_contract_sent_meanwhile_stops_the_change_at_the_last_press(draft, organisation, administrator, renamed):
    assert ask(administrator, organisation).status_code == 302
    with_person(draft, person=administrator.person)
    placed(draft, person=administrator.person)
    actions.send(draft, days=3, is_ordered=False, person=administrator.person)
    answer = administrator.browser.post(address(organisation, "code/"), {"code": administrator.codes("rename")[0]})
    assert answer["Location"] == address(organisation)  # where they are listed
    assert Organisation.objects.get(pk=organisation.pk).name != NEW


def test_once_nothing_is_open_name_seals_and_certificates_change(sent, seal, organisation, administrator, renamed):
    signed_by_all(sent, seal, person=administrator.person)
    before = sent.pdf
    assert rename(administrator, organisation).status_code == 302
    organisation.refresh_from_db()
    seal.refresh_from_db()
    sent.refresh_from_db()
    assert (organisation.name, seal.status) == (NEW, Status.VOID)
    assert Certificate.objects.get(subject=f"seal:{seal.pk}").revoked_at is not None
    assert sent.pdf == before


def test_a_draft_carries_the_new_name(draft, organisation, administrator, renamed):
    rename(administrator, organisation)
    assert draft.parties.get().name == NEW


@pytest.mark.parametrize(("name", "head"), [(NEW, "别人"), ("不是这个名字有限公司", HEAD)])
def test_what_the_register_does_not_confirm_gets_one_answer(organisation, administrator, renamed, name, head):
    page = ask(administrator, organisation, name=name, head=head)
    assert page.status_code == 422
    assert "没有核对一致" in page.content.decode()
    assert administrator.codes("rename") == []


def test_only_the_super_administrator_renames(organisation, administrator, member, stranger, renamed):
    assert ask(member, organisation).status_code == 403
    assert ask(stranger, organisation).status_code == 404


def test_a_wrong_code_renames_nothing(organisation, administrator, renamed):
    ask(administrator, organisation)
    page = administrator.browser.post(address(organisation, "code/"), {"code": "000000"})
    assert page.status_code == 422
    assert Organisation.objects.get(pk=organisation.pk).name != NEW
