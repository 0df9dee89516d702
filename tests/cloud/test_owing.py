"""What a root asks of a sub-user comes before anything else: a password of its own, a second factor."""

import datetime as dt

import pyotp
import pytest
from django.test import Client as Browser
from tests.cloud.conftest import PASSWORD

from chopmark.audit.models import Event
from chopmark.cloud.accounts import factors
from chopmark.cloud.accounts.actions import choose_password, register_root, set_password
from chopmark.cloud.accounts.models import Account
from chopmark.cloud.oidc.actions import require_second, waive_second
from chopmark.cloud.oidc.tokens import token_in
from chopmark.kit.clock import now
from chopmark.kit.errors import NotAllowed, NotReady

NEWER = "a newer river of ink"
OWN = "an otter under the pier"


def enter(browser, account, password=PASSWORD):
    told = {"root_id": account.owner_id, "name": account.name, "password": password, "next": "/account/"}
    return browser.post("/signin/user/", told).headers.get("Location")


def set_up(browser):
    """An app on the page of whoever owes one; returns the page with the codes."""
    secret = browser.get("/account/app/?next=/account/").context["secret"]
    return browser.post("/account/app/?next=/account/", {"code": pyotp.TOTP(secret).at(now())})


@pytest.fixture
def told(root, sub_user):
    """A sub-user whose root set the password."""
    set_password(sub_user, password=NEWER, by=root, must_change=True)
    return sub_user


@pytest.fixture
def asked(root, sub_user):
    """A sub-user without a factor, of whom the root asks one."""
    require_second(sub_user, by=root)
    sub_user.refresh_from_db()
    return sub_user


def test_a_password_that_the_root_set_is_replaced_before_anything_else(told, browser):
    assert enter(browser, told, NEWER) == "/signin/change/?next=%2Faccount%2F"
    assert "account" not in browser.session
    assert browser.get("/account/").headers["Location"].startswith("/signin/")
    assert browser.get("/account/app/").headers["Location"].startswith("/signin/")
    done = browser.post("/signin/change/", {"password": OWN, "next": "/account/"})
    assert done.headers["Location"] == "/account/"
    assert browser.get("/account/").status_code == 200
    assert enter(Browser(), told, OWN) == "/account/"
    assert enter(Browser(), told, NEWER) is None


@pytest.mark.parametrize("password", [NEWER, "short", "passwordpassword"])
def test_the_roots_own_and_a_common_one_are_refused(told, browser, password):
    enter(browser, told, NEWER)
    assert browser.post("/signin/change/", {"password": password}).context["form"].errors["password"]
    told.refresh_from_db()
    assert told.must_change_password


def test_nobody_chooses_a_password_without_the_present_one(told, browser):
    assert browser.post("/signin/change/", {"password": OWN}).headers["Location"] == "/signin/user/"


def test_a_choice_that_the_root_overtook_is_none(root, told):
    before = Account.objects.get(pk=told.pk)
    set_password(told, password=PASSWORD, by=root, must_change=True)
    with pytest.raises(NotReady):
        choose_password(before, password=OWN)


def test_a_second_factor_comes_before_the_change(root, told, browser):
    secret = factors.new_secret()
    factors.enable_totp(told, secret=secret, digits=pyotp.TOTP(secret).at(now()))
    code = factors.new_codes(told)[0]
    assert enter(browser, told, NEWER).startswith("/signin/second/")
    assert browser.post("/signin/change/", {"password": OWN}).headers["Location"] == "/signin/user/"
    assert browser.post("/signin/second/", {"code": code}).headers["Location"].startswith("/signin/change/")
    assert browser.post("/signin/second/", {"code": code}).headers["Location"] == "/signin/"


