"""What the policy language means, rule by rule, for the reference and for the compiled evaluator alike."""

from dataclasses import replace

import pytest
from tests.cloud.cam_worlds import EVALUATORS, ask, policy, say

from chopmark.cloud.cam.evaluate import Miss, Named, Place, Reason, has_idle_grant
from chopmark.cloud.cam.language import Condition, Document, PolicyError, decoded, parse, read
from chopmark.cloud.cam.resources import names

MOMENT = "2026-11-28T10:00:00+08:00"
BUCKET = "qcs::cos:ap-guangzhou:uin/1:bucket/a"


@pytest.fixture(params=EVALUATORS, ids=lambda each: each.__name__)
def evaluator(request):
    return request.param


OPERATORS = [
    # numbers are exact
    ("numeric_equal", 1, "1.0", True),
    ("numeric_equal", "1.0", 1, True),
    ("numeric_equal", "0.3", "0.30000000000000004", False),
    ("numeric_less_than", "0.3", "0.30000000000000004", False),
    ("numeric_greater_than", "0.3", "0.30000000000000004", True),
    ("numeric_equal", 9007199254740993, 9007199254740992, False),
    ("numeric_less_than", "1e30", 10**30 - 1, True),
    ("numeric_less_than", "1e30", 10**30, False),
    ("numeric_equal", "-0", "0", True),
    ("numeric_equal", "007", "7", True),
    ("numeric_equal", "+7", "7", True),
    ("numeric_equal", 7, "7 ", False),
    ("numeric_equal", 7, "0x7", False),
    ("numeric_equal", 7, "٧", False),
    ("numeric_equal", 1000, "1_000", False),
    ("numeric_less_than", 7, "NaN", False),
    ("numeric_less_than", 7, "-Infinity", False),
    ("numeric_not_equal", 7, "NaN", True),
    ("numeric_equal", 1, True, False),
    ("numeric_less_than", [3, 7], 6, True),
    ("numeric_less_than", [3, 7], 7, False),
    ("numeric_less_than_equal", [3, 7], 7, True),
    ("numeric_greater_than", [3, 7], 4, True),
    ("numeric_greater_than", [3, 7], 3, False),
    ("numeric_greater_than_equal", [3, 7], 3, True),
    ("numeric_not_equal", [3, 7], 7, False),
    # dates have zones; without one it is Beijing's
    ("date_equal", MOMENT, "2026-11-28T02:00:00Z", True),
    ("date_equal", MOMENT, "2026-11-28T10:00:00", True),
    ("date_equal", MOMENT, "2026-11-28 10:00:00+0800", True),
    ("date_equal", "2026-11-28", "2026-11-27T16:00:00Z", True),
    ("date_less_than", MOMENT, "2026-11-28T01:59:59.999999Z", True),
    ("date_less_than", MOMENT, "2026-11-28T02:00:00Z", False),
    ("date_less_than_equal", MOMENT, "2026-11-28T02:00:00Z", True),
    ("date_greater_than", MOMENT, "2026-11-28T02:00:00.000001Z", True),
    ("date_greater_than_equal", MOMENT, "2026-11-28T02:00:00Z", True),
    ("date_greater_than", "0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00-12:00", True),
    ("date_equal", "1988-07-01T00:00:00", "1988-06-30T16:00:00Z", True),
    ("date_not_equal", MOMENT, "yesterday", True),
    ("date_less_than", MOMENT, "20261127", False),
    ("date_less_than", MOMENT, 0, False),
    # addresses: one host, one address
    ("ip_equal", "10.0.0.0/8", "10.255.255.255", True),
    ("ip_equal", "10.0.0.0/8", "11.0.0.0", False),
    ("ip_equal", "10.1.2.3/8", "10.9.9.9", True),
    ("ip_equal", "10.0.0.1", "10.0.0.1", True),
    ("ip_equal", "10.0.0.0/8", "::ffff:10.0.0.1", True),
    ("ip_equal", "10.0.0.2", "::ffff:10.0.0.2", True),
    ("ip_equal", "::ffff:0:0/96", "10.0.0.1", True),
    ("ip_equal", "::fffe:0:0/95", "10.0.0.1", False),
    ("ip_equal", "::ffff:10.0.0.0/104", "10.0.0.1", True),
    ("ip_equal", "::ffff:10.0.0.0/104", "11.0.0.1", False),
    ("ip_equal", "::/0", "10.0.0.1", False),
    ("ip_equal", "::/0", "::ffff:10.0.0.1", False),
    ("ip_equal", "0.0.0.0/0", "::1", False),
    ("ip_equal", "fe80::/10", "fe80::1", True),
    ("ip_equal", "fe80::/10", "7e80::1", False),
    ("ip_equal", "::a00:0/104", "10.0.0.1", False),
    ("ip_equal", "10.0.0.0/8", "::a00:1", False),
    ("ip_equal", "10.0.0.0/8", "fe80::1%eth0", False),
    ("ip_equal", "fe80::/10", "fe80::1%eth0", True),
    ("ip_equal", "2001:db8::/32", "2001:DB8:0:1::9", True),
    ("ip_equal", "2001:db8::/32", "2001:db9::", False),
    ("ip_equal", "2001:db8::1", "2001:db8:0:0:0:0:0:1", True),
    ("ip_equal", ["192.0.2.0/24", "2001:db8::/32"], "2001:db8::1", True),
    ("ip_equal", "10.0.0.0/8", "10.0.0.01", False),
    ("ip_equal", "10.0.0.0/8", "167772161", False),
    ("ip_not_equal", "10.0.0.0/8", "nowhere", True),
    ("ip_not_equal", ["192.0.2.0/24", "10.0.0.0/8"], "10.0.0.1", False),
    # truths, octets, texts
    ("bool_equal", True, True, True),
    ("bool_equal", "true", "TRUE", True),
    ("bool_equal", True, 1, False),
    ("bool_equal", False, "no", False),
    ("binary_equal", "Y2F0", "Y2F0", True),
    ("binary_equal", "Y2F0", "cat", False),
    ("binary_equal", "Y2F0", "Y2F0IQ==", False),
    ("string_equal", "a", "A", False),
    ("string_equal", "", "", True),
    ("string_equal", 5, "5", True),
    ("string_equal", "true", True, True),
    ("string_equal_ignore_case", "STRASSE", "straße", True),
    ("string_not_equal_ignore_case", ["x", "Yes"], "yES", False),
    ("string_like", "a*c", "abc", True),
    ("string_like", "a?c", "abc", False),
    ("string_like", "a?c", "a?c", True),
    ("string_not_like", ["x*", "a*"], "abc", False),
]


