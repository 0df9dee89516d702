"""The 38 modules of the OpenID Foundation's Basic OP plan, by their names. The suite itself was not run.

Where a module lets a provider decline (`none`, request objects, the token in the body, scopes of personal data), ours
declines, and the test asks for the refusal that the module accepts.
"""

import datetime as dt
import json
import time
from base64 import b64encode, urlsafe_b64encode
from urllib.parse import urlencode

import pytest
from django.test import Client as Browser
from joserfc import jwt
from joserfc.jwk import OctKey
from tests.cloud import relying
from tests.cloud.conftest import MOBILE, PASSWORD
from tests.cloud.registry import NAME, OPEN, REPRESENTATIVE
from tests.cloud.relying import Relying, challenge_of, said

from chopmark.cloud.accounts.actions import register_root
from chopmark.cloud.oidc.contexts import CLASSES, ONE
from chopmark.cloud.oidc.models import Code
from chopmark.cloud.realname.actions import verify_enterprise
from chopmark.kit.clock import now

MODULES = (
    "server_test response_type_missing id_token_signature id_token_unsigned user_info_get user_info_post_header "
    "user_info_post_body ensure_request_without_nonce_succeeds_for_code_flow scope_profile scope_email scope_address "
    "scope_phone scope_all alternate_happy_flow display_page display_popup prompt_login prompt_none_not_logged_in "
    "prompt_none_logged_in max_age1 max_age10000 ensure_request_with_unknown_parameter_succeeds id_token_hint "
    "login_hint ui_locales claims_locales ensure_request_with_acr_values_succeeds auth_code_reuse "
    "auth_code_reuse_after30_seconds ensure_registered_redirect_uri ensure_post_request_succeeds "
    "server_test_client_secret_post request_uri_unsigned_supported_correctly_or_rejected_as_unsupported "
    "unsigned_request_object_supported_correctly_or_rejected_as_unsupported claims_essential "
    "ensure_request_object_with_redirect_uri refresh_token ensure_request_with_valid_pkce_succeeds"
).split()
CLAIMS = {"sub", "uin", "owner_uin", "is_root", "real_name", "esign"}
PERSONAL = {"profile": "name", "email": "email", "address": "address", "phone": "phone_number"}


@pytest.fixture
def party(relying_of, root):
    """Somebody who is signed in, of whom there is something to tell that is not told."""
    root.email, root.password_set_at = "mai@company.example", now() - dt.timedelta(days=1)
    root.save()
    verify_enterprise(root, name=NAME, uscc=OPEN, legal_representative=REPRESENTATIVE)
    return relying_of(root)


@pytest.fixture
def stranger(platform, browser):
    return Relying(browser)


def entered(party, **changes):
    """The claims of a whole sign-in that was asked for in this way, from UserInfo."""
    tokens = party.redeem(party.come_back(**changes)["code"]).json()
    assert party.opened(tokens["id_token"]).claims["nonce"] == party.nonce
    return party.user_info(tokens["access_token"]).json()


def unsigned(**claims):
    """A JWT with `alg: none`."""
    parts = ({"alg": "none"}, claims)
    return ".".join(urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts) + "."


def a_minute_passes(party):
    """Since the password was given."""
    session = party.browser.session
    session["since"] -= 60
    session.save()


def test_there_is_a_test_for_each_of_the_modules():
    assert len(set(MODULES)) == 38
    assert {f"test_{name}" for name in MODULES} <= globals().keys()


def test_server_test(party, root, settings):
    """The happy path, the client's secret in the header."""
    secret = b64encode(f"{relying.ID}:{relying.SECRET}".encode()).decode()
    party.server = Browser(headers={"authorization": f"Basic {secret}"})
    answer = party.come_back()
    assert (answer["state"], answer["iss"]) == (party.state, settings.CLOUD_URL)
    redeemed = party.redeem(answer["code"], client_id=None, client_secret=None)
    told = redeemed.json()
    assert redeemed.headers["Cache-Control"] == "no-store"
    assert (told["token_type"], told["scope"]) == ("Bearer", "openid")
    claims = party.opened(told["id_token"]).claims
    assert (claims["iss"], claims["aud"], claims["sub"]) == (settings.CLOUD_URL, relying.ID, root.uin)
    assert abs(claims["iat"] - time.time()) < 60
    assert claims["exp"] > time.time()


