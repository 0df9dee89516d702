"""The provider from outside: what RFC 9700 and OpenID Connect ask of it, check by check."""

import datetime as dt
from base64 import b64encode

import pytest
from django.test import Client as Browser
from tests.cloud import relying
from tests.cloud.conftest import PASSWORD
from tests.cloud.relying import Relying, said

from chopmark.audit.models import Event
from chopmark.cloud.oidc.actions import register_client
from chopmark.cloud.oidc.models import Code, SigningKey, Token
from chopmark.kit.clock import now


def test_the_provider_describes_itself(db, browser, settings):
    told = browser.get("/.well-known/openid-configuration").json()
    assert told["issuer"] == settings.CLOUD_URL
    assert told["response_types_supported"] == ["code"]
    assert told["code_challenge_methods_supported"] == ["S256"]
    assert told["authorization_response_iss_parameter_supported"] is True


def test_the_answer_carries_state_and_issuer(party, settings):
    answer = party.come_back()
    assert answer["state"] == party.state
    assert answer["iss"] == settings.CLOUD_URL


def test_the_id_token_is_signed_and_says_for_whom_and_when(party, root, settings):
    found = party.opened(party.tokens()["id_token"])
    assert (found.claims["iss"], found.claims["aud"]) == (settings.CLOUD_URL, relying.ID)
    assert (found.claims["sub"], found.claims["nonce"]) == (root.uin, party.nonce)
    assert found.claims["auth_time"] <= found.claims["iat"] < found.claims["exp"]
    assert found.claims["sid"] == party.browser.session["sid"]


def test_id_token_and_user_info_say_the_same(party):
    tokens = party.tokens()
    in_token = party.opened(tokens["id_token"]).claims
    for name, value in party.user_info(tokens["access_token"]).json().items():
        assert in_token[name] == value


def test_no_private_part_of_a_key_is_published(party):
    party.tokens()
    (key,) = party.server.get("/oidc/jwks").json()["keys"]
    assert set(key) == {"kty", "n", "e", "kid", "use", "alg"}
    assert b'"d"' not in bytes(SigningKey.objects.get().private)


def test_an_old_key_is_published_until_its_tokens_are_gone(party):
    party.tokens()
    SigningKey.objects.update(created_at=now() - dt.timedelta(days=90, seconds=1))
    fresh = party.redeem(party.come_back()["code"]).json()
    assert len(party.server.get("/oidc/jwks").json()["keys"]) == 2
    assert party.opened(fresh["id_token"]).header["kid"] == str(SigningKey.objects.first().pk)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"code_verifier": None}, "invalid_request"),
        ({"code_verifier": "w" * 43}, "invalid_grant"),
        ({"redirect_uri": relying.BACK + "/"}, "invalid_grant"),
        ({"redirect_uri": None}, "invalid_grant"),
        ({"client_secret": "wrong"}, "invalid_client"),
        ({"client_secret": None}, "invalid_client"),
        ({"code": "unknown"}, "invalid_grant"),
        ({"code": None}, "invalid_request"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": 'pass"word'}, "unsupported_grant_type"),
        ({"grant_type": "refresh_token"}, "invalid_request"),
    ],
)
def test_a_bent_token_request_is_refused(party, change, error):
    code = party.come_back()["code"]
    answer = party.redeem(**{"code": code, **change})
    assert answer.status_code in (400, 401)
    assert answer.json()["error"] == error


def test_a_client_may_show_its_secret_in_the_header(party):
    server = Browser(headers={"authorization": _basic(relying.ID, relying.SECRET)})
    party.server = server
    assert party.redeem(party.come_back()["code"], client_id=None, client_secret=None).status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        {"code_challenge": None, "code_challenge_method": None},
        {"code_challenge_method": "plain"},
        {"code_challenge_method": None},
        {"code_challenge": "short"},
        {"scope": "profile"},
        {"scope": None},
        {"prompt": "none login"},
        {"max_age": "soon"},
    ],
)
def test_a_bent_request_goes_back_with_an_error(party, change, settings):
    answer = said(party.ask(**change))
    assert answer["error"] in {"invalid_request", "invalid_scope"}
    assert (answer["state"], answer["iss"]) == (party.state, settings.CLOUD_URL)
    assert "code" not in answer


@pytest.mark.parametrize("kind", ["token", "id_token", "id_token token", "code token", "none"])
def test_only_the_code_flow_is_offered(party, kind):
    assert said(party.ask(response_type=kind))["error"] == "unsupported_response_type"


@pytest.mark.parametrize("name", ["request", "request_uri"])
def test_request_objects_are_refused_rather_than_overlooked(party, name):
    assert said(party.ask(**{name: "x"}))["error"] == f"{name}_not_supported"


@pytest.mark.parametrize(
    "address",
    [
        relying.BACK + "/further",
        relying.BACK + "?a=b",
        "https://elsewhere.example/cloud/back",
        "https://Platform.example/cloud/back",
        'https://platform.example/"',
        None,
    ],
)
def test_an_unregistered_address_gets_a_page_and_no_redirect(party, address):
    answer = party.ask(redirect_uri=address)
    assert answer.status_code == 400
    assert "Location" not in answer.headers


def test_an_unknown_client_gets_a_page_and_no_redirect(party):
    assert party.ask(client_id="nobody").status_code == 400


def test_a_repeated_parameter_is_refused(party):
    page = party.browser.get(f"/oidc/authorize?client_id={relying.ID}&client_id=other&response_type=code")
    assert page.status_code == 400