@pytest.mark.parametrize(("operator", "wanted", "value", "holds"), OPERATORS)
def test_a_comparison_is_true_of_the_values_and_not_of_their_spelling(evaluator, operator, wanted, value, holds):
    said = say(**{operator: {"k": wanted}})
    assert ask(policy(said), context={"k": value}, by=evaluator).allowed is holds


# operator, wanted, then what it says of: missing, [], "a", "b", ["a", "b"], ["b", "c"], ["a", "a"]
QUANTIFIED = [
    ("string_equal", "0010101"),
    ("string_not_equal", "1101010"),
    ("string_equal_if_exist", "1110101"),
    ("string_not_equal_if_exist", "1101010"),
    ("for_any_value:string_equal", "0010101"),
    ("for_any_value:string_not_equal", "0001110"),
    ("for_any_value:string_not_equal_if_exist", "1101110"),
    ("for_all_values:string_equal", "1110001"),
    ("for_all_value:string_equal", "1110001"),
    ("for_all_values:string_not_equal", "1101010"),
    ("for_all_values:string_equal_if_exist", "1110001"),
]
FOUND = [None, [], "a", "b", ["a", "b"], ["b", "c"], ["a", "a"]]


@pytest.mark.parametrize(("operator", "table"), QUANTIFIED)
def test_a_quantifier_says_which_of_the_values_are_meant(evaluator, operator, table):
    said = policy(say(**{operator: {"k": "a"}}))
    answers = [ask(said, context={} if found is None else {"k": found}, by=evaluator).allowed for found in FOUND]
    assert "".join(str(int(each)) for each in answers) == table


@pytest.mark.parametrize(("operator", "odd"), [("numeric_equal", "0100"), ("numeric_not_equal", "1011")])
def test_a_value_that_is_none_of_the_kind_is_equal_to_nothing(evaluator, operator, odd):
    asked = [(operator, "x"), (operator, ["x", 5]), (operator, ["x", 6]), (f"for_all_values:{operator}", ["x"])]
    found = [ask(policy(say(**{name: {"k": 5}})), context={"k": value}, by=evaluator).allowed for name, value in asked]
    assert "".join(str(int(each)) for each in found) == odd


