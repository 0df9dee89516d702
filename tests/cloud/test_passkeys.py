"""A passkey stands for both factors; what it signed is good once, here, and with its person verified."""

import datetime as dt
import json

import pytest
from django.test import Client as Browser
from tests.cloud.authenticator import Authenticator, text
from tests.cloud.conftest import PASSWORD

from chopmark.audit.models import Event
from chopmark.cloud.accounts import again, factors, passkeys
from chopmark.cloud.accounts.counting import PAUSE, TRIES
from chopmark.cloud.accounts.middleware import enter as enter_by
from chopmark.cloud.accounts.models import Account, Passkey, PasskeyChallenge, RecoveryCode, WrongTries
from chopmark.cloud.oidc.actions import require_second
from chopmark.kit.clock import now
from chopmark.web import words


@pytest.fixture(autouse=True)
def _address(settings):
    settings.CLOUD_URL = "http://127.0.0.1:8001"


def asked(browser, address):
    return json.loads(browser.post(address, {"offer": "1"}).content)


def added(browser, key, *, name="desk", **changed):
    answer = key.make(asked(browser, "/account/passkeys/"), **changed)
    return browser.post("/account/passkeys/", {"name": name, "answer": answer})


def enter(browser, key, **changed):
    answer = key.sign(asked(browser, "/signin/passkey/"), **changed)
    return browser.post("/signin/passkey/?next=/users/", {"answer": answer})


def half(browser, root):
    return browser.post("/signin/?as=root&next=/users/", {"identifier": root.uin, "password": PASSWORD})


def second(browser, key, **changed):
    answer = key.sign(asked(browser, "/signin/second/"), **changed)
    return browser.post("/signin/second/?next=/users/", {"answer": answer})


def age(browser, *, minutes):
    session = browser.session
    session["proved"] -= minutes * 60
    session.save()


@pytest.fixture
def key(root, signed_in):
    """Of the root's, added on its page by another browser."""
    made = Authenticator()
    assert added(signed_in(root, into=Browser()), made).status_code == 200
    return made


def test_the_first_passkey_brings_the_recovery_codes_and_the_next_one_keeps_them(root, signed_in):
    browser = signed_in(root)
    page = added(browser, Authenticator())
    assert len(page.context["made"]) == factors.CODES
    assert added(browser, Authenticator(), name="phone").headers["Location"] == "/account/passkeys/"
    assert RecoveryCode.objects.count() == factors.CODES
    assert [passkey.name for passkey in Passkey.objects.all()] == ["desk", "phone"]
    assert factors.try_code(root, code=page.context["made"][0]).factor == "codes"


def test_a_passkey_alone_signs_in(root, key, browser):
    assert enter(browser, key).headers["Location"] == "/users/"
    assert browser.session["account"] == root.uin
    assert Event.objects.filter(kind="account.signed_in").last().facts == {"by": "passkey"}
    assert Passkey.objects.get().used_at is not None


def test_a_password_is_half_a_sign_in_where_there_is_a_passkey(root, key, browser):
    assert half(browser, root).headers["Location"].startswith("/signin/second/")
    assert "account" not in browser.session
    assert second(browser, key).headers["Location"] == "/users/"
    assert Event.objects.filter(kind="account.signed_in").last().facts == {"by": "root+passkey"}


@pytest.mark.parametrize(
    "changed",
    [
        {"is_verified": False},
        {"origin": "http://localhost:8002"},
        {"origin": "http://127.0.0.1:8001"},
        {"host": "example.com"},
        {"handle": b"somebody else"},
        {"count": 1},
    ],
)
def test_what_was_signed_otherwise_opens_nothing(root, key, browser, changed):
    assert enter(browser, key, **changed).context["is_wrong"]
    half(browser, root)
    assert second(browser, key, **changed).context["form"].errors["code"]
    assert "account" not in browser.session


@pytest.mark.parametrize(
    "changed", [{"is_verified": False}, {"origin": "http://localhost:8002"}, {"host": "a.example"}]
)
def test_what_was_made_otherwise_is_not_kept(root, signed_in, changed):
    assert added(signed_in(root), Authenticator(), **changed).context["form"].errors["name"]
    assert not Passkey.objects.exists()


def test_an_answer_is_good_once(key, browser):
    answer = key.sign(asked(browser, "/signin/passkey/"))
    Passkey.objects.update(sign_count=0)
    kept = browser.session["passkey_challenge"]
    assert browser.post("/signin/passkey/", {"answer": answer}).status_code == 303
    Passkey.objects.update(sign_count=0)
    other = Browser()
    asked(other, "/signin/passkey/")
    session = other.session
    session["passkey_challenge"] = kept
    session.save()
    assert other.post("/signin/passkey/", {"answer": answer}).context["is_wrong"]


