"""What one decision costs: ours compiled, ours as it is read, Cedar and Casbin, on the same policies and questions."""

import json
import random
import time
from statistics import median

import casbin
import cedarpy

from bench import figures
from bench.machine import say
from chopmark.cloud.cam.compiled import Compiled
from chopmark.cloud.cam.evaluate import Named, evaluate
from chopmark.cloud.cam.language import parse
from chopmark.cloud.cam.wildcards import fits

TITLE = "One decision of CAM"
DOCUMENT = "bench"
_SIZES = (5, 20, 100)  # statements
_QUESTIONS = 200
_ROUNDS, _QUICK_ROUNDS = 9, 3
_SEED = 20261128
_AIM = 20  # times faster than Cedar through its Python binding
_SERVICES = ("cos", "cvm", "cbs", "vpc", "tke")
_VERBS = ("GetObject", "PutObject", "ListObjects", "DeleteObject", "Describe")
_TOLD = """\
CPU microseconds of this process for one decision, the median of {rounds} rounds of {questions} questions in which the
engines take turns. Every statement has an action and a resource, most with a wildcard, and one to three conditions (a
network, a limit, a tag); one in five denies. All engines get the same and have to answer alike, or the part ends with
an error. Cedar has its policies parsed and the context of each question written as JSON beforehand, as its binding
allows; “in one call” hands it all questions together, so that the way between the languages is paid for once. Casbin
has one rule a statement and the conditions in its matcher. “Getting ready” is ours compiled (after parsing) and
Cedar's parser, in milliseconds.

{table}

{verdict}"""
_MODEL = """
[request_definition]
r = act, res, ip, n, tag
[policy_definition]
p = act, res, net, most, tag, eft
[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))
[matchers]
m = like(r.act, p.act) && like(r.res, p.res) && ipMatch(r.ip, p.net) && below(r.n, p.most) && like(r.tag, p.tag)
"""


def measure(*, quick: bool) -> str:
    rounds = _QUICK_ROUNDS if quick else _ROUNDS
    rows, ratios = [], []
    for size in _SIZES:
        found, ready = _measured(size, rounds=rounds)
        ours = found["compiled"]
        ratios.append(found["cedar"] / ours)
        rows.append(
            [
                size,
                *(f"{found[name]:.2f}" for name in found),
                f"{ratios[-1]:.0f}",
                f"{found['casbin'] / ours:.0f}",
                f"{ready['ours']:.2f} / {ready['cedar']:.2f}",
            ]
        )
        say(f"{size} statements: {found}")
    head = ["statements", "compiled", "reference", "Cedar", "Cedar, in one call", "Casbin", "Cedar / compiled",
            "Casbin / compiled", "getting ready"]  # fmt: skip
    verdict = f"The aim of the house is a twentieth of Cedar: {'met' if min(ratios) >= _AIM else 'not met'}."
    table = figures.table(head, rows)
    return _TOLD.format(rounds=rounds, questions=_QUESTIONS, table=table, verdict=verdict)


def _measured(size: int, *, rounds: int) -> tuple[dict[str, float], dict[str, float]]:
    """Microseconds for each engine, and milliseconds until ours and Cedar's were ready."""
    chance = random.Random(_SEED + size)
    statements = [_statement(chance) for _ in range(size)]
    questions = [_question(chance, statements) for _ in range(_QUESTIONS)]
    engines, ready = _engines(statements, questions)
    answers = {name: engine() for name, engine in engines.items()}
    for name, found in answers.items():
        if found != answers["reference"]:
            raise RuntimeError(f"{name} does not answer as the reference does")
    say(f"{size} statements: {sum(answers['reference'])} of {len(questions)} allowed")
    taken: dict[str, list[float]] = {name: [] for name in engines}
    for _ in range(rounds):
        for name, engine in engines.items():
            taken[name].append(_seconds(engine) / len(questions) * 1e6)
    return {name: median(values) for name, values in taken.items()}, ready


def _seconds(engine) -> float:
    """The better of two, of which the first is the warming up."""
    found = []
    for _ in range(2):
        began = time.process_time()
        engine()
        found.append(time.process_time() - began)
    return min(found)


def _statement(chance) -> dict:
    service = chance.choice(_SERVICES)
    action = chance.choice(
        [f"{service}:*", f"{service}:{chance.choice(_VERBS)}", f"{service}:*Object", f"{service}:Get*"]
    )
    where = chance.choice(
        ["gz:uin/1:*", "*:uin/1:bucket/a/*", f"bj:uin/{chance.randint(1, 3)}:bucket/*", "gz:uin/1:bucket/a/1"]
    )
    condition: dict = {"ip_equal": {"qcs:ip": chance.choice(["10.0.0.0/8", "10.1.0.0/16", "10.1.2.0/24"])}}
    if chance.random() < 0.5:
        condition["numeric_less_than"] = {"n": chance.choice([10, 50, 90])}
    if chance.random() < 0.5:
        condition["string_equal"] = {"tag": chance.choice(["red", "green"])}
    return {
        "effect": "deny" if chance.random() < 0.2 else "allow",
        "action": action,
        "resource": f"qcs::{service}:{where}",
        "condition": condition,
    }