@pytest.mark.parametrize(
    ("wanted", "missing", "empty", "there"),
    [("true", True, True, False), ("false", False, False, True), (["true", "false"], True, True, True)],
)
def test_null_equal_asks_whether_there_is_any_value(evaluator, wanted, missing, empty, there):
    said = policy(say(null_equal={"k": wanted}))
    answers = [ask(said, context=context, by=evaluator).allowed for context in ({}, {"k": []}, {"k": ""})]
    assert answers == [missing, empty, there]


@pytest.mark.parametrize(
    ("pattern", "resource", "matches"),
    [
        ("*", BUCKET, True),
        ("*", "anything", True),
        (BUCKET, BUCKET, True),
        (BUCKET, BUCKET.upper(), False),
        (BUCKET, BUCKET + "b", False),
        ("qcs::cos:ap-guangzhou:uin/1:*", BUCKET, True),
        ("qcs::cos:*:uin/1:bucket/*", BUCKET, True),
        ("qcs::*:*:*:*", BUCKET, True),
        ("qcs::cos::uin/1:bucket/a", BUCKET, True),
        ("qcs:::ap-guangzhou:uin/1:bucket/a", BUCKET, True),
        ("qcs::cos:ap-guangzhou::bucket/a", BUCKET, False),
        ("qcs::cos:ap-beijing:uin/1:bucket/a", BUCKET, False),
        ("qcs::cos:ap-guangzhou:uin/1:bucket/?", BUCKET, False),
        ("qcs::*:*:*:*", "bucket/a", False),
        ("qcs:*:*:*:*:*", "qcs:x", False),
        ("qcs::cos:*:uin/1:bucket/*", "qcs::cos:gz:uin/2:x:uin/1:bucket/a", False),
        ("qcs::cos:gz:uin/*:b/a", "qcs::cos:gz:uin/2:x:b/a", False),
        ("qcs::cos:gz:uin/*:b/a", "qcs::cos:gz:uin/2:b/a", True),
        ("qcs::cos:gz:uin/1:a:*:c", "qcs::cos:gz:uin/1:a:b:c", True),
        ("qcs::cos:gz:uin/1:a:*:c", "qcs::cos:gz:uin/1:a:b:d", False),
        ("qcs::cos:gz:uin/1:*b*", "qcs::cos:gz:uin/1:abc", True),
        ("qcs::cos:gz:uin/1:*b*", "qcs::cos:gz:uin/1:ac", False),
        ("qcs::cos:gz:uin/1:*", "qcs::cos:gz:uin/1:", True),
        ("qcs::cos:gz:uin/1:*", "qcs::cos:gz:uin/1", False),
        ("qcs::cos:gz:uin/1:*c", "qcs::cos:gz:uin/2:c", False),
        ("qcs::cos:gz:*/1:b*a", "qcs::cos:gz:uin/1:ba", True),
        ("qcs::cos:gz:*/1:b*a", "qcs::cos:gz:uin/2:ba", False),
        ("qcs::cos:gz:uin/1:a", "qcs::cos:gz:uin/1:a:b", False),
    ],
)
def test_a_resource_matches_segment_by_segment(evaluator, pattern, resource, matches):
    one = policy(say(action="cos:*", resource=pattern))
    assert ask(one, action="cos:GetObject", resource=resource, by=evaluator).allowed is matches


@pytest.mark.parametrize("resource", [BUCKET, "of no form"])
def test_a_lone_star_names_whatever_is_asked_for(resource):
    """The evaluators look for it first; the linter asks by this."""
    assert names("*", resource)


@pytest.mark.parametrize(
    ("pattern", "action", "matches"),
    [
        ("cos:GetObject", "COS:getOBJECT", True),
        ("NAME/cos:GetObject", "cos:GetObject", True),
        ("cos:GetObject", "name/cos:GetObject", True),
        ("name/*", "cos:GetObject", True),
        ("cos:Get*Acl*", "cos:GetObjectAcl", True),
        ("c*:*Object", "cos:GetObject", True),
        ("cos:?etObject", "cos:GetObject", False),
        ("cos:K*", "cos:\u212aey", False),  # the sign of kelvin is not the letter
        ("cos:Get", "cos:GetObject", False),
    ],
)
def test_an_action_is_the_same_in_any_case_and_in_no_other_letters(evaluator, pattern, action, matches):
    one = policy(say(action=pattern, resource="*"))
    assert ask(one, action=action, resource=BUCKET, by=evaluator).allowed is matches


ME = {"uin": "200", "owner_uin": "100"}
MINE = "qcs::cos:gz:uin/${owner_uin}:home/${uin}/*"


