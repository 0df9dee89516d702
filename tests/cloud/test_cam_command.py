"""`chopmark cam evaluate`: what it prints, and that a file with a fault in it grants nothing."""

import json
import os
import subprocess
import sys

import pytest
from tests.cloud.cam_worlds import say

from chopmark.cli.main import main

BUCKET = "qcs::cos:ap-guangzhou:uin/1:bucket/a"


def document(*statements):
    return {"version": "2.0", "statement": list(statements)}


def request(action="cos:GetObject", resource=BUCKET, *, root=False, **context):
    return {"principal": {"uin": "100", "root": root}, "action": action, "resource": resource, "context": context}


@pytest.fixture
def evaluate(tmp_path, capsys):
    """Write both files (texts as they are, the rest as JSON), run the command: exit code, printed lines, complaint."""

    def run(policies, requests, *options):
        one, other = tmp_path / "policies.json", tmp_path / "requests.jsonl"
        one.write_text(policies if isinstance(policies, str) else json.dumps(policies), encoding="utf-8")
        lines = requests if isinstance(requests, str) else "\n".join(map(json.dumps, requests))
        other.write_text(lines, encoding="utf-8", newline="")
        code = main(["cam", "evaluate", "--policies", str(one), "--requests", str(other), *options])
        out, err = capsys.readouterr()
        return code, [json.loads(line) for line in out.splitlines()], err

    return run


def test_each_reason_is_told_with_its_statements(evaluate):
    policies = [
        document(say(action="cvm:*"), say(action="cos:*", resource=BUCKET)),
        document(say("deny", action="cos:delete*"), say(action="cos:*")),
    ]
    asked = [request(), request("cos:DeleteObject"), request("tke:X"), request("cos:DeleteObject", root=True)]
    assert evaluate(policies, asked) == (
        0,
        [
            {
                "decision": "allow",
                "reason": "allow",
                "statements": [{"policy": 0, "statement": 1}, {"policy": 1, "statement": 1}],
            },
            {"decision": "deny", "reason": "explicit_deny", "statements": [{"policy": 1, "statement": 0}]},
            {"decision": "deny", "reason": "implicit_deny", "statements": []},
            {"decision": "allow", "reason": "root", "statements": []},
        ],
        "",
    )


def test_why_names_what_failed(evaluate):
    policies = [document(say(action="cos:*", ip_equal={"qcs:ip": "10.0.0.0/8"}))]
    _, (answer,), _ = evaluate(policies, [request(**{"qcs:ip": "192.0.2.1"})], "--why")
    assert answer["nearest"] == [{"policy": 0, "statement": 0, "failed": ["ip_equal qcs:ip"]}]


def test_numbers_of_a_request_are_read_exactly(evaluate):
    policies = [document(say(action="cos:*", numeric_equal={"n": 9007199254740993}))]
    line = json.dumps(request(n=0))
    lines = [
        line.replace(": 0}", f": {number}}}")
        for number in ("9007199254740993", "9007199254740993.0", "9007199254740992.0")
    ]
    _, answers, _ = evaluate(policies, "\n".join(lines))
    assert [answer["decision"] for answer in answers] == ["allow", "allow", "deny"]


def test_lines_end_where_json_lines_end_and_empty_ones_are_none(evaluate):
    policies = [document(say(action="cos:*", string_equal={"k": "a\u2028b"}))]
    line = json.dumps(request(k="a\u2028b"), ensure_ascii=False)
    code, answers, _ = evaluate(policies, f"\ufeff{line}\r\n\n{line}\n")
    assert (code, [answer["decision"] for answer in answers]) == (0, ["allow", "allow"])


def test_no_policies_grant_nothing_and_no_requests_print_nothing(evaluate):
    assert evaluate([], [request()])[1][0]["reason"] == "implicit_deny"
    assert evaluate([document(say())], "") == (0, [], "")


def test_the_principal_fills_the_variables(evaluate):
    policies = [document(say(action="cos:*", resource="qcs::cos:*:uin/${owner_uin}:home/${uin}/*"))]
    asked = [request(resource=f"qcs::cos:gz:uin/{owner}:home/100/a") for owner in ("1", "2", "")]
    asked[0]["principal"]["owner_uin"] = asked[1]["principal"]["owner_uin"] = "1"
    _, answers, _ = evaluate(policies, asked, "--why")
    assert [answer["decision"] for answer in answers] == ["allow", "deny", "deny"]
    assert answers[2]["nearest"] == [{"policy": 0, "statement": 0, "failed": ["resource"]}]


GOOD = json.dumps(request())


