"""Our policies and questions as Cedar's, so that an engine that shares no line with ours decides them too.

Cedar knows neither variables nor lists of any length nor texts that may be numbers. So variables are written out
beforehand, a literal star as a character of nobody's, and a clause with one that is not filled as its answer; and a key has numbered slots, and a slot has the
value under each kind that it can be read as; what it reads as is found here, by other means than in the product.
"""

import base64
import binascii
import datetime as dt
import json
import re
from decimal import Decimal

import cedarpy

STAR = "\ue000"  # a star that is a star
_VARIABLES = re.compile(r"\$\{(\w+)\}")
SLOTS = 3  # what the generator puts into a list at most
_POSITIVE = {"not_equal": "equal", "not_equal_ignore_case": "equal_ignore_case", "not_like": "like"}
_METHODS = {
    "less_than": "lessThan",
    "less_than_equal": "lessThanOrEqual",
    "greater_than": "greaterThan",
    "greater_than_equal": "greaterThanOrEqual",
}
_SIGNS = {"less_than": "<", "less_than_equal": "<=", "greater_than": ">", "greater_than_equal": ">="}
_MAPPED = re.compile(r"::ffff:(\d+\.\d+\.\d+\.\d+)(?:/(\d+))?", re.ASCII)
_ADDRESS = re.compile(r"\d+\.\d+\.\d+\.\d+|[0-9A-Fa-f:]*::?[0-9A-Fa-f:]*", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d(T.*)?", re.ASCII)
_ROOT = '@id("root") permit(principal == User::"root", action, resource);'


class Cedar:
    """A set of policies in Cedar, parsed once."""

    def __init__(self, documents, who):
        self._policies = cedarpy.PolicySet.from_str("\n".join([_ROOT, *translated(documents, who)]))
        self._nobody = cedarpy.Entities.from_json_str("[]")

    def decide(self, questions):
        """For each question: the reason and the set of (policy, statement) that decided, both from 0."""
        asked = [_request(question) for question in questions]
        return [_read(answer) for answer in cedarpy.is_authorized_batch(asked, self._policies, self._nobody)]


def _read(answer):
    assert not answer.diagnostics.errors, answer.diagnostics.errors
    decided = set(answer.diagnostics.id_annotations_by_reason.values())
    if decided == {"root"}:
        return "root", set()
    places = {tuple(map(int, each.split("."))) for each in decided}
    if answer.allowed:
        return "allow", places
    return ("explicit_deny" if places else "implicit_deny"), places


def translated(documents, who):
    for number, document in enumerate(documents):
        for place, statement in enumerate(_listed(document["statement"])):
            yield _policy(f"{number}.{place}", statement, who)


def _policy(name, statement, who):
    effect = {"allow": "permit", "deny": "forbid"}[statement["effect"]]
    unfilled = {"allow": "false", "deny": "true"}[statement["effect"]]
    clauses = [
        _any(_action(each) for each in _listed(statement["action"])),
        _resources(_listed(statement["resource"]), who, unfilled),
    ]
    for operator, keys in statement.get("condition", {}).items():
        for key, wanted in keys.items():
            clauses.append(_clause(operator, key, _written_out(_listed(wanted), who)) or unfilled)
    when = " && ".join(f"({each})" for each in clauses)
    return f'@id("{name}") {effect}(principal, action, resource) when {{ principal != User::"root" && {when} }};'


def _written_out(values, who):
    """The values without variables; None when one is not filled."""
    if {name for each in values for name in _VARIABLES.findall(_text(each))} - set(who):
        return None
    return [_VARIABLES.sub(lambda found: who[found[1]].replace("*", STAR), _text(each)) for each in values]


def _any(terms):
    return " || ".join(f"({each})" for each in terms) or "false"


def _all(terms):
    return " && ".join(f"({each})" for each in terms) or "true"


def _action(pattern):
    plain = pattern.lower().removeprefix("name/")
    return f"context.action like {_quoted('*:*' if plain == '*' else plain)}"


def _resources(patterns, who, unfilled):
    if "*" in patterns:
        return "true"
    cut = [pattern.split(":", 5) for pattern in patterns]
    written = [_written_out(segments, who) for segments in cut]
    if None in written:
        return f"!context.operations && {unfilled}"
    return f"!context.operations && context has r0 && ({_any(map(_resource, cut, written))})"


def _resource(told, written):
    """What is empty before it is written out means all of them, in two places."""
    wanted = [part if told[place] or place not in (2, 3) else "*" for place, part in enumerate(written)]
    return _all(f"context.r{place} like {_pattern(part)}" for place, part in enumerate(wanted))


def _clause(operator, key, wanted):
    if wanted is None:
        return None
    slot = key.removeprefix("k:")
    there = f"context has {slot}0"
    if operator == "null_equal":
        return _any(f"!({there})" if _text(each) == "true" else there for each in wanted)
    quantifier, _, name = operator.rpartition(":")
    plain = name.removesuffix("_if_exist")
    kind, _, how = plain.partition("_")
    is_negated = how in _POSITIVE
    tests = [
        (f"context has {slot}{n}", _any(_test(kind, _POSITIVE.get(how, how), f"context.{slot}{n}", w) for w in wanted))
        for n in range(SLOTS)
    ]
    found = _quantified(quantifier, tests, is_negated=is_negated)
    return f"!({there}) || ({found})" if name.endswith("_if_exist") else found


def _quantified(quantifier, tests, *, is_negated):
    turned = [(has, f"!({test})" if is_negated else test) for has, test in tests]
    if quantifier.startswith("for_all"):
        return _all(f"!({has}) || ({test})" for has, test in turned)
    if quantifier.startswith("for_any"):
        return _any(f"{has} && ({test})" for has, test in turned)
    some = _any(f"{has} && ({test})" for has, test in tests)
    return f"!({some})" if is_negated else some


def _test(kind, how, value, wanted):
    said = _text(wanted)
    if kind == "string":
        if how == "like":
            return f"{value}.s like {_pattern(said)}"
        said = said.replace(STAR, "*")
        return (
            f"{value}.f == {_quoted(said.lower())}" if how == "equal_ignore_case" else f"{value}.s == {_quoted(said)}"
        )
    letter = {"numeric": "n", "date": "d", "ip": "i", "bool": "b", "binary": "x"}[kind]
    return f"{value} has {letter} && {_comparison(kind, how, f'{value}.{letter}', said)}"


def _comparison(kind, how, value, said):
    if kind == "numeric":
        other = f'decimal("{_decimal(said)}")'
        return f"{value} == {other}" if how == "equal" else f"{value}.{_METHODS[how]}({other})"
    if kind == "date":
        return f'{value} {_SIGNS.get(how, "==")} datetime("{_date(said)}")'
    if kind == "ip":
        return f'{value}.isInRange(ip("{_address(said)}"))'
    return f"{value} == {said.lower()}" if kind == "bool" else f'{value} == "{_octets(said)}"'


def _request(question):
    action = question["action"].lower()
    context = {"action": action, "operations": action.startswith(("ess:", "essbasic:"))}
    told = question["resource"].split(":", 5)
    if len(told) == 6:
        context |= {f"r{place}": part for place, part in enumerate(told)}
    for key, value in question["context"].items():
        context |= {f"{key.removeprefix('k:')}{n}": _slot(_text(each)) for n, each in enumerate(_listed(value))}
    user = "root" if question["is_root"] else "somebody"
    return {"principal": f'User::"{user}"', "action": 'Action::"a"', "resource": 'Thing::"r"', "context": context}


def _slot(said):
    found = {"s": said, "f": said.lower()}
    if _NUMBER.fullmatch(said):
        found["n"] = _extension("decimal", _decimal(said))
    if _DATE.fullmatch(said):
        found["d"] = _extension("datetime", _date(said))
    if _ADDRESS.fullmatch(said) or _MAPPED.fullmatch(said):
        found["i"] = _extension("ip", _address(said))
    if said.lower() in ("true", "false"):
        found["b"] = said.lower() == "true"
    if (octets := _octets(said)) is not None:
        found["x"] = octets
    return found


def _extension(name, said):
    return {"__extn": {"fn": name, "arg": said}}


def _decimal(said):
    return f"{Decimal(said):.4f}".replace("-0.0000", "0.0000")


def _date(said):
    """In UTC and thousandths of a second; without a zone it is eight hours ahead."""
    found = dt.datetime.fromisoformat(said)
    shifted = found - (found.utcoffset() if found.tzinfo else dt.timedelta(hours=8))
    return shifted.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def _address(said):
    mapped = _MAPPED.fullmatch(said)
    if not mapped:
        return said
    return mapped[1] + (f"/{int(mapped[2]) - 96}" if mapped[2] else "")


def _octets(said):
    try:
        return base64.b64decode(said, validate=True).hex()
    except (binascii.Error, ValueError):
        return None


def _text(value):
    return json.dumps(value) if isinstance(value, bool) else str(value)


def _pattern(said):
    return _quoted(said).replace(_quoted(STAR)[1:-1], "\\*")


def _quoted(said):
    return json.dumps(said)


def _listed(value):
    return value if isinstance(value, list) else [value]
