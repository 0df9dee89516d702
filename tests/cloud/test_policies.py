"""The policy language and its evaluation: a table of rules, and what holds for all policies."""

import json
import re
from contextlib import suppress

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from chopmark.cloud.cam.evaluate import Named, Reason, evaluate
from chopmark.cloud.cam.language import PolicyError, parse, read
from chopmark.cloud.cam.wildcards import fits
from chopmark.cloud.cam.writing import written
from chopmark.web import words

HERE = {"qcs:ip": "10.1.2.3", "qcs:current_time": "2026-11-23T10:00:00+08:00"}


def policy(*statements, name="p"):
    return Named(name, parse({"version": "2.0", "statement": list(statements)}))


def say(effect="allow", action="ess:*", resource="*", **condition):
    told = {"effect": effect, "action": action, "resource": resource}
    return {**told, "condition": condition} if condition else told


def ask(*policies, action="ess:Login", resource="*", context=HERE):
    return evaluate(policies, is_root=False, action=action, resource=resource, context=context)


@pytest.mark.parametrize(
    ("pattern", "action", "matches"),
    [
        ("ess:*", "ess:Login", True),
        ("name/ess:*", "ess:Login", True),
        ("name/ess:Log*", "ess:Login", True),
        ("ess:login", "ess:Login", True),
        ("*:*", "ess:Login", True),
        ("*", "ess:Login", True),
        ("*:Login", "ess:Login", True),
        ("ess:L*n", "ess:Login", True),
        ("ess:Log", "ess:Login", False),
        ("ess:Login2", "ess:Login", False),
        ("essbasic:*", "ess:Login", False),
        ("ess:*x", "ess:Login", False),
    ],
)
def test_an_action_matches_by_name_and_wildcard(pattern, action, matches):
    assert ask(policy(say(action=pattern)), action=action).allowed is matches


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ({"ip_equal": {"qcs:ip": ["10.0.0.0/8"]}}, True),
        ({"ip_equal": {"qcs:ip": ["192.0.2.0/24", "10.1.2.3"]}}, True),
        ({"ip_equal": {"qcs:ip": "192.0.2.0/24"}}, False),
        ({"ip_equal": {"qcs:ip": "2001:db8::/32"}}, False),
        ({"ip_not_equal": {"qcs:ip": ["192.0.2.0/24"]}}, True),
        ({"ip_not_equal": {"qcs:ip": ["192.0.2.0/24", "10.0.0.0/8"]}}, False),
        ({"string_equal": {"qcs:ip": "10.1.2.3"}}, True),
        ({"string_equal": {"QCS:IP": "10.1.2.3"}}, False),
        ({"string_equal": {"other": "a"}}, False),
        ({"string_not_equal": {"other": "a"}}, True),
        ({"string_equal_if_exist": {"other": "a"}}, True),
        ({"string_equal_ignore_case": {"word": "YES"}}, True),
        ({"string_not_equal_ignore_case": {"word": "YES"}}, False),
        ({"string_like": {"word": "y*s"}}, True),
        ({"string_not_like": {"word": "y*s"}}, False),
        ({"bool_equal": {"flag": True}}, True),
        ({"null_equal": {"other": "true"}}, True),
        ({"null_equal": {"other": "false"}}, False),
        ({"null_equal": {"qcs:ip": "true"}}, False),
        ({"numeric_less_than": {"count": 5}}, False),
        ({"numeric_less_than_equal": {"count": 5}}, True),
        ({"numeric_greater_than": {"count": "4"}}, True),
        ({"numeric_greater_than_equal": {"count": 6}}, False),
        ({"numeric_equal": {"count": "5.0"}}, True),
        ({"numeric_not_equal": {"count": 5}}, False),
        ({"numeric_equal": {"word": 5}}, False),
        ({"date_less_than": {"qcs:current_time": "2026-11-23T10:00:00+08:00"}}, False),
        ({"date_less_than_equal": {"qcs:current_time": "2026-11-23T02:00:00+00:00"}}, True),
        ({"date_greater_than": {"qcs:current_time": "2026-11-23T09:59:59"}}, True),
        ({"date_greater_than_equal": {"qcs:current_time": "2026-11-24"}}, False),
        ({"date_equal": {"qcs:current_time": "2026-11-23T10:00:00"}}, True),
        ({"date_not_equal": {"qcs:current_time": "2026-11-23T10:00:00"}}, False),
        ({"ip_equal": {"qcs:ip": "10.0.0.0/8"}, "string_equal": {"word": "no"}}, False),
        ({"string_equal": {"word": "yes", "flag": "true"}}, True),
        ({"string_equal": {"word": "yes", "flag": "false"}}, False),
    ],
)
def test_values_are_alternatives_and_clauses_all_have_to_hold(condition, holds):
    context = {**HERE, "word": "yes", "flag": "true", "count": "5"}
    assert ask(policy(say(**condition)), context=context).allowed is holds