def test_response_type_missing(party):
    """A page or an error at the client, never a code."""
    answer = party.ask(response_type=None)
    assert answer.status_code == 400 or said(answer)["error"] in {"unsupported_response_type", "invalid_request"}
    assert "code=" not in answer.headers.get("Location", "")


def test_id_token_signature(party):
    """Signed in RS256, by the key of the set that its header names."""
    token = party.opened(party.tokens()["id_token"])
    published = {key["kid"]: key for key in party.server.get("/oidc/jwks").json()["keys"]}
    assert token.header["alg"] == published[token.header["kid"]]["alg"] == "RS256"
    assert published[token.header["kid"]]["use"] == "sig"


def test_id_token_unsigned(party):
    """Not offered, so discovery must not name it, and none may come or be taken."""
    assert party.discovered()["id_token_signing_alg_values_supported"] == ["RS256"]
    told = party.opened(party.tokens()["id_token"])
    assert told.header["alg"] == "RS256"
    assert said(party.ask(id_token_hint=unsigned(**told.claims)))["error"] == "invalid_request"


def test_user_info_get(party, root):
    answer = party.user_info(party.tokens()["access_token"])
    assert answer.headers["Content-Type"].startswith("application/json")
    assert (answer.json()["sub"], answer.json().keys()) == (root.uin, CLAIMS)


def test_user_info_post_header(party, root):
    access = party.tokens()["access_token"]
    answer = party.server.post("/oidc/userinfo", headers={"authorization": f"Bearer {access}"})
    assert (answer.status_code, answer.json()["sub"]) == (200, root.uin)
    assert party.server.post("/oidc/userinfo", headers={"authorization": f"Basic {access}"}).status_code == 401


def test_user_info_post_body(party):
    """Declined, as RFC 6750 allows: tokens come in the header only (docs/claims.md)."""
    answer = party.server.post("/oidc/userinfo", {"access_token": party.tokens()["access_token"]})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_ensure_request_without_nonce_succeeds_for_code_flow(party, root):
    tokens = party.redeem(party.come_back(nonce=None)["code"]).json()
    claims = party.opened(tokens["id_token"]).claims
    assert claims["sub"] == root.uin
    assert "nonce" not in claims


def _declines(party, *scopes):
    """A scope that is not offered is passed over, and said to be: the answer names what was granted."""
    assert not set(scopes) & set(party.discovered()["scopes_supported"])
    tokens = party.redeem(party.come_back(scope=" ".join(["openid", *scopes]), prompt="consent")["code"]).json()
    assert tokens["scope"] == "openid"
    for claims in (party.user_info(tokens["access_token"]).json(), party.opened(tokens["id_token"]).claims):
        assert claims.keys() >= CLAIMS
        assert not claims.keys() & {PERSONAL[scope] for scope in scopes}
        assert not {MOBILE, "mai@company.example", REPRESENTATIVE} & set(map(str, claims.values()))


def test_scope_profile(party):
    _declines(party, "profile")


def test_scope_email(party):
    _declines(party, "email")


def test_scope_address(party):
    _declines(party, "address")


def test_scope_phone(party):
    _declines(party, "phone")


def test_scope_all(party):
    _declines(party, "profile", "email", "address", "phone")


def test_alternate_happy_flow(party):
    """Scopes and parameters in another order."""
    party.come_back()
    told = {
        "code_challenge_method": "S256", "code_challenge": challenge_of(party.verifier), "nonce": party.nonce,
        "state": party.state, "scope": "email openid", "redirect_uri": party.back, "client_id": relying.ID,
        "response_type": "code",
    }  # fmt: skip
    answer = said(party.browser.get(f"/oidc/authorize?{urlencode(told)}"))
    assert party.redeem(answer["code"]).json()["scope"] == "openid"


