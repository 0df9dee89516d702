"""Before a grave act: a fresh proof of all factors, by who is signed in and nobody else (OpenID Core 3.1.3.7)."""

import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from chopmark.kit.clock import now
from chopmark.notify.models import Code
from chopmark.openapi.models import ApiKey
from chopmark.organisations import signin
from chopmark.organisations.models import Membership
from chopmark.seals import actions
from chopmark.seals.shapes import Kind
from tests.identity_provider import come_back
from tests.journey import account, last_code, sign_in, sign_in_by_phone
from tests.seals.conftest import ADMINISTRATOR, MEMBER

ONE, TWO = "urn:chopmark:acr:one-factor", "urn:chopmark:acr:two-factors"


@pytest.fixture
def seal(organisation, administrator):
    return actions.make(
        organisation, kind=Kind.OFFICIAL, name="公章", form="round-42", line="", person=administrator.person
    )


@pytest.fixture
def void(seal):
    return reverse("seal-void", kwargs={"pk": seal.organisation_id, "seal": seal.pk})


def grow_old(browser, *, minutes):
    session = browser.session
    session["cloud_proved"] = int(now().timestamp()) - minutes * 60
    session.save()


def to_the_provider(browser, address):
    """Pressed, sent to sign in, and there with what is asked; returns the address at the provider."""
    door = browser.get(address)
    assert door.status_code == 302, door.content.decode()[:300]
    return browser.get(door["Location"])["Location"]


def status_of(seal):
    seal.refresh_from_db()
    return seal.status


def test_just_signed_in_by_two_factors_nothing_is_asked(administrator, seal, void):
    assert administrator.browser.get(void).status_code == 200
    assert administrator.browser.post(void).status_code == 302
    assert status_of(seal) == "void"


def test_after_ten_minutes_the_proof_is_asked_for_before_the_page(administrator, provider, seal, void):
    grow_old(administrator.browser, minutes=11)
    address = to_the_provider(administrator.browser, void)
    asked = parse_qs(urlsplit(address).query)
    assert (asked["max_age"], asked["acr_values"]) == (["600"], [TWO])
    back = administrator.browser.get(come_back(provider.agree(address)))
    assert back["Location"] == void
    assert administrator.browser.get(void).status_code == 200


def test_a_sign_in_by_one_factor_is_asked_once_whether_there_is_another(administrator, provider, void):
    provider.in_id_token = {"acr": ONE}
    browser = sign_in(provider, account(sub=ADMINISTRATOR), browser=administrator.browser)
    browser.get(come_back(provider.agree(to_the_provider(browser, void))))
    assert browser.get(void).status_code == 200


def test_the_wish_for_two_factors_cannot_be_taken_out_of_the_address(administrator, provider, seal, void):
    grow_old(administrator.browser, minutes=11)
    address = to_the_provider(administrator.browser, void)
    provider.in_id_token = {"acr": ONE, "acr_best": TWO}
    assert administrator.browser.get(come_back(provider.agree(address))).status_code == 403
    assert administrator.browser.post(void)["Location"].startswith("/signin/?")
    assert status_of(seal) == "in_use"


@pytest.mark.parametrize("told", [None, 0, "now", 1_000_000_000, 9_000_000_000])
def test_an_answer_that_tells_no_fresh_proof_opens_nothing(administrator, provider, seal, void, told):
    grow_old(administrator.browser, minutes=11)
    address = to_the_provider(administrator.browser, void)
    provider.in_id_token = {"auth_time": told}
    assert administrator.browser.get(come_back(provider.agree(address))).status_code == 403
    assert administrator.browser.post(void)["Location"].startswith("/signin/?")
    assert status_of(seal) == "in_use"


@pytest.mark.parametrize("told", [None, "now", 1.5])
def test_a_sign_in_that_tells_no_moment_is_one_that_has_to_be_proved(administrator, provider, void, told):
    provider.in_id_token = {"auth_time": told}
    sign_in(provider, account(sub=ADMINISTRATOR), browser=administrator.browser)
    assert administrator.browser.get(void)["Location"].startswith("/signin/?")


