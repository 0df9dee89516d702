"""The page of consents, and what taking one back ends."""

import pytest
from tests.cloud import relying
from tests.cloud.conftest import PASSWORD
from tests.cloud.relying import said
from tests.cloud.test_logout import ear, jobs, listening  # noqa: F401 - fixtures

from chopmark.audit import log as audit
from chopmark.cloud.accounts.actions import register_root
from chopmark.cloud.oidc.actions import register_client, withdraw_consent
from chopmark.cloud.oidc.models import Client, Grant


@pytest.fixture
def party(listening, relying_of, root):  # noqa: F811
    return relying_of(root)


def withdraw(party):
    return party.browser.post(f"/account/apps/{relying.ID}/withdraw/")


def shown(browser):
    return [grant.client_id for grant in browser.get("/account/apps/").context["grants"]]


def test_the_page_shows_each_client_that_was_allowed_and_no_other(party):
    assert shown(party.browser) == []
    register_client(client_id="other", name="Other", secret="o" * 43, redirect_uris=[relying.BACK])
    party.tokens()
    assert shown(party.browser) == [relying.ID]


def test_nobody_sees_the_consents_of_another(party, signed_in):
    party.tokens()
    stranger = register_root(mobile="13700137000", password=PASSWORD)
    assert shown(signed_in(stranger)) == []


def test_the_page_says_whether_a_client_may_read_while_nobody_is_here(party):
    party.tokens()
    assert "30天" not in party.browser.get("/account/apps/").content.decode()
    party.lasting_tokens()
    assert "30天" in party.browser.get("/account/apps/").content.decode()


def test_what_was_allowed_for_long_stays_so_when_less_is_asked(party):
    party.lasting_tokens()
    party.tokens()
    assert Grant.objects.get().is_lasting


def test_taking_it_back_ends_tokens_refreshing_and_codes_and_tells_the_client(party, root):
    lasting, code = party.lasting_tokens(), party.come_back()["code"]
    withdraw(party)
    assert party.user_info(lasting["access_token"]).status_code == 401
    assert party.refresh(lasting["refresh_token"]).json()["error"] == "invalid_grant"
    assert party.redeem(code).json()["error"] == "invalid_grant"
    assert jobs() == [{"client_id": relying.ID, "sid": party.browser.session["sid"], "uin": root.uin}]


def test_the_next_sign_in_asks_again(party):
    party.tokens()
    assert "code" in said(party.ask())
    withdraw(party)
    assert said(party.ask(prompt="none"))["error"] == "consent_required"
    assert party.ask().templates[0].name == "oidc/consent.html"


def test_a_code_that_was_given_while_the_consent_went_is_worth_nothing(party):
    code = party.come_back()["code"]
    Grant.objects.all().delete()  # as if the page and the withdrawal had met
    assert party.redeem(code).json()["error"] == "invalid_grant"


def test_taking_it_back_is_on_record_once(party, root):
    party.tokens()
    withdraw(party)
    assert withdraw(party).headers["Location"] == "/account/apps/"
    assert audit.history(root).filter(kind="consent.withdrawn_from_client").count() == 1


def test_other_clients_and_other_accounts_keep_what_they_have(party, root, signed_in):
    back = "https://other.example/back"
    register_client(client_id="other", name="Other", secret="o" * 43, redirect_uris=[back])
    other = relying.Relying(party.browser, client_id="other", secret="o" * 43, back=back)
    mine = party.tokens()
    page = other.ask()
    assert page.status_code == 200
    other.allow(page)
    withdraw_consent(root, client=Client.objects.get(pk="other"))
    assert party.user_info(mine["access_token"]).status_code == 200
    assert shown(party.browser) == [relying.ID]


def test_a_stranger_is_sent_to_the_sign_in_page(browser, platform):
    for answer in (browser.get("/account/apps/"), browser.post(f"/account/apps/{relying.ID}/withdraw/")):
        assert (answer.status_code, answer.headers["Location"].startswith("/signin/")) == (303, True)


def test_a_client_that_does_not_exist_is_not_found(party):
    assert party.browser.post("/account/apps/nobody/withdraw/").status_code == 404
