"""Signing in: whatever is not exactly the answer to our question signs nobody in."""

import re
import time

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from chopmark.audit.models import Event
from chopmark.people.models import Login, Person
from tests.identity_provider import STRANGER, come_back
from tests.journey import account, sign_in

BACKCHANNEL = "/signin/backchannel/"


def assert_nobody_is_in(browser, answer, *, kind="login_failed"):
    assert answer.status_code == 403
    assert answer.context["kind"] == kind
    assert "_auth_user_id" not in browser.session
    assert not Person.objects.exists()
    assert not Event.objects.filter(kind="person.signed_in").exists()


def test_a_sign_in_leads_back_to_where_the_person_wanted_to_go(on_the_way):
    browser, query = on_the_way
    assert browser.get(come_back(query))["Location"] == "/applications/"
    assert Event.objects.filter(kind="person.signed_in").count() == 1
    assert browser.get("/applications/").status_code == 200


def test_the_question_has_state_nonce_and_a_challenge(provider, db):
    address = Client().get("/signin/")["Location"]
    for part in (
        "state=",
        "nonce=",
        "code_challenge=",
        "code_challenge_method=S256",
        "response_type=code",
        "scope=openid",
    ):
        assert part in address


def test_the_same_subject_is_the_same_person(provider, claims, db):
    for _ in range(2):
        sign_in(provider, claims)
    assert Person.objects.count() == 1
    assert Login.objects.count() == 1


def test_another_subject_is_another_person(provider, claims, db):
    sign_in(provider, claims)
    sign_in(provider, {**claims, "sub": "100000000018"})
    assert Person.objects.count() == 2


@pytest.mark.parametrize("change", [{"state": "other"}, {"state": ""}, {"state": None}, {"state": "别的"}])
def test_an_answer_with_another_state_signs_nobody_in(on_the_way, change):
    browser, query = on_the_way
    told = {name: value for name, value in {**query, **change}.items() if value is not None}
    assert_nobody_is_in(browser, browser.get(come_back(told)))


def test_an_answer_that_nobody_asked_for_signs_nobody_in(on_the_way):
    _, query = on_the_way
    stranger = Client()
    assert_nobody_is_in(stranger, stranger.get(come_back(query)))


@pytest.mark.parametrize("issuer", ["http://127.0.0.1:1", "", "https://evil.example"])
def test_an_answer_of_another_issuer_signs_nobody_in(on_the_way, issuer):
    browser, query = on_the_way
    assert_nobody_is_in(browser, browser.get(come_back({**query, "iss": issuer})))


@pytest.mark.parametrize("code", ["", "guessed"])
def test_an_answer_with_another_code_signs_nobody_in(on_the_way, code):
    browser, query = on_the_way
    assert_nobody_is_in(browser, browser.get(come_back({**query, "code": code})))


def test_a_replayed_answer_signs_nobody_in(on_the_way):
    browser, query = on_the_way
    browser.get(come_back(query))
    browser.post("/signout/")
    again = browser.get(come_back(query))
    assert again.status_code == 403
    assert "_auth_user_id" not in browser.session


def test_a_code_stolen_into_another_browser_signs_nobody_in(on_the_way, provider):
    """The verifier is not there, whatever state the thief has."""
    _, query = on_the_way
    thief = Client()
    left = thief.get("/signin/")["Location"]
    state = re.search(r"state=([^&]+)", left)[1]
    assert_nobody_is_in(thief, thief.get(come_back({**query, "state": state})))


LIES = {
    "another issuer": {"iss": "http://127.0.0.1:1"},
    "another audience": {"aud": "somebody-else"},
    "no audience": {"aud": None},
    "another party": {"azp": "somebody-else"},
    "another nonce": {"nonce": "other"},
    "no nonce": {"nonce": None},
    "expired": {"exp": int(time.time()) - 3600},
    "no expiry": {"exp": None},
    "no time of issue": {"iat": None},
    "another subject": {"sub": "100000000666"},
    "no subject": {"sub": None},
}


