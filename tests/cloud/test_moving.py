"""Another mobile: the old one agrees or a factor of some age does, the new one answers, and the old one is told."""

import datetime as dt

import pytest
from tests.cloud.conftest import MOBILE, PASSWORD
from tests.cloud.test_lost import code_of, texts
from tests.cloud.test_passkeys import age
from tests.cloud.test_second_factors import digits_of, secret  # noqa: F401 - a fixture

from chopmark.audit import log as audit
from chopmark.cloud.accounts import again, factors, moving
from chopmark.cloud.accounts.actions import register_root, root_by
from chopmark.cloud.accounts.models import Account, Totp
from chopmark.kit.clock import now
from chopmark.notify.models import Message

NEW = "13900139017"
AGREE, NEXT = "/account/mobile/", "/account/mobile/new/"


@pytest.fixture
def inside(root, signed_in):
    return signed_in(root)


@pytest.fixture
def agreed(inside):
    inside.post(AGREE)
    assert inside.post(AGREE, {"code": code_of(MOBILE)}).headers["Location"] == NEXT
    return inside


def mobile_of(account):
    return Account.objects.get(pk=account.pk).mobile


def test_both_numbers_answer_and_the_old_one_is_told(root, agreed):
    agreed.post(NEXT, {"mobile": NEW})
    done = agreed.post(NEXT, {"mobile": NEW, "code": code_of(NEW)})
    assert done.headers["Location"] == "/account/?moved=1"
    assert mobile_of(root) == NEW
    assert root_by(NEW) == root
    assert root_by(MOBILE) is None
    assert texts("account.moved") == [MOBILE]
    assert audit.history(root).filter(kind="account.mobile_changed").count() == 1


def test_the_agreement_is_good_for_one_number(root, agreed):
    agreed.post(NEXT, {"mobile": NEW})
    agreed.post(NEXT, {"mobile": NEW, "code": code_of(NEW)})
    assert agreed.get(NEXT).headers["Location"] == AGREE


def test_the_agreement_grows_old(agreed):
    session = agreed.session
    session["mobile_agreed"] -= again.MINUTES * 60
    session.save()
    assert agreed.get(NEXT).headers["Location"] == AGREE


def test_without_the_old_number_there_is_no_new_one(root, inside):
    assert inside.get(NEXT).headers["Location"] == AGREE
    assert inside.post(NEXT, {"mobile": NEW, "code": "123456"}).headers["Location"] == AGREE
    assert not Message.objects.exists()


def test_a_wrong_code_of_either_changes_nothing(root, inside):
    inside.post(AGREE)
    wrong = f"{(int(code_of(MOBILE)) + 1) % 1_000_000:06d}"
    assert inside.post(AGREE, {"code": wrong}).context["form"].errors["code"]
    inside.post(AGREE, {"code": code_of(MOBILE)})
    inside.post(NEXT, {"mobile": NEW})
    wrong = f"{(int(code_of(NEW)) + 1) % 1_000_000:06d}"
    assert inside.post(NEXT, {"mobile": NEW, "code": wrong}).context["form"].errors["code"]
    assert mobile_of(root) == MOBILE


def test_a_code_for_one_number_moves_to_no_other(root, agreed):
    agreed.post(NEXT, {"mobile": NEW})
    other = "13900139018"
    assert agreed.post(NEXT, {"mobile": other, "code": code_of(NEW)}).context["form"].errors["code"]
    assert mobile_of(root) == MOBILE


def test_a_number_of_another_root_is_refused_to_whoever_holds_it(root, agreed):
    register_root(mobile=NEW, password=PASSWORD)
    agreed.post(NEXT, {"mobile": NEW})
    page = agreed.post(NEXT, {"mobile": NEW, "code": code_of(NEW)})
    assert page.context["form"].errors["mobile"]
    assert mobile_of(root) == MOBILE
    assert texts("account.moved") == []


def test_a_factor_of_a_day_stands_in_for_the_old_number(root, inside, secret):  # noqa: F811
    inside.cookies.clear()
    Totp.objects.update(created_at=now() - dt.timedelta(hours=25))
    inside.post("/signin/?as=root", {"identifier": root.uin, "password": PASSWORD})
    inside.post("/signin/second/", {"code": digits_of(secret)})
    Totp.objects.update(last_step=0)
    assert inside.post(f"{AGREE}?factor", {"code": "000000"}).context["form"].errors["code"]
    assert inside.post(f"{AGREE}?factor", {"code": digits_of(secret)}).headers["Location"] == NEXT


def test_a_factor_that_is_new_does_not(root, inside):
    secret_of_now = factors.new_secret()
    factors.enable_totp(root, secret=secret_of_now, digits=digits_of(secret_of_now))
    Totp.objects.update(last_step=0)
    assert not moving.stands_in(root)
    page = inside.post(f"{AGREE}?factor", {"code": digits_of(secret_of_now)})
    assert page.status_code == 200
    assert inside.get(NEXT).headers["Location"] == AGREE


def test_without_any_factor_the_page_says_what_to_do(inside):
    page = inside.get(f"{AGREE}?factor")
    assert page.context["settled_at"] is None
    assert "/account/app/" in page.content.decode()


@pytest.mark.parametrize("address", [AGREE, NEXT])
def test_a_session_left_open_asks_for_the_password_first(inside, address):
    age(inside, minutes=again.MINUTES)
    assert inside.get(address).headers["Location"].startswith("/account/again/")


def test_a_sub_user_has_no_number(sub_user, signed_in):
    assert signed_in(sub_user).get(AGREE).headers["Location"] == "/account/"
