"""The parser beside the JSON Schema, under fuzz, and the matcher under hostile patterns."""

import ipaddress
import json
import random
import re
import sys
import time
from collections import Counter
from contextlib import suppress
from datetime import datetime
from itertools import product
from pathlib import Path
from string import ascii_lowercase, ascii_uppercase

import fastjsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cloud.cam_worlds import ACTIONS, KINDS, POOLS, RESOURCES, World, say

from chopmark.cloud.cam import language
from chopmark.cloud.cam.compiled import Compiled
from chopmark.cloud.cam.evaluate import Named, evaluate
from chopmark.cloud.cam.language import PolicyError, decoded, parse, read
from chopmark.cloud.cam.wildcards import fits, lower


def _is_network(text):
    """By the standard library, but with a length as the only mask and no zone."""
    with suppress(ValueError):
        return bool(re.fullmatch(r"[^%/]+(/[0-9]{1,3})?", text) and ipaddress.ip_network(text, strict=False))
    return False


def _is_moment(text):
    """By the standard library, but with dashes and colons only, and no more than microseconds."""
    with suppress(ValueError):
        shape = r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:?\d\d)?)?"
        return bool(re.fullmatch(shape, text, re.ASCII) and datetime.fromisoformat(text))
    return False


SCHEMA = json.loads((Path(language.__file__).parent / "policy.schema.json").read_text(encoding="utf-8"))
_validate = fastjsonschema.compile(SCHEMA, formats={"network": _is_network, "moment": _is_moment})


def fits_schema(document):
    try:
        _validate(document)
    except fastjsonschema.JsonSchemaValueException:
        return False
    return True


def is_read(document):
    try:
        parse(document)
    except PolicyError:
        return False
    return True


# What is put somewhere into a good policy: near misses of every element, and other kinds of values.
ODD = [
    None, True, False, 0, 1.5, -1, 1234, "", "*", "a", "allow", "Allow", "deny", "2.0", 2.0, "3.0", [], {}, [None], [[]],
    ["a", 1], "ess:*", "name/ess:*", "name/:x", "name/*", "name/", "NAME/a:b", "a:", ":a", "a:b:c", "a:\n", "\na:b\n",
    "qcs::a:b:c:d", "qcs::a:b:c", "QCS::a:b:c:d", "qcs::a:b:c:d\n", "qcs:::::", "${uin}", "a${", "$", "qcs::a:b:${owner_uin}:${uin}*", "x${app_id}", "${Uin}", "${uin", "${uin}${", "${uin }", "$${uin}",
    "qcs::a:b:${c}:d", "10.0.0.0/8",
    "10.0.0.0/33", "10.0.0.0/08", "10.0.0.0/", "::/0", "::1%eth0", "10.0.0.0/255.0.0.0", "2026-11-28", "2026-02-30",
    "2026-11-28T10:00:00Z", "2026-11-28T10:00", "20261128", "2026-11-28T10", "2026-11-28T24:00:00", "NaN", "1e5", "1e1234567",
    "+1", "1.", ".5", "1_0", "٣", "true", "TRUE", "yes", "Y2F0", "Y2F", "Y2F0=", "YQ==", "YR==", "=", "\u0000", "x" * 50,
    say(), [say()], {"principal": "*"}, {"ip_equal": {"k": "10.0.0.1"}}, {"ip_equal": {}}, {"ip_equal": "x"},
]  # fmt: skip
NAMES = [
    "version", "statement", "effect", "action", "resource", "condition", "principal", "Version", "k", "", "ip_equal",
    "string_equal", "string_not_like_if_exist", "numeric_equal", "numeric_less_than_equal", "date_greater_than", "bool_equal",
    "binary_equal", "null_equal", "null_equal_if_exist", "for_any_value:string_equal", "for_all_value:ip_not_equal",
    "for_all_values:binary_equal", "for_any_value:null_equal", "for_some:string_equal", "string_equals", "bool_not_equal",
    "date_not_equal", "string_equal_if_exist_if_exist", "ip_equal\n",
]  # fmt: skip


