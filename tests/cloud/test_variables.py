"""Variables in the policies of real accounts: filled on every way to an answer, with the numbers of whoever is asked about."""

import pytest
from django.test import Client as Browser
from tests.cloud.conftest import PASSWORD
from tests.cloud.test_logout import ear, jobs, listening  # noqa: F401 - fixtures
from tests.cloud.test_losing import told

from chopmark.cloud.accounts.actions import create_sub_user
from chopmark.cloud.cam.actions import attach, detach
from chopmark.cloud.cam.decisions import context_of, decide, principal_of
from chopmark.cloud.cam.presets import AUTHENTICATE

# Grants only where both variables are filled: an address is nobody's number.
FILLED = {
    "effect": "allow",
    "action": ["ess:*", "cam:*"],
    "resource": "*",
    "condition": {"string_not_equal": {"qcs:ip": ["${uin}", "${owner_uin}"]}},
}
HOME = "qcs::cos:gz:uin/{}:home/{}/a"
AT_HOME = {"effect": "allow", "action": "cos:*", "resource": HOME.format("${owner_uin}", "${uin}")}


@pytest.fixture
def policy(give, sub_user):
    return give(sub_user, {"name": "Filled", "statement": [FILLED, AT_HOME]})


def test_the_root_of_a_sub_user_is_its_owner_and_a_root_is_its_own(root, sub_user):
    assert principal_of(sub_user) == {"uin": sub_user.uin, "owner_uin": root.uin}
    assert principal_of(root) == {"uin": root.uin, "owner_uin": root.uin}


def test_claims_and_console_fill_them(policy, sub_user, relying_of):
    assert decide(sub_user, action=AUTHENTICATE, context=context_of("127.0.0.1")).allowed
    party = relying_of(sub_user)
    assert party.claims()["esign"]["allowed"]
    assert "ess:Operate" in party.claims()["esign"]["actions"]
    page = party.browser.get("/users/")
    assert [row.authenticate.outcome for row in page.context["rows"]] == ["allow"]


def test_whoever_is_asked_about_in_the_simulator_is_who_the_variables_stand_for(policy, root, sub_user, signed_in):
    other = create_sub_user(root, name="he.mu", password=PASSWORD)
    attach(policy, account=other, by=root)
    browser = signed_in(root)
    outcomes = [
        browser.post(
            "/simulator/",
            {
                "user": who.pk,
                "action": "cos:GetObject",
                "resource": HOME.format(root.uin, sub_user.uin),
                "at": "",
                "ip": "",
            },
        )
        .context["verdict"]
        .outcome
        for who in (sub_user, other)
    ]
    assert outcomes == ["allow", "implicit_deny"]


@pytest.mark.usefixtures("listening")
def test_whoever_entered_by_a_variable_goes_out_when_the_policy_goes(policy, root, sub_user, relying_of, signed_in):
    party = relying_of(sub_user)
    party.tokens()
    shown = signed_in(root, into=Browser()).get(f"/policies/{policy.pk}/delete/").context["consequences"]
    assert [account.name for account in shown.lose] == [sub_user.name]
    detach(policy, account=sub_user, by=root)
    assert jobs() == told(party, sub_user)
