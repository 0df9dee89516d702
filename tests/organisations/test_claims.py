"""The claim contract: what is absent refuses, whatever is missing; a foreign provider is read by a mapping."""

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chopmark.organisations.claims import Claims, read, refusal_of
from tests.journey import account

WHOLE = account()


def without(*places):
    claims = copy.deepcopy(WHOLE)
    for place in places:
        *way, last = place.split(".")
        holder = claims
        for part in way:
            holder = holder[part]
        del holder[last]
    return claims


def with_(place, value):
    claims = copy.deepcopy(WHOLE)
    *way, last = place.split(".")
    holder = claims
    for part in way:
        holder = holder[part]
    holder[last] = value
    return claims


REFUSALS = [
    (WHOLE, None),
    ({}, "no_realname"),
    (without("real_name"), "no_realname"),
    (with_("real_name", None), "no_realname"),
    (with_("real_name", "深圳市栗栖湾工艺有限公司"), "no_realname"),
    (without("real_name.name"), "no_realname"),
    (with_("real_name.name", ""), "no_realname"),
    (with_("real_name.type", "personal"), "personal_only"),
    (with_("real_name.type", "Enterprise "), "personal_only"),
    (without("esign"), "no_policy"),
    (with_("esign", None), "no_policy"),
    (with_("esign", True), "no_policy"),
    (without("esign.allowed"), "no_policy"),
    (with_("esign.allowed", "true"), "no_policy"),
    (with_("esign.allowed", 1), "no_policy"),
    (with_("esign.allowed", False), "no_policy"),
    (with_("esign", {"allowed": False, "reason": "explicit_deny"}), "explicit_deny"),
    (with_("esign", {"allowed": False, "reason": "resource_ignored"}), "policy_resource"),
    (with_("esign", {"allowed": False, "reason": "something_new"}), "no_policy"),
    (with_("esign", {"allowed": False, "reason": None}), "no_policy"),
    (with_("esign", {"allowed": False, "reason": ["explicit_deny"]}), "no_policy"),
]


@pytest.mark.parametrize(("claims", "refusal"), REFUSALS, ids=range(len(REFUSALS)))
def test_the_claims_admit_or_refuse_as_the_table_says(claims, refusal):
    assert refusal_of(read(claims, {})) == refusal


def test_a_missing_type_of_the_real_name_counts_as_enterprise():
    assert read(without("real_name.type"), {}).real_name.kind == "enterprise"


def test_an_account_without_an_owner_is_its_own():
    assert read(without("owner_uin", "uin"), {}).owner_uin == WHOLE["sub"]


@pytest.mark.parametrize("value", ["true", 1, None, "yes"])
def test_only_true_makes_a_root(value):
    assert read(with_("is_root", value), {}).is_root is False


@pytest.mark.parametrize("actions", [None, "ess:ReviewApplications", 5, {"ess:ReviewApplications": 1}, True])
def test_actions_that_are_no_list_grant_nothing(actions):
    assert read(with_("esign.actions", actions), {}).actions == frozenset()


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["type", "name", "allowed", "reason", "actions"]), inner, max_size=4),
    max_leaves=8,
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(["sub", "uin", "owner_uin", "is_root", "real_name", "esign"]), anything))
def test_whatever_a_provider_says_is_read_or_refused(claims):
    found = read(claims, {})
    assert isinstance(found, Claims)
    told = claims.get("esign")
    if not (isinstance(told, dict) and told.get("allowed") is True):
        assert refusal_of(found) is not None


FOREIGN = {
    "sub": "u-17",
    "org": {"legal": {"title": "栗栖工艺", "code": "91440300MA00TE5T2D"}},
    "roles": {"esign": True, "list": ["ess:ReviewApplications"]},
    "tenant": "t-1",
}
MAPPING = {
    "real_name.name": "org.legal.title",
    "real_name.uscc": "org.legal.code",
    "esign.allowed": "roles.esign",
    "esign.actions": "roles.list",
    "owner_uin": "tenant",
}


def test_a_foreign_provider_is_read_through_the_mapping():
    found = read(FOREIGN, MAPPING)
    assert refusal_of(found) is None
    assert (found.real_name.name, found.real_name.uscc) == ("栗栖工艺", "91440300MA00TE5T2D")
    assert (found.uin, found.owner_uin, found.actions) == ("u-17", "t-1", {"ess:ReviewApplications"})


def test_a_foreign_provider_without_a_mapping_is_refused():
    assert refusal_of(read(FOREIGN, {})) == "no_realname"


def test_a_mapping_to_nowhere_refuses():
    assert refusal_of(read(FOREIGN, {**MAPPING, "esign.allowed": "roles.missing.deep"})) == "no_policy"


def test_what_is_read_can_be_written_down():
    assert json.dumps(sorted(read(FOREIGN, MAPPING).actions))