@pytest.mark.parametrize(
    ("pattern", "resource", "matches"),
    [
        (MINE, "qcs::cos:gz:uin/100:home/200/a", True),
        (MINE, "qcs::cos:gz:uin/100:home/201/a", False),
        (MINE, "qcs::cos:gz:uin/200:home/200/a", False),
        (MINE, "qcs::cos:gz:uin/${owner_uin}:home/${uin}/a", False),
        ("qcs::cos:gz:uin/1:${uin}", "qcs::cos:gz:uin/1:200", True),
        ("qcs::cos:gz:uin/1:${uin}", "qcs::cos:gz:uin/1:2001", False),
        ("qcs::cos:gz:uin/1:${uin}${uin}", "qcs::cos:gz:uin/1:200200", True),
        ("qcs::cos::uin/1:*${uin}", "qcs::cos:gz:uin/1:x200", True),
        ("qcs::cos::uin/1:*${uin}", "qcs::cos:gz:uin/1:x20", False),
        ("qcs::${uin}:gz:uin/1:a", "qcs::200:gz:uin/1:a", True),
        ("qcs::cos:gz:uin/1:${uin}", "200", False),
    ],
)
def test_a_variable_in_a_resource_stands_for_who_asks(evaluator, pattern, resource, matches):
    one = policy(say(action="cos:*", resource=pattern))
    assert ask(one, action="cos:Get", resource=resource, by=evaluator, **ME).allowed is matches


# operator, wanted, value, whether it holds of ME
VARIABLES = [
    ("string_equal", "${uin}", "200", True),
    ("string_equal", "${uin}", "100", False),
    ("string_equal", ["x", "${owner_uin}"], "100", True),
    ("string_equal", "${uin}", "${uin}", False),
    ("string_not_equal", "${uin}", "200", False),
    ("string_not_equal", "${uin}", "201", True),
    ("string_equal_ignore_case", "A${uin}", "a200", True),
    ("string_like", "u-${uin}-*", "u-200-x", True),
    ("string_like", "u-${uin}-*", "u-201-x", False),
    ("string_not_like", "${owner_uin}*", "1001", False),
    ("for_any_value:string_equal", "${uin}", ["1", "200"], True),
    ("for_all_values:string_equal", "${uin}", ["200", "201"], False),
    ("string_equal_if_exist", "${uin}", [], True),
]


@pytest.mark.parametrize(("operator", "wanted", "value", "holds"), VARIABLES)
def test_a_variable_in_a_condition_stands_for_who_asks(evaluator, operator, wanted, value, holds):
    said = policy(say(**{operator: {"k": wanted}}))
    assert ask(said, context={"k": value}, by=evaluator, **ME).allowed is holds


@pytest.mark.parametrize("value", ["a*", "*", "${owner_uin}", "uin/1:a", ""])
def test_what_a_variable_stands_for_is_taken_as_it_is(evaluator, value):
    """No star of it is a wildcard, no colon ends a segment, no variable in it is filled, and empty is not all."""
    who = {"uin": value, "owner_uin": "100"}
    condition = policy(say(string_like={"k": "<${uin}>"}))
    for found, holds in ((f"<{value}>", True), ("<ab>", False), ("<100>", False)):
        assert ask(condition, context={"k": found}, by=evaluator, **who).allowed is holds
    last = policy(say(action="cos:*", resource="qcs::cos:gz:uin/1:${uin}"))
    assert ask(last, action="cos:Get", resource=f"qcs::cos:gz:uin/1:{value}", by=evaluator, **who).allowed
    assert not ask(last, action="cos:Get", resource="qcs::cos:gz:uin/1:ab", by=evaluator, **who).allowed
    for pattern in ("qcs::cos:gz:${uin}:b", "qcs::cos:${uin}:uin/1:b"):
        inside = policy(say(action="cos:*", resource=pattern))
        assert not ask(inside, action="cos:Get", resource="qcs::cos:gz:uin/1:a:b", by=evaluator, **who).allowed
        assert not ask(inside, action="cos:Get", resource="qcs::cos:gz:uin/1:b", by=evaluator, **who).allowed


def unknown(statement):
    """The statement with a variable that the parser refuses, as if it had come past it."""
    (said,) = statement.document.statements
    swapped = [
        Condition(c.operator, c.key, tuple(v.replace("app_id", "nobody") for v in c.values)) for c in said.conditions
    ]
    resources = tuple(resource.replace("app_id", "nobody") for resource in said.resources)
    return Named("p", Document((replace(said, resources=resources, conditions=tuple(swapped)),)))


