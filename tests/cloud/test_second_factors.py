"""A password alone is not enough once there is a second factor; each code is good once, and losing the phone is no end."""

import datetime as dt
import re

import pyotp
import pytest
from django.db import connection
from django.test import Client as Browser
from tests.cloud.conftest import MOBILE, PASSWORD
from tests.crowd import at_once

from chopmark.audit.models import Event
from chopmark.cloud.accounts import arriving, factors
from chopmark.cloud.accounts.actions import create_sub_user, register_root, set_password
from chopmark.cloud.accounts.counting import PAUSE, TRIES
from chopmark.cloud.accounts.models import Account, RecoveryCode, Totp, WrongTries
from chopmark.kit.clock import now
from chopmark.kit.errors import NotAllowed
from chopmark.notify.models import Message
from chopmark.web import words

RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # RFC 6238, appendix B: "12345678901234567890"
NEWER = "a newer river of ink"


def digits_of(secret, *, steps=0):
    return pyotp.TOTP(secret).at(now() + dt.timedelta(seconds=30 * steps))


def give_password(browser, account, password=PASSWORD):
    return browser.post("/signin/?as=root&next=/users/", {"identifier": account.uin, "password": password})


def give_code(browser, code):
    return browser.post("/signin/second/?next=/users/", {"code": code})


@pytest.fixture
def secret(root):
    """Of an app that was set up a minute ago, so that the present digits are fresh."""
    found = factors.new_secret()
    assert factors.enable_totp(root, secret=found, digits=digits_of(found))
    Totp.objects.update(last_step=0)
    return found


@pytest.fixture
def codes(root, secret):
    return factors.new_codes(root)


