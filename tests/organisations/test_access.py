"""The door: what the provider says counts at every click, and no longer."""

from urllib.parse import urlsplit

import pytest

from chopmark.audit.models import Event
from chopmark.onboarding.models import Application
from chopmark.web import words
from tests.journey import account, sign_in

ADDRESS = "/applications/"


def asked(provider):
    return provider.asked.count("/userinfo")


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_provider_is_asked_at_every_entry(visitor, provider, method):
    before = asked(provider)
    for times in (1, 2, 3):
        getattr(visitor, method)(ADDRESS)
        assert asked(provider) == before + times


WITHDRAWN = {
    "no_policy": {"esign": {"allowed": False, "reason": "implicit_deny"}},
    "explicit_deny": {"esign": {"allowed": False, "reason": "explicit_deny", "statement": "deny-at-night"}},
    "policy_resource": {"esign": {"allowed": False, "reason": "resource_ignored"}},
    "personal_only": {"real_name": {"type": "personal", "name": "某人"}},
    "no_realname": {"real_name": None},
}


@pytest.mark.parametrize("refusal", WITHDRAWN)
def test_a_withdrawn_claim_shuts_the_door_at_the_next_click_and_granted_again_opens_it(
    visitor, provider, claims, refusal
):
    assert visitor.get(ADDRESS).status_code == 200
    provider.change(claims["sub"], **WITHDRAWN[refusal])
    answer = visitor.get(ADDRESS)
    assert answer.status_code == 403
    assert answer.context["kind"] == refusal
    assert ADDRESS in answer.content.decode()
    provider.change(claims["sub"], **claims)
    assert visitor.get(ADDRESS).status_code == 200


@pytest.mark.parametrize("refusal", WITHDRAWN)
def test_whoever_is_refused_signs_in_and_is_told_why(provider, claims, refusal, db):
    browser = sign_in(provider, {**claims, **WITHDRAWN[refusal]})
    answer = browser.get("/begin/")
    assert answer.context["kind"] == refusal
    assert not Application.objects.exists()
    assert Event.objects.get(kind="person.refused").facts == {"reason": refusal}


def test_a_refused_post_changes_nothing(visitor, provider, claims):
    ref = visitor.get("/begin/")["Location"].split("/")[2]
    provider.change(claims["sub"], **WITHDRAWN["no_policy"])
    assert visitor.post(f"/a/{ref}/confirm/", {"revision": 0}).status_code == 403
    assert visitor.post(f"/a/{ref}/withdraw/").status_code == 403
    assert Application.objects.get().revision == 0
    assert Application.objects.get().is_live


def test_an_ended_token_leads_to_the_sign_in_and_back_to_the_page(visitor, provider):
    provider.forget_tokens()
    answer = visitor.get(f"{ADDRESS}?page=2")
    assert answer.status_code == 302
    assert answer["Location"] == "/signin/?next=%2Fapplications%2F%3Fpage%3D2"
    assert "_auth_user_id" not in visitor.session


def test_a_post_after_the_token_ended_changes_nothing(visitor, provider):
    ref = visitor.get("/begin/")["Location"].split("/")[2]
    provider.forget_tokens()
    answer = visitor.post(f"/a/{ref}/confirm/", {"revision": 0})
    assert answer["Location"].startswith("/signin/")
    assert Application.objects.get().revision == 0


def test_a_provider_that_is_down_lets_nobody_in_and_signs_nobody_out(visitor, provider):
    provider.is_down = True
    assert visitor.get(ADDRESS).status_code == 503
    provider.is_down = False
    assert visitor.get(ADDRESS).status_code == 200


@pytest.mark.parametrize("garbage", [b"<html>", b"[]", b""])
def test_a_provider_that_talks_rubbish_lets_nobody_in(visitor, provider, garbage):
    visitor.raise_request_exception = False
    provider.garbage = garbage
    assert visitor.get(ADDRESS).status_code == 503


@pytest.mark.parametrize("subject", ["100000000018", None])
def test_an_answer_about_another_subject_lets_nobody_in(visitor, provider, claims, subject):
    sign_in(provider, account(sub="100000000018"))
    provider.in_userinfo = {"sub": subject}
    answer = visitor.get(ADDRESS)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/signin/")


def test_a_page_behind_the_door_is_not_reached_by_a_forged_session(provider, db, client):
    session = client.session
    session["_auth_user_id"] = "00000000-0000-0000-0000-000000000000"
    session["cloud_token"] = "00"
    session.save()
    assert client.get(ADDRESS).status_code == 302


def test_a_form_whose_sign_in_has_ended_stops_at_a_page_of_ours(visitor, provider, claims):
    """Browsers let no redirect take a form to another site: the press would do nothing, and say nothing."""
    ref = visitor.get("/begin/")["Location"].split("/")[2]
    visitor.session.flush()
    visitor.cookies.pop("chopmark_platform", None)
    answer = visitor.post(f"/a/{ref}/confirm/", {"revision": 0}, follow=True)
    assert [urlsplit(there).netloc for there, _ in answer.redirect_chain] == [""]
    assert answer.status_code == 200
    assert words.text("signin.onward.ended") in answer.content.decode()
    there = answer.context["there"]
    assert urlsplit(there).netloc not in ("", "testserver")


def test_a_part_of_a_page_whose_sign_in_has_ended_has_the_page_come_anew(visitor):
    visitor.session.flush()
    visitor.cookies.pop("chopmark_platform", None)
    answer = visitor.get(ADDRESS, HTTP_HX_REQUEST="true")
    assert answer.headers["HX-Refresh"] == "true"