@pytest.mark.parametrize("lie", LIES)
def test_an_id_token_that_is_not_for_us_signs_nobody_in(on_the_way, provider, lie):
    browser, query = on_the_way
    provider.in_id_token = LIES[lie]
    assert_nobody_is_in(browser, browser.get(come_back(query)))


def test_an_id_token_signed_by_a_stranger_signs_nobody_in(on_the_way, provider):
    browser, query = on_the_way
    provider.signing_key = STRANGER
    assert_nobody_is_in(browser, browser.get(come_back(query)))


def test_an_id_token_without_a_signature_signs_nobody_in(on_the_way, provider):
    browser, query = on_the_way
    provider.algorithm = "none"
    assert_nobody_is_in(browser, browser.get(come_back(query)))


@pytest.mark.parametrize("subject", ["100000000666", None, ""])
def test_userinfo_of_another_subject_signs_nobody_in(on_the_way, provider, subject):
    browser, query = on_the_way
    provider.in_userinfo = {"sub": subject}
    assert_nobody_is_in(browser, browser.get(come_back(query)))


def test_no_subject_anywhere_signs_nobody_in(on_the_way, provider):
    browser, query = on_the_way
    provider.in_userinfo = {"sub": None}
    provider.in_id_token = {"sub": None}
    assert_nobody_is_in(browser, browser.get(come_back(query)))


def test_a_token_that_userinfo_does_not_know_signs_nobody_in(on_the_way, provider, monkeypatch):
    browser, query = on_the_way
    monkeypatch.setattr(provider, "_userinfo", lambda _: (401, {"error": "invalid_token"}))
    assert_nobody_is_in(browser, browser.get(come_back(query)))


@pytest.mark.parametrize(
    ("error", "kind"),
    [("access_denied", "login_cancelled"), ("login_required", "login_cancelled"), ("server_error", "login_failed")],
)
def test_a_no_at_the_provider_is_told_and_can_be_tried_again(on_the_way, error, kind):
    browser, query = on_the_way
    answer = browser.get(come_back({"error": error, "state": query["state"]}))
    assert_nobody_is_in(browser, answer, kind=kind)
    assert answer.context["again"] == "/applications/"


@pytest.mark.parametrize("garbage", [b"<html>busy</html>", b"[]", b'"yes"', b""])
def test_a_provider_that_talks_rubbish_is_unavailable_and_signs_nobody_in(on_the_way, provider, garbage):
    browser, query = on_the_way
    provider.garbage = garbage
    browser.raise_request_exception = False
    answer = browser.get(come_back(query))
    assert answer.status_code in (403, 503)
    assert not Person.objects.exists()


def test_a_provider_that_is_down_is_told_as_such(provider, db):
    provider.is_down = True
    assert Client().get("/signin/").status_code == 503


def test_the_session_gets_a_new_key_at_the_sign_in(on_the_way):
    browser, query = on_the_way
    before = browser.session.session_key
    browser.get(come_back(query))
    assert browser.session.session_key != before


def test_the_token_of_the_provider_stands_in_no_session_in_plain_text(visitor, provider):
    held = [str(session.get_decoded()) for session in Session.objects.all()]
    assert held
    assert not [token for token in provider.tokens if any(token in text for text in held)]


# --- where a sign-in may lead


@pytest.mark.parametrize(
    "next_",
    [
        "https://evil.example/", "//evil.example", "/\\evil.example", "http:evil.example", "https:///evil.example",
        "javascript:alert(1)", "\thttps://evil.example", "///evil.example", "https://testserver@evil.example/", "",
    ],
)  # fmt: skip
def test_a_sign_in_never_leads_to_another_site(provider, claims, db, next_):
    browser = Client()
    provider.claims = claims
    left = browser.get("/signin/", {"next": next_})
    arrived = browser.get(come_back(provider.agree(left["Location"])))
    assert arrived["Location"] == "/"