@pytest.mark.parametrize("come_by", [lambda named: named, unknown], ids=["known", "unknown"])
@pytest.mark.parametrize(
    "names",
    [
        {"string_equal": {"k": "${app_id}"}},
        {"string_equal": {"k": ["a", "${app_id}"]}},
        {"string_not_equal": {"k": ["b", "${app_id}"]}},
        {"string_equal_if_exist": {"missing": "${app_id}"}},
        {"for_all_values:string_like": {"missing": "${app_id}*"}},
        {"resource": "qcs::cos:gz:uin/1:${app_id}"},
        {"resource": ["qcs::cos:*:uin/1:*", "qcs::cos:gz:uin/${app_id}:b"]},
    ],
)
def test_a_variable_without_a_value_keeps_an_allow_from_matching_and_no_deny(evaluator, names, come_by):
    asked = {"action": "cos:Get", "resource": "qcs::cos:gz:uin/1:b", "context": {"k": "a"}, "by": evaluator, **ME}
    allow, deny = (come_by(policy(say(effect, "cos:*", **names))) for effect in ("allow", "deny"))
    refused = ask(allow, **asked)
    assert (refused.reason, len(refused.nearest[0].clauses)) == (Reason.IMPLICIT_DENY, 1)
    assert ask(policy(say(action="cos:*")), deny, **asked).reason is Reason.EXPLICIT_DENY


def test_a_deny_with_a_variable_without_a_value_still_needs_its_other_clauses(evaluator):
    deny = policy(say("deny", string_equal={"k": "${app_id}"}, ip_equal={"ip": "10.0.0.0/8"}))
    for ip, reason in (("10.1.2.3", Reason.EXPLICIT_DENY), ("192.0.2.1", Reason.ALLOW)):
        assert ask(policy(say()), deny, context={"ip": ip}, by=evaluator, **ME).reason is reason


def test_everything_is_everything_whatever_is_named_beside_it(evaluator):
    beside = policy(say(resource=["qcs::ess:::${app_id}", "*"]))
    assert ask(beside, by=evaluator).allowed
    assert ask(
        policy(say(action="cos:*", resource=["qcs::cos:::${app_id}", "*"])), action="cos:Get", by=evaluator
    ).allowed


def test_a_service_without_resources_asks_for_no_variable_in_them(evaluator):
    named = say("deny", resource="qcs::ess:::${app_id}")
    assert ask(policy(say()), policy(named), by=evaluator, **ME).reason is Reason.ALLOW


def test_without_a_principal_no_variable_has_a_value(evaluator):
    assert not ask(policy(say(string_equal={"k": "${uin}"})), context={"k": "200"}, by=evaluator).allowed
    assert not ask(policy(say(string_equal={"k": "${uin}"})), context={"k": ""}, by=evaluator).allowed


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        (say(resource="qcs::cos:gz:uin/${owner}:b"), "unknown_variable"),
        (say(resource="qcs::cos:gz:uin/${a:b}:b"), "unknown_variable"),
        (say(string_equal={"k": ["a", "${Uin}"]}), "unknown_variable"),
        (say(string_like={"k": "${uin"}), "unknown_variable"),
        (say(string_like={"k": "${uin}${"}), "unknown_variable"),
        (say(string_like={"k": "${u*}"}), "unknown_variable"),
        (say(action="cos:${uin}"), "variable"),
        (say(numeric_equal={"k": "${uin}"}), "operator"),
        (say(null_equal={"k": "${uin}"}), "operator"),
    ],
)
def test_a_variable_that_is_not_known_or_in_no_place_for_one_is_refused(statement, rule):
    with pytest.raises(PolicyError) as refused:
        policy(statement)
    assert refused.value.rule == rule


def test_a_named_resource_of_a_service_without_resources_neither_grants_nor_denies(evaluator):
    concrete = say(action="*", resource=["qcs::ess:::*", "qcs:*:*:*:*:*"])
    refused = ask(policy(concrete, {**concrete, "effect": "deny"}), by=evaluator)
    assert (refused.reason, refused.ignored) == (Reason.IMPLICIT_DENY, (Place("p", 1),))
    twice = ask(policy({**concrete, "condition": {"bool_equal": {"mfa": True}}}), by=evaluator)
    assert (twice.resource_ignored, len(twice.nearest)) == (False, 1)
    assert ask(policy(say()), policy({**concrete, "effect": "deny"}), by=evaluator).reason is Reason.ALLOW
    assert ask(policy(concrete), action="cos:Get", resource=BUCKET, by=evaluator).reason is Reason.ALLOW