@pytest.mark.parametrize("page", ["/users/new/", "/users/{}/password/"])
def test_the_root_may_untick_the_change(root, sub_user, signed_in, page):
    browser, page = signed_in(root), page.format(sub_user.uin)
    assert browser.get(page).context["form"]["must_change"].value()
    for ticked in ({"must_change": "on"}, {}):
        made = browser.post(page, {"name": f"u{len(ticked)}", "password": NEWER, **ticked})
        account = Account.objects.get(pk=made.headers["Location"].strip("/").split("/")[1])
        assert account.must_change_password is bool(ticked)


def test_a_required_factor_is_set_up_before_anything_else(asked, browser):
    assert enter(browser, asked).startswith("/account/app/")
    assert "account" not in browser.session
    for page in ("/", "/account/", "/account/codes/", "/requests/new", "/scan/x/"):
        assert browser.get(page).headers["Location"].startswith("/signin/")
    assert set_up(browser).context["onward"] == "/account/"
    assert browser.session["account"] == asked.uin
    assert Event.objects.filter(kind="account.signed_in").last().facts == {"by": "sub"}
    assert enter(Browser(), asked).startswith("/signin/second/")


def test_a_session_won_without_a_factor_does_not_come_back_with_it(root, sub_user, signed_in):
    before = signed_in(sub_user, into=Browser())
    session = before.session
    session["since"] -= 60
    session.save()
    Account.objects.update(password_set_at=now() - dt.timedelta(days=1))
    assert before.get("/account/").status_code == 200
    require_second(sub_user, by=root)
    browser = Browser()
    enter(browser, sub_user)
    set_up(browser)
    assert browser.get("/account/").status_code == 200
    assert before.get("/account/").headers["Location"].startswith("/signin/")


def test_a_token_counts_no_more_once_a_factor_is_owed(root, sub_user, relying_of, give):
    give(sub_user, "QcloudESSFullAccess")
    token = relying_of(sub_user).tokens()["access_token"]
    header = f"Bearer {token}"
    assert token_in(header)
    Account.objects.filter(pk=sub_user.pk).update(must_have_second=True)
    assert token_in(header) is None


def test_an_account_that_lost_its_required_factor_has_no_session_by_any_way(root, asked, browser, platform):
    enter(browser, asked)
    set_up(browser)
    assert browser.get("/account/").status_code == 200
    factors.reset_all(asked, by=root)
    for page in ("/account/", "/requests/new", "/users/"):
        assert browser.get(page).headers["Location"].startswith("/signin/")


def test_only_the_root_takes_the_last_required_factor_away(root, asked, browser):
    enter(browser, asked)
    code = set_up(browser).context["made"][0]
    assert browser.post("/account/app/", {"code": code}).context["form"].errors["code"]
    assert factors.has_second(asked)
    factors.reset_all(asked, by=root)
    assert not factors.has_second(asked)


def test_a_root_requires_and_waives_on_the_pages(root, sub_user, signed_in):
    browser = signed_in(root)
    for page, wanted in (("second", True), ("no-second", False)):
        assert browser.post(f"/users/{sub_user.uin}/{page}/").status_code == 303
        sub_user.refresh_from_db()
        assert sub_user.must_have_second is wanted
    assert Event.objects.filter(kind__startswith="subuser.second_").count() == 2
    assert enter(Browser(), sub_user) == "/account/"


def test_it_can_be_asked_of_a_new_sub_user(root, signed_in):
    signed_in(root).post("/users/new/", {"name": "he.mu", "password": PASSWORD, "must_have_second": "on"})
    assert enter(Browser(), Account.objects.get(name="he.mu")).startswith("/account/app/")


@pytest.mark.parametrize("verb", [require_second, waive_second])
def test_nobody_asks_it_in_another_house(sub_user, verb):
    with pytest.raises(NotAllowed):
        verb(sub_user, by=register_root(mobile="13900139000", password=PASSWORD))


def test_a_code_that_was_given_before_something_was_owed_is_worth_nothing(relying_of, sub_user):
    party = relying_of(sub_user)
    code = party.come_back()["code"]
    Account.objects.filter(pk=sub_user.pk).update(must_change_password=True)
    assert party.redeem(code).json()["error"] == "invalid_grant"
