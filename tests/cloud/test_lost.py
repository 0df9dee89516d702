"""Every second factor lost: a day's wait between two codes to the mobile, and the owner can end it."""

import datetime as dt
import re

import pytest
from django.test import Client as Browser
from tests.cloud.conftest import MOBILE, PASSWORD
from tests.cloud.test_second_factors import codes, digits_of, give_code, give_password, secret  # noqa: F401 - fixtures
from tests.cloud.test_sessions_ended import is_inside, older

from chopmark.audit import log as audit
from chopmark.cloud.accounts import lost
from chopmark.cloud.accounts.actions import create_sub_user
from chopmark.cloud.accounts.factors import enable_totp, has_codes, has_second, new_secret
from chopmark.cloud.accounts.models import Account, FactorLoss
from chopmark.kit.clock import now
from chopmark.notify.models import Code, Message
from chopmark.web import words

pytestmark = pytest.mark.usefixtures("secret", "codes")
PAGE = "/signin/lost/?next=/users/"


def code_of(mobile, template="code.confirm"):
    Code.objects.update(created_at=now() - dt.timedelta(minutes=2))  # as if it had been asked for some time ago
    message = next(m for m in Message.objects.filter(template=template).order_by("-created_at"))
    assert message.mobile == mobile
    return re.search(r"\d{6}", message.body).group()


def press(browser):
    """Ask for the code and give it."""
    browser.post(PAGE)
    return browser.post(PAGE, {"code": code_of(MOBILE, "code.lost")})


def let_pass(span):
    for loss in FactorLoss.objects.all():
        FactorLoss.objects.filter(pk=loss.pk).update(reported_at=loss.reported_at - span)


@pytest.fixture
def waiting(root, browser):
    """The browser that gave the password and reported the loss."""
    give_password(browser, root)
    press(browser)
    return browser


def texts(template):
    return [message.mobile for message in Message.objects.filter(template=template)]


def test_the_first_code_begins_a_wait_and_opens_nothing(root, waiting):
    assert not is_inside(waiting)
    assert has_second(root)
    assert has_codes(root)
    assert waiting.get(PAGE).context["waits_until"] == lost.ends_at(FactorLoss.objects.get())
    assert texts("account.loss") == [MOBILE]


def test_within_the_day_there_is_nothing_to_press(root, waiting):
    let_pass(lost.WAIT - dt.timedelta(minutes=1))
    sent = Message.objects.count()
    waiting.post(PAGE)
    waiting.post(PAGE, {"code": "123456"})
    assert Message.objects.count() == sent
    assert not lost.settle(root, language="en")
    assert has_second(root)


def test_after_the_day_password_and_code_enter_and_every_factor_is_gone(root, waiting, signed_in):
    there = older(enter_with_a_code(root))
    FactorLoss.objects.create(account=root)  # reported after that
    let_pass(lost.WAIT)
    again = Browser()
    give_password(again, root)
    assert press(again).headers["Location"] == "/users/"
    assert is_inside(again)
    assert not is_inside(there)
    assert not has_second(root)
    assert not has_codes(root)
    assert not FactorLoss.objects.exists()
    assert texts("account.loss_settled") == [MOBILE]
    assert audit.history(root).filter(kind="account.signed_in").last().facts["by"] == "root+wait"
    assert words.text("cloud.signins.by.wait") in again.get("/account/signins/").content.decode()


def enter_with_a_code(account):
    """A right factor; it ends the wait."""
    browser = Browser()
    give_password(browser, account)
    give_code(browser, digits_of(account.totp.secret))
    assert is_inside(browser)
    return browser


def test_a_right_factor_ends_the_wait(root, waiting):
    enter_with_a_code(root)
    assert not FactorLoss.objects.exists()
    assert audit.history(root).filter(kind="account.loss_stopped").count() == 1


def test_a_session_that_is_open_shows_it_and_ends_it(root, waiting):
    inside = enter_with_a_code(root)
    FactorLoss.objects.create(account=root)
    assert inside.get("/account/").context["loss"]
    assert inside.post("/account/lost/stop/").headers["Location"] == "/account/"
    assert not FactorLoss.objects.exists()


def test_whoever_comes_back_too_late_begins_anew(root, waiting):
    let_pass(lost.WAIT + lost.OPEN)
    again = Browser()
    give_password(again, root)
    press(again)
    assert has_second(root)
    assert FactorLoss.objects.get().reported_at > now() - dt.timedelta(minutes=1)


def test_two_presses_begin_one_wait(root, waiting):
    let_pass(dt.timedelta(hours=3))
    first = FactorLoss.objects.get().reported_at
    lost.report(root, language="en")
    assert FactorLoss.objects.get().reported_at == first
    assert texts("account.loss") == [MOBILE]


def test_of_two_that_settle_one_does(root, waiting):
    let_pass(lost.WAIT)
    assert lost.settle(root, language="en")
    assert not lost.settle(root, language="en")


def test_a_wrong_code_begins_nothing(root, browser):
    give_password(browser, root)
    browser.post(PAGE)
    wrong = f"{(int(code_of(MOBILE, 'code.lost')) + 1) % 1_000_000:06d}"
    assert browser.post(PAGE, {"code": wrong}).context["form"].errors["code"]
    assert not FactorLoss.objects.exists()


def test_the_page_needs_the_password_first(root):
    assert Browser().get(PAGE).headers["Location"] == "/signin/"
    assert Browser().post(PAGE, {"code": "123456"}).headers["Location"] == "/signin/"


def test_whoever_came_by_a_code_to_the_mobile_has_proved_nothing_but_the_mobile(root, browser):
    browser.post("/reset/", {"mobile": MOBILE})
    told = {"mobile": MOBILE, "code": code_of(MOBILE), "password": "a newer river of ink"}
    assert browser.post("/reset/", told).headers["Location"].startswith("/signin/second/")
    sent = Message.objects.count()
    assert browser.post(PAGE).context["is_closed"]
    assert Message.objects.count() == sent


def test_a_sub_user_is_sent_to_its_root(root):
    sub_user = create_sub_user(root, name="he.min", password=PASSWORD)
    Account.objects.get(pk=root.pk).totp.delete()
    browser = Browser()
    give_factor(sub_user)
    told = {"root_id": root.uin, "name": sub_user.name, "password": PASSWORD}
    browser.post("/signin/?as=sub", told)
    assert browser.get(PAGE).context["is_closed"]


def give_factor(account):
    fresh = new_secret()
    assert enable_totp(account, secret=fresh, digits=digits_of(fresh))


def test_too_many_codes_are_refused_with_the_hour(root, browser):
    give_password(browser, root)
    browser.post(PAGE)
    page = browser.post(PAGE)
    assert page.context["form"].non_field_errors()