def test_a_page_of_ours_with_its_query_is_kept(provider, claims, db):
    browser = Client()
    first = browser.get("/applications/?page=2")
    provider.claims = claims
    left = browser.get(first["Location"])
    arrived = browser.get(come_back(provider.agree(left["Location"])))
    assert arrived["Location"] == "/applications/?page=2"


# --- logout


def test_signing_out_ends_the_session_and_is_no_link(visitor):
    assert visitor.get("/signout/").status_code == 405
    visitor.post("/signout/")
    assert visitor.get("/applications/").status_code == 302
    assert Event.objects.filter(kind="person.signed_out").count() == 1


def test_a_back_channel_logout_ends_every_session_of_that_subject_and_no_other(provider, claims, db):
    mine = [sign_in(provider, claims) for _ in range(2)]
    other = sign_in(provider, {**claims, "sub": "100000000018"})
    answer = Client().post(BACKCHANNEL, {"logout_token": provider.logout_token(claims["sub"])})
    assert answer.status_code == 200
    assert [browser.get("/applications/").status_code for browser in mine] == [302, 302]
    assert other.get("/applications/").status_code == 200


BAD_LOGOUTS = {
    "another issuer": {"iss": "http://127.0.0.1:1"},
    "another audience": {"aud": "somebody-else"},
    "expired": {"exp": int(time.time()) - 3600},
    "no event": {"events": {}},
    "no events": {"events": None},
    "events of another form": {"events": "logout"},
    "a nonce": {"nonce": "x"},
    "no time of issue": {"iat": None},
}


@pytest.mark.parametrize("bad", BAD_LOGOUTS)
def test_a_bad_logout_token_ends_nothing(visitor, provider, claims, bad):
    token = provider.logout_token(claims["sub"], **BAD_LOGOUTS[bad])
    assert Client().post(BACKCHANNEL, {"logout_token": token}).status_code == 400
    assert visitor.get("/applications/").status_code == 200


@pytest.mark.parametrize("token", ["", "x", "a.b.c", None])
def test_what_is_no_token_ends_nothing(visitor, token):
    assert Client().post(BACKCHANNEL, {"logout_token": token} if token is not None else {}).status_code == 400
    assert visitor.get("/applications/").status_code == 200


@pytest.mark.parametrize("lie", ["stranger", "none"])
def test_a_logout_token_that_the_provider_did_not_sign_ends_nothing(visitor, provider, claims, lie):
    if lie == "stranger":
        provider.signing_key = STRANGER
    else:
        provider.algorithm = "none"
    token = provider.logout_token(claims["sub"])
    assert Client().post(BACKCHANNEL, {"logout_token": token}).status_code == 400
    assert visitor.get("/applications/").status_code == 200


def test_an_id_token_is_no_logout_token(visitor, provider, claims):
    token = provider.id_token(claims, nonce="x")
    assert Client().post(BACKCHANNEL, {"logout_token": token}).status_code == 400


def test_a_logout_token_without_a_subject_ends_nothing(visitor, provider):
    token = provider.logout_token(None)
    assert Client().post(BACKCHANNEL, {"logout_token": token}).status_code == 400
    assert visitor.get("/applications/").status_code == 200


def test_the_back_channel_is_no_page(visitor):
    assert visitor.get(BACKCHANNEL).status_code == 405


def test_staff_of_a_foreign_provider_are_found_through_the_mapping(provider, settings, db):
    settings.OIDC_CLAIM_MAP = {"owner_uin": "tenant", "esign.actions": "roles"}
    told = {**account(), "tenant": settings.STAFF_OWNER_UIN, "roles": [settings.STAFF_ACTIONS["reviewer"]]}
    assert sign_in(provider, told).get("/desk/").status_code == 200
