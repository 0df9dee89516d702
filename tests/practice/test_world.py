"""The world is complete, valid in form, the same every time, and quickly filled."""

import time
from collections import Counter

from chopmark.cloud.accounts.models import Account
from chopmark.cloud.accounts.signin import try_root, try_sub_user
from chopmark.cloud.cam.decisions import decide
from chopmark.cloud.cam.presets import AUTHENTICATE
from chopmark.cloud.oidc.models import Client
from chopmark.cloud.realname.models import real_name_of
from chopmark.evidence import idcard, uscc
from chopmark.evidence.engines.base import CompanyStatus
from chopmark.evidence.names import organisation_flaw, person_flaw
from chopmark.evidence.uscc import EntityType
from chopmark.practice import accounts, companies, residents, shown, world
from chopmark.practice.models import Company, Resident


def test_filling_twice_changes_nothing_and_takes_less_than_three_seconds(db):
    world.fill()
    before = list(Company.objects.values()), list(Resident.objects.values("pk", "place", "story"))
    begun = time.monotonic()
    assert world.fill() == 0
    assert time.monotonic() - begun < 3
    assert before == (list(Company.objects.values()), list(Resident.objects.values("pk", "place", "story")))


def test_what_somebody_changed_in_the_roster_is_put_right(practice_world):
    row = Company.objects.get(pk=companies.DEMO)
    row.name = "别的名称"
    row.save()
    assert world.fill() == 1
    assert Company.objects.get(pk=companies.DEMO).name == "深圳市栗栖湾工艺有限公司"


def test_every_code_number_and_name_is_valid_in_form(practice_world):
    for company in Company.objects.all():
        assert uscc.check(company.uscc).fits
        assert company.entity_type == uscc.entity_type_of(company.uscc)
        assert organisation_flaw(company.name) is None
    for resident in Resident.objects.all():
        assert idcard.flaw_of(idcard.Kind(resident.id_kind), resident.id_number) is None
        assert person_flaw(resident.name) is None
        assert resident.mobile.startswith("1380000")


def test_every_entity_type_and_every_status_can_be_met(practice_world):
    assert set(Company.objects.values_list("entity_type", flat=True)) == set(EntityType)
    assert set(Company.objects.values_list("status", flat=True)) == set(CompanyStatus)


def test_every_head_is_a_resident_with_the_number_of_the_registry(practice_world):
    numbers = {resident.id_number: resident.name for resident in Resident.objects.all()}
    for company in Company.objects.exclude(story="namesake"):
        assert numbers[company.legal_representative_number] == company.legal_representative


def test_the_namesake_shares_a_name_and_nothing_else(practice_world):
    company = Company.objects.get(story="namesake")
    assert company.legal_representative_number is None
    same = [resident for resident in company.residents.all() if resident.name == company.legal_representative]
    assert len({resident.id_number for resident in same}) == 2


def test_nobody_shares_a_mobile_or_a_number():
    people = [entry for entry, _ in residents.roster()]
    assert max(Counter(person.mobile for person in people).values()) == 1
    assert max(Counter(person.number for person in people).values()) == 1


def test_the_names_of_the_special_characters_are_there(practice_world):
    names = {resident.name for resident in Resident.objects.all()}
    assert any("㛃" in name for name in names)
    assert any("䶮" in name for name in names)
    assert any("·" in name for name in names)


def test_every_documented_account_can_log_in(practice_world, rf):
    stranger = rf.post("/signin/")
    for account in shown.all_accounts():
        if account.name:
            outcome = try_sub_user(account.root_id, name=account.name, password=accounts.PASSWORD, request=stranger)
        else:
            outcome = try_root(account.root_id, password=accounts.PASSWORD, request=stranger)
        assert outcome.account is not None


def test_only_the_sub_user_with_the_policy_may_authenticate(practice_world):
    def may(name):
        account = Account.objects.get(owner_id=accounts.DEMO_UIN, name=name)
        return decide(account, action=AUTHENTICATE, context={}).allowed

    assert may("lu.yining")
    assert not may("zhou.lan")


def test_ready_accounts_are_verified_and_the_others_are_not(practice_world):
    for root in accounts.ROOTS:
        held = real_name_of(Account.objects.get(pk=root.uin))
        assert (held.uscc if held else None) == root.uscc
        assert bool(held) == (root.story != "unverified")


def test_the_platforms_address_follows_the_settings_at_each_fill(practice_world, settings):
    settings.PLATFORM_URL = "https://192.0.2.7:8000"
    world.fill()
    client = Client.objects.get(pk=settings.OIDC_CLIENT_ID)
    assert client.redirect_uris == ["https://192.0.2.7:8000/signin/callback/"]
    assert client.backchannel_logout_uri == "https://192.0.2.7:8000/signin/backchannel/"


def test_a_changed_password_survives_the_next_start(practice_world):
    account = Account.objects.get(pk=accounts.DEMO_UIN)
    account.password = "changed"
    account.save()
    world.fill()
    assert Account.objects.get(pk=accounts.DEMO_UIN).password == "changed"
