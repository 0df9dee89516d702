"""Changes one comparison, boolean, quantifier or number of CAM at a time, and asks the fast tests whether they notice.

    python -m tests.soak.mutants [MODULE … | MODULE:LINE …]

prints a table and every change that no test noticed. What is left over is argued about in docs/cam.md.
"""

import ast
import copy
import importlib.machinery
import os
import signal
import sys
import time
from pathlib import Path

import cedarpy
import fastjsonschema
import hypothesis
import pytest

PRELOADED = (cedarpy, fastjsonschema, hypothesis)  # what every child would otherwise load anew
ROOT = Path(__file__).resolve().parents[2]
ROOM = ROOT / "src" / "chopmark" / "cloud" / "cam"
MODULES = (
    "evaluate",
    "compiled",
    "clauses",
    "covering",
    "operators",
    "wildcards",
    "resources",
    "values",
    "language",
    "variables",
)
TESTS = ("test_cam_rules.py", "test_cam_differential.py", "test_cam_language.py", "test_cam_command.py")
OPTIONS = ("-x", "-q", "-c", os.devnull, "--rootdir", str(ROOT), "--noconftest", "--assert=plain", "-p", "no:cacheprovider",
           "-p", "no:django", "-p", "no:randomly", "-p", "no:xdist", "-W", "error")  # fmt: skip
REQUESTS = "3000"
CPU_SECONDS = 60  # a change that never ends was noticed; whatever else runs here takes nothing of it

COMPARISONS = {
    ast.Eq: [ast.NotEq], ast.NotEq: [ast.Eq], ast.Lt: [ast.LtE, ast.GtE], ast.LtE: [ast.Lt, ast.Gt],
    ast.Gt: [ast.GtE, ast.LtE], ast.GtE: [ast.Gt, ast.Lt], ast.Is: [ast.IsNot], ast.IsNot: [ast.Is],
    ast.In: [ast.NotIn], ast.NotIn: [ast.In],
}  # fmt: skip
NAMES = {
    "any": "all", "all": "any", "min": "max", "max": "min", "lt": "le", "le": "lt", "gt": "ge", "ge": "gt", "eq": "ne",
    "_some": "_every", "_none": "_some_not", "_every": "_some", "_some_not": "_none", "_always": "_never", "_never": "_always",
}  # fmt: skip
ATTRIBUTES = {
    "startswith": "endswith",
    "endswith": "startswith",
    "ALLOW": "DENY",
    "DENY": "ALLOW",
    "ANY": "ALL",
    "ALL": "ANY",
}
ARITHMETIC = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.BitAnd: ast.BitOr}


def changes(node):
    """Each way to change this one node: what stands in its place."""
    for kind, change in CHANGES:
        if isinstance(node, kind):
            yield from change(node)


def _comparison(node):
    for place, one in enumerate(node.ops):
        for other in COMPARISONS[type(one)]:
            yield _set(node, "ops", [*node.ops[:place], other(), *node.ops[place + 1 :]])


def _boolean(node):
    yield _set(node, "op", ast.Or() if isinstance(node.op, ast.And) else ast.And())


def _negation(node):
    if isinstance(node.op, ast.Not):
        yield node.operand


def _branch(node):
    yield _set(node, "test", ast.UnaryOp(ast.Not(), node.test))


def _filter(node):
    if node.ifs:
        yield _set(node, "ifs", [])
        yield _set(node, "ifs", [ast.UnaryOp(ast.Not(), each) for each in node.ifs])


def _name(node):
    if isinstance(node.ctx, ast.Load) and node.id in NAMES:
        yield _set(node, "id", NAMES[node.id])


def _attribute(node):
    if node.attr in ATTRIBUTES:
        yield _set(node, "attr", ATTRIBUTES[node.attr])


def _constant(node):
    if isinstance(node.value, bool):
        yield _set(node, "value", not node.value)
    elif isinstance(node.value, int):
        yield _set(node, "value", node.value + 1)
        yield _set(node, "value", node.value - 1)


def _arithmetic(node):
    if type(node.op) in ARITHMETIC:
        yield _set(node, "op", ARITHMETIC[type(node.op)]())


