"""The linter: each flaw where it is, and none where it is not; what it calls unreachable is never the reason of an allow."""

import random

import pytest
from tests.cloud.cam_worlds import World, named, policy, say

from chopmark.cloud.cam.compiled import Compiled
from chopmark.cloud.cam.linting import Flaw, lint

GUARD = {"null_equal": {"k": "false"}}


def flaws(*statements):
    return [(finding.place.number, finding.flaw, finding.about) for finding in lint([policy(*statements)])]


@pytest.mark.parametrize(
    ("statements", "found"),
    [
        ([say(action="cos:*")], [(1, "wide_open", "cos:*")]),
        ([say(action="*")], [(1, "wide_open", "*:*")]),
        ([say(action=["cvm:Run", "cos:*"], resource=["*"])], [(1, "wide_open", "cos:*")]),
        ([say(action="cos:Get*")], []),
        ([say(action="cos:*", resource="qcs::cos:::*")], []),
        ([say(action="cos:*", bool_equal={"mfa": True})], []),
        ([say("deny", action="cos:*")], []),
        ([say()], []),
        ([say(action="cos:Get*"), say("deny", action="cos:*")], [(1, "unreachable", "cos:get*")]),
        ([say("deny", action="cos:*"), say(action=["cos:Get", "cos:Put"])], [(2, "unreachable", "cos:get, cos:put")]),
        ([say(action=["cos:Get", "cvm:Run"]), say("deny", action="cos:*")], []),
        ([say(action="cos:Get*"), say("deny", action="cos:GetObject")], []),
        ([say(action="cos:Get"), say("deny", action="cos:Get", bool_equal={"mfa": False})], []),
        (
            [say(action="cos:Get", bool_equal={"mfa": True, "x": True}), say("deny", action="*", bool_equal={"mfa": True})],
            [(1, "unreachable", "cos:get")],
        ),
        (
            [say(action="cos:Get", resource="qcs::cos::uin/1:b/*"), say("deny", "cos:*", "qcs::cos:*:uin/1:*")],
            [(1, "unreachable", "cos:get")],
        ),
        ([say(action="cos:Get", resource="qcs::cos:*:uin/1:b"), say("deny", "cos:*", "qcs::cos:gz:uin/1:*")], []),
        ([say(action="cos:Get"), say("deny", action="cos:*", resource="qcs:*:*:*:*:*")], []),
        ([say(action="e*:*", resource="qcs::a:::*"), say("deny", "*", "qcs:*:*:*:*:*")], []),
        ([say(**{"for_all_values:string_equal": {"k": "a"}})], [(1, "empty_is_enough", "for_all_values:string_equal k")]),
        ([say(**{"for_all_value:string_not_equal": {"k": "a"}})], [(1, "empty_is_enough", "for_all_value:string_not_equal k")]),
        ([say(**{"for_all_values:string_equal": {"k": "a"}}, **GUARD)], []),
        ([say(**{"for_all_values:string_equal": {"j": "a"}}, **GUARD)], [(1, "empty_is_enough", "for_all_values:string_equal j")]),
        (
            [say(**{"for_all_values:string_equal": {"k": "a"}, "null_equal": {"k": ["true", "false"]}})],
            [(1, "empty_is_enough", "for_all_values:string_equal k")],
        ),
        ([say("deny", **{"for_all_values:string_equal": {"k": "a"}})], []),
        ([say(**{"for_any_value:string_equal": {"k": "a"}})], []),
        ([say("deny", ip_not_equal={"k": "10.0.0.0/8"})], [(1, "missing_is_denied", "ip_not_equal k")]),
        ([say("deny", ip_not_equal={"k": "10.0.0.0/8"}, **GUARD)], []),
        ([say("deny", date_not_equal={"qcs:current_time": "2026-11-28"})], []),
        ([say("deny", ip_equal={"k": "10.0.0.0/8"})], []),
        ([say(ip_not_equal={"k": "10.0.0.0/8"})], []),
        ([say("deny", **{"for_any_value:string_not_equal": {"k": "a"}})], []),
        (
            [say("deny", **{"for_any_value:string_not_equal_if_exist": {"k": "a"}})],
            [(1, "missing_is_denied", "for_any_value:string_not_equal_if_exist k")],
        ),
        ([say(action=["ess:Login", "ess:Logn"])], [(1, "unknown_action", "ess:logn")]),
        ([say(action="ess:*Audit")], []),
        ([say("deny", action="ess:*Audits")], [(1, "unknown_action", "ess:*audits")]),
        ([say(action="cos:Whatever")], []),
        ([say(action=["ess:Login", "cos:Get"], resource="qcs::ess:::*")], [(1, "idle", "ess:login")]),
        ([say("deny", resource="qcs::ess:::*")], [(1, "idle", "ess:*")]),
        ([say(resource=["qcs::ess:::*", "*"])], []),
        ([say(action="cos:Get", resource="qcs::cos:::${app_id}/${uin}", string_like={"k": "${app_id}"})], [(1, "unfilled", "${app_id}")]),
        ([say("deny", action="cos:Get", string_equal={"k": ["${uin}", "${owner_uin}", "x${app_id}"]})], [(1, "unfilled", "${app_id}")]),
        ([say(action="cos:Get", string_equal={"k": "${uin}"}), say("deny", "cos:*", string_equal={"k": "${uin}"})], [(1, "unreachable", "cos:get")]),
        ([say(action="cos:Get", resource="qcs::cos::uin/1:${uin}/a"), say("deny", "cos:*", "qcs::cos::uin/1:${uin}/*")], [(1, "unreachable", "cos:get")]),
        ([say(action="cos:Get", resource="qcs::cos::uin/1:${uin}/a"), say("deny", "cos:*", "qcs::cos::uin/1:*/a")], [(1, "unreachable", "cos:get")]),
        ([say(action="cos:Get", resource="qcs::cos::uin/1:${uin}/a"), say("deny", "cos:*", "qcs::cos::uin/1:${owner_uin}/*")], []),
        ([say(action="cos:Get", resource="qcs::cos::uin/1:${uin}"), say("deny", "cos:*", "qcs::cos::uin/1:*in}")], []),
        ([say(action="cos:Get", resource="qcs::cos::uin/1:1"), say("deny", "cos:*", "qcs::cos::uin/1:${uin}")], []),
    ],
)  # fmt: skip
def test_a_flaw_is_found_where_it_is_and_nowhere_else(statements, found):
    assert flaws(*statements) == [(number, Flaw(flaw), about) for number, flaw, about in found]


def test_what_is_called_unreachable_never_grants_anything():
    world, called = World(random.Random(3)), 0
    for _ in range(1500):
        documents = world.policies()
        policies = named(documents)
        unreachable = {finding.place for finding in lint(policies) if finding.flaw is Flaw.UNREACHABLE}
        called += len(unreachable)
        for _ in range(10 if unreachable else 0):
            decision = Compiled(policies).decide(**{**world.question(documents), "is_root": False})
            assert not (decision.allowed and unreachable & set(decision.statements)), documents
    assert called > 50
