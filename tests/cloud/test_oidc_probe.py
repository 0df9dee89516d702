"""The probe of RFC 9700 and beyond: each check by its name, and beside it the test that would be false.

The checks that nothing else holds are tests of this file: hints, rotated keys, and what an address shows to whom.
"""

import datetime as dt
from pathlib import Path

from django.test import Client as Browser
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from tests.cloud import relying
from tests.cloud.conftest import MOBILE, PASSWORD
from tests.cloud.relying import Relying, said

from chopmark.cloud.accounts.counting import TRIES
from chopmark.cloud.oidc.actions import register_client
from chopmark.cloud.oidc.models import Code, SigningKey
from chopmark.kit.clock import now

TESTS = Path(__file__).resolve().parents[1]
HERE, REFRESHING, PROVIDER, CLAIMS, LOGOUT = (
    "cloud/test_oidc_probe",
    "cloud/test_oidc_refreshing",
    "cloud/test_provider",
    "cloud/test_claims",
    "cloud/test_logout",
)
LIMITS = "cloud/test_token_limits"
PLATFORM, ACCOUNTS = "organisations/test_signin", "cloud/test_accounts"

# Name: the file, the test in it, and where one test holds several checks, the case that is this one.
CHECKS = {
    # The first probe.
    "code flow with S256": ("cloud/test_oidc_modules", "test_ensure_request_with_valid_pkce_succeeds"),
    "iss in the authorisation response": (PROVIDER, "test_the_answer_carries_state_and_issuer"),
    "token answer with an ID token": (PROVIDER, "test_the_id_token_is_signed_and_says_for_whom_and_when"),
    "claims of the ID token": (PROVIDER, "test_id_token_and_user_info_say_the_same"),
    "UserInfo": ("cloud/test_oidc_modules", "test_user_info_get"),
    "access token in the query refused": (PROVIDER, "test_an_access_token_in_the_address_is_refused"),
    "code replay refused": (PROVIDER, "test_a_code_is_good_once_and_its_replay_ends_what_it_brought"),
    "code replay revokes, by refreshing too": (REFRESHING, "test_a_replayed_code_ends_what_was_refreshed_from_it"),
    "confidential client without PKCE refused": (
        PROVIDER,
        "test_a_bent_request_goes_back_with_an_error",
        '{"code_challenge": None, "code_challenge_method": None}',
    ),
    "public client refused": (PROVIDER, "test_a_bent_token_request_is_refused", '{"client_secret": None}'),
    "plain challenge refused": (
        PROVIDER,
        "test_a_bent_request_goes_back_with_an_error",
        '{"code_challenge_method": "plain"}',
    ),
    "wrong verifier refused": (PROVIDER, "test_a_bent_token_request_is_refused", '{"code_verifier": "w" * 43}'),
    "missing verifier refused": (PROVIDER, "test_a_bent_token_request_is_refused", '{"code_verifier": None}'),
    "verifier without challenge refused": (HERE, "test_a_verifier_does_not_stand_in_for_a_challenge"),
    "redirect URI with another path refused": (
        PROVIDER,
        "test_an_unregistered_address_gets_a_page_and_no_redirect",
        'BACK + "/further"',
    ),
    "redirect URI with an added query refused": (
        PROVIDER,
        "test_an_unregistered_address_gets_a_page_and_no_redirect",
        'BACK + "?a=b"',
    ),
    "redirect URI on another host refused": (
        PROVIDER,
        "test_an_unregistered_address_gets_a_page_and_no_redirect",
        '"https://elsewhere.example/cloud/back"',
    ),
    "redirect URI in another case refused": (
        PROVIDER,
        "test_an_unregistered_address_gets_a_page_and_no_redirect",
        '"https://Platform.example/cloud/back"',
    ),
    "redirect URI changed at the token step refused": (
        PROVIDER,
        "test_a_bent_token_request_is_refused",
        '{"redirect_uri": relying.BACK + "/"}',
    ),
    "response type token refused": (PROVIDER, "test_only_the_code_flow_is_offered", '"token"'),
    "response type id_token refused": (PROVIDER, "test_only_the_code_flow_is_offered", '"id_token"'),
    "response type id_token token refused": (PROVIDER, "test_only_the_code_flow_is_offered", '"id_token token"'),
    "password grant refused": (PROVIDER, "test_a_bent_token_request_is_refused", '{"grant_type": "password"}'),
    "refresh works and rotates": (REFRESHING, "test_refreshing_rotates"),
    "old refresh token refused": (REFRESHING, "test_a_refresh_token_is_good_once"),
    "reuse of a refresh token revokes the family": (REFRESHING, "test_a_second_use_ends_the_whole_family"),
    "prompt=none signed in": ("cloud/test_oidc_modules", "test_prompt_none_logged_in"),
    "prompt=none signed out": ("cloud/test_oidc_modules", "test_prompt_none_not_logged_in"),
    # Widened: refresh tokens.
    "refresh token only by scope and on the consent page": (
        REFRESHING,
        "test_lasting_access_takes_its_scope_and_a_page",
    ),
    "consent page says how long": (REFRESHING, "test_the_consent_page_says_how_long"),
    "refresh token ends idle": (REFRESHING, "test_a_refresh_token_ends_when_it_lies_unused"),
    "refresh token ends absolutely": (REFRESHING, "test_refreshing_ends_thirty_days_after_the_sign_in"),
    "refresh token of another client": (REFRESHING, "test_a_refresh_token_is_good_for_its_own_client_only"),
    "refresh token does not widen": (REFRESHING, "test_refreshing_widens_nothing"),
    "refresh token kept as a digest": (REFRESHING, "test_a_refresh_token_is_kept_as_a_digest"),
    "refresh token is no access token": (REFRESHING, "test_neither_token_passes_for_the_other"),
    "refresh ends at sign-out, with the back channel": (
        REFRESHING,
        "test_signing_out_ends_refreshing_and_tells_the_client",
    ),
    "refresh ends with the account": (REFRESHING, "test_a_disabled_account_refreshes_nothing"),
    "refresh ends with the password": (REFRESHING, "test_a_new_password_ends_refreshing"),
    # Widened: the client that signs in here.
    "state bound to the browser": (PLATFORM, "test_an_answer_that_nobody_asked_for_signs_nobody_in"),
    "code bound to the browser": (PLATFORM, "test_a_code_stolen_into_another_browser_signs_nobody_in"),
    "nonce bound to the browser": (PLATFORM, "test_an_id_token_that_is_not_for_us_signs_nobody_in", '"another nonce"'),
    "forged iss refused": (PLATFORM, "test_an_answer_of_another_issuer_signs_nobody_in"),
    "ID token with alg none refused": (PLATFORM, "test_an_id_token_without_a_signature_signs_nobody_in"),
    "ID token for another audience refused": (
        PLATFORM,
        "test_an_id_token_that_is_not_for_us_signs_nobody_in",
        '"another audience"',
    ),
    "ID token that is over refused": (PLATFORM, "test_an_id_token_that_is_not_for_us_signs_nobody_in", '"expired"'),
    "ID token of the future refused": (
        "vendors/test_foreign_provider",
        "test_a_signed_id_token_that_is_not_for_us_now_is_refused",
        '"ahead"',
    ),
    "hint of another audience or key refused": (HERE, "test_a_hint_that_is_not_ours_for_this_client_is_refused"),
    # Widened: codes, keys, accounts.
    "code older than 60 seconds refused": (PROVIDER, "test_a_code_is_good_for_sixty_seconds"),
    "code of another client refused": (PROVIDER, "test_a_code_is_good_for_its_own_client_only"),
    "key rotation with overlap": (HERE, "test_a_token_signed_before_the_rotation_verifies_after_it"),
    "key gone when its tokens are": (HERE, "test_a_key_goes_when_no_living_token_bears_its_name"),
    "sub-user without policy": (CLAIMS, "test_a_sub_user_without_a_policy_may_nothing"),
    "account without enterprise real-name": (CLAIMS, "test_a_personal_real_name_has_no_code"),
    "detached policy on the next entry": (REFRESHING, "test_a_detached_policy_is_felt_after_refreshing_too"),
    "back-channel logout": (LOGOUT, "test_signing_out_ends_the_tokens_and_defers_one_word_to_the_client"),
    "logout token is no ID token": (LOGOUT, "test_the_logout_token_is_signed_typed_and_no_id_token"),
    # Widened: pages and addresses.
    "frame-ancestors on consent and sign-in": (HERE, "test_nobody_can_put_a_page_of_the_way_into_a_frame"),
    "consent from another site refused": (PROVIDER, "test_consent_from_another_site_is_refused"),
    "303 after credentials": (HERE, "test_a_password_is_never_sent_on"),
    "another person between page and answer": (HERE, "test_who_answers_the_page_is_held_to_the_hint"),
    "no other origin reads an answer": (HERE, "test_no_address_lets_another_origin_read"),
    "token answers are not stored": (HERE, "test_an_answer_with_tokens_is_not_stored"),
    "rate limit on sign-in": (HERE, "test_the_limit_of_wrong_passwords_holds_on_the_way_to_a_client"),
    "rate limit on wrong client secrets": (LIMITS, "test_wrong_secrets_shut_the_token_address_to_where_they_came_from"),
    "rate limit on wrong codes": (LIMITS, "test_too_many_wrong_codes_are_told_to_wait_and_a_right_one_is_not"),
    "rate limit on wrong refresh tokens": (LIMITS, "test_wrong_refresh_tokens_are_counted_with_wrong_codes"),
    "known and unknown accounts alike": (ACCOUNTS, "test_a_known_and_an_unknown_account_answer_alike"),
}


