"""Trying out access: the answer of CAM itself, the statements that decide, and what stood in the way."""

import pytest
from tests.cloud.conftest import PASSWORD

from chopmark.cloud.accounts.actions import create_sub_user, register_root
from chopmark.cloud.cam.grouping import add_member, attach_to_group, create_group
from chopmark.cloud.cam.models import Policy
from chopmark.cloud.cam.presets import AUTHENTICATE, FULL_ACCESS

HERE = {"ip_equal": {"qcs:ip": "10.0.0.0/8"}}
EVENING = {"date_greater_than": {"qcs:current_time": "2026-11-28T18:00:00+08:00"}}


@pytest.fixture
def ask(root, sub_user, signed_in):
    """The page's answer about the sub-user; what is not said is as the page has it."""
    browser = signed_in(root)

    def go(**told):
        question = {"user": sub_user.pk, "action": AUTHENTICATE, "resource": "*", "ip": "", "at": "", **told}
        return browser.post("/simulator/", question)

    return go


def allowing(**statement):
    return {"effect": "allow", "action": "ess:*", "resource": "*", **statement}


def outcome(page):
    return page.context["verdict"].outcome


def test_without_a_policy_the_answer_is_no_and_nothing_comes_near(ask):
    page = ask()
    assert outcome(page) == "implicit_deny"
    assert (page.context["deciding"], page.context["nearest"]) == ([], [])


def test_the_policy_that_decides_is_named_with_the_group_that_it_came_by(ask, root, sub_user):
    group = create_group(root, name="legal-dept")
    attach_to_group(Policy.objects.get(owner=None, name=FULL_ACCESS), group=group, by=root)
    add_member(group, account=sub_user, by=root)
    page = ask()
    assert outcome(page) == "allow"
    assert [(said.place.policy, said.place.number) for said in page.context["deciding"]] == [(FULL_ACCESS, 1)]
    assert "legal-dept" in page.content.decode()


def test_a_denial_is_named(ask, sub_user, give):
    give(sub_user, FULL_ACCESS)
    give(sub_user, {"name": "No", "statement": [allowing(effect="deny")]})
    page = ask()
    assert outcome(page) == "explicit_deny"
    assert [said.place.policy for said in page.context["deciding"]] == ["No"]


def test_address_and_time_are_those_that_were_asked_about(ask, sub_user, give):
    give(sub_user, {"name": "Evening", "statement": [allowing(condition={**HERE, **EVENING})]})
    assert outcome(ask(ip="10.1.2.3", at="2026-11-28 18:01")) == "allow"
    assert outcome(ask(ip="10.1.2.3", at="2026-11-28 17:59")) == "implicit_deny"
    page = ask(ip="192.0.2.1", at="2026-11-28 18:01")
    assert [said.conditions for said in page.context["nearest"]] == [["ip_equal qcs:ip"]]
    assert "ip_equal qcs:ip" in page.content.decode()


def test_a_resource_that_stood_in_the_way_is_said_so(ask, sub_user, give):
    named = "qcs::cos:gz:uin/1:b/a"
    give(sub_user, {"name": "Bucket", "statement": [allowing(action="cos:*", resource=named)]})
    assert outcome(ask(action="cos:GetObject", resource=named)) == "allow"
    assert ask(action="cos:GetObject", resource=f"{named}b").context["nearest"][0].misses_resource


def test_a_resource_named_for_e_sign_is_said_to_give_nothing(ask, sub_user, give):
    give(sub_user, {"name": "Idle", "statement": [allowing(resource="qcs::ess:::flow/1")]})
    page = ask()
    assert outcome(page) == "resource_ignored"
    assert page.context["nearest"][0].ignores_resource


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("action", "ess:*"),
        ("action", "ess"),
        ("ip", "10.0.0.0/8"),
        ("at", "soon"),
        ("at", "0001-01-01T00:00Z9"),
        ("resource", ""),
    ],
)
def test_what_cannot_be_asked_is_said_at_its_field(ask, field, said):
    page = ask(**{field: said})
    assert page.context["form"].errors[field]
    assert "verdict" not in page.context


def test_nobody_of_another_root_can_be_asked_about(ask, root):
    stranger = register_root(mobile="13700137000", password=PASSWORD)
    theirs = create_sub_user(stranger, name="he.mu", password=PASSWORD)
    page = ask(user=theirs.pk)
    assert page.context["form"].errors["user"]
    assert "he.mu" not in page.content.decode()
    assert ask(user=root.pk).context["form"].errors["user"]


def test_a_sub_user_without_the_policy_tries_out_nothing(sub_user, signed_in):
    assert signed_in(sub_user).get("/simulator/").status_code == 403