def test_another_account_answers_for_nobody_else_and_takes_nobodys_place(administrator, provider, void):
    grow_old(administrator.browser, minutes=11)
    address = to_the_provider(administrator.browser, void)
    provider.claims = account(sub=MEMBER)
    answer = administrator.browser.get(come_back(provider.agree(address)))
    assert (answer.status_code, answer.context["kind"]) == (403, "login_other")
    assert administrator.browser.session["cloud_subject"] == ADMINISTRATOR
    assert administrator.browser.get(void).status_code == 302


def test_whoever_cancels_is_still_signed_in_and_has_done_nothing(administrator, provider, seal, void):
    grow_old(administrator.browser, minutes=11)
    query = provider.agree(to_the_provider(administrator.browser, void))
    cancelled = {"error": "access_denied", "state": query["state"], "iss": query["iss"]}
    answer = administrator.browser.get(come_back(cancelled))
    assert (answer.status_code, answer.context["kind"]) == (403, "login_cancelled")
    assert administrator.browser.get(reverse("seal", args=[seal.organisation_id, seal.pk])).status_code == 200
    assert status_of(seal) == "in_use"


def test_the_press_of_an_older_page_leads_to_the_page_that_asks(administrator, seal, void):
    move = reverse("seal-move", args=[seal.organisation_id, seal.pk])
    assert administrator.browser.post(move, {"there": "void"})["Location"] == void
    assert status_of(seal) == "in_use"


def test_a_key_for_machines_is_made_after_a_proof_only(administrator, organisation):
    keys = reverse("api-keys", args=[organisation.pk])
    grow_old(administrator.browser, minutes=60)
    assert administrator.browser.post(keys)["Location"].startswith("/signin/")
    assert not ApiKey.objects.exists()


def test_a_provider_that_cannot_be_asked_is_not_asked(administrator, void, monkeypatch):
    monkeypatch.setattr(signin.provider, "may_ask_again", False, raising=False)
    grow_old(administrator.browser, minutes=600)
    assert administrator.browser.get(void).status_code == 200


def test_how_old_a_proof_may_be_is_a_number_of_minutes_or_nothing(administrator, db):
    for within in ("-1", "x", "1000", "１０"):
        assert "max_age" not in administrator.browser.get("/signin/", {"within": within})["Location"]
    assert "max_age" not in Client().get("/signin/", {"within": "10"})["Location"]


@pytest.fixture
def by_phone(organisation, provider):
    """The super administrator came in by mobile an hour ago."""
    browser = sign_in_by_phone("13800100007", back="/")
    person = browser.get("/").wsgi_request.user
    Membership.objects.create(organisation=organisation, person=person, role=Membership.SUPER_ADMINISTRATOR)
    session = browser.session
    session["phone_entered_at"] = now().timestamp() - 3600
    session.save()
    Code.objects.update(created_at=now() - dt.timedelta(hours=1))
    return browser


def test_who_came_by_phone_proves_it_by_a_code_to_that_very_mobile(by_phone, organisation):
    keys = reverse("api-keys", args=[organisation.pk])
    door = by_phone.get(keys)["Location"]
    assert by_phone.get(door).context["form"]["mobile"].value() == "13800100007"
    assert by_phone.post(door, {"mobile": "13800100008", "next": keys}).status_code == 422
    sent = by_phone.post(door, {"mobile": "13800100007", "next": keys})
    assert sent.status_code == 302, sent.content.decode()
    entered = by_phone.post(sent["Location"], {"code": last_code("13800100007", "code.signin"), "next": keys})
    assert entered["Location"] == keys
    assert by_phone.get(keys).status_code == 200


def test_who_came_by_phone_is_asked_again_each_ten_minutes_and_no_sooner(by_phone, organisation):
    keys = reverse("api-keys", args=[organisation.pk])
    assert by_phone.post(keys)["Location"].startswith("/signin/phone/")
    session = by_phone.session
    session["phone_entered_at"] = now().timestamp() - 540
    session.save()
    assert by_phone.get(keys).status_code == 200