@pytest.mark.parametrize(
    ("policies", "says"),
    [
        ("{", "policies.json: This is not JSON"),
        ("{}", "not a JSON list"),
        ("[" * 100_000, "policies.json: This is not JSON"),
        ([1], "document 0"),
        ([document(say()), document(say("Allow"))], "document 1 (counted from 0): “effect” has to be"),
        ([document(say(action="cos"))], "document 0"),
        ([document(say(resource="bucket"))], "six segments"),
        ([document(say(resource="${uin}"))], "document 0"),
        ([document(say(string_equal={"k": "${who}"}))], "“${who}” is not known. Write ${uin}, ${owner_uin}, ${app_id}"),
        ([document(say(string_equals={"k": "a"}))], "string_equals"),
        ([document({**say(), "x" * 1000 + "\n": 1})], "xxx…” is not known"),
        ('[{"version": "2.0", "version": "2.0", "statement": []}]', "twice"),
        ('[{"version": "2.0", "statement": NaN}]', "NaN"),
        ('[{"version": "2.0", "statement": ' + "9" * 5000 + "}]", "no number"),
        ([{"version": 2.0, "statement": say()}], "version"),
    ],
)
def test_a_broken_policy_is_one_sentence_and_grants_nothing(evaluate, policies, says):
    code, answers, said = evaluate(policies, GOOD)
    assert (code, answers) == (2, [])
    assert says in said
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        "null",
        '{"action": "cos:Get"}',
        GOOD.replace('"action"', '"Action"'),
        GOOD.replace('"context"', '"conditions"'),
        GOOD.replace("cos:GetObject", "GetObject"),
        GOOD.replace("cos:GetObject", ":GetObject"),
        GOOD.replace('"cos:GetObject"', "5"),
        GOOD.replace(f'"{BUCKET}"', '""'),
        GOOD.replace(f'"{BUCKET}"', "null"),
        GOOD.replace("false", '"true"'),
        GOOD.replace("false", "0"),
        GOOD.replace('"100"', "null"),
        GOOD.replace('"root"', '"is_root"'),
        GOOD.replace('"root"', '"owner_uin": 1, "root"'),
        GOOD.replace('"root"', '"app_id": "1", "root"'),
        GOOD.replace("{}", "[]"),
        GOOD.replace("{}", '{"k": null}'),
        GOOD.replace("{}", '{"k": [["a"]]}'),
        GOOD.replace("{}", '{"k": {"a": 1}}'),
        GOOD.replace("{}", '{"k": NaN}'),
        GOOD.replace("{}", '{"k": -Infinity}'),
        GOOD.replace("{}", '{"k": 1, "k": 2}'),
        GOOD.replace("{}", '{"k": ' + "[" * 100_000),
        GOOD + GOOD,
    ],
)
def test_a_broken_request_is_named_by_its_line_and_grants_nothing(evaluate, line):
    code, answers, said = evaluate([document(say(action="cos:*"))], f"{GOOD}\n\n{line}\n{GOOD}")
    assert (code, answers) == (2, [])
    assert "requests.jsonl, line 3: " in said
    assert len(said.splitlines()) == 1


def test_a_file_that_is_missing_or_not_text_is_one_sentence(evaluate, tmp_path, capsys):
    assert main(["cam", "evaluate", "--policies", str(tmp_path / "none"), "--requests", str(tmp_path / "none")]) == 2
    odd = tmp_path / "odd"
    odd.write_bytes(b'["\xff"]')
    assert main(["cam", "evaluate", "--policies", str(odd), "--requests", str(odd)]) == 2
    assert "is not in UTF-8." in capsys.readouterr().err


def test_a_large_policy_and_many_values_are_no_trouble(evaluate):
    values = [f"value-{number}" for number in range(20_000)]
    policies = [document(*[say(action=f"cos:Op{number}", string_equal={"k": values}) for number in range(20)])]
    _, answers, _ = evaluate(policies, [request("cos:Op7", k=values[-1]), request("cos:Op7", k="x")])
    assert [answer["decision"] for answer in answers] == ["allow", "deny"]


def test_neither_django_nor_a_database_is_asked(tmp_path):
    (tmp_path / "policies.json").write_text(json.dumps([document(say())]))
    (tmp_path / "requests.jsonl").write_text(json.dumps(request("ess:Login", "*")))
    program = (
        "import sys; from chopmark.cli.main import main\n"
        "code = main(['cam', 'evaluate', '--policies', 'policies.json', '--requests', 'requests.jsonl'])\n"
        "sys.exit(code or any(name in sys.modules for name in ('django', 'psycopg')))"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "DATABASE_URL": "postgresql://nobody@/none"}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, json.loads(done.stdout)["decision"]) == (0, "allow"), done.stderr


def test_lint_prints_a_finding_a_line_and_says_by_its_code_whether_there_is_any(tmp_path, capsys):
    path = tmp_path / "policies.json"
    path.write_text(json.dumps([document(say()), document(say(), say(action="cos:*"))]))
    assert main(["cam", "lint", "--policies", str(path)]) == 1
    out = capsys.readouterr().out
    assert [json.loads(line) for line in out.splitlines()] == [
        {"policy": 1, "statement": 1, "flaw": "wide_open", "about": "cos:*"}
    ]
    path.write_text(json.dumps([document(say())]))
    assert main(["cam", "lint", "--policies", str(path)]) == 0
    path.write_text("[1]")
    assert main(["cam", "lint", "--policies", str(path)]) == 2
