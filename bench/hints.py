"""Whether the time of a refused match tells which element was wrong."""

import time

import requests
from tests.roads import steps
from tests.roads.conftest import Cast
from tests.roads.visitor import Visitor

from bench import figures
from bench.machine import say
from bench.served import empty_home, served
from bench.walks import chromium, sign_in, visitor_in

TITLE = "A refused match gives no hint by its time"
DOCUMENT = "bench"
_ACCOUNTS = ("company_1", "company_2", "company_3", "company_4", "company_5", "company_6", "investor", "trader_2")
_QUICK_ACCOUNTS = 2
_EACH = 9  # the tenth check of a day is kept, so that no answer is a limit
_TIMEOUT_SECONDS = 20
_TOLD = """\
Milliseconds of the answer to the company page over loopback, the wrong elements in turn so that what the machine does
besides falls on all alike; {count} answers for each kind, of {accounts} applicants. The answers themselves are one page
(`tests/onboarding/test_no_hints.py`). A difference of medians below the spread inside one row tells nobody anything.

{table}"""


def measure(*, quick: bool) -> str:
    stories = _ACCOUNTS[:_QUICK_ACCOUNTS] if quick else _ACCOUNTS
    found: dict[str, list[float]] = {}
    with empty_home("hints") as home, served(home) as running, chromium() as browser:
        for story in stories:
            visitor = visitor_in(browser.new_context(locale="zh-CN"), world=running.world)
            sign_in(visitor, running.world.account(story))
            steps.confirm(visitor)
            _ask(visitor, running.world, story, found)
    rows = [
        [kind, *(f"{figures.percentile(ms, share):.0f}" for share in (0.25, 0.5, 0.75))] for kind, ms in found.items()
    ]
    table = figures.table(["wrong", "quarter", "median", "three quarters"], rows)
    count = min(len(ms) for ms in found.values())
    return _TOLD.format(count=count, accounts=len(stories), table=table)


def _ask(visitor: Visitor, world: Cast, story: str, found: dict[str, list[float]]) -> None:
    """Nine answers of one applicant, every kind of wrong in turn."""
    company, other = world.company_of(story), world.company("operator")
    told = {
        "entity_type": company["entity_type"], "name": company["name"], "uscc": company["uscc"],
        "legal_representative": company["legal_representative"], "address": company["address"],
    }  # fmt: skip
    kinds = {
        "code": {"uscc": other["uscc"]},
        "legal representative": {"legal_representative": "丁一州"},
        "both": {"uscc": other["uscc"], "legal_representative": "丁一州"},
    }
    session = requests.Session()
    for cookie in visitor.page.context.cookies():
        session.cookies.set(cookie["name"], cookie["value"])
    for number in range(_EACH):
        kind = list(kinds)[number % len(kinds)]
        found.setdefault(kind, []).append(_post(session, visitor, {**told, **kinds[kind]}))
    say(f"{story}: {_EACH} answers")


def _post(session: requests.Session, visitor: Visitor, told: dict[str, str]) -> float:
    hidden = {
        name: visitor.page.locator(f"form[novalidate] input[name={name}]").first.input_value()
        for name in ("csrfmiddlewaretoken", "revision")
    }
    began = time.perf_counter()
    answer = session.post(visitor.page.url, data={**told, **hidden}, timeout=_TIMEOUT_SECONDS, allow_redirects=False)
    took = (time.perf_counter() - began) * 1000
    if answer.status_code != requests.codes.unprocessable_entity:
        raise RuntimeError(f"the company page answered {answer.status_code}")
    return took