def places(value, path=()):
    """Every place in a document."""
    yield path
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in steps:
        yield from places(inner, (*path, step))


def changed(document, chance):
    """The document with one or two places exchanged, taken out, renamed or wrapped."""
    found = json.loads(json.dumps(document))
    for _ in range(chance.randint(1, 2)):
        path = chance.choice(list(places(found)))
        if not path:
            continue
        holder = found
        for step in path[:-1]:
            holder = holder[step]
        found_there = holder[path[-1]]
        how = chance.randint(0, 4)
        if how == 0 and isinstance(holder, dict):
            del holder[path[-1]]
        elif how == 1 and isinstance(holder, dict):
            holder[chance.choice(NAMES)] = holder.pop(path[-1])
        elif how == 2 and isinstance(found_there, dict):
            found_there[chance.choice(NAMES)] = chance.choice(ODD)
        elif how == 3:
            holder[path[-1]] = [found_there]
        else:
            holder[path[-1]] = chance.choice(ODD)
    return found


def test_parser_and_schema_accept_and_refuse_the_same_policies():
    chance, seen = random.Random(7), Counter()
    world = World(chance)
    for _ in range(6000):
        document = world.document()
        if chance.random() < 0.8:
            document = changed(document, chance)
        answer = is_read(document)
        assert answer is fits_schema(document), document
        seen[answer] += 1
    print(f"\npolicies accepted and refused by both: {seen[True]}, {seen[False]}")  # noqa: T201
    assert min(seen.values()) >= 1500


@pytest.mark.parametrize("value", ODD, ids=repr)
def test_every_odd_value_under_every_operator_is_judged_alike(value):
    """Each operator meets each value, alone and in a list."""
    for name in NAMES:
        for wanted in (value, [value]):
            document = {"version": "2.0", "statement": say(**{name: {"k": wanted}})}
            assert is_read(document) is fits_schema(document), document
    for element in ("effect", "action", "resource", "condition"):
        document = {"version": "2.0", "statement": {**say(), element: value}}
        assert is_read(document) is fits_schema(document), document


_PIECES = ['"', "\\", "{", "}", "[", "]", ",", ":", "null", "NaN", "-Infinity", "1e999", "\\ud800", "\\u0000", "\ufeff", "9" * 5000,
           "[" * 3000, '{"a":' * 1500, "\x00", "é", "'", "//", "0x1", "1e5", "{}"]  # fmt: skip


def test_whatever_text_is_sent_is_a_policy_or_a_refusal():
    """Broken, doubled and foreign pieces of JSON; only PolicyError may come out, and what comes out as read is read again."""
    chance, seen = random.Random(11), Counter()
    world = World(chance)
    for _ in range(4000):
        text = json.dumps(world.document())
        for _ in range(chance.randint(0, 3)):
            at, length = chance.randrange(len(text) + 1), chance.choice([0, 0, 1, 5, 40])
            piece = chance.choice([*_PIECES, text[at : at + length]])
            text = text[:at] + piece + text[at + length :]
        seen[_becomes(text)] += 1
    print(f"\ntexts: {dict(seen)}")  # noqa: T201
    assert min(seen["refused"], seen["read"]) >= 400


def _becomes(text):
    try:
        document = read(text)
        assert parse(decoded(text)) == parse(document)
    except PolicyError:
        with suppress(PolicyError):
            parse(decoded(text))
        return "refused"
    return "read"


anything = (
    st.text(max_size=12)
    | st.integers()
    | st.floats()
    | st.booleans()
    | st.decimals()
    | st.sampled_from([each for pool in POOLS.values() for each in pool])
)


