"""What keeps the house in order: no hidden imports, no addresses in lock files, every event and command documented."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from chopmark.audit.kinds import KINDS
from chopmark.cli.main import COMMANDS
from tests.soak.test_sabotage import SABOTAGES

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "chopmark"

# Imports inside functions, each with its reason.
HIDDEN_ALLOWED: dict[str, str] = {}


def test_no_import_hides_inside_a_function():
    found = []
    for path in SOURCE.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                hidden = [n for n in ast.walk(function) if isinstance(n, ast.Import | ast.ImportFrom)]
                found.extend(f"{path.relative_to(SOURCE)}:{node.lineno}" for node in hidden)
    assert [place for place in found if place.split(":")[0] not in HIDDEN_ALLOWED] == []


FLOORS = """config cli practice webhooks cloud,onboarding organisations review people evidence,notify,trust web audit drawing kit""".split()
# The wiring that everything is started with: it can only be named from outside of it.
WIRING = {"chopmark.config.settings", "chopmark.config.wsgi"}


def test_no_string_names_a_module_of_a_floor_above():
    height = {room: number for number, floor in enumerate(FLOORS) for room in floor.split(",")}
    guilty = []
    for path in SOURCE.rglob("*.py"):
        room = path.relative_to(SOURCE).parts[0]
        if room in height and room != "config" and "migrations" not in path.parts:
            named = set(re.findall(r"[\"'](chopmark(?:\.\w+)+)", path.read_text(encoding="utf-8"))) - WIRING
            guilty.extend(f"{path.name}: {name}" for name in named if height.get(name.split(".")[1], 99) < height[room])
    assert guilty == []


@pytest.mark.parametrize(
    "name",
    [
        "requirements.txt",
        "requirements-dev.txt",
        "requirements-node.txt",
        "requirements-tencent.txt",
        "package-lock.json",
    ],
)
def test_no_lock_file_carries_an_address(name):
    assert not re.search(
        r"https?://(?!(?:www\.)?(?:opencollective|github|tidelift|paypal|patreon|feross|dotenvx|paulmillr))",
        (ROOT / name).read_text(),
    )


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_event_kind_is_documented(kind):
    assert f"`{kind}`" in (ROOT / "docs" / "events.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_explains_itself_with_an_example(command):
    done = subprocess.run(
        [sys.executable, "-m", "chopmark.cli.main", *command.split(), "--help"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0
    assert "example" in done.stdout


def test_a_command_that_does_not_exist_is_one_sentence_and_exit_code_2():
    done = subprocess.run(
        [sys.executable, "-m", "chopmark.cli.main", "fly"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "there is no command" in done.stderr


def test_no_template_carries_inline_style_or_script():
    guilty = []
    for path in SOURCE.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        if re.search(r"\sstyle=|<style|\son\w+=|<script(?![^>]*src=)", text):
            guilty.append(path.name)
    assert guilty == []


def test_modules_stay_small():
    large = {
        str(p.relative_to(SOURCE)): n for p in SOURCE.rglob("*.py") if (n := len(p.read_text().splitlines())) > 400
    }
    assert large == {}


@pytest.mark.parametrize("what", list(SABOTAGES))
def test_every_guard_that_is_sabotaged_stands_where_the_list_says(what):
    """The campaign itself takes minutes; a line that was reworded is told here."""
    sabotage = SABOTAGES[what]
    assert (ROOT / "src/chopmark" / sabotage.where).read_text(encoding="utf-8").count(sabotage.guard) == 1
    file, test = sabotage.test.split("[")[0].split("::")
    assert f"def {test}(" in (ROOT / file).read_text(encoding="utf-8")