@pytest.mark.parametrize("path", ["/oidc/authorize?client_id=%00", "/users/%00/", "/requests/new?org=%00", "/%00"])
def test_a_nul_in_an_address_is_a_bad_request(party, path):
    assert party.browser.get(path).status_code == 400


@pytest.mark.parametrize("header", ["Basic !!!", "Basic /w==", "Basic", "Bearer x", "Basic " + "A" * 9999])
def test_a_broken_header_of_a_client_is_refused(party, header):
    party.server = Browser(headers={"authorization": header})
    answer = party.redeem(party.come_back()["code"], client_id=None, client_secret=None)
    assert answer.json()["error"] in {"invalid_client", "invalid_request"}


def test_a_nul_in_a_clients_name_is_refused(party):
    assert party.redeem("x", client_id="\x00").json()["error"] == "invalid_client"


def test_a_code_is_good_once_and_its_replay_ends_what_it_brought(party):
    code = party.come_back()["code"]
    first = party.redeem(code).json()["access_token"]
    assert party.user_info(first).status_code == 200
    assert party.redeem(code).json()["error"] == "invalid_grant"
    assert party.user_info(first).status_code == 401
    assert Event.objects.filter(kind="code.replayed").exists()


def test_a_code_is_good_for_sixty_seconds(party):
    code = party.come_back()["code"]
    Code.objects.update(created_at=now() - dt.timedelta(seconds=60))
    assert party.redeem(code).json()["error"] == "invalid_grant"


def test_a_code_is_good_for_its_own_client_only(party, root):
    register_client(client_id="other", name="Other", secret="o" * 43, redirect_uris=[relying.BACK])
    code = party.come_back()["code"]
    assert party.redeem(code, client_id="other", client_secret="o" * 43).json()["error"] == "invalid_grant"
    assert party.redeem(code).status_code == 200


def test_secrets_codes_and_tokens_are_kept_as_digests(party, platform):
    code = party.come_back()["code"]
    access = party.redeem(code).json()["access_token"]
    kept = {platform.secret_digest, Code.objects.get().digest, Token.objects.get().digest}
    assert not kept & {relying.SECRET, code, access}


def test_an_access_token_in_the_address_is_refused(party):
    access = party.tokens()["access_token"]
    assert party.server.get(f"/oidc/userinfo?access_token={access}").status_code == 401


def test_an_access_token_ends_after_its_day(party):
    access = party.tokens()["access_token"]
    Token.objects.update(expires_at=now())
    assert party.user_info(access).status_code == 401


def test_a_stranger_signs_in_and_returns_to_the_request(platform, root, browser):
    party = Relying(browser)
    door = party.ask()
    assert door.headers["Location"].startswith("/signin/?next=%2Foidc%2Fauthorize")
    page = browser.get(door.headers["Location"])
    assert "https://platform.example" in page.headers["Content-Security-Policy"]
    told = {"identifier": root.uin, "password": PASSWORD, "next": page.context["next"]}
    entered = browser.post("/signin/?as=root", told)
    assert entered.status_code == 303
    assert browser.get(entered.headers["Location"]).templates[0].name == "oidc/consent.html"


def test_nobody_can_put_the_consent_page_into_a_frame(party):
    page = party.ask()
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Frame-Options"] == "DENY"


def test_consent_is_asked_once(party):
    assert party.ask().status_code == 200
    party.come_back()
    assert "code" in said(party.ask())
    assert party.ask(prompt="consent").status_code == 200


def test_a_no_is_told_to_the_client(party, settings):
    answer = said(party.allow(party.ask(), decision="deny"))
    assert (answer["error"], answer["state"]) == ("access_denied", party.state)
    assert answer["iss"] == settings.CLOUD_URL
    assert party.ask().status_code == 200


def test_consent_from_another_site_is_refused(platform, root, signed_in):
    strict = signed_in(root, into=Browser())
    strict.handler.enforce_csrf_checks = True
    page = Relying(strict).ask()
    assert strict.post(f"/oidc/consent?{page.context['query']}", {"decision": "allow"}).status_code == 403


def test_prompt_none_shows_no_page(party, platform):
    assert said(Relying(Browser()).ask(prompt="none"))["error"] == "login_required"
    assert said(party.ask(prompt="none"))["error"] == "consent_required"
    party.come_back()
    assert "code" in said(party.ask(prompt="none"))


def test_prompt_login_asks_for_the_password_again_and_once(party, root):
    party.come_back()
    door = party.ask(prompt="login")
    page = party.browser.get(door.headers["Location"])
    assert page.status_code == 200
    told = {"identifier": root.uin, "password": PASSWORD, "next": page.context["next"]}
    entered = party.browser.post("/signin/?as=root", told)
    assert "code" in said(party.browser.get(entered.headers["Location"]))


def test_max_age_asks_again_only_when_it_is_over(party):
    party.come_back()
    assert "code" in said(party.ask(max_age="10000"))
    assert "code" in said(party.ask(max_age="9" * 40))
    session = party.browser.session
    session["since"] -= 5
    session.save()
    assert "/signin/" in party.ask(max_age="1").headers.get("Location", "")


def test_a_request_by_post_is_taken_as_one_by_get(party):
    party.come_back()
    answer = party.browser.post("/oidc/authorize", {"client_id": relying.ID, "response_type": "code"})
    assert answer.headers["Location"] == f"/oidc/authorize?client_id={relying.ID}&response_type=code"


def _basic(name, secret):
    return "Basic " + b64encode(f"{name}:{secret}".encode()).decode()
