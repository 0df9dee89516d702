"""Two platform processes on one database, and somebody who has text messages sent by the hundred: the limits are exact."""

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
import requests

from tests.soak.conftest import ROOT, answers, free_port

pytestmark = pytest.mark.soak
REQUESTS = 200
ATTACKER = "203.0.113.7"


@pytest.fixture(scope="module")
def database(served):
    """The address of the served database, from the environment of a process that has it."""
    pid = served.pids_of("web platform")[0]
    told = (Path("/proc") / str(pid) / "environ").read_bytes().split(b"\0")
    return next(line.partition(b"=")[2].decode() for line in told if line.startswith(b"DATABASE_URL="))


@pytest.fixture(scope="module")
def platforms(served, database):
    """Two more platform processes on that database, behind a proxy that they trust."""
    ports = [free_port() + 200, free_port() + 202]
    environment = {
        **os.environ, "CHOPMARK_HOME": str(served.home), "DATABASE_URL": database, "PYTHONPATH": str(ROOT / "src"),
        "CHOPMARK_BUILDING": "platform", "CHOPMARK_TRUSTED_PROXIES": "127.0.0.1",
    }  # fmt: skip
    command = [sys.executable, "-m", "chopmark.cli.main", "web", "platform", "--port"]
    running = [subprocess.Popen([*command, str(port)], env=environment) for port in ports]
    while not all(answers(port) for port in ports):
        assert all(process.poll() is None for process in running)
    yield [f"http://127.0.0.1:{port}" for port in ports]
    for process in running:
        process.terminate()
        process.wait(30)


@pytest.fixture
def count(database):
    """How many text messages there are."""

    def ask():
        with psycopg.connect(database) as connection:
            return connection.execute("SELECT count(*) FROM notify_message").fetchone()[0]

    before = ask()
    return lambda: ask() - before


def barrage(platforms, *, mobile, address):
    """So many requests for a code, from both processes at once; returns the statuses."""
    doors = []
    for base in platforms:
        page = requests.get(f"{base}/signin/phone/", timeout=30)
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)[1]
        doors.append((f"{base}/signin/phone/", page.cookies.get_dict(), token))

    def one(number):
        url, cookies, token = doors[number % len(doors)]
        told = {"csrfmiddlewaretoken": token, "mobile": mobile(number), "next": "/"}
        headers = {"X-Forwarded-For": address(number), "Referer": url}
        sent = requests.post(url, told, cookies=cookies, headers=headers, timeout=60, allow_redirects=False)
        return sent.status_code

    with ThreadPoolExecutor(12) as pool:
        return list(pool.map(one, range(REQUESTS)))


def test_one_address_gets_twenty_codes_whatever_it_claims(platforms, count):
    became = barrage(
        platforms,
        mobile=lambda n: f"137001{n:05}",
        address=lambda n: f"198.51.100.{n}, {ATTACKER}",  # what the attacker wrote, then what the proxy wrote
    )
    assert (became.count(302), became.count(422), count()) == (20, REQUESTS - 20, 20)


def test_one_number_gets_one_code_from_however_many_addresses(platforms, count):
    became = barrage(platforms, mobile=lambda _: "13600100000", address=lambda n: f"192.0.2.{n}")
    assert (became.count(302), became.count(422), count()) == (1, REQUESTS - 1, 1)


def test_one_organisation_gets_ten_invitations_a_day_from_however_many_processes(served, database):
    """Its applicants are many, each in a process of their own choosing."""
    environment = {
        **os.environ, "CHOPMARK_HOME": str(served.home), "DATABASE_URL": database,
        "CHOPMARK_BUILDING": "platform", "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    }  # fmt: skip
    command = [sys.executable, "-m", "tests.soak.uses", "91440300MA00TE5T2D", str(REQUESTS // 2)]
    running = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    got = [int(process.communicate(timeout=120)[0]) for process in running]
    assert sum(got) == 10
