"""`chopmark cam evaluate`: decide requests by CAM policies from two files, by the evaluator that the pages use.

POLICIES is a JSON list of policy documents. REQUESTS has one JSON object a line: principal {"uin": text, "owner_uin":
text, "root": true or false}, action, resource, and context (key -> text, number, boolean, or a list of these). The
principal fills the variables of the policies. Nothing is printed before every policy and every request was
understood. No database is needed.
"""

import argparse
import gettext
import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import chopmark
from chopmark.cloud.cam.compiled import Compiled
from chopmark.cloud.cam.evaluate import Decision, Named, Place
from chopmark.cloud.cam.language import PolicyError, decoded, parse
from chopmark.cloud.cam.variables import FILLED

EXAMPLE = "chopmark cam evaluate --policies policies.json --requests requests.jsonl"
_ELEMENTS = frozenset({"principal", "action", "resource", "context"})
_PRINCIPAL = frozenset({*FILLED, "root"})
_LONGEST_QUOTE = 60  # characters of what was found, repeated in a message


class _Unfit(ValueError):
    """What is wrong with a file, as a sentence."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--policies", type=Path, required=True, help="a JSON list of policy documents")
    parser.add_argument("--requests", type=Path, required=True, help="one JSON object a line")
    parser.add_argument(
        "--why", action="store_true", help="add the nearest statements to a denial for want of an allow"
    )


def run(args: argparse.Namespace) -> int:
    """Exit code 0 whatever the decisions are; what cannot be understood is a ValueError that names its place."""
    policies = Compiled(read_policies(args.policies))
    answers = [_answer(policies, question, why=args.why) for question in _questions(args.requests)]
    for answer in answers:
        print(answer)
    return 0


def read_policies(path: Path) -> list[Named]:
    """The policies of a file, each under its number from 0; raises ValueError that names the first that is broken."""
    documents = _json(_text(path), where=str(path))
    if not isinstance(documents, list):
        raise _Unfit(f"{path} is not a JSON list of policy documents.")
    return [_policy(document, number, path=path) for number, document in enumerate(documents)]


def _policy(document: object, number: int, *, path: Path) -> Named:
    try:
        return Named(str(number), parse(document))
    except PolicyError as trouble:
        raise ValueError(f"{path}, document {number} (counted from 0): {_sentence(trouble)}") from trouble


def _questions(path: Path) -> Iterator[dict[str, Any]]:
    """The requests, each as what `decide` is asked; a line without anything is none."""
    for number, line in enumerate(_text(path).split("\n"), start=1):
        if line.strip():
            where = f"{path}, line {number}"
            try:
                yield _question(_json(line, where=where))
            except _Unfit as trouble:
                raise ValueError(f"{where}: {trouble}") from trouble


def _question(said: object) -> dict[str, Any]:
    request = _object(said, "The request")
    _check_known(request, _ELEMENTS)
    action, resource = request.get("action"), request.get("resource")
    if not isinstance(action, str) or action.find(":") < 1:
        raise _Unfit("“action” has to be written as service:Action.")
    if not isinstance(resource, str) or not resource:
        raise _Unfit("“resource” has to be a text: * or six segments.")
    return {
        **_principal(request.get("principal")),
        "action": action,
        "resource": resource,
        "context": _context(request.get("context", {})),
    }


def _principal(said: object) -> dict[str, Any]:
    principal = _object(said, "“principal”")
    _check_known(principal, _PRINCIPAL)
    if not isinstance(principal.get("uin"), str) or not isinstance(principal.get("root", False), bool):
        raise _Unfit("“principal” has a “uin” that is a text, and a “root” that is true or false.")
    if not isinstance(principal.get("owner_uin", ""), str):
        raise _Unfit("“owner_uin” of “principal” has to be a text, or is left out.")
    return {
        "is_root": principal.get("root", False),
        "principal": {name: principal[name] for name in FILLED if name in principal},
    }


def _context(said: object) -> dict[str, Any]:
    context = _object(said, "“context”")
    for key, value in context.items():
        if not all(isinstance(each, str | int | Decimal) for each in (value if isinstance(value, list) else [value])):
            raise _Unfit(f"“{_quoted(key)}” has to be a text, a number, true or false, or a list of these.")
    return context


def _object(said: object, name: str) -> dict[str, Any]:
    if not isinstance(said, dict):
        raise _Unfit(f"{name} has to be an object.")
    return said


def _check_known(found: dict[str, Any], known: frozenset[str]) -> None:
    """A misspelt context would look like an empty one, and negated operators hold of that."""
    for key in found:
        if key not in known:
            raise _Unfit(f"“{_quoted(key)}” is not known here; check spelling and capitals.")


def _answer(policies: Compiled, question: dict[str, Any], *, why: bool) -> str:
    decision = policies.decide(**question)
    told: dict[str, object] = {
        "decision": "allow" if decision.allowed else "deny",
        "reason": decision.reason.value,
        "statements": _places(decision.statements),
    }
    return json.dumps(told | {"nearest": _nearest(decision)} if why else told)


def _places(places: Iterable[Place]) -> list[dict[str, int]]:
    return [{"policy": int(place.policy), "statement": place.number - 1} for place in places]


def _nearest(decision: Decision) -> list[dict[str, object]]:
    return [{**_places([miss.place])[0], "failed": list(miss.clauses)} for miss in decision.nearest]


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as trouble:
        raise ValueError(f"{path} is not in UTF-8.") from trouble


def _json(text: str, *, where: str) -> Any:
    try:
        return decoded(text)
    except PolicyError as trouble:
        raise ValueError(f"{where}: {_sentence(trouble)}") from trouble


def _sentence(trouble: PolicyError) -> str:
    """The words of the pages, in English."""
    folder = Path(chopmark.__file__).parent / "cloud" / "locale"
    words = gettext.translation("django", localedir=folder, languages=["en"])
    facts = {name: _quoted(str(fact)) for name, fact in trouble.facts.items()}
    return words.gettext(f"cloud.policy_rule.{trouble.rule}").format_map(facts)


def _quoted(said: str) -> str:
    """One short line of whatever was found."""
    short = said if len(said) <= _LONGEST_QUOTE else f"{said[:_LONGEST_QUOTE]}…"
    return "".join(each if each.isprintable() else "\ufffd" for each in short)
