"""By what somebody signed in, as the ID token tells it; and what a client may ask of it."""

import datetime as dt
import json

import pyotp
import pytest
from django.test import Client as Browser
from tests.cloud.conftest import PASSWORD
from tests.cloud.relying import Relying, said

from chopmark.cloud.accounts import factors
from chopmark.cloud.oidc.contexts import ONE, TWO, Wanted, acr_of, amr_of, wanted
from chopmark.cloud.scan.models import ScanLogin
from chopmark.kit.clock import now

ESSENTIAL = json.dumps({"id_token": {"acr": {"essential": True, "values": [TWO]}}})


@pytest.fixture
def party(relying_of, root):
    """The root at a client of its own; its password is old."""
    root.password_set_at = now() - dt.timedelta(days=1)
    root.save()
    return relying_of(root)


@pytest.fixture
def app(root):
    """The root's authenticator app; it was set up after the sign-in of `party`."""
    secret = factors.new_secret()
    factors.enable_totp(root, secret=secret, digits=pyotp.TOTP(secret).at(now()))
    root.totp.last_step = 0
    root.totp.save()
    return pyotp.TOTP(secret)


def told(party, **asked):
    code = party.come_back(**asked)["code"]
    return party.opened(party.redeem(code).json()["id_token"]).claims


def give_factor(party, door, app):
    page = party.browser.get(door.headers["Location"])
    answer = party.browser.post("/signin/second/", {"code": app.at(now()), "next": page.context["next"]})
    assert answer.status_code == 303, answer.content
    return party.browser.get(answer.headers["Location"])


def redeemed(party, answer):
    back = said(party.allow(answer) if answer.status_code == 200 else answer)
    return party.opened(party.redeem(back["code"]).json()["id_token"]).claims


@pytest.mark.parametrize(
    ("by", "amr", "acr"),
    [
        ("root", ["pwd"], ONE),
        ("sub+totp", ["pwd", "otp", "mfa"], TWO),
        ("root+codes", ["pwd", "otp", "mfa"], TWO),
        ("sub+passkey", ["pwd", "pop", "mfa"], TWO),
        ("passkey", ["pop", "mfa"], TWO),
        ("reset", ["sms"], ONE),
        ("reset+totp", ["sms", "otp", "mfa"], TWO),
        ("scan", ["mca"], ONE),
        ("root+wait", ["pwd", "sms"], ONE),
        ("", [], ONE),
    ],
)
def test_each_way_in_is_told_by_its_names(by, amr, acr):
    assert (amr_of(by), acr_of(by)) == (amr, acr)


def test_a_password_alone_is_one_factor(party):
    claims = told(party)
    assert (claims["amr"], claims["acr"], claims["acr_best"]) == (["pwd"], ONE, ONE)


def test_a_client_sees_that_there_is_more_than_was_given(party, app):
    claims = told(party)
    assert (claims["acr"], claims["acr_best"]) == (ONE, TWO)


def test_a_factor_that_was_given_is_told(platform, root, app, browser):
    party = Relying(browser)
    page = browser.get(party.ask().headers["Location"])
    entered = browser.post("/signin/", {"identifier": root.uin, "password": PASSWORD, "next": page.context["next"]})
    claims = redeemed(party, give_factor(party, entered, app))
    assert (claims["amr"], claims["acr"]) == (["pwd", "otp", "mfa"], TWO)


@pytest.mark.parametrize("asked", [{"acr_values": TWO}, {"claims": ESSENTIAL}])
def test_whoever_has_a_factor_is_asked_for_it_and_grows_no_younger(party, app, asked):
    session = party.browser.session
    session["since"] -= 60
    session.save()
    first = session["sid"]
    door = party.ask(**asked)
    assert door.headers["Location"].startswith("/signin/second/")
    claims = redeemed(party, give_factor(party, door, app))
    assert (claims["amr"], claims["acr"]) == (["pwd", "otp", "mfa"], TWO)
    assert (claims["auth_time"], claims["sid"]) == (int(session["since"]), first)


def test_a_wish_that_cannot_be_met_is_answered_with_what_was_reached(party):
    assert told(party, acr_values=TWO)["acr"] == ONE