def test_display_page(party):
    assert entered(party, display="page").keys() == CLAIMS


def test_display_popup(party):
    assert entered(party, display="popup").keys() == CLAIMS


def test_prompt_login(party, root):
    """The password is asked for again, and the second ID token says a later `auth_time`."""
    a_minute_passes(party)
    first = party.opened(party.tokens()["id_token"]).claims
    door = party.ask(prompt="login")
    assert door.headers["Location"].startswith("/signin/")
    back = said(party.sign_in(root, door, password=PASSWORD))
    second = party.opened(party.redeem(back["code"]).json()["id_token"]).claims
    assert second["sub"] == first["sub"]
    assert second["auth_time"] > first["auth_time"]


def test_prompt_none_not_logged_in(stranger):
    answer = said(stranger.ask(prompt="none"))
    assert (answer["error"], answer["state"]) == ("login_required", stranger.state)


def test_prompt_none_logged_in(party):
    first = party.opened(party.tokens()["id_token"]).claims
    second = party.opened(party.redeem(said(party.ask(prompt="none"))["code"]).json()["id_token"]).claims
    assert (second["sub"], second["auth_time"]) == (first["sub"], first["auth_time"])


def test_max_age1(party, root):
    """Asked again when a second is over, and not once more when the way back takes longer than that."""
    a_minute_passes(party)
    first = party.opened(party.tokens()["id_token"]).claims
    door = party.ask(max_age="1")
    page = party.browser.get(door.headers["Location"])
    told = {"identifier": root.uin, "password": PASSWORD, "next": page.context["next"]}
    after = party.browser.post("/signin/?as=root", told).headers["Location"]
    session = party.browser.session
    session["since"] -= 2
    session.save()
    second = party.opened(party.redeem(said(party.browser.get(after))["code"]).json()["id_token"]).claims
    assert second["auth_time"] > first["auth_time"]


def test_max_age10000(party):
    a_minute_passes(party)
    first = party.opened(party.tokens()["id_token"]).claims
    second = party.opened(party.redeem(said(party.ask(max_age="10000"))["code"]).json()["id_token"]).claims
    assert second["auth_time"] == first["auth_time"]
    assert said(party.ask(max_age="10000", prompt="none"))["code"]


def test_ensure_request_with_unknown_parameter_succeeds(party):
    assert entered(party, extra="foobar").keys() == CLAIMS


def test_id_token_hint(party, signed_in):
    """The one who is hinted at is let through without a page; for anybody else there is an error, never a code."""
    hint = party.tokens()["id_token"]
    assert "code" in said(party.ask(prompt="none", id_token_hint=hint))
    other = Relying(signed_in(register_root(mobile="13800138018", password=PASSWORD), into=Browser()))
    other.come_back()
    for prompt in ("none", None):
        assert said(other.ask(prompt=prompt, id_token_hint=hint))["error"] == "login_required"
    forged = jwt.encode({"alg": "HS256"}, party.opened(hint).claims, OctKey.import_key("k" * 32))
    for bad in (forged, hint[:-8] + "AAAAAAAA", "nonsense"):
        assert said(party.ask(id_token_hint=bad))["error"] == "invalid_request"


def test_login_hint(stranger, root):
    """Passed on to the sign-in page with the rest, and no error; whom it names is not filled in for anybody."""
    page = stranger.sign_in(root, stranger.ask(login_hint=MOBILE), password=PASSWORD)
    assert "code" in said(stranger.allow(page))


def test_ui_locales(party):
    assert entered(party, ui_locales="se").keys() == CLAIMS


def test_claims_locales(party):
    assert entered(party, claims_locales="se")["real_name"]["name"] == NAME


def test_ensure_request_with_acr_values_succeeds(party):
    """It is not an error to prefer classes that there are not: the one that was reached is named, none is made up."""
    assert party.discovered()["acr_values_supported"] == list(CLASSES)
    tokens = party.redeem(party.come_back(acr_values="1 2")["code"]).json()
    assert party.opened(tokens["id_token"]).claims["acr"] == ONE