@pytest.mark.parametrize(
    ("statement", "is_idle"),
    [
        (say(resource="qcs::ess:::*"), True),
        (say(action=["cos:*", "ess:Login"], resource="qcs::ess:::*"), True),
        (say(), False),
        (say(resource=["qcs::ess:::*", "*"]), False),
        (say("deny", resource="qcs::ess:::*"), False),
        (say(action="cos:*", resource="qcs::cos:::*"), False),
    ],
)
def test_a_grant_of_e_sign_that_names_a_resource_is_idle(statement, is_idle):
    assert has_idle_grant(policy(say(), statement).document) is is_idle


def test_a_denial_for_want_of_a_permission_names_the_nearest_statements_and_what_failed(evaluator):
    far = say(action="cos:*", resource="qcs::cos:gz:uin/2:b", numeric_less_than={"n": 5}, bool_equal={"mfa": True})
    near = say(action="cos:*", resource="*", numeric_less_than={"n": 5, "m": 6})
    other = say(action="cvm:*", resource="*")
    asked = {"action": "cos:Get", "resource": BUCKET, "context": {"n": 7, "m": 1}, "by": evaluator}
    found = ask(policy(far, other), policy(near, {**near, "effect": "deny"}, name="q"), **asked)
    assert found.nearest == (Miss(Place("q", 1), ("numeric_less_than n",)),)
    assert ask(policy(far), **asked).nearest[0].clauses == ("resource", "numeric_less_than n", "bool_equal mfa")
    assert ask(policy(other), **asked).nearest == ()


def test_the_deciding_statements_are_all_that_speak_in_the_winning_effect(evaluator):
    house = [policy(say(), say("deny"), name="a"), policy(say("deny"), say("deny", string_equal={"x": "y"}), name="b")]
    assert ask(*house, by=evaluator).statements == (Place("a", 2), Place("b", 1))


@pytest.mark.parametrize(
    "condition",
    [
        {"numeric_equal": {"k": "NaN"}},
        {"numeric_equal": {"k": "1_0"}},
        {"numeric_equal": {"k": "1e1000000000"}},
        {"numeric_equal": {"k": True}},
        {"numeric_equal": {"k": ""}},
        {"numeric_equal": {"k": float("inf")}},
        {"string_equal": {"k": float("nan")}},
        {"string_equal": {"k": []}},
        {"string_equal": {"k": [None]}},
        {"string_equal": {"k": [["a"]]}},
        {"string_equal": {"k": {}}},
        {"date_equal": {"k": "2026-02-30"}},
        {"date_equal": {"k": "2026-W09-1"}},
        {"date_equal": {"k": "2026-11-28T10:00:00.1234567Z"}},
        {"date_equal": {"k": 1764295200}},
        {"ip_equal": {"k": "10.0.0.0/33"}},
        {"ip_equal": {"k": "10.0.0.0/255.0.0.0"}},
        {"ip_equal": {"k": "fe80::1%eth0"}},
        {"ip_equal": {"k": 167772161}},
        {"bool_equal": {"k": "yes"}},
        {"binary_equal": {"k": "Y2F"}},
        {"null_equal": {"k": "TRUE"}},
        {"null_equal_if_exist": {"k": "true"}},
        {"for_any_value:null_equal": {"k": "true"}},
        {"for_some_value:string_equal": {"k": "a"}},
        {"for_any_value:": {"k": "a"}},
        {"string_equal_if_exist_if_exist": {"k": "a"}},
        {"String_Equal": {"k": "a"}},
        {"bool_not_equal": {"k": "true"}},
    ],
)
def test_a_condition_that_cannot_be_compared_is_refused(condition):
    with pytest.raises(PolicyError):
        policy(say(**condition))


def test_a_fraction_that_the_database_would_change_is_refused_and_read_exactly_elsewhere():
    text = '{"version": "2.0", "statement": {"effect": "allow", "action": "*", "resource": "*", "condition": %s}}'
    for literal in ("0.1000000000000000055511151231257827", "1e400"):
        said = text % f'{{"numeric_equal": {{"k": {literal}}}}}'
        with pytest.raises(PolicyError, match="number"):
            read(said)
        assert parse(decoded(said)).statements[0].conditions[0].values == (literal.upper().replace("E", "E+"),)
    assert parse(read(text % '{"numeric_equal": {"k": 0.30000000000000004}}'))
