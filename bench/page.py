"""How long the main pages take, asked for one after the other by one signed-in client."""

import time

import requests
from playwright.sync_api import Browser
from tests.roads import steps
from tests.roads.conftest import Cast
from tests.roads.visitor import Visitor

from bench import figures
from bench.machine import say
from bench.served import empty_home, served
from bench.walks import chromium, sign_in, to_hand_off, to_identity, visitor_in

TITLE = "Pages"
DOCUMENT = "bench"
_TIMES, _QUICK_TIMES = 60, 15
_WARM_UP = 5
_TIMEOUT_SECONDS = 20
_TOLD = """\
Milliseconds from the request to the last byte over loopback, {times} requests for each page one after the other by a
single client after {warm_up} that were not counted, without pictures, styles and scripts. Pages behind the door ask the
identity provider anew each time, and that is part of their time; the first two and the cloud's sign-in ask nobody.

{table}"""


def measure(*, quick: bool) -> str:
    times = _QUICK_TIMES if quick else _TIMES
    with empty_home("page") as home, served(home) as running, chromium() as browser:
        found = _Pages(browser, running.world, times=times).measured()
    rows = [[name, f"{figures.percentile(ms, 0.5):.0f}", f"{figures.percentile(ms, 0.95):.0f}"] for name, ms in found]
    return _TOLD.format(times=times, warm_up=_WARM_UP, table=figures.table(["page", "median", "p95"], rows))


class _Pages:
    """Walks until a page is there, then asks for it."""

    def __init__(self, browser: Browser, world: Cast, *, times: int) -> None:
        self.browser, self.world, self.times = browser, world, times

    def measured(self) -> list[tuple[str, list[float]]]:
        return [*self._of_an_applicant(), *self._of_the_desk(), *self._of_a_workspace(), *self._of_the_cloud()]

    def _of_an_applicant(self) -> list[tuple[str, list[float]]]:
        applicant = self._arrive()
        sign_in(applicant, self.world.account("joint_stock"))
        company = self.world.company_of("joint_stock")
        to_identity(applicant, company)
        steps.identity(applicant, self.world.employee(0))
        applicant.press("choose.letter.go")
        own = f"/a/{applicant.ref}"
        asked = {
            "entrance": "/",
            "method": "/start/",
            **{key: f"{own}/{key}/" for key in ("company", "identity", "choose", "letter")},
        }
        found = [self._time(name, address, of=applicant) for name, address in asked.items()]
        steps.letter(applicant)
        return [*found, self._time("status", f"{own}/status/", of=applicant)]

    def _of_the_desk(self) -> list[tuple[str, list[float]]]:
        reviewer = self._arrive()
        steps.open_case(reviewer, self.world.company_of("joint_stock")["name"])
        case = reviewer.page.url.removeprefix(self.world["url"])
        return [self._time("desk", "/desk/", of=reviewer), self._time("desk, one case", case, of=reviewer)]

    def _of_a_workspace(self) -> list[tuple[str, list[float]]]:
        visitor, company = self._arrive(), self.world.company_of("enterprise")
        head = self.world.person(company["legal_representative_number"])
        sign_in(visitor, self.world.account("enterprise"))
        to_hand_off(visitor, company, head)
        visitor.press("onboarding.face.computer")
        visitor.is_at("/activate/")
        steps.activate(visitor, head)
        visitor.press("onboarding.done.open")
        visitor.is_at("/workspace/[0-9a-f-]+/")
        return [self._time("workspace", visitor.page.url.removeprefix(self.world["url"]), of=visitor)]

    def _of_the_cloud(self) -> list[tuple[str, list[float]]]:
        return [self._time("cloud sign-in", f"{self.world['cloud_url']}/signin/", of=self._arrive())]

    def _arrive(self) -> Visitor:
        return visitor_in(self.browser.new_context(locale="zh-CN"), world=self.world)

    def _time(self, name: str, address: str, *, of: Visitor) -> tuple[str, list[float]]:
        """Milliseconds of each request; a page that is not the one asked for is no figure."""
        url = address if address.startswith("http") else self.world["url"] + address
        with requests.Session() as session:
            for cookie in of.page.context.cookies():
                session.cookies.set(cookie["name"], cookie["value"], domain=cookie["domain"], path=cookie["path"])
            for _ in range(_WARM_UP):
                _get(session, url)
            taken = [_get(session, url) for _ in range(self.times)]
        say(f"{name}: {figures.percentile(taken, 0.5):.0f} ms")
        return name, taken


def _get(session: requests.Session, url: str) -> float:
    began = time.perf_counter()
    answer = session.get(url, allow_redirects=False, timeout=_TIMEOUT_SECONDS)
    took = (time.perf_counter() - began) * 1000
    if answer.status_code != requests.codes.ok:
        raise RuntimeError(f"{url} answered {answer.status_code}")
    return took