def _question(chance, statements: list[dict]) -> dict:
    """Aimed at a statement, and in half of all cases drawn anew in one respect."""
    said = chance.choice(statements)
    verb = (
        said["action"].replace("*Object", "PutObject").replace("Get*", "GetObject").replace("*", chance.choice(_VERBS))
    )
    resource = said["resource"].replace(":*:", ":gz:").replace("*", chance.choice(["bucket/a/1", "1"]))
    context = {
        "qcs:ip": chance.choice(["10.1.2.3", "10.1.9.9", "10.7.7.7", "192.0.2.1"]),
        "n": chance.choice([5, 10, 60]),
        "tag": chance.choice(["red", "green"]),
    }
    if chance.random() < 0.3:
        resource = resource.replace("uin/1", "uin/2")
    return {"action": verb, "resource": resource, "context": context}


def _engines(statements: list[dict], questions: list[dict]):
    """Each engine as a function that answers all questions, and how long two of them took to get ready."""
    policies = [Named("p", parse({"version": "2.0", "statement": statements}))]
    began = time.process_time()
    ours = Compiled(policies)
    between = time.process_time()
    handle = cedarpy.PolicySet.from_str("\n".join(map(_cedar, statements)))
    ready = {"ours": (between - began) * 1e3, "cedar": (time.process_time() - between) * 1e3}
    nobody, asked = cedarpy.Entities.from_json_str("[]"), [_cedar_request(each) for each in questions]
    enforcer, told = _casbin(statements), [_casbin_request(each) for each in questions]
    plain = [(each["action"], each["resource"], each["context"]) for each in questions]
    return {
        "compiled": lambda: [
            ours.decide(is_root=False, action=action, resource=resource, context=context).allowed
            for action, resource, context in plain
        ],
        "reference": lambda: [
            evaluate(policies, is_root=False, action=action, resource=resource, context=context).allowed
            for action, resource, context in plain
        ],
        "cedar": lambda: [cedarpy.is_authorized(each, handle, nobody).allowed for each in asked],
        "cedar, in one call": lambda: [each.allowed for each in cedarpy.is_authorized_batch(asked, handle, nobody)],
        "casbin": lambda: [enforcer.enforce(*each) for each in told],
    }, ready


def _cedar(statement: dict) -> str:
    condition = statement["condition"]
    clauses = [
        f"context.action like {json.dumps(statement['action'].lower())}",
        f"context.resource like {json.dumps(statement['resource'])}",
        f"context.ip.isInRange(ip({json.dumps(condition['ip_equal']['qcs:ip'])}))",
        *(f"context.n < {clause['n']}" for clause in _of(condition, "numeric_less_than")),
        *(f"context.tag == {json.dumps(clause['tag'])}" for clause in _of(condition, "string_equal")),
    ]
    effect = {"allow": "permit", "deny": "forbid"}[statement["effect"]]
    return f"{effect}(principal, action, resource) when {{ {' && '.join(clauses)} }};"


def _of(condition: dict, operator: str) -> list[dict]:
    return [condition[operator]] if operator in condition else []


def _cedar_request(question: dict) -> dict:
    context = {
        "action": question["action"].lower(),
        "resource": question["resource"],
        "ip": {"__extn": {"fn": "ip", "arg": question["context"]["qcs:ip"]}},
        "n": question["context"]["n"],
        "tag": question["context"]["tag"],
    }
    return {"principal": 'User::"u"', "action": 'Action::"a"', "resource": 'Thing::"r"', "context": json.dumps(context)}


def _casbin(statements: list[dict]) -> casbin.Enforcer:
    model = casbin.Model()
    model.load_model_from_text(_MODEL)
    enforcer = casbin.Enforcer(model)
    enforcer.add_function("like", lambda value, pattern: fits(pattern, value))
    enforcer.add_function("below", lambda value, most: most == "*" or value < int(most))
    for said in statements:
        condition = said["condition"]
        most = next((str(each["n"]) for each in _of(condition, "numeric_less_than")), "*")
        tag = next((each["tag"] for each in _of(condition, "string_equal")), "*")
        network = condition["ip_equal"]["qcs:ip"]
        enforcer.add_policy(said["action"].lower(), said["resource"], network, most, tag, said["effect"])
    return enforcer


def _casbin_request(question: dict) -> tuple:
    context = question["context"]
    return question["action"].lower(), question["resource"], context["qcs:ip"], context["n"], context["tag"]