def test_an_essential_one_that_cannot_be_met_is_refused(party):
    party.come_back()
    for asked in (ESSENTIAL, json.dumps({"id_token": {"acr": {"essential": True, "value": "gold"}}})):
        assert said(party.ask(claims=asked))["error"] == "unmet_authentication_requirements"


def test_the_consent_page_is_no_way_round_an_essential_one(party):
    asked = party.ask().context["query"]
    answer = party.browser.post(f"/oidc/consent?{asked}&claims={ESSENTIAL}", {"decision": "allow"})
    assert said(answer)["error"] == "unmet_authentication_requirements"


def test_who_wants_no_page_gets_what_there_is_or_is_told_to_show_one(party, app):
    party.come_back()
    assert "code" in said(party.ask(acr_values=TWO, prompt="none"))
    assert said(party.ask(claims=ESSENTIAL, prompt="none"))["error"] == "login_required"


def test_claims_that_cannot_be_read_are_refused(party):
    for claims in ("{", "[]", '{"id_token": 1}', '{"id_token": {"acr": {"values": 1}}}', "[" * 5000):
        assert said(party.ask(claims=claims))["error"] == "invalid_request"


def test_max_age_and_prompt_ask_for_the_factor_again(party, root, app):
    session = party.browser.session
    session["since"] -= 60
    session.save()
    party.come_back(max_age="70")
    for asked in ({"max_age": "30"}, {"prompt": "login"}):
        page = party.browser.get(party.ask(**asked).headers["Location"])
        entered = party.browser.post(
            "/signin/", {"identifier": root.uin, "password": PASSWORD, "next": page.context["next"]}
        )
        assert entered.headers["Location"].startswith("/signin/second/")


def test_a_sign_in_that_another_device_lent_is_as_old_as_the_one_there(platform, root, signed_in):
    root.password_set_at = now() - dt.timedelta(days=1)
    root.save()
    phone, desk = signed_in(root), Browser()
    proved_at = phone.session["since"] - 60
    session = phone.session
    session["since"] = proved_at
    session.save()
    link = desk.get("/signin/scan/").context["link"]
    path = link[link.index("/scan/") :]
    phone.get(path)
    phone.post(path, {"number": ScanLogin.objects.get().number})
    desk.post("/signin/scan/enter/")
    party = Relying(desk)
    claims = told(party)
    assert (claims["auth_time"], claims["amr"], claims["acr"]) == (int(proved_at), ["mca"], ONE)
    assert party.ask(max_age="30").headers["Location"].startswith("/signin/")


def test_no_scan_is_offered_where_a_proof_is_asked_for(party):
    offered = party.browser.get("/signin/?next=/users/").content.decode()
    party.come_back()
    door = party.ask(prompt="login")
    assert (
        "/signin/scan/" in offered,
        "/signin/scan/" in party.browser.get(door.headers["Location"]).content.decode(),
    ) == (
        True,
        False,
    )


def test_only_whom_the_claims_name_may_answer(party, root):
    party.come_back()
    for part in ("id_token", "userinfo"):
        assert "code" in said(party.ask(claims=json.dumps({part: {"sub": {"value": root.uin}}})))
        assert (
            said(party.ask(claims=json.dumps({part: {"sub": {"value": "100000000001"}}})))["error"] == "login_required"
        )


def test_a_factor_that_is_asked_for_opens_no_way_around_a_lost_one(party, app):
    """To report a factor as lost takes the password just now; a session that was left open has not given it."""
    party.ask(acr_values=TWO)
    assert party.browser.get("/signin/second/").status_code == 200
    assert party.browser.get("/signin/lost/").context["is_closed"]


def test_another_password_leaves_the_factor_behind(party, root):
    session = party.browser.session
    session["by"] = "root+totp"
    session.save()
    assert told(party)["acr"] == TWO
    party.browser.post("/account/password/", {"password": "an otter under the pier"})
    assert told(party)["acr"] == ONE


def test_two_factors_hold_one_where_nothing_else_is_taken():
    assert Wanted((ONE,), is_essential=True).answer(TWO) == ONE
    assert Wanted((ONE,)).answer(TWO) == TWO
    assert wanted({"acr_values": f"{TWO} {ONE}"}).liked == TWO


def test_a_stranger_is_asked_to_sign_in_first(platform):
    assert Relying(Browser()).ask(acr_values=TWO).headers["Location"].startswith("/signin/?")
