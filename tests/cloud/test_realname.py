"""Real names: three elements against the registry, one answer for whatever differs."""

import datetime as dt

import pytest
from tests.cloud.conftest import PASSWORD
from tests.cloud.filling import fill
from tests.cloud.registry import CLOSED, NAME, OPEN, REPRESENTATIVE, SILENT

from chopmark.audit.models import Event
from chopmark.cloud.accounts.actions import register_root
from chopmark.cloud.realname.actions import ACCOUNTS, TRIES_A_DAY, Answer, mark_personal, verify_enterprise
from chopmark.cloud.realname.models import RealName
from chopmark.kit.clock import now
from chopmark.kit.errors import NotAllowed, Unavailable

UNKNOWN = "91440300708461136T"


def verify(account, **changes):
    told = {"name": NAME, "uscc": OPEN, "legal_representative": REPRESENTATIVE, **changes}
    return verify_enterprise(account, **told)


@pytest.mark.parametrize("change", [{"name": "别家有限公司"}, {"legal_representative": "周兰"}, {"uscc": UNKNOWN}])
def test_whatever_differs_the_answer_is_one(root, change):
    assert verify(root, **change) is Answer.DIFFERS
    assert not RealName.objects.exists()


def test_a_closed_company_is_refused_only_to_who_knows_all_three(root):
    assert verify(root, uscc=CLOSED) is Answer.CLOSED
    assert verify(root, uscc=CLOSED, name="别家有限公司") is Answer.DIFFERS


def test_a_silent_registry_decides_nothing(root):
    with pytest.raises(Unavailable):
        verify(root, uscc=SILENT)
    assert not Event.objects.filter(kind="realname.refused").exists()


def test_guessing_ends_after_ten_refusals_a_day(root):
    for _ in range(TRIES_A_DAY):
        assert verify(root, name="别家有限公司") is Answer.DIFFERS
    assert verify(root) is Answer.TOO_MANY
    assert not RealName.objects.exists()


def test_changes_are_thirty_days_apart_but_not_from_person_to_enterprise(root):
    mark_personal(root, name="周岚")
    assert verify(root) is Answer.VERIFIED
    assert verify(root) is Answer.TOO_SOON
    RealName.objects.update(verified_at=now() - dt.timedelta(days=30))
    assert verify(root) is Answer.VERIFIED


def test_ten_accounts_and_no_eleventh_stand_for_one_enterprise(db):
    mobiles = [f"1370013{number:04}" for number in range(ACCOUNTS + 1)]
    *ten, eleventh = [register_root(mobile=mobile, password=PASSWORD) for mobile in mobiles]
    assert {verify(account) for account in ten} == {Answer.VERIFIED}
    assert verify(eleventh) is Answer.FULL


def test_a_sub_user_verifies_nothing(sub_user):
    with pytest.raises(NotAllowed):
        verify(sub_user)
    with pytest.raises(NotAllowed):
        mark_personal(sub_user, name="周岚")


def test_the_page_returns_to_the_platform_and_nowhere_else(root, signed_in, settings):
    browser = signed_in(root)
    assert fill(browser, next="https://evil.example/").headers["Location"] == "/realname/"
    RealName.objects.all().delete()
    back = f"{settings.PLATFORM_URL}/onboarding/7/cloud/"
    assert fill(browser, next=f"{back}\nSet-Cookie: account=1").headers["Location"] == "/realname/"
    RealName.objects.all().delete()
    assert fill(browser, next=back).headers["Location"] == back


def test_the_page_keeps_what_was_typed_and_names_no_field_of_a_mismatch(root, signed_in):
    page = fill(signed_in(root), legal_representative="周兰")
    form = page.context["form"]
    assert set(form.errors) == {"__all__"}
    assert "周兰" in page.content.decode()


def test_the_page_asks_again_while_the_registry_is_silent(root, signed_in):
    assert fill(signed_in(root), uscc=SILENT).context["form"].non_field_errors()


@pytest.mark.parametrize("change", [{"uscc": "91440300MA00TE5T21"}, {"name": "a b"}, {"legal_representative": "1"}])
def test_a_misspelt_form_does_not_reach_the_registry(root, signed_in, change):
    assert len(fill(signed_in(root), **change).context["form"].errors) == 1
    assert not Event.objects.filter(kind__startswith="realname").exists()


def test_a_sub_user_is_sent_to_its_root(sub_user, signed_in):
    page = signed_in(sub_user).get("/realname/")
    assert sub_user.owner_id in page.content.decode()
    assert '<form method="post" novalidate' not in page.content.decode()
