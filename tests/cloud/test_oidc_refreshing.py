"""Refresh tokens: good once, for a while, for one client; and everything that ends them."""

import datetime as dt

import pytest
from tests.cloud import relying
from tests.cloud.relying import said
from tests.cloud.test_logout import jobs

from chopmark.audit import log as audit
from chopmark.cloud.accounts.actions import set_password
from chopmark.cloud.cam.actions import detach
from chopmark.cloud.oidc.actions import disable, register_client
from chopmark.cloud.oidc.models import Client, Code, Token
from chopmark.kit import ids
from chopmark.kit.clock import now


@pytest.fixture
def party(relying_of, root):
    root.password_set_at = now() - dt.timedelta(days=60)
    root.save()
    return relying_of(root)


def is_ended(party, tokens):
    """Neither half of this pair is good for anything."""
    refreshed = party.refresh(tokens["refresh_token"])
    return party.user_info(tokens["access_token"]).status_code == 401 and refreshed.json()["error"] == "invalid_grant"


def ages(days, *, sign_in=0):
    """So many days ago the tokens were issued, and the password given."""
    Token.objects.update(created_at=now() - dt.timedelta(days=days))
    Code.objects.update(authenticated_at=now() - dt.timedelta(days=sign_in))


def test_refreshing_rotates(party, root):
    tokens, seen = party.lasting_tokens(), set()
    for _ in range(3):
        answer = party.refresh(tokens["refresh_token"])
        assert answer.status_code == 200, answer.content
        seen |= {tokens["access_token"], tokens["refresh_token"]}
        tokens = answer.json()
    assert len(seen | {tokens["access_token"], tokens["refresh_token"]}) == 8
    assert party.user_info(tokens["access_token"]).json()["sub"] == root.uin


def test_a_refresh_token_is_good_once(party):
    old = party.lasting_tokens()["refresh_token"]
    party.refresh(old)
    again = party.refresh(old)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")


def test_a_second_use_ends_the_whole_family(party):
    first = party.lasting_tokens()
    second = party.refresh(first["refresh_token"]).json()
    third = party.refresh(second["refresh_token"]).json()
    elsewhere = party.lasting_tokens()
    assert party.user_info(first["access_token"]).status_code == 200
    assert party.refresh(first["refresh_token"]).json()["error"] == "invalid_grant"
    assert party.user_info(third["access_token"]).status_code == 401
    assert all(is_ended(party, tokens) for tokens in (first, second, third))
    assert party.refresh(elsewhere["refresh_token"]).status_code == 200


def test_a_replay_is_on_record_with_its_client_and_without_a_secret(party, root):
    code = party.come_back(scope="openid offline_access", prompt="consent")["code"]
    tokens = party.redeem(code).json()
    party.refresh(tokens["refresh_token"])
    party.refresh(tokens["refresh_token"])
    party.redeem(code)
    replays = [event for event in audit.history(root) if event.kind.endswith(".replayed")]
    assert [event.kind for event in replays] == ["refresh_token.replayed", "code.replayed"]
    assert all(event.facts == {"client": relying.ID} for event in replays)
    told = str([vars(event) for event in audit.history(root)])
    secrets = (code, tokens["refresh_token"], tokens["access_token"])
    assert not [secret for secret in secrets if secret in told or ids.digest(secret) in told]


def test_a_replayed_code_ends_what_was_refreshed_from_it(party):
    code = party.come_back(scope="openid offline_access", prompt="consent")["code"]
    tokens = party.refresh(party.redeem(code).json()["refresh_token"]).json()
    assert party.redeem(code).json()["error"] == "invalid_grant"
    assert is_ended(party, tokens)


def test_lasting_access_takes_its_scope_and_a_page(party):
    """The page has to be shown for this very request: an old consent is no consent to this (OpenID Core 11)."""
    assert "refresh_token" not in party.redeem(party.come_back(prompt="consent")["code"]).json()
    silent = party.redeem(said(party.ask(scope="openid offline_access"))["code"]).json()
    assert (silent["scope"], "refresh_token" in silent) == ("openid", False)
    assert party.lasting_tokens()["refresh_token"]


