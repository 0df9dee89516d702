"""One running Chopmark for all roads, a browser with a drawn head before its camera, and visitors who count presses."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import sync_playwright

from chopmark.cli import postgres
from tests.roads import camera, chromium
from tests.roads.inspection import Inspection
from tests.roads.visitor import Visitor

ROOT = Path(__file__).resolve().parents[2]
PROCESS = os.environ.get("PYTEST_XDIST_WORKER", "gw0")  # each one that walks roads has a Chopmark of its own
PORT = int(os.environ.get("CHOPMARK_ROAD_PORT", "8460")) + 10 * int(PROCESS.removeprefix("gw"))
REPORTS = ROOT / "build" / "roads"  # what each process saw, for test_the_pages_seen
WORDS_OF = {"zh": "zh-CN", "en": "en-GB"}


def pytest_addoption(parser):
    parser.addoption("--screenshots", default="", help="folder for a picture of every page")


def pytest_collection_modifyitems(items):
    for item in items:
        if "/roads/" in str(item.path) and not item.get_closest_marker("afterwards"):
            item.add_marker(pytest.mark.road)


@pytest.fixture(scope="session")
def world(inspection):
    """A served Chopmark with its practice world, as JSON; reported on and stopped with Ctrl-C at the end."""
    home = tempfile.mkdtemp(prefix="chopmark-roads-")
    environment = {**os.environ, "CHOPMARK_HOME": home, "PYTHONPATH": str(ROOT / "src")}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "chopmark.cli.main", "serve", "--port", str(PORT)]
    REPORTS.mkdir(parents=True, exist_ok=True)
    log = REPORTS / f"{PROCESS}.log"  # what the served processes said, for whoever asks why a road is closed
    with log.open("w") as output:
        served = subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT, text=True)
    try:
        _wait_for_welcome(served, log)
        cast = Cast(
            _practice(environment), home=home, url=f"http://127.0.0.1:{PORT}", cloud_url=f"http://127.0.0.1:{PORT + 1}"
        )
        yield cast
        report = inspection.report() | {"engines": cast.engines()}
        (REPORTS / f"{PROCESS}.json").write_text(json.dumps(report, ensure_ascii=False, indent=1))
    finally:
        served.send_signal(signal.SIGINT)
        served.communicate(timeout=40)
        shutil.rmtree(home, ignore_errors=True)


def _wait_for_welcome(served, log):
    while "Ctrl-C" not in log.read_text():
        if served.poll() is not None:
            pytest.fail("Chopmark did not start:\n" + log.read_text())
        time.sleep(0.2)


def _practice(environment):
    show = [sys.executable, "-m", "chopmark.cli.main", "practice", "show", "--json"]
    return json.loads(subprocess.run(show, env=environment, capture_output=True, check=True, text=True).stdout)


class Cast(dict):
    """The practice world by the stories of its accounts, companies and people."""

    def account(self, story):
        return next(account for account in self["accounts"] if account["story"] == story)

    def company(self, story):
        return next(c for c in self["companies"] if story in (c["story"], c["kind"]) and c["status"] == "open")

    def company_of(self, story):
        uscc = self.account(story)["uscc"]
        return next(company for company in self["companies"] if company["uscc"] == uscc)

    def person(self, number):
        return next(person for person in self["people"] if person["id_number"] == number)

    def engines(self):
        """By the kind of check, which engines, with their versions, gave the verdicts that are kept; the latest first."""
        with psycopg.connect(postgres.attach_or_start(Path(self["home"])).url()) as asked:
            query = (
                "SELECT kind, array_agg(engine ORDER BY created_at DESC) FROM evidence_check"
                " WHERE verdict NOT IN ('', 'unreadable') AND engine != '' GROUP BY kind"
            )
            return dict(asked.execute(query).fetchall())

    def employee(self, place):
        return [person for person in self["people"] if person["story"] == "employee"][place]


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    clip = tmp_path_factory.mktemp("camera") / "face.y4m"
    camera.write_clip(clip)
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(
            executable_path=chromium.find(),
            args=[
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", "--use-fake-ui-for-media-stream",
                "--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={clip}",
            ],
            env={**os.environ, "FONTCONFIG_FILE": str(_fontconfig(tmp_path_factory))},
        )  # fmt: skip


def _fontconfig(tmp_path_factory):
    folder = tmp_path_factory.mktemp("fonts")
    file = folder / "fonts.conf"
    fonts = ROOT / "node_modules" / "@expo-google-fonts"
    file.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{fonts}/noto-sans-sc</dir><dir>{fonts}/noto-serif-sc</dir><cachedir>{folder}/cache</cachedir></fontconfig>"
    )
    return file


@pytest.fixture(scope="session")
def inspection(request):
    return Inspection(
        Path(request.config.getoption("--screenshots") or "") if request.config.getoption("--screenshots") else None
    )


@pytest.fixture
def visit(browser, world, inspection):
    """Make a visitor: `visit()` at a desk in Chinese, `visit(language="en", phone=True)` otherwise.

    Before the camera is a head that does what the page asks, or with `held_up` the picture of one.
    """
    contexts = []

    def arrive(*, language="zh", phone=False, held_up=False):
        size = {"width": 390, "height": 844} if phone else {"width": 1280, "height": 900}
        context = browser.new_context(locale=WORDS_OF[language], viewport=size, accept_downloads=True)
        contexts.append(context)
        if not held_up:
            camera.put_head_before(context)
        return Visitor(context.new_page(), world=world, language=language, inspection=inspection)

    yield arrive
    for context in contexts:
        context.close()