@settings(max_examples=400)
@given(
    st.integers(0, 10**6),
    st.dictionaries(st.sampled_from([f"k:{kind}" for kind in KINDS]), anything | st.lists(anything, max_size=3)),
    st.sampled_from(ACTIONS) | st.text(max_size=8),
    st.sampled_from(RESOURCES) | st.text(max_size=12),
)
def test_whatever_a_request_carries_is_decided_alike(seed, context, action, resource):
    policies = [Named("p", parse(World(random.Random(seed)).document()))]
    asked = {"is_root": False, "action": action, "resource": resource, "context": context}
    one, other = evaluate(policies, **asked), Compiled(policies).decide(**asked)
    assert (one, one.nearest) == (other, other.nearest)


def test_what_speaks_of_an_action_is_remembered_for_so_many_actions_and_no_more():
    policies = [
        Named("p", parse({"version": "2.0", "statement": [say(action="cos:Op1*"), say("deny", action="cos:*7")]}))
    ]
    known, remembered = Compiled(policies), []
    for number in [*range(2000), *range(2000)]:
        asked = {"is_root": False, "action": f"cos:Op{number}", "resource": "x", "context": {}}
        assert known.decide(**asked) == evaluate(policies, **asked)
        remembered.append(len(known._spoken))
    assert remembered[:1024] == list(range(1, 1025))
    assert max(remembered) == 1024


def steps(pattern, text):
    """How many calls and lines a match takes."""
    count = 0

    def seen(*_):
        nonlocal count
        count += 1
        return seen

    sys.settrace(seen)
    sys.setprofile(seen)
    try:
        fits(pattern, text)
    finally:
        sys.settrace(None)
        sys.setprofile(None)
    return count


def _slowly(pattern, text):
    """The definition of a wildcard, by trying everything."""
    if not pattern:
        return not text
    if pattern[0] == "*":
        return any(_slowly(pattern[1:], text[n:]) for n in range(len(text) + 1))
    return text[:1] == pattern[0] and _slowly(pattern[1:], text[1:])


def test_every_short_pattern_fits_what_its_definition_says():
    patterns = ["".join(each) for length in range(6) for each in product("ab*", repeat=length)]
    texts = ["".join(each) for length in range(5) for each in product("ab", repeat=length)]
    wrong = [(p, t) for p in patterns for t in texts if fits(p, t) is not _slowly(p, t)]
    assert wrong == []


def test_all_letters_of_ascii_and_no_others_have_a_lower_case():
    assert lower(ascii_uppercase + "@[`{ÄÜ\u212aΣ") == ascii_lowercase + "@[`{ÄÜ\u212aΣ"


# Each gets as far as its last part before it fails, over as many places as it can be made to try.
HOSTILE = [
    lambda n: ("*a" * n + "*b*", "a" * (2 * n)),
    lambda n: ("*ab" * n + "*c*", "ab" * (2 * n)),
    lambda n: ("a" + "*ba" * n + "*c*", "ab" * (2 * n)),
    lambda n: ("*a*" * n + "b*", "a" * n),
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_the_steps_of_a_match_grow_with_the_length_and_not_with_its_square(hostile):
    one, four = (steps(*hostile(n)) for n in (500, 2000))
    assert one > 500
    assert four < 5 * one


@pytest.mark.parametrize("hostile", [*HOSTILE, lambda n: ("*" + "a" * (n // 4) + "b*", "a" * n)])
def test_the_time_of_a_match_grows_like_its_steps(hostile):
    """Eight times the length in less than 24 times the time; a square would be 64."""
    assert _growth(fits, hostile(4000), hostile(32000)) < 24


def test_the_time_to_count_brackets_grows_with_the_length_where_no_text_ends():
    """Each quotation mark could begin a text; none is looked at twice."""
    assert _growth(language._depth, *(('"' + '\\"' * n,) for n in (1000, 8000))) < 24


def _growth(done, one, eight):
    """How much longer the long one takes, by the processor: each at its best of many turns, where a machine is shared."""
    turns = [(_seconds(done, *one), _seconds(done, *eight)) for _ in range(15)]
    return min(long for _, long in turns) / min(short for short, _ in turns)


def _seconds(done, *about):
    began = time.process_time()
    for _ in range(3):
        done(*about)
    return time.process_time() - began