def test_auth_code_reuse(party):
    code = party.come_back()["code"]
    access = party.redeem(code).json()["access_token"]
    again = party.redeem(code)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    assert party.user_info(access).status_code == 401


def test_auth_code_reuse_after30_seconds(party):
    code = party.come_back()["code"]
    access = party.redeem(code).json()["access_token"]
    half_a_minute = now() - dt.timedelta(seconds=30)
    Code.objects.update(created_at=half_a_minute, spent_at=half_a_minute)
    assert party.redeem(code).json()["error"] == "invalid_grant"
    assert party.user_info(access).status_code == 401


def test_ensure_registered_redirect_uri(party):
    answer = party.ask(redirect_uri="https://elsewhere.example/cloud/back")
    assert answer.status_code == 400
    assert "Location" not in answer.headers


def test_ensure_post_request_succeeds(party):
    told = {
        "response_type": "code", "client_id": relying.ID, "redirect_uri": party.back, "scope": "openid",
        "state": party.state, "nonce": party.nonce, "code_challenge": challenge_of(party.verifier),
        "code_challenge_method": "S256",
    }  # fmt: skip
    asked = party.browser.post("/oidc/authorize", told)
    answer = said(party.allow(party.browser.get(asked.headers["Location"])))
    assert answer["state"] == party.state
    assert party.redeem(answer["code"]).status_code == 200


def test_server_test_client_secret_post(party):
    """The same happy path, the client's secret in the form."""
    assert "client_secret_post" in party.discovered()["token_endpoint_auth_methods_supported"]
    assert party.claims().keys() == CLAIMS


def test_request_uri_unsigned_supported_correctly_or_rejected_as_unsupported(party):
    assert party.discovered()["request_uri_parameter_supported"] is False
    answer = said(party.ask(request_uri="https://platform.example/request.jwt"))
    assert (answer["error"], answer["state"]) == ("request_uri_not_supported", party.state)


def test_unsigned_request_object_supported_correctly_or_rejected_as_unsupported(party):
    assert party.discovered()["request_parameter_supported"] is False
    answer = said(party.ask(request=unsigned(client_id=relying.ID, response_type="code")))
    assert (answer["error"], answer["state"]) == ("request_not_supported", party.state)


def test_claims_essential(party):
    """Read for `acr` alone: to ask for personal data is no error, and it brings nothing more."""
    assert party.discovered()["claims_parameter_supported"] is True
    wanted = json.dumps({"userinfo": {"name": {"essential": True}, "phone_number": None}})
    assert entered(party, claims=wanted).keys() == CLAIMS


def test_ensure_request_object_with_redirect_uri(party):
    """An address inside a request object counts for nothing: the one outside is held to what is registered."""
    inside = unsigned(redirect_uri="https://elsewhere.example/back")
    assert said(party.ask(request=inside))["error"] == "request_not_supported"
    alone = party.ask(request=unsigned(redirect_uri=party.back), redirect_uri=None)
    assert (alone.status_code, "Location" in alone.headers) == (400, False)


def test_refresh_token(party, root):
    """A new pair, for the same person and scope; another client's refresh token is refused."""
    first = party.lasting_tokens()
    assert first["scope"] == "openid offline_access"
    second = party.refresh(first["refresh_token"]).json()
    assert second["scope"] == first["scope"]
    assert not {first["access_token"], first["refresh_token"]} & {second["access_token"], second["refresh_token"]}
    assert party.user_info(second["access_token"]).json()["sub"] == root.uin
    assert party.refresh(second["refresh_token"], client_secret="wrong").json()["error"] == "invalid_client"


def test_ensure_request_with_valid_pkce_succeeds(party):
    code = party.come_back(code_challenge=challenge_of("v" * 43))["code"]
    assert party.redeem(code, code_verifier="w" * 43).json()["error"] == "invalid_grant"
    assert party.redeem(code, code_verifier="v" * 43).status_code == 200