def test_an_answer_comes_in_time(key, browser):
    answer = key.sign(asked(browser, "/signin/passkey/"))
    PasskeyChallenge.objects.update(made_at=now() - dt.timedelta(minutes=passkeys.MINUTES))
    assert browser.post("/signin/passkey/", {"answer": answer}).context["is_wrong"]


def test_an_answer_for_one_errand_is_none_for_another(root, key, browser):
    half(browser, root)
    answer = key.sign(asked(browser, "/signin/second/"))
    assert browser.post("/signin/passkey/", {"answer": answer}).context["is_wrong"]


def test_an_answer_to_another_session_opens_nothing(key, browser):
    other = Browser()
    asked(browser, "/signin/passkey/")
    answer = key.sign(asked(other, "/signin/passkey/"))
    assert browser.post("/signin/passkey/", {"answer": answer}).context["is_wrong"]


def test_a_strangers_passkey_is_told_the_same_as_a_wrong_one(key, browser):
    wrong = enter(browser, key, is_verified=False).content
    unknown = enter(Browser(), Authenticator()).content
    assert str(wrong).count("cm-note") == str(unknown).count("cm-note")
    assert "通行密钥没有通过" in wrong.decode()
    assert "通行密钥没有通过" in unknown.decode()


def test_wrong_passkeys_pause_and_a_stranger_does_not_hear_of_it(root, key, browser):
    for _ in range(TRIES):
        enter(browser, key, is_verified=False)
    page = enter(browser, key)
    assert page.context["is_wrong"]
    assert "暂停" not in page.content.decode()
    WrongTries.objects.update(paused_until=now() - PAUSE)
    assert enter(browser, key).status_code == 303


def test_a_shut_account_is_not_entered(root, key, browser):
    Account.objects.update(is_disabled=True)
    assert enter(browser, key).context["is_wrong"]


@pytest.mark.parametrize(
    "answer",
    ["", "{}", "[]", "null", "\x00", "[" * 9000, '{"id": "a", "rawId": "a", "type": "public-key", "response": {}}'],
)
def test_what_is_no_answer_at_all_is_a_wrong_one(root, key, signed_in, browser, answer):
    asked(browser, "/signin/passkey/")
    assert browser.post("/signin/passkey/", {"answer": answer}).context["is_wrong"]
    enter(browser, key)
    asked(browser, "/account/passkeys/")
    assert browser.post("/account/passkeys/", {"name": "desk", "answer": answer}).context["form"].errors["name"]


@pytest.mark.parametrize("place", range(0, 250, 10))
def test_bytes_that_were_changed_are_a_wrong_answer(key, browser, place):
    answer = json.loads(key.sign(asked(browser, "/signin/passkey/")))
    for name, told in answer["response"].items():
        letter = "A" if told[place % len(told)] != "A" else "B"
        answer["response"][name] = told[: place % len(told)] + letter + told[place % len(told) + 1 :]
    assert browser.post("/signin/passkey/", {"answer": json.dumps(answer)}).context["is_wrong"]


def test_the_same_passkey_is_not_kept_twice(root, signed_in):
    browser, made = signed_in(root), Authenticator()
    added(browser, made)
    assert added(browser, made).context["form"].errors["name"]
    assert Passkey.objects.count() == 1


def test_the_account_is_not_named_to_the_authenticator(root, signed_in):
    told = asked(signed_in(root), "/account/passkeys/")
    assert root.uin not in told["user"]["id"]
    assert told["user"]["id"] == text(passkeys.handle_of(root))
    assert told["authenticatorSelection"]["userVerification"] == "required"


@pytest.mark.parametrize(
    ("address", "there"),
    [
        ("http://127.0.0.1:8001", passkeys.Place("localhost", "http://localhost:8001")),
        ("https://cloud.example.com", passkeys.Place("cloud.example.com", "https://cloud.example.com")),
        ("https://192.168.1.5:8001", None),
        ("https://[::1]:8001", None),
    ],
)
def test_passkeys_belong_to_the_cloud_s_own_name(settings, address, there):
    settings.CLOUD_URL = address
    assert passkeys.place() == there


def test_a_passkey_is_renamed_and_removed_by_its_account_only(root, sub_user, key, signed_in):
    passkey = Passkey.objects.get()
    stranger = signed_in(sub_user, into=Browser())
    assert stranger.post(f"/account/passkeys/{passkey.pk}/", {"remove": "1"}).status_code == 404
    browser = Browser()
    enter(browser, key)
    assert browser.post(f"/account/passkeys/{passkey.pk}/", {"name": "drawer"}).status_code == 303
    assert Passkey.objects.get().name == "drawer"
    assert browser.post(f"/account/passkeys/{passkey.pk}/", {"remove": "1"}).status_code == 303
    assert not factors.has_second(root)
    assert not RecoveryCode.objects.exists()
    assert Event.objects.filter(kind="account.factor_removed").last().facts == {"factor": "passkey"}