@pytest.mark.parametrize(
    ("seconds", "digits"), [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")]
)
def test_the_digits_are_those_of_the_rfc(monkeypatch, seconds, digits):
    monkeypatch.setattr(factors, "now", lambda: dt.datetime.fromtimestamp(seconds, tz=dt.UTC))
    assert factors.step_of(RFC_SECRET, digits=digits) == seconds // 30


@pytest.mark.parametrize(("steps", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_one_step_of_drift_is_taken_and_no_more(monkeypatch, steps, taken):
    moment = now()
    monkeypatch.setattr(factors, "now", lambda: moment)
    digits = pyotp.TOTP(RFC_SECRET).at(moment + dt.timedelta(seconds=30 * steps))
    assert (factors.step_of(RFC_SECRET, digits=digits) is not None) is taken


def test_a_right_password_is_half_a_sign_in(root, secret, browser):
    assert give_password(browser, root).headers["Location"].startswith("/signin/second/")
    assert "account" not in browser.session
    assert browser.get("/account/").headers["Location"].startswith("/signin/")
    assert give_code(browser, digits_of(secret)).headers["Location"] == "/users/"
    assert browser.session["account"] == root.uin
    assert Event.objects.filter(kind="account.signed_in").last().facts == {"by": "root+totp"}


def test_the_second_page_needs_the_password_first(root, secret, browser):
    assert give_code(browser, digits_of(secret)).headers["Location"] == "/signin/"
    assert "account" not in browser.session


def grow_old(browser, *, seconds):
    """The half sign-in began so long ago, and the password is older still."""
    Account.objects.update(password_set_at=now() - dt.timedelta(days=1))
    session = browser.session
    session["half"] = {**session["half"], "at": session["half"]["at"] - seconds}
    session.save()


@pytest.mark.parametrize(("over", "to"), [(-30, "/users/"), (1, "/signin/")])
def test_half_a_sign_in_ends_after_its_minutes(root, secret, browser, over, to):
    give_password(browser, root)
    grow_old(browser, seconds=arriving.MINUTES * 60 + over)
    assert give_code(browser, digits_of(secret)).headers["Location"] == to
    assert ("account" in browser.session) is (over < 0)


def test_half_a_sign_in_ends_with_its_account(root, secret, browser):
    give_password(browser, root)
    Account.objects.update(is_disabled=True)
    assert give_code(browser, digits_of(secret)).headers["Location"] == "/signin/"
    assert "account" not in browser.session


def test_half_a_sign_in_ends_with_its_password(root, secret, browser):
    give_password(browser, root)
    grow_old(browser, seconds=5)
    set_password(root, password=NEWER, by=root)
    assert give_code(browser, digits_of(secret)).headers["Location"] == "/signin/"


def test_a_code_enters_once(root, secret, browser):
    digits = digits_of(secret)
    give_password(browser, root)
    give_code(browser, digits)
    other = Browser()
    give_password(other, root)
    assert give_code(other, digits).context["form"].errors["code"]
    assert "account" not in other.session


def test_of_many_at_once_with_one_code_one_enters(committed):
    root = register_root(mobile=MOBILE, password=PASSWORD)
    secret = factors.new_secret()
    factors.enable_totp(root, secret=secret, digits=digits_of(secret))
    Totp.objects.update(last_step=0)
    digits = digits_of(secret)
    outcomes = at_once(lambda _: factors.try_code(root, code=digits), 6)
    assert sorted(outcome.factor for outcome in outcomes) == [""] * 5 + ["totp"]


def test_of_many_at_once_with_one_recovery_code_one_enters(committed):
    root = register_root(mobile=MOBILE, password=PASSWORD)
    code = factors.new_codes(root)[0]
    outcomes = at_once(lambda _: factors.try_code(root, code=code), 6)
    assert sorted(outcome.factor for outcome in outcomes) == [""] * 5 + ["codes"]


def test_wrong_codes_pause_as_wrong_passwords_do(root, secret, browser):
    give_password(browser, root)
    for _ in range(TRIES):
        page = give_code(browser, "000 000x")
    assert "暂停" in page.context["form"].errors["code"][0]
    assert "暂停" in give_code(browser, digits_of(secret)).context["form"].errors["code"][0]
    WrongTries.objects.update(paused_until=now() - PAUSE)
    assert give_code(browser, digits_of(secret)).status_code == 303


def test_a_recovery_code_enters_once_and_however_it_is_typed(root, codes, browser):
    give_password(browser, root)
    assert give_code(browser, codes[0].upper().replace("-", " ")).status_code == 303
    other = Browser()
    give_password(other, root)
    assert give_code(other, codes[0]).status_code == 200
    assert give_code(other, codes[1]).status_code == 303
    assert RecoveryCode.objects.count() == factors.CODES - 2


def test_a_new_set_replaces_the_one_before(root, codes):
    fresh = factors.new_codes(root)
    assert factors.try_code(root, code=codes[0]).factor == ""
    assert factors.try_code(root, code=fresh[0]).factor == "codes"


def test_a_recovery_code_of_one_account_opens_no_other(root, codes):
    other = register_root(mobile="13900139000", password=PASSWORD)
    assert factors.try_code(other, code=codes[0]).factor == ""


def test_enabling_takes_a_right_code_and_shows_the_recovery_codes_once(root, signed_in):
    browser = signed_in(root)
    secret = browser.get("/account/app/").context["secret"]
    assert browser.get("/account/app/").context["secret"] == secret
    wrong = f"{(int(digits_of(secret)) + 1) % 1_000_000:06}"
    assert browser.post("/account/app/", {"code": wrong}).context["form"].errors["code"]
    assert not factors.has_second(root)
    made = browser.post("/account/app/", {"code": digits_of(secret)}).context["made"]
    assert len(set(made)) == factors.CODES
    assert made[0] not in browser.get("/account/").content.decode() + browser.get("/account/codes/").content.decode()


def test_removing_takes_a_factor_and_ends_the_recovery_codes(root, secret, codes, browser):
    give_password(browser, root)
    give_code(browser, codes[0])
    assert browser.post("/account/app/", {"code": "000000x"}).status_code == 200
    assert factors.has_second(root)
    assert browser.post("/account/app/", {"code": digits_of(secret)}).status_code == 303
    assert not factors.has_second(root)
    assert not RecoveryCode.objects.exists()


def test_a_fresh_set_takes_a_factor(root, secret, codes, browser):
    give_password(browser, root)
    give_code(browser, codes[0])
    assert "made" not in browser.post("/account/codes/", {"code": "000000x"}).context
    assert len(browser.post("/account/codes/", {"code": digits_of(secret)}).context["made"]) == factors.CODES


def test_there_is_no_set_of_codes_without_a_factor(root, signed_in):
    assert signed_in(root).get("/account/codes/").headers["Location"] == "/account/"


def test_a_forgotten_password_is_set_only_when_the_second_factor_was_right(root, codes, browser):
    browser.post("/reset/", {"mobile": MOBILE})
    code = re.search(r"\d{6}", Message.objects.get().body).group()
    told = {"mobile": MOBILE, "code": code, "password": NEWER}
    assert browser.post("/reset/", told).headers["Location"].startswith("/signin/second/")
    root.refresh_from_db()
    kept = root.password
    give_code(browser, "000000x")
    root.refresh_from_db()
    assert root.password == kept
    assert give_code(browser, codes[0]).status_code == 303
    assert give_password(Browser(), root, NEWER).headers["Location"].startswith("/signin/second/")
    assert give_password(Browser(), root).status_code == 200


def test_a_root_resets_the_factor_of_its_sub_user_and_of_nobody_elses(root, sub_user, signed_in):
    secret = factors.new_secret()
    factors.enable_totp(sub_user, secret=secret, digits=digits_of(secret))
    other = register_root(mobile="13900139000", password=PASSWORD)
    stranger = create_sub_user(other, name="he.mu", password=PASSWORD)
    with pytest.raises(NotAllowed):
        factors.reset_all(stranger, by=root)
    browser = signed_in(root)
    assert browser.get(f"/users/{stranger.uin}/factors/").status_code == 404
    assert browser.post(f"/users/{stranger.uin}/factors/").status_code == 404
    assert f"/users/{sub_user.uin}/factors/" in browser.get(f"/users/{sub_user.uin}/").content.decode()
    assert words.html("cloud.users.reset_free") in browser.get(f"/users/{sub_user.uin}/factors/").content.decode()
    assert factors.has_second(sub_user)
    assert browser.post(f"/users/{sub_user.uin}/factors/").status_code == 303
    assert not factors.has_second(sub_user)
    assert Event.objects.get(kind="account.factor_removed").actor == f"accounts.account:{root.uin}"


def test_secret_and_codes_are_not_readable_in_the_database(root, signed_in):
    browser = signed_in(root)
    secret = browser.get("/account/app/").context["secret"]
    assert secret not in str(dict(browser.session))
    made = browser.post("/account/app/", {"code": digits_of(secret)}).context["made"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text || c::text FROM accounts_totp t, accounts_recoverycode c")
        rows = str(cursor.fetchall())
    for plain in (secret, made[0], made[0].replace("-", "")):
        assert plain not in rows
        assert plain.encode().hex() not in rows
