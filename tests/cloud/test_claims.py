"""The contract of docs/claims.md: what UserInfo says of whom, and that it looks anew each time."""

import datetime as dt
import json
from pathlib import Path

import pytest
from tests.cloud.registry import NAME, OPEN, REPRESENTATIVE

from chopmark.cloud.accounts.actions import set_password
from chopmark.cloud.cam.actions import detach
from chopmark.cloud.cam.presets import ESIGN_ACTIONS
from chopmark.cloud.oidc.actions import disable, enable
from chopmark.cloud.oidc.models import Code
from chopmark.cloud.realname.actions import Answer, mark_personal, verify_enterprise
from chopmark.kit.clock import now

CONTRACT = Path(__file__).resolve().parents[2] / "docs" / "claims.md"
OFFICE, ELSEWHERE = "127.0.0.0/8", "192.0.2.0/24"


def statement(effect, *actions, resource="*", **condition):
    told = {"effect": effect, "action": list(actions), "resource": [resource]}
    return {**told, "condition": condition} if condition else told


def test_a_root_may_everything(relying_of, root):
    claims = relying_of(root).claims()
    assert claims == {
        "sub": root.uin,
        "uin": root.uin,
        "owner_uin": root.uin,
        "is_root": True,
        "real_name": None,
        "esign": {"allowed": True, "reason": "root", "statement": None, "actions": list(ESIGN_ACTIONS)},
    }


def test_the_example_of_the_contract_has_the_claims_that_are_sent(relying_of, root, sub_user, give):
    example = json.loads(CONTRACT.read_text(encoding="utf-8").split("```json")[1].split("```")[0])
    verify_enterprise(root, name=NAME, uscc=OPEN, legal_representative=REPRESENTATIVE)
    give(sub_user, "QcloudESSFullAccess")
    sent = relying_of(sub_user).claims()
    assert sent.keys() == example.keys()
    assert sent["real_name"].keys() == example["real_name"].keys()
    assert sent["esign"] == example["esign"]


def test_a_sub_user_without_a_policy_may_nothing(relying_of, root, sub_user):
    claims = relying_of(sub_user).claims()
    assert (claims["sub"], claims["owner_uin"], claims["is_root"]) == (sub_user.uin, root.uin, False)
    assert claims["esign"] == {"allowed": False, "reason": "implicit_deny", "statement": None, "actions": []}


def test_a_preset_policy_opens_e_sign_and_is_named(relying_of, sub_user, give):
    give(sub_user, "QcloudESSFullAccess")
    told = relying_of(sub_user).claims()["esign"]
    assert told == {
        "allowed": True,
        "reason": "allow",
        "statement": "QcloudESSFullAccess",
        "actions": list(ESIGN_ACTIONS),
    }


def test_a_reviewer_may_review_and_not_authenticate(relying_of, sub_user, give):
    give(sub_user, "ChopmarkReviewer")
    told = relying_of(sub_user).claims()["esign"]
    assert (told["allowed"], told["actions"]) == (False, ["ess:ReviewApplications"])


def test_an_explicit_denial_wins_and_is_named(relying_of, sub_user, give):
    give(sub_user, "AdministratorAccess")
    deny = statement("deny", "ess:AuthenticateOrganization")
    give(sub_user, {"name": "NotFromHere", "statement": deny})
    told = relying_of(sub_user).claims()["esign"]
    assert (told["allowed"], told["reason"], told["statement"]) == (False, "explicit_deny", "NotFromHere")
    assert "ess:AuthenticateOrganization" not in told["actions"]


def test_a_policy_that_names_a_resource_grants_nothing_and_says_so(relying_of, sub_user, give):
    limited = statement("allow", "name/ess:*", resource="qcs::ess:ap-guangzhou:uin/100000000017:flow/1")
    give(sub_user, {"name": "OneFlowOnly", "statement": limited})
    told = relying_of(sub_user).claims()["esign"]
    assert told == {"allowed": False, "reason": "resource_ignored", "statement": "OneFlowOnly", "actions": []}


@pytest.mark.parametrize(("network", "allowed"), [(OFFICE, True), (ELSEWHERE, False)])
def test_the_address_of_the_sign_in_is_what_conditions_see(relying_of, sub_user, give, network, allowed):
    policy = statement("allow", "name/ess:*", ip_equal={"qcs:ip": [network]})
    give(sub_user, {"name": "Office", "statement": policy})
    assert relying_of(sub_user).claims()["esign"]["allowed"] is allowed


def test_a_personal_real_name_has_no_code(relying_of, root):
    mark_personal(root, name="周岚")
    assert relying_of(root).claims()["real_name"] == {"type": "personal", "name": "周岚", "uscc": None}


def test_an_enterprise_is_named_as_the_registry_writes_it_to_sub_users_too(relying_of, root, sub_user):
    typed = NAME.replace("（", "(").replace("）", ")")
    assert verify_enterprise(root, name=typed, uscc=OPEN, legal_representative=REPRESENTATIVE) is Answer.VERIFIED
    assert relying_of(sub_user).claims()["real_name"] == {"type": "enterprise", "name": NAME, "uscc": OPEN}


def test_no_mobile_and_no_representative_is_told(relying_of, root):
    verify_enterprise(root, name=NAME, uscc=OPEN, legal_representative=REPRESENTATIVE)
    said = json.dumps(relying_of(root).claims(), ensure_ascii=False)
    assert root.mobile not in said
    assert REPRESENTATIVE not in said


def test_a_detached_policy_is_felt_at_the_next_question(relying_of, root, sub_user, give):
    policy = give(sub_user, "QcloudESSFullAccess")
    party = relying_of(sub_user)
    access = party.tokens()["access_token"]
    assert party.user_info(access).json()["esign"]["allowed"] is True
    detach(policy, account=sub_user, by=root)
    assert party.user_info(access).json()["esign"]["allowed"] is False


@pytest.mark.parametrize("whom", ["sub_user", "root"])
def test_a_disabled_account_or_root_gets_401(relying_of, root, sub_user, whom):
    party = relying_of(sub_user)
    access = party.tokens()["access_token"]
    disable({"sub_user": sub_user, "root": root}[whom], by=root)
    assert party.user_info(access).status_code == 401
    assert party.ask(prompt="none").headers["Location"].count("login_required") == 1
    enable({"sub_user": sub_user, "root": root}[whom], by=root)
    assert party.user_info(access).status_code == 401


def test_a_new_password_ends_what_the_old_one_won(relying_of, root, sub_user):
    party = relying_of(sub_user)
    access = party.tokens()["access_token"]
    earlier = now() - dt.timedelta(hours=1)
    Code.objects.update(authenticated_at=earlier)
    session = party.browser.session
    session["since"] = int(earlier.timestamp())
    session.save()
    set_password(sub_user, password="another calm river", by=root)
    assert "/signin/" in party.ask().headers["Location"]
    assert party.user_info(access).status_code == 401