def test_each_check_has_its_test_and_they_are_more_than_forty():
    assert len(CHECKS) >= 40
    assert len(set(CHECKS.values())) == len(CHECKS)
    for name, (file, test, *case) in CHECKS.items():
        before, found, _ = (TESTS / f"{file}.py").read_text(encoding="utf-8").partition(f"def {test}(")
        assert found, name
        assert not case or case[0] in before, name


def test_a_verifier_does_not_stand_in_for_a_challenge(party):
    """Were a code without a challenge ever to exist, it would not be redeemed with a verifier (RFC 9700, 4.8.2)."""
    code = party.come_back()["code"]
    Code.objects.update(challenge="")
    assert party.redeem(code).json()["error"] == "invalid_request"


def test_a_token_signed_before_the_rotation_verifies_after_it(party):
    """As a client that reads the key set only now, and as the provider with a hint."""
    old = party.tokens()["id_token"]
    SigningKey.objects.update(created_at=now() - dt.timedelta(days=90, seconds=1))
    new = party.redeem(party.come_back()["code"]).json()["id_token"]
    assert party.opened(old).header["kid"] != party.opened(new).header["kid"]
    assert party.opened(old).claims["sub"] == party.opened(new).claims["sub"]
    assert "code" in said(party.ask(prompt="none", id_token_hint=old))


