"""Signing in by scanning: one device, one phone, one number, once, for two minutes."""

import datetime as dt
import re

import pytest
from django.test import Client as Browser

from chopmark.audit.models import Event
from chopmark.cloud.scan.models import ScanLogin
from chopmark.kit.clock import now


class Desk:
    """The device that shows the code."""

    def __init__(self):
        self.browser = Browser()
        page = self.browser.get("/signin/scan/?next=/users/")
        self.token = re.search(r"/scan/([\w-]+)/", page.context["link"])[1]

    @property
    def row(self):
        return ScanLogin.objects.get(pk=self.browser.session["scan"])

    def live(self, seen=""):
        return self.browser.get("/signin/scan/live/", {"v": seen})

    def enter(self):
        return self.browser.post("/signin/scan/enter/", {"next": "/users/"})

    @property
    def account(self):
        return self.browser.session.get("account")


@pytest.fixture
def desk(db):
    return Desk()


@pytest.fixture
def phone(root, signed_in):
    return signed_in(root, into=Browser())


def allow(phone, desk, number=None):
    phone.get(f"/scan/{desk.token}/")
    return phone.post(f"/scan/{desk.token}/", {"number": number or desk.row.number})


def test_the_phone_lets_the_desk_in(desk, phone, root):
    assert desk.live("waiting").status_code == 204
    phone.get(f"/scan/{desk.token}/")
    assert desk.live("waiting").context["state"] == "scanned"
    allow(phone, desk)
    assert desk.live("scanned").context["state"] == "allowed"
    answer = desk.enter()
    assert (answer.status_code, answer["Location"]) == (303, "/users/")
    assert desk.account == root.uin
    assert Event.objects.filter(kind="account.signed_in", facts={"by": "scan"}).count() == 1


def test_a_wrong_number_refuses_for_good(desk, phone):
    wrong = next(n for n in desk.row.choices if n != desk.row.number)
    allow(phone, desk, wrong)
    assert desk.row.status == "refused"
    allow(phone, desk)
    desk.enter()
    assert desk.account is None


@pytest.mark.parametrize("said", ["no", "7" * 5000, "１７"], ids=["no", "no number that is read", "full width"])
def test_refusing_lets_nobody_in(desk, phone, said):
    assert allow(phone, desk, said).status_code == 200
    assert desk.row.status == "refused"
    desk.enter()
    assert desk.account is None


def test_the_desk_cannot_come_in_before_it_is_let_in(desk, phone):
    desk.enter()
    assert desk.account is None
    again = Desk()
    phone.get(f"/scan/{again.token}/")
    again.enter()
    assert again.account is None


def test_another_browser_gets_nothing_from_a_code_that_was_allowed(desk, phone):
    allow(phone, desk)
    thief = Desk()
    session = thief.browser.session
    session["scan"] = str(desk.row.pk)
    session.save()
    thief.enter()
    assert thief.account is None


def test_a_code_works_once(desk, phone):
    allow(phone, desk)
    kept = dict(desk.browser.session)
    desk.enter()
    other = Browser()
    session = other.session
    session.update({name: kept[name] for name in ("scan", "scan_secret")})
    session.save()
    other.post("/signin/scan/enter/")
    assert other.session.get("account") is None


def test_an_old_code_is_gone_at_both_ends(desk, phone):
    ScanLogin.objects.update(expires_at=now() - dt.timedelta(seconds=1))
    assert phone.get(f"/scan/{desk.token}/").status_code == 410
    assert desk.live().context["state"] == "expired"
    desk.enter()
    assert desk.account is None


def test_a_second_account_cannot_take_a_code_that_was_scanned(desk, phone, sub_user, signed_in):
    phone.get(f"/scan/{desk.token}/")
    assert signed_in(sub_user, into=Browser()).get(f"/scan/{desk.token}/").status_code == 410


def test_a_stranger_is_sent_to_the_sign_in_and_nothing_is_scanned(desk):
    assert Browser().get(f"/scan/{desk.token}/").status_code == 303
    assert desk.row.status == "waiting"


def test_an_account_that_was_closed_meanwhile_is_not_let_in(desk, phone, root):
    allow(phone, desk)
    root.is_disabled = True
    root.save()
    desk.enter()
    assert desk.account is None


def test_a_sub_user_lets_a_desk_in_as_itself(desk, sub_user, signed_in):
    allow(signed_in(sub_user, into=Browser()), desk)
    desk.enter()
    assert desk.account == sub_user.uin


def test_the_way_back_stays_on_this_site(desk, phone):
    allow(phone, desk)
    answer = desk.browser.post("/signin/scan/enter/", {"next": "https://evil.example/"})
    assert answer["Location"] == "/"


def test_who_was_let_in_proves_themselves_before_a_factor_changes(desk, phone):
    allow(phone, desk)
    desk.enter()
    assert desk.browser.get("/account/").status_code == 200
    assert desk.browser.get("/account/app/")["Location"].startswith("/account/again/")