def test_a_root_resets_the_passkeys_of_its_sub_user(root, sub_user, signed_in):
    added(signed_in(sub_user, into=Browser()), Authenticator())
    browser = signed_in(root)
    assert f"/users/{sub_user.uin}/factors/" in browser.get(f"/users/{sub_user.uin}/").content.decode()
    browser.post(f"/users/{sub_user.uin}/factors/")
    assert not factors.has_second(sub_user)


@pytest.mark.parametrize("address", ["/account/passkeys/", "/account/app/", "/account/codes/"])
@pytest.mark.parametrize(("over", "is_asked"), [(-1, False), (0, True)])
def test_a_session_left_open_changes_no_factor(root, signed_in, address, over, is_asked):
    browser = signed_in(root)
    age(browser, minutes=again.MINUTES + over)
    answer = browser.post(address, {"offer": "1", "code": "000000"})
    assert answer.headers.get("Location", "").startswith("/account/again/") is is_asked


def test_the_password_given_again_leads_back(root, signed_in):
    browser = signed_in(root)
    age(browser, minutes=again.MINUTES)
    assert browser.post("/account/again/", {"password": "wrong"}).context["form"].errors["password"]
    assert browser.get("/account/passkeys/").status_code == 303
    answer = browser.post("/account/again/?next=/account/passkeys/", {"password": PASSWORD})
    assert answer.headers["Location"] == "/account/passkeys/"
    assert browser.get("/account/passkeys/").status_code == 200


def test_a_passkey_proves_again_too_and_another_account_s_does_not(root, sub_user, key, signed_in):
    browser, other = Browser(), Authenticator()
    added(signed_in(sub_user, into=Browser()), other)
    enter(browser, key)
    age(browser, minutes=again.MINUTES)
    assert browser.post("/account/again/", {"answer": other.sign(asked(browser, "/account/again/"))}).status_code == 200
    assert browser.post("/account/again/", {"answer": key.sign(asked(browser, "/account/again/"))}).status_code == 303
    assert browser.get("/account/passkeys/").status_code == 200


def test_proving_oneself_again_is_no_factor_for_new_codes(root, key):
    browser = Browser()
    enter(browser, key)
    answer = key.sign(asked(browser, "/account/again/"))
    assert "made" not in browser.post("/account/codes/", {"answer": answer}).context


def test_an_authenticator_may_leave_the_account_out_where_it_is_known(root, key, browser):
    half(browser, root)
    assert second(browser, key, handle=None).headers["Location"] == "/users/"
    assert enter(Browser(), key, handle=None).context["is_wrong"]


def test_the_passkey_of_another_account_is_no_second_factor_though_it_names_nobody(root, sub_user, key, signed_in):
    other, browser = Authenticator(), Browser()
    added(signed_in(sub_user, into=Browser()), other)
    half(browser, root)
    assert second(browser, other, handle=None).context["form"].errors["code"]
    assert "account" not in browser.session


def test_who_came_in_by_a_scan_proves_themselves_before_a_factor_changes(root, browser, rf):
    request = rf.get("/")
    request.session = browser.session
    enter_by(request, root, by="scan", since=int(now().timestamp()))
    assert not again.is_proved(request)
    enter_by(request, root, by="root")
    assert again.is_proved(request)


def test_an_account_keeps_so_many_passkeys_and_no_more(root, signed_in):
    browser = signed_in(root)
    for number in range(passkeys.MOST):
        Passkey.objects.create(account=root, credential=bytes([number]), public_key=b"", sign_count=0, name="old")
    refused = added(browser, Authenticator())
    assert refused.context["form"].errors["name"] == [words.text("cloud.passkey.full", most=passkeys.MOST)]
    assert Passkey.objects.count() == passkeys.MOST


def test_a_passkey_settles_what_the_root_asks_and_the_last_one_stays(root, sub_user, browser):
    require_second(sub_user, by=root)
    told = {"root_id": sub_user.owner_id, "name": sub_user.name, "password": PASSWORD, "next": "/account/"}
    assert browser.post("/signin/user/", told).headers["Location"].startswith("/account/app/")
    page = added(browser, Authenticator())
    assert len(page.context["made"]) == factors.CODES
    assert browser.session["account"] == sub_user.uin
    passkey = Passkey.objects.get()
    refused = browser.post(f"/account/passkeys/{passkey.pk}/", {"remove": "1"})
    assert words.html("cloud.account.required") in refused.content.decode()
    assert Passkey.objects.exists()
    assert RecoveryCode.objects.exists()