CHANGES = [
    (ast.Compare, _comparison),
    (ast.BoolOp, _boolean),
    (ast.UnaryOp, _negation),
    (ast.If | ast.IfExp, _branch),
    (ast.comprehension, _filter),
    (ast.Name, _name),
    (ast.Attribute, _attribute),
    (ast.Constant, _constant),
    (ast.BinOp, _arithmetic),
]


def _set(node, field, value):
    found = copy.copy(node)
    setattr(found, field, value)
    return found


def mutants(tree):
    """Line, the node before and after, and the whole module with the change in it."""
    for holder, field, place, node in _places(tree):
        for other in changes(node):
            _put(holder, field, place, other)
            yield getattr(node, "lineno", getattr(holder, "lineno", 0)), _told(node), _told(other), copy.deepcopy(tree)
            _put(holder, field, place, node)


def _places(node):
    """Every node that says something when the program runs; neither annotations nor decorators nor messages."""
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "decorator_list", "exc"):
            continue
        listed = list(enumerate(value)) if isinstance(value, list) else [(None, value)]
        for place, inner in listed:
            if isinstance(inner, ast.AST):
                yield node, field, place, inner
                yield from _places(inner)


def _put(holder, field, place, node):
    if place is None:
        setattr(holder, field, node)
    else:
        getattr(holder, field)[place] = node


def _told(node):
    first = ast.unparse(node).strip().split("\n", 1)[0]
    return first if len(first) < 90 else f"{first[:90]}…"


class Changed(importlib.machinery.SourceFileLoader):
    """Loads one module from a tree instead of its file."""

    tree = None

    def get_code(self, fullname):
        return compile(ast.fix_missing_locations(self.tree), self.path, "exec")


class Finder:
    """Finds that one module before anybody else does."""

    def __init__(self, name, tree):
        self._name, self._tree = f"chopmark.cloud.cam.{name}", tree

    def find_spec(self, fullname, path=None, target=None):
        if fullname != self._name:
            return None
        place = str(ROOM / f"{fullname.rpartition('.')[2]}.py")
        loader = Changed(fullname, place)
        loader.tree = self._tree
        return importlib.machinery.ModuleSpec(fullname, loader, origin=place)


def survives(name, tree):
    """Whether all tests pass with this module in place of the true one; each try is a child of its own."""
    child = os.fork()
    if child == 0:
        _try(name, tree)
    done, status = os.waitpid(child, os.WNOHANG)
    while not done:
        if _spent(child) > CPU_SECONDS:
            os.kill(child, signal.SIGKILL)
        time.sleep(0.02)
        done, status = os.waitpid(child, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) == 0


def _spent(child):
    """Its processor seconds, asked from here: a limit of the system's makes the clock coarse that the tests look at."""
    fields = Path(f"/proc/{child}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _try(name, tree):
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    sys.meta_path.insert(0, Finder(name, tree))
    try:
        code = pytest.main([*OPTIONS, *(str(ROOT / "tests" / "cloud" / test) for test in TESTS)])
    except BaseException:  # noqa: BLE001 - whatever a changed program does, the child ends
        code = 1
    os._exit(int(code))


def main(names):
    os.environ["CHOPMARK_CAM_REQUESTS"] = REQUESTS
    sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
    if not survives("wildcards", ast.parse((ROOM / "wildcards.py").read_text(encoding="utf-8"))):
        sys.exit("The tests fail without any change.")
    left, rows = [], []
    for name, _, only in (said.partition(":") for said in names or MODULES):
        count, before = 0, len(left)
        for line, old, new, tree in mutants(ast.parse((ROOM / f"{name}.py").read_text(encoding="utf-8"))):
            if only not in ("", str(line)):
                continue
            count += 1
            if survives(name, tree):
                left.append(f"{name}.py:{line}: `{old}` → `{new}`")
                print(left[-1], file=sys.stderr, flush=True)  # noqa: T201
        rows.append(f"| {name} | {count} | {count - len(left) + before} | {len(left) - before} |")
        print(rows[-1], file=sys.stderr, flush=True)  # noqa: T201
    print("\n".join(["| module | changes | noticed | left over |", "| --- | --- | --- | --- |", *rows, "", *left]))  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