def test_a_limit_on_the_network_fails_where_the_address_is_not_known():
    limited = say(ip_equal={"qcs:ip": "10.0.0.0/8"})
    assert not ask(policy(limited), context={}).allowed
    banned = say("deny", ip_not_equal={"qcs:ip": "10.0.0.0/8"})
    assert ask(policy(say()), policy(banned), context={}).reason is Reason.EXPLICIT_DENY


def test_a_decision_names_its_statements():
    found = ask(policy(say(action="cos:*"), say(), name="a"), policy(say(), name="b"))
    assert [(place.policy, place.number) for place in found.statements] == [("a", 2), ("b", 1)]


def test_a_named_resource_has_no_effect_on_e_sign_and_is_reported():
    concrete = "qcs::ess:ap-guangzhou:uin/1:flow/1"
    found = ask(policy(say(resource=concrete)))
    assert (found.allowed, found.reason, found.resource_ignored) == (False, Reason.IMPLICIT_DENY, True)
    assert ask(policy(say()), policy(say("deny", resource=concrete))).allowed


def test_elsewhere_a_resource_is_matched():
    one = policy(say(action="cos:*", resource="qcs::cos:*:uin/1:bucket/*"))
    assert ask(one, action="cos:Get", resource="qcs::cos:gz:uin/1:bucket/a").allowed
    refused = ask(one, action="cos:Get", resource="qcs::cos:gz:uin/2:bucket/a")
    assert (refused.allowed, refused.resource_ignored) == (False, False)


def test_a_single_statement_needs_no_list():
    assert ask(Named("p", parse({"version": "2.0", "statement": say()}))).allowed


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "nonsense",
        '{"version": "2.0"}',
        '{"version": "3.0", "statement": []}',
        '{"version": "2.0", "statement": []}',
        '{"version": "2.0", "statement": [1]}',
        '{"version": "2.0", "statement": [{"effect": "allow"}]}',
        '{"version": "2.0", "statement": {"effect": "Allow", "action": "*", "resource": "*"}}',
        '{"version": "2.0", "statement": {"effect": ["allow"], "action": "*", "resource": "*"}}',
        '{"version": "2.0", "statement": {"effect": "allow", "action": [], "resource": "*"}}',
        '{"version": "2.0", "statement": {"effect": "allow", "action": "ess", "resource": "*"}}',
        '{"version": "2.0", "statement": {"effect": "allow", "action": "ess:*", "resource": "bucket"}}',
        '{"version": "2.0", "statement": {"effect": "allow", "action": "*", "resource": "*", "principal": {}}}',
        '{"version": "2.0", "statement": {"effect": "allow", "action": "*", "resource": "*", "Condition": {}}}',
        '{"version": "2.0", "statement": {"effect": "allow", "effect": "deny", "action": "*", "resource": "*"}}',
        '{"version": "2.0", "statement": {"effect": "allow", "action": "*", "resource": "qcs::a:b:${uim}:c"}}',
        '{"version": "2.0", "statement": {"effect": "allow", "action": "cos:${uin}", "resource": "*"}}',
        (
            '{"version": "2.0", "statement": {"effect": "deny", "action": "*", "resource": "*",'
            ' "condition": {"ip_equal": {"qcs:ip": "${uin}"}}}}'
        ),
        (
            '{"version": "2.0", "statement": {"effect": "deny", "action": "*", "resource": "*",'
            ' "condition": {"ip_equals": {"qcs:ip": "10.0.0.0/8"}}}}'
        ),
        (
            '{"version": "2.0", "statement": {"effect": "deny", "action": "*", "resource": "*",'
            ' "condition": {"ip_equal": {"qcs:ip": "10.0.0.0/99"}}}}'
        ),
        (
            '{"version": "2.0", "statement": {"effect": "deny", "action": "*", "resource": "*",'
            ' "condition": {"date_equal": {"qcs:current_time": "soon"}}}}'
        ),
        "[" * 3000,
        '{"version": "2.0", "statement": ' + "9" * 5000 + "}",
        '{"version": NaN}',
        '{"version": "2.0", "statement": "\\u0000"}',
        '{"version": "2.0", "statement": "\\ud800"}',
        '{"version": "2.0", "statement": "' + "x" * 7000 + '"}',
    ],
)
def test_what_is_not_understood_is_refused_with_a_sentence(text):
    with pytest.raises(PolicyError) as refused:
        parse(read(text))
    for language, sentence in (("en", r"[A-Z“].*\."), ("zh-hans", r".*[\u4e00-\u9fff].*。")):
        with translation.override(language):
            said = words.text(f"cloud.policy_rule.{refused.value.rule}", **refused.value.facts)
        assert re.fullmatch(sentence, said, re.DOTALL), said


