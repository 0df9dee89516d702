"""Registration and sign-in: limits, and that nobody learns who has an account."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client as Browser
from tests.cloud.conftest import MOBILE, PASSWORD

from chopmark.cloud.accounts.actions import Taken, Unusable, create_sub_user, register_root
from chopmark.cloud.accounts.counting import PAUSE, TRIES
from chopmark.cloud.accounts.models import Account, WrongTries
from chopmark.cloud.accounts.passwords import is_weak
from chopmark.kit.clock import now
from chopmark.notify.models import Code, Message

FRESH = "13900139000"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')


def shown(page):
    """What a person sees, without the secret of the form."""
    return page.status_code, TOKEN.sub("", page.content.decode())


def enter(browser, identifier, password):
    return browser.post("/signin/?as=root", {"identifier": identifier, "password": password})


def enter_sub(browser, root_id, name, password=PASSWORD):
    return browser.post("/signin/?as=sub", {"root_id": root_id, "name": name, "password": password})


@pytest.mark.parametrize("identifier", [MOBILE, "100000000017"])
def test_a_root_enters_by_mobile_or_number(root, browser, identifier):
    assert enter(browser, identifier, PASSWORD).status_code == 303
    assert browser.session["account"] == root.uin


def test_a_sub_user_enters_by_root_and_name(sub_user, browser):
    assert enter_sub(browser, sub_user.owner_id, sub_user.name).headers["Location"] == "/"
    assert browser.session["account"] == sub_user.uin


def test_a_sub_user_does_not_enter_as_a_root(sub_user, browser):
    assert enter(browser, sub_user.uin, PASSWORD).status_code == 200


def test_a_known_and_an_unknown_account_answer_alike(root, browser):
    wrong = enter(browser, root.uin, "a wrong password")
    stranger = enter(Browser(), "999999999999", "a wrong password")
    assert shown(wrong)[0] == shown(stranger)[0]
    assert shown(wrong)[1].replace(root.uin, "") == shown(stranger)[1].replace("999999999999", "")


def test_a_disabled_account_answers_like_a_wrong_password(root, browser):
    Account.objects.update(is_disabled=True)
    right = shown(enter(browser, root.uin, PASSWORD))
    assert right == shown(enter(Browser(), root.uin, "a wrong password"))


@pytest.mark.parametrize("identifier", ["100000000017", "999999999999"])
def test_ten_wrong_in_a_row_pause_known_and_unknown_alike(root, browser, identifier):
    for _ in range(TRIES - 1):
        assert "暂停" not in enter(browser, identifier, "wrong").context["form"].non_field_errors()[0]
    last = enter(browser, identifier, "wrong").context["form"].non_field_errors()[0]
    assert "暂停" in last
    assert enter(browser, identifier, PASSWORD).context["form"].non_field_errors()[0] == last


def test_the_pause_ends_by_itself(root, browser):
    for _ in range(TRIES):
        enter(browser, root.uin, "wrong")
    WrongTries.objects.update(paused_until=now() - dt.timedelta(seconds=1))
    assert enter(browser, root.uin, PASSWORD).status_code == 303
    assert dt.timedelta(minutes=15) == PAUSE


def test_mobile_and_number_share_one_count(root, browser):
    for _ in range(TRIES // 2):
        enter(browser, root.uin, "wrong")
        enter(browser, MOBILE, "wrong")
    assert enter(browser, root.uin, PASSWORD).status_code == 200


def test_a_right_password_begins_the_count_anew(root, browser):
    for _ in range(TRIES - 1):
        enter(browser, root.uin, "wrong")
    enter(browser, root.uin, PASSWORD)
    enter(browser, root.uin, "wrong")
    assert enter(browser, root.uin, PASSWORD).status_code == 303


def test_old_counts_are_forgotten(root, browser):
    enter(browser, "999999999999", "wrong")
    WrongTries.objects.update(last_at=now() - dt.timedelta(days=1, seconds=1))
    enter(browser, root.uin, "wrong")
    assert WrongTries.objects.count() == 1


def test_a_session_gets_a_new_key_at_sign_in(root, browser):
    browser.get("/oidc/authorize")
    session = browser.session
    session["seen"] = True
    session.save()
    before = browser.session.session_key
    enter(browser, root.uin, PASSWORD)
    assert browser.session.session_key != before


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "",
        "/a\nSet-Cookie: account=1",
        "/a\x7f",
        "/账户",
    ],
)
def test_the_way_back_leads_nowhere_else(root, browser, wanted):
    told = {"identifier": root.uin, "password": PASSWORD, "next": wanted}
    assert browser.post("/signin/?as=root", told).headers["Location"] == "/"


def test_signing_out_takes_a_button_and_ends_the_session(root, browser):
    enter(browser, root.uin, PASSWORD)
    assert browser.get("/signout/").status_code == 405
    assert browser.post("/signout/").status_code == 303
    assert "account" not in browser.session
    assert browser.get("/").headers["Location"].startswith("/signin/")


def code_of(mobile):
    message = next(m for m in Message.objects.order_by("-created_at") if m.mobile == mobile)
    return re.search(r"\d{6}", message.body).group()


def begin(browser, mobile=FRESH, page="/register/"):
    return browser.post(page, {"mobile": mobile})


def finish(browser, *, mobile=FRESH, code, password=PASSWORD, page="/register/"):
    return browser.post(page, {"mobile": mobile, "code": code, "password": password, "email": ""})


def test_a_root_registers_with_a_code_and_is_signed_in(db, browser):
    begin(browser)
    assert finish(browser, code=code_of(FRESH)).status_code == 303
    made = Account.objects.get()
    assert (made.mobile, made.is_root, browser.session["account"]) == (FRESH, True, made.uin)
    assert re.fullmatch(r"\d{12}", made.uin)


def test_asking_for_a_code_says_nothing_about_an_account(root, browser):
    known, unknown = begin(browser, MOBILE), begin(Browser(), FRESH)
    hide = re.compile(r"1\d\d[*\d]{8}")
    assert hide.sub("", shown(known)[1]) == hide.sub("", shown(unknown)[1])


def test_a_second_account_for_a_mobile_is_refused_to_its_holder(root, browser):
    begin(browser, MOBILE)
    page = finish(browser, mobile=MOBILE, code=code_of(MOBILE))
    assert page.context["form"].errors["mobile"]
    assert Account.objects.count() == 1


def test_a_wrong_code_makes_no_account_and_costs_a_try(db, browser):
    begin(browser)
    wrong = f"{(int(code_of(FRESH)) + 1) % 1_000_000:06}"
    assert finish(browser, code=wrong).context["form"].errors["code"]
    assert not Account.objects.exists()
    assert Code.objects.get().tries_left == 4


def test_a_weak_password_does_not_spend_the_code(db, browser):
    begin(browser)
    assert finish(browser, code=code_of(FRESH), password="password1234").context["form"].errors["password"]
    assert finish(browser, code=code_of(FRESH)).status_code == 303


def test_a_second_code_within_a_minute_is_refused_with_its_time(db, browser):
    begin(browser)
    assert begin(browser).context["form"].errors["mobile"]
    assert Message.objects.count() == 1


@pytest.mark.parametrize("mobile", ["", "12345", "23800138000", "1380013800a", "138001380001"])
def test_no_code_goes_to_what_is_no_mobile(db, browser, mobile):
    assert begin(browser, mobile).context["form"].errors["mobile"]
    assert not Message.objects.exists()


def test_a_forgotten_password_is_set_anew_by_the_mobile(root, browser):
    begin(browser, MOBILE, page="/reset/")
    answer = finish(browser, mobile=MOBILE, code=code_of(MOBILE), password="a newer river of ink", page="/reset/")
    assert answer.status_code == 303
    assert enter(Browser(), root.uin, PASSWORD).status_code == 200
    assert enter(Browser(), root.uin, "a newer river of ink").status_code == 303


def test_a_code_for_registering_does_not_reset(root, browser):
    begin(browser, MOBILE)
    page = finish(browser, mobile=MOBILE, code=code_of(MOBILE), password="a newer river of ink", page="/reset/")
    assert page.context["form"].errors["code"]


@pytest.mark.parametrize(
    ("password", "weak"),
    [
        ("short", True),
        ("elevenchars", True),
        ("password1234", True),
        ("PASSWORD1234", True),
        ("aaaaaaaaaaaa", True),
        ("111122223333", True),
        ("abcdefghijklmnop", True),
        ("x" * 257, True),
        ("twelve chars", False),
        ("河流在夜里安静地流过城市", False),
    ],
)
def test_a_password_is_long_and_not_the_first_that_everybody_tries(password, weak):
    assert is_weak(password) is weak


def test_a_name_is_one_sub_user_under_a_root_and_free_under_another(root, sub_user):
    with pytest.raises(Taken):
        create_sub_user(root, name=sub_user.name, password=PASSWORD)
    other = register_root(mobile=FRESH, password=PASSWORD)
    assert create_sub_user(other, name=sub_user.name, password=PASSWORD).owner == other


def test_a_sub_users_sub_user_belongs_to_the_root(root, sub_user):
    assert create_sub_user(sub_user, name="he.mu", password=PASSWORD).owner == root


@pytest.mark.parametrize("name", ["", "周岚", "a b", "a/b", "x" * 65])
def test_a_sub_users_name_is_plain(root, name):
    with pytest.raises(Unusable):
        create_sub_user(root, name=name, password=PASSWORD)


def test_mobile_and_password_are_not_readable_in_the_database(root):
    with connection.cursor() as cursor:
        cursor.execute("SELECT accounts_account::text FROM accounts_account")
        row = cursor.fetchone()[0]
    assert MOBILE not in row
    assert MOBILE.encode().hex() not in row
    assert PASSWORD not in row
