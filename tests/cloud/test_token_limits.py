"""The token address tires of what is wrong, and never of a good client."""

import datetime as dt
from base64 import b64encode

import pytest
from django.test import Client as Browser
from tests.cloud import relying

from chopmark.cloud.oidc.limits import GRANTS, GRANTS_OF_CLIENT, SECRETS, SECRETS_OF_CLIENT
from chopmark.notify.models import Use

HERE, THERE = "203.0.113.9", "198.51.100.7"
MOST = {limit: limit.spans[0][0] for limit in (SECRETS, SECRETS_OF_CLIENT, GRANTS, GRANTS_OF_CLIENT)}


@pytest.fixture
def party(party):
    party.server = Browser(REMOTE_ADDR=HERE)
    return party


def spend(party, limit, **wrong):
    for _ in range(MOST[limit]):
        assert party.redeem("no such code", **wrong).status_code in (400, 401)


def is_refused_for_now(answer):
    later = int(answer.headers.get("Retry-After", 0))
    assert answer.headers.get("Cache-Control") == "no-store" or answer.status_code != 429
    return (answer.status_code, answer.json()["error"]) == (429, "temporarily_unavailable") and 0 < later <= 900


def test_wrong_secrets_shut_the_token_address_to_where_they_came_from(party):
    spend(party, SECRETS, client_secret="wrong")
    assert is_refused_for_now(party.redeem("no such code", client_secret="wrong"))
    assert is_refused_for_now(party.redeem(party.come_back()["code"]))


def test_wrong_secrets_from_elsewhere_slow_no_good_client(party):
    """Else anybody could shut a client out by naming it."""
    code = party.come_back()["code"]
    for tens in range(MOST[SECRETS_OF_CLIENT] // MOST[SECRETS]):
        party.server = Browser(REMOTE_ADDR=f"198.51.100.{tens}")
        spend(party, SECRETS, client_secret="wrong")
    party.server = Browser(REMOTE_ADDR=THERE[:-1] + "99")
    assert is_refused_for_now(party.redeem("no such code", client_secret="wrong"))
    assert party.redeem(code).status_code == 200


def test_a_client_named_in_the_header_is_counted_too(party):
    wrong = b64encode(f"{relying.ID}:wrong".encode()).decode()
    for _ in range(MOST[SECRETS]):
        party.server.post("/oidc/token", {"grant_type": "refresh_token"}, headers={"authorization": f"Basic {wrong}"})
    assert is_refused_for_now(party.redeem("no such code"))
    assert Use.objects.count() == 2 * MOST[SECRETS]


def test_made_up_clients_are_counted_by_address_only(party):
    spend(party, SECRETS, client_id="nobody")
    assert Use.objects.count() == MOST[SECRETS]
    assert is_refused_for_now(party.redeem("no such code", client_id="nobody either"))


def test_too_many_wrong_codes_are_told_to_wait_and_a_right_one_is_not(party):
    code = party.come_back()["code"]
    spend(party, GRANTS)
    assert is_refused_for_now(party.redeem("no such code"))
    assert is_refused_for_now(party.refresh("no such token"))
    assert party.redeem(code).status_code == 200


def test_wrong_refresh_tokens_are_counted_with_wrong_codes(party):
    for _ in range(MOST[GRANTS]):
        assert party.refresh("no such token").json()["error"] == "invalid_grant"
    assert is_refused_for_now(party.redeem("no such code"))


def test_a_client_is_counted_over_all_its_addresses(party):
    for part in range(4):
        party.server = Browser(REMOTE_ADDR=f"198.51.100.{part}")
        for _ in range(MOST[GRANTS_OF_CLIENT] // 4):
            assert party.refresh("no such token").status_code == 400
    party.server = Browser(REMOTE_ADDR=HERE)
    assert is_refused_for_now(party.refresh("no such token"))


def test_a_good_client_leaves_no_count(party):
    for _ in range(3):
        tokens = party.lasting_tokens()
        assert party.refresh(tokens["refresh_token"]).status_code == 200
    assert not Use.objects.exists()


def test_a_replay_past_the_limit_still_ends_what_the_first_use_brought(party):
    code = party.come_back()["code"]
    access = party.redeem(code).json()["access_token"]
    spend(party, GRANTS)
    assert is_refused_for_now(party.redeem(code))
    assert party.user_info(access).status_code == 401


def test_the_way_is_open_again_after_a_quarter_of_an_hour(party):
    spend(party, SECRETS, client_secret="wrong")
    Use.objects.update(at=Use.objects.latest("at").at - dt.timedelta(minutes=15, seconds=1))
    assert party.redeem(party.come_back()["code"]).status_code == 200
