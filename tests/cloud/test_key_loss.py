"""The master key is lost: nothing is granted, everybody is told, and what needs no private half goes on."""

import datetime as dt
import io

import pytest
from django.core.management import call_command
from django.test import Client as Browser
from tests.cloud.relying import Relying, said

from chopmark.audit.models import Event
from chopmark.cli.commands import doctor
from chopmark.cloud.oidc import keys
from chopmark.cloud.oidc.models import Code, SigningKey, Token
from chopmark.kit.clock import now
from chopmark.web.words import text


def lose():
    """The sealed half does not open any more, as under another key file."""
    row = SigningKey.objects.first()
    sealed = bytes(row.private)
    row.private = sealed[:-1] + bytes([sealed[-1] ^ 1])
    row.save()
    return row


@pytest.fixture
def inside(party):
    """A client that was served before the loss."""
    return party.lasting_tokens()


@pytest.mark.parametrize(
    "bent",
    [lambda _: b"", lambda sealed: b"\xff" + sealed[1:], lambda sealed: sealed[:-1] + bytes([sealed[-1] ^ 1])],
)
def test_a_half_that_was_altered_in_any_way_is_lost(party, bent):
    party.tokens()
    row = SigningKey.objects.first()
    SigningKey.objects.update(private=bent(bytes(row.private)))
    with pytest.raises(keys.KeyLost):
        keys.signing_key()


def test_the_page_says_that_nobody_can_sign_in_and_grants_nothing(party, inside):
    lose()
    codes = Code.objects.count()
    page = party.ask()
    assert page.status_code == 503
    assert text("cloud.oidc.key_lost.title") in page.content.decode()
    assert Code.objects.count() == codes


def test_a_stranger_is_not_asked_for_a_password(party, inside):
    lose()
    assert Relying(Browser()).ask().status_code == 503


def test_a_consent_given_after_the_loss_grants_nothing(party, inside):
    page = party.ask(prompt="consent")
    lose()
    codes = Code.objects.count()
    assert party.allow(page).status_code == 503
    assert Code.objects.count() == codes


def test_a_client_that_wants_no_page_is_told(party, inside):
    lose()
    assert said(party.ask(prompt="none"))["error"] == "server_error"


def test_the_token_address_refuses_and_spends_nothing(party, inside):
    code = party.come_back()["code"]
    row = SigningKey.objects.first()
    whole = bytes(row.private)
    lose()
    issued = Token.objects.count()
    for answer in (party.redeem(code), party.refresh(inside["refresh_token"])):
        assert (answer.status_code, answer.json()["error"]) == (503, "server_error")
    assert Token.objects.count() == issued
    SigningKey.objects.update(private=whole)
    assert party.redeem(code).status_code == 200
    assert party.refresh(inside["refresh_token"]).status_code == 200


def test_discovery_keys_and_user_info_go_on(party, inside):
    told = party.opened(inside["id_token"]).claims
    lose()
    assert party.discovered()["issuer"] == told["iss"]
    assert party.opened(inside["id_token"]).claims == told
    assert party.user_info(inside["access_token"]).status_code == 200


def test_the_loss_is_on_record_once_an_hour(party, inside, monkeypatch):
    row = lose()
    for _ in range(3):
        party.ask()
        party.redeem("any")
    lost = Event.objects.filter(kind="signing_key.lost")
    assert [event.subject for event in lost] == [f"oidc.signingkey:{row.pk}"]
    later = now() + dt.timedelta(minutes=61)
    monkeypatch.setattr(keys, "now", lambda: later)
    party.ask()
    assert lost.all().count() == 2


def test_the_doctor_names_it_and_a_new_key_goes_on(party, inside):
    lose()
    found = doctor._guarded(doctor.look_at_sign_in)
    assert (found.what, found.fine) == ("sign in", False)
    assert "chopmark oidc key --new" in found.said
    call_command("oidc_key", new=True, stdout=io.StringIO())
    assert doctor.look_at_sign_in().fine
    new = party.redeem(party.come_back()["code"]).json()["id_token"]
    assert party.opened(new).header["kid"] != party.opened(inside["id_token"]).header["kid"]
    assert Event.objects.filter(kind="signing_key.replaced").count() == 1
