"""Another password, the list of sign-ins and devices, and the end of all sessions at once."""

import datetime as dt

import pytest
from django.test import Client as Browser
from tests.cloud import relying
from tests.cloud.conftest import PASSWORD
from tests.cloud.test_logout import ear, jobs, listening  # noqa: F401 - fixtures
from tests.cloud.test_passkeys import age

from chopmark.audit import log as audit
from chopmark.cloud.accounts import again
from chopmark.cloud.accounts.models import Account, Device
from chopmark.cloud.oidc import session_pages
from chopmark.cloud.oidc.session_pages import sign_ins_of
from chopmark.kit.clock import now
from chopmark.kit.errors import NotReady

NEWER = "a newer river of ink"


def older(browser, *, by=5):
    """As if this session had begun some seconds ago, and the password were of yesterday."""
    Account.objects.update(password_set_at=now() - dt.timedelta(days=1))
    session = browser.session
    session["since"] -= by
    session.save()
    assert is_inside(browser)
    return browser


def is_inside(browser):
    return browser.get("/account/").status_code == 200


def test_another_password_ends_every_other_session_and_not_this_one(root, signed_in):
    here, there = signed_in(root), older(signed_in(root, into=Browser()))
    done = here.post("/account/password/", {"password": NEWER})
    assert done.headers["Location"] == "/account/?changed=1"
    assert is_inside(here)
    assert not is_inside(there)
    assert audit.history(root).filter(kind="account.password_set").count() == 1
    fresh = Browser()
    assert fresh.post("/signin/", {"identifier": root.uin, "password": PASSWORD}).status_code == 200
    assert fresh.post("/signin/", {"identifier": root.uin, "password": NEWER}).status_code == 303


def test_a_session_of_the_same_second_ends_too_when_the_password_came_after_it(root, signed_in):
    there = signed_in(root)
    began_at = dt.datetime.fromtimestamp(there.session["since"], tz=dt.UTC)
    Account.objects.update(password_set_at=began_at)
    assert is_inside(there)
    Account.objects.update(password_set_at=began_at + dt.timedelta(milliseconds=1))
    assert not is_inside(there)


@pytest.mark.parametrize("password", [PASSWORD, "short", "passwordpassword"])
def test_the_present_one_and_a_common_one_are_refused(root, signed_in, password):
    browser = signed_in(root)
    assert browser.post("/account/password/", {"password": password}).context["form"].errors["password"]
    assert not audit.history(root).filter(kind="account.password_set").exists()


def test_a_session_left_open_changes_no_password(root, signed_in):
    browser = signed_in(root)
    age(browser, minutes=again.MINUTES)
    answer = browser.post("/account/password/", {"password": NEWER})
    assert answer.headers["Location"].startswith("/account/again/")
    assert not audit.history(root).filter(kind="account.password_set").exists()


def test_every_client_hears_of_another_password(listening, relying_of, root, signed_in):  # noqa: F811
    party = relying_of(root)
    tokens = party.tokens()
    sid = party.browser.session["sid"]
    signed_in(root, into=Browser()).post("/account/password/", {"password": NEWER})
    assert jobs() == [{"client_id": relying.ID, "sid": sid, "uin": root.uin}]
    assert party.user_info(tokens["access_token"]).status_code == 401


def test_the_end_of_all_sessions_ends_this_one_too_and_the_clients_hear_of_it(
    listening,  # noqa: F811
    relying_of,
    root,
    signed_in,
):
    party = relying_of(root)
    tokens = party.tokens()
    there = older(signed_in(root, into=Browser()))
    sid = party.browser.session["sid"]
    assert party.browser.post("/account/signins/end/").headers["Location"] == "/signin/"
    assert not is_inside(there)
    assert not is_inside(party.browser)
    assert party.user_info(tokens["access_token"]).status_code == 401
    assert jobs() == [{"client_id": relying.ID, "sid": sid, "uin": root.uin}]
    assert audit.history(root).filter(kind="account.signed_out_everywhere").count() == 1
    fresh = Browser()
    assert fresh.post("/signin/", {"identifier": root.uin, "password": PASSWORD}).status_code == 303


def test_the_list_says_how_somebody_came_in_and_of_nobody_else(root, sub_user, signed_in):
    signed_in(sub_user, into=Browser())
    browser = signed_in(root)
    assert [one.by for one in sign_ins_of(root)] == [("root",)]
    page = browser.get("/account/signins/")
    assert page.context["here"] in page.context["devices"]
    assert [device.account_id for device in page.context["devices"]] == [root.uin]


def test_a_device_is_forgotten_by_its_account_only(root, sub_user, signed_in):
    browser, stranger = signed_in(root), signed_in(sub_user, into=Browser())
    mine = Device.objects.get(account=root)
    stranger.post(f"/account/signins/forget/{mine.pk}/")
    assert Device.objects.get(pk=mine.pk).withdrawn_at is None
    browser.post(f"/account/signins/forget/{mine.pk}/")
    assert Device.objects.get(pk=mine.pk).withdrawn_at is not None
    assert browser.get("/account/signins/").context["here"] is None
    assert is_inside(browser)


@pytest.mark.parametrize("address", ["/account/signins/", "/account/password/"])
def test_a_stranger_is_sent_to_the_sign_in_page(browser, db, address):
    assert browser.get(address).headers["Location"].startswith("/signin/")


def test_a_password_that_was_set_meanwhile_sends_back_to_the_sign_in(root, signed_in, monkeypatch):
    def set_meanwhile(*_, **__):
        raise NotReady

    browser = signed_in(root)
    monkeypatch.setattr(session_pages, "change_password", set_meanwhile)
    assert browser.post("/account/password/", {"password": NEWER}).headers["Location"] == "/signin/"