actions = st.sampled_from(["*", "*:*", "ess:*", "ess:Login", "name/ess:Lo*", "cos:*", "ess:Operate"])
resources = st.sampled_from(["*", "qcs::ess:gz:uin/1:flow/1", "qcs::cos:gz:uin/1:b/*"])
conditions = st.sampled_from(
    [
        {},
        {"ip_equal": {"qcs:ip": "10.0.0.0/8"}},
        {"ip_not_equal": {"qcs:ip": "10.1.2.3"}},
        {"null_equal": {"x": "true"}},
    ]
)
statements = st.builds(
    lambda effect, action, resource, condition: say(effect, action, resource, **condition),
    st.sampled_from(["allow", "deny"]),
    actions,
    resources,
    conditions,
)
houses = st.lists(st.lists(statements, min_size=1, max_size=3).map(lambda each: policy(*each)), max_size=4)
questions = st.tuples(
    st.sampled_from(["ess:Login", "ess:Operate", "cos:Get"]), st.sampled_from(["*", "qcs::cos:gz:uin/1:b/1"])
)


@given(questions)
def test_nobody_may_anything_by_default(question):
    assert ask(action=question[0], resource=question[1]).reason is Reason.IMPLICIT_DENY


@given(houses, questions)
def test_a_denial_wins_over_whatever_else_is_said(house, question):
    banned = policy(say("deny", "*"))
    assert ask(*house, banned, action=question[0], resource=question[1]).reason is Reason.EXPLICIT_DENY


@given(houses, questions, st.randoms())
def test_neither_order_nor_repetition_matters(house, question, random):
    first = ask(*house, action=question[0], resource=question[1])
    shuffled = [*house, *house]
    random.shuffle(shuffled)
    again = ask(*shuffled, action=question[0], resource=question[1])
    assert (first.allowed, first.reason, first.resource_ignored) == (
        again.allowed,
        again.reason,
        again.resource_ignored,
    )


@given(houses, statements, questions)
def test_a_further_permission_never_takes_one_away(house, further, question):
    further = policy({**further, "effect": "allow"})
    before = ask(*house, action=question[0], resource=question[1])
    after = ask(*house, further, action=question[0], resource=question[1])
    assert after.allowed or not before.allowed


@given(houses, statements, questions)
def test_a_further_denial_never_opens_anything(house, further, question):
    further = policy({**further, "effect": "deny"})
    before = ask(*house, action=question[0], resource=question[1])
    after = ask(*house, further, action=question[0], resource=question[1])
    assert before.allowed or not after.allowed


@given(houses, questions)
def test_an_answer_is_a_permission_and_no_denial_or_it_is_no(house, question):
    found = ask(*house, action=question[0], resource=question[1])
    assert found.allowed is (found.reason is Reason.ALLOW)
    assert bool(found.statements) is (found.reason is not Reason.IMPLICIT_DENY)


@given(houses, questions)
def test_a_root_may_everything_whatever_is_attached(house, question):
    decision = evaluate(house, is_root=True, action=question[0], resource=question[1], context=HERE)
    assert (decision.allowed, decision.reason) == (True, Reason.ROOT)


def _slowly(pattern, text):
    """The definition of a wildcard, by trying everything."""
    if not pattern:
        return not text
    if pattern[0] == "*":
        return any(_slowly(pattern[1:], text[n:]) for n in range(len(text) + 1))
    return text[:1] == pattern[0] and _slowly(pattern[1:], text[1:])


@given(st.text("ab*", max_size=6), st.text("ab", max_size=8))
def test_a_wildcard_is_what_its_definition_says(pattern, text):
    assert fits(pattern, text) is _slowly(pattern, text)


def test_a_hostile_pattern_costs_no_more_than_a_plain_one():
    assert not fits("*a" * 3000 + "*b", "a" * 20000)


@given(st.lists(statements, min_size=1, max_size=3))
def test_a_policy_laid_out_for_people_is_the_same_policy(said):
    document = {"version": "2.0", "statement": said}
    assert parse(read(written(document))) == parse(document)


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.sampled_from(["allow", "*", "2.0", "ess:*"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["version", "statement", "effect", "action", "resource", "condition", "ip_equal", "x"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@given(anything)
def test_whatever_is_sent_is_read_or_refused_and_never_breaks(said):
    with suppress(PolicyError):
        parse(read(json.dumps(said)))
