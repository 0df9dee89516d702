"""Wrong passwords slow down strangers, whoever they try; the owner comes in on a device that was here before."""

import datetime as dt
import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.test import Client as Browser
from tests.cloud.conftest import PASSWORD
from tests.jobs import database_url

from chopmark.cloud.accounts import devices
from chopmark.cloud.accounts.actions import register_root
from chopmark.cloud.accounts.counting import PAUSE, TRIES
from chopmark.cloud.accounts.models import Account, Device, WrongTries
from chopmark.cloud.accounts.signin import WRONG_PASSWORDS
from chopmark.kit.clock import now
from chopmark.notify.models import Use

ROOT = Path(__file__).resolve().parents[2]
TRIED = 500
ADDRESS = "203.0.113.7"
UNKNOWN = "999999999999"
QUARTER, DAY = (count for count, _ in WRONG_PASSWORDS.spans)


def enter(browser, identifier, password):
    return browser.post("/signin/?as=root", {"identifier": identifier, "password": password})


def is_paused(page):
    return page.status_code == 200 and "暂停" in page.context["form"].non_field_errors()[0]


def try_in_two_processes(tries):
    """Every second try goes to the other process, both at once; returns how many were compared, and each answer."""
    environment = {
        **os.environ, "DATABASE_URL": database_url(), "PYTHONPATH": "src:.", "CHOPMARK_BUILDING": "cloud",
        "DJANGO_SETTINGS_MODULE": "chopmark.config.settings",
    }  # fmt: skip
    command = [sys.executable, "-W", "ignore", "-m", "tests.cloud.trying"]

    def run(half):
        done = subprocess.run(
            command, env=environment, input=json.dumps(half), capture_output=True, text=True, check=False, timeout=120
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return json.loads(done.stdout)

    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(run, (tries[::2], tries[1::2])))
    return sum(one["compared"] for one in said), sorted(answer for one in said for answer in one["answers"])


def everywhere(number):
    """An address that no other try has."""
    return f"203.0.{number // 250}.{number % 250 + 1}"


def test_of_five_hundred_against_one_account_ten_are_compared_and_a_missing_one_answers_alike(committed):
    root = register_root(mobile="13800138017", password=PASSWORD, uin="100000000017")
    known = Browser()
    assert enter(known, root.uin, PASSWORD).status_code == 303
    compared, answers = try_in_two_processes([(root.uin, everywhere(n)) for n in range(TRIED)])
    assert compared == TRIES
    missing_compared, missing_answers = try_in_two_processes([(UNKNOWN, everywhere(n)) for n in range(TRIED)])
    assert missing_compared == TRIES
    assert answers == missing_answers
    assert is_paused(enter(Browser(), root.uin, PASSWORD))
    assert enter(known, root.uin, PASSWORD).status_code == 303


def test_of_five_hundred_against_many_accounts_from_one_address_as_many_are_compared_as_documented(committed):
    here = [register_root(mobile=f"1380013{n:04}", password=PASSWORD).uin for n in range(20)]
    missing = [f"99999999{n:04}" for n in range(TRIED // 2)]
    tries = [pair for n, unknown in enumerate(missing) for pair in ((here[n % 20], ADDRESS), (unknown, ADDRESS))]
    compared, answers = try_in_two_processes(tries)
    assert compared == QUARTER
    assert len({tuple(map(str, answer)) for answer in answers}) == 2  # wrong, and paused


def test_a_known_device_has_tries_of_its_own(root):
    known = Browser()
    enter(known, root.uin, PASSWORD)
    for _ in range(TRIES):
        enter(known, root.uin, "wrong")
    assert is_paused(enter(known, root.uin, PASSWORD))
    assert enter(Browser(), root.uin, PASSWORD).status_code == 303


def test_a_device_of_one_account_is_a_stranger_to_another(root):
    other, known = register_root(mobile="13900139000", password=PASSWORD), Browser()
    enter(known, other.uin, PASSWORD)
    for _ in range(TRIES):
        enter(Browser(), root.uin, "wrong")
    assert is_paused(enter(known, root.uin, PASSWORD))


def test_a_device_that_was_withdrawn_is_a_stranger(root):
    known = Browser()
    enter(known, root.uin, PASSWORD)
    devices.withdraw(root)
    for _ in range(TRIES):
        enter(Browser(), root.uin, "wrong")
    assert is_paused(enter(known, root.uin, PASSWORD))


def test_a_changed_cookie_makes_no_device(root):
    known = Browser()
    enter(known, root.uin, PASSWORD)
    name = next(name for name in known.cookies if name.startswith("chopmark_device_"))
    forged = Browser()
    forged.cookies[name] = "x" + known.cookies[name].value
    for _ in range(TRIES):
        enter(Browser(), root.uin, "wrong")
    assert is_paused(enter(forged, root.uin, PASSWORD))


def test_the_cookie_of_a_device_is_closed_to_scripts_and_names_nobody(root):
    known = Browser()
    enter(known, root.uin, PASSWORD)
    cookie = next(kept for name, kept in known.cookies.items() if name.startswith("chopmark_device_"))
    assert cookie["httponly"]
    assert root.uin not in f"{cookie.key} {cookie.value}"
    assert cookie.value.split(":")[0] not in Device.objects.get().digest
    enter(known, root.uin, PASSWORD)
    assert Device.objects.count() == 1


def test_an_address_is_paused_over_accounts_until_its_quarter_has_passed(root):
    stranger = Browser(REMOTE_ADDR=ADDRESS)
    for number in range(QUARTER):
        assert not is_paused(enter(stranger, f"99999999{number:04}", "wrong"))
    assert is_paused(enter(stranger, root.uin, PASSWORD))
    assert enter(Browser(REMOTE_ADDR="203.0.113.8"), root.uin, PASSWORD).status_code == 303
    Use.objects.update(at=now() - PAUSE - dt.timedelta(seconds=1))
    assert enter(stranger, root.uin, PASSWORD).status_code == 303


def test_right_passwords_do_not_use_an_address_up(root):
    office = Browser(REMOTE_ADDR=ADDRESS)
    for _ in range(QUARTER + 1):
        office.cookies.clear()
        assert enter(office, root.uin, PASSWORD).status_code == 303


def test_an_owner_comes_in_on_a_known_device_from_an_address_that_is_used_up(root):
    known = Browser(REMOTE_ADDR=ADDRESS)
    enter(known, root.uin, PASSWORD)
    for number in range(QUARTER):
        enter(Browser(REMOTE_ADDR=ADDRESS), f"99999999{number:04}", "wrong")
    assert enter(known, root.uin, PASSWORD).status_code == 303


@pytest.mark.parametrize("number", [TRIES, int(PAUSE.total_seconds() // 60), QUARTER, DAY])
def test_the_numbers_are_those_of_the_operators_page(number):
    page = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    part = page[page.index("**Wrong passwords.**") :].split("\n\n")[0]
    assert re.search(rf"\b{number}\b", part)


def test_no_row_of_a_count_names_an_account(root):
    enter(Browser(), root.uin, "wrong")
    assert root.uin.encode() not in bytes(WrongTries.objects.get().key)
    assert Account.objects.get() == root