def test_a_key_goes_when_no_living_token_bears_its_name(party):
    old = party.opened(party.tokens()["id_token"]).header["kid"]
    SigningKey.objects.update(created_at=now() - dt.timedelta(days=92))
    (left,) = party.server.get("/oidc/jwks").json()["keys"]
    assert left["kid"] != old


def test_a_hint_that_is_not_ours_for_this_client_is_refused(party):
    register_client(client_id="other", name="Other", secret="o" * 43, redirect_uris=[relying.BACK])
    hint = party.tokens()["id_token"]
    told = party.opened(hint)
    stranger = RSAKey.generate_key(2048, {"kid": told.header["kid"]}, private=True)
    elsewhere = Relying(party.browser, client_id="other", secret="o" * 43).tokens()["id_token"]
    public = OctKey.import_key(party.server.get("/oidc/jwks").content)
    for bad in (
        elsewhere,
        jwt.encode(told.header, told.claims, stranger),
        jwt.encode({"alg": "HS256", "kid": told.header["kid"]}, told.claims, public),
    ):
        assert said(party.ask(prompt="none", id_token_hint=bad))["error"] == "invalid_request"
    assert "code" in said(party.ask(prompt="none", id_token_hint=hint))


def test_who_answers_the_page_is_held_to_the_hint(party, sub_user, signed_in):
    """The page was one person's; another signed in before the answer was pressed."""
    hint = party.tokens()["id_token"]
    page = party.ask(prompt="consent", id_token_hint=hint)
    signed_in(sub_user)
    assert said(party.allow(page))["error"] == "login_required"


def test_nobody_can_put_a_page_of_the_way_into_a_frame(party, platform):
    door = Relying(Browser()).ask()
    for page in (party.ask(), Browser().get(door.headers["Location"])):
        assert page.status_code == 200
        assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
        assert page.headers["X-Frame-Options"] == "DENY"


def test_a_password_is_never_sent_on(platform, root, browser):
    """303 at each step from the password to the client: a browser goes on with GET, and without the form."""
    party = Relying(browser)
    page = browser.get(party.ask().headers["Location"])
    told = {"identifier": root.uin, "password": PASSWORD, "next": page.context["next"]}
    entered = browser.post("/signin/?as=root", told)
    assert entered.status_code == 303
    back = party.allow(browser.get(entered.headers["Location"]))
    assert back.status_code == 303
    assert PASSWORD not in back.headers["Location"] + entered.headers["Location"]


def test_no_address_lets_another_origin_read(party):
    """Our clients are servers, so that not even the token, key and UserInfo addresses need it."""
    header = {"origin": "https://elsewhere.example"}
    access = party.tokens()["access_token"]
    answers = [
        party.server.get("/.well-known/openid-configuration", headers=header),
        party.server.get("/oidc/jwks", headers=header),
        party.server.get("/oidc/userinfo", headers={**header, "authorization": f"Bearer {access}"}),
        party.server.post("/oidc/token", headers=header),
        party.browser.get("/oidc/authorize", headers=header),
        party.browser.get("/signin/", headers=header),
        party.server.options("/oidc/token", headers={**header, "access-control-request-method": "POST"}),
    ]
    assert not [name for answer in answers for name in answer.headers if name.lower().startswith("access-control")]


def test_an_answer_with_tokens_is_not_stored(party):
    code = party.come_back(scope="openid offline_access", prompt="consent")["code"]
    first = party.redeem(code)
    second = party.refresh(first.json()["refresh_token"])
    assert {answer.headers["Cache-Control"] for answer in (first, second)} == {"no-store"}


def test_the_limit_of_wrong_passwords_holds_on_the_way_to_a_client(platform, root, browser):
    """Also for who comes by `prompt=login` and is signed in already."""
    party = Relying(browser)
    page = browser.get(party.ask(prompt="login").headers["Location"])
    told = {"identifier": MOBILE, "password": "wrong", "next": page.context["next"]}
    for _ in range(TRIES):
        browser.post("/signin/?as=root", told)
    assert browser.post("/signin/?as=root", {**told, "password": PASSWORD}).status_code == 200
    assert "code=" not in party.ask().headers["Location"]