def test_the_consent_page_says_how_long(party):
    lasting = party.ask(scope="openid offline_access", prompt="consent").content.decode()
    assert "最长30天" in lasting
    assert "最长30天" not in party.ask(prompt="consent").content.decode()


def test_a_refresh_token_ends_when_it_lies_unused(party):
    tokens = party.lasting_tokens()
    ages(2)
    tokens = party.refresh(tokens["refresh_token"]).json()
    ages(2)
    tokens = party.refresh(tokens["refresh_token"]).json()
    ages(3)
    assert party.refresh(tokens["refresh_token"]).json()["error"] == "invalid_grant"


def test_refreshing_ends_thirty_days_after_the_sign_in(party):
    tokens = party.lasting_tokens()
    ages(0, sign_in=29)
    tokens = party.refresh(tokens["refresh_token"]).json()
    ages(0, sign_in=30)
    assert party.refresh(tokens["refresh_token"]).json()["error"] == "invalid_grant"


def test_a_refresh_token_is_good_for_its_own_client_only(party):
    """And a stranger that tries one, used or not, ends nothing."""
    register_client(client_id="other", name="Other", secret="o" * 43, redirect_uris=[relying.BACK])
    used = party.lasting_tokens()["refresh_token"]
    refresh = party.refresh(used).json()["refresh_token"]
    for token in (used, refresh):
        answer = party.refresh(token, client_id="other", client_secret="o" * 43)
        assert answer.json()["error"] == "invalid_grant"
    assert party.refresh(refresh, client_secret=None).json()["error"] == "invalid_client"
    assert party.refresh(refresh).status_code == 200


def test_refreshing_widens_nothing(party):
    refresh = party.lasting_tokens()["refresh_token"]
    assert party.refresh(refresh, scope="openid email").json()["error"] == "invalid_scope"
    assert party.refresh(refresh, scope="openid").json()["scope"] == "openid offline_access"


def test_a_refresh_token_is_kept_as_a_digest(party):
    refresh = party.lasting_tokens()["refresh_token"]
    kept = Token.objects.get().refresh_digest
    assert len(kept) == 64
    assert kept != refresh
    assert party.refresh(kept).json()["error"] == "invalid_grant"


def test_neither_token_passes_for_the_other(party):
    tokens = party.lasting_tokens()
    assert party.user_info(tokens["refresh_token"]).status_code == 401
    assert party.refresh(tokens["access_token"]).json()["error"] == "invalid_grant"


def test_signing_out_ends_refreshing_and_tells_the_client(party, root):
    Client.objects.update(backchannel_logout_uri="https://platform.example/cloud/logout")
    tokens = party.refresh(party.lasting_tokens()["refresh_token"]).json()
    sid = party.browser.session["sid"]
    party.browser.post("/signout/")
    assert is_ended(party, tokens)
    assert jobs() == [{"client_id": relying.ID, "sid": sid, "uin": root.uin}]


def test_a_disabled_account_refreshes_nothing(party, root):
    tokens = party.lasting_tokens()
    disable(root, by=root)
    assert is_ended(party, tokens)


def test_a_new_password_ends_refreshing(party, root):
    tokens = party.lasting_tokens()
    ages(0, sign_in=1)
    assert party.user_info(tokens["access_token"]).status_code == 200
    set_password(root, password="another calm river", by=root)
    assert is_ended(party, tokens)


def test_a_detached_policy_is_felt_after_refreshing_too(relying_of, root, sub_user, give):
    policy = give(sub_user, "QcloudESSFullAccess")
    party = relying_of(sub_user)
    tokens = party.lasting_tokens()
    assert party.user_info(tokens["access_token"]).json()["esign"]["allowed"] is True
    detach(policy, account=sub_user, by=root)
    fresh = party.refresh(tokens["refresh_token"]).json()
    assert party.user_info(fresh["access_token"]).json()["esign"]["allowed"] is False
