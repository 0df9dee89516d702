"""From the phone's pictures taken by the server to the page on the desk that has moved on."""

import time

from playwright.sync_api import Browser, Frame, Page, Response
from tests.roads.conftest import Cast
from tests.roads.visitor import Visitor

from bench import figures
from bench.machine import say
from bench.served import empty_home, served
from bench.walks import chromium, register, to_hand_off, visitor_in

TITLE = "Face hand-off"
DOCUMENT = "bench"
TARGET_SECONDS = 1.2
_ORDINARY = {"", "demo", "branch", "partnership", "investor", "trader"}  # the stories without a refusal in them
_RUNS, _QUICK_RUNS = 10, 3
_PATIENCE_MS = 30_000
_TOLD = """\
From the answer of the server to the phone's pictures until the address on the desk has changed, in seconds: the queue,
the judgement of movements and face, and the desk's question once a second lie between. Phone and desk are two contexts
of one headless Chromium on the machine that serves, a drawn head does before the camera what it is asked, and each run
is a new account with a new application that was typed.

{table}"""


def measure(*, quick: bool) -> str:
    with empty_home("handoff") as home, served(home) as running, chromium() as browser:
        taken = _Runs(browser, running.world).take(_QUICK_RUNS if quick else _RUNS)
    middle = figures.seconds(taken)
    rows = [[len(taken), middle, f"{min(taken):.2f}", f"{max(taken):.2f}", f"{TARGET_SECONDS} at the median"]]
    return _TOLD.format(table=figures.table(["runs", "median", "shortest", "longest", "target of the house"], rows))


class _Runs:
    """A desk and a phone for each application; an organisation that has one already is not asked again."""

    def __init__(self, browser: Browser, world: Cast) -> None:
        self.browser, self.world = browser, world

    def take(self, runs: int) -> list[float]:
        return [self._take_one(company, number=number) for number, company in enumerate(self._companies()[:runs])]

    def _companies(self) -> list[dict[str, str]]:
        """Open ones in good order whose head may show a face."""
        heads = {person["id_number"] for person in self.world["people"] if person["story"] == "head"}
        return [
            company
            for company in self.world["companies"]
            if company["status"] == "open"
            and company["story"] in _ORDINARY
            and company["legal_representative_number"] in heads
        ]

    def _take_one(self, company: dict[str, str], *, number: int) -> float:
        context = self.browser.new_context(locale="zh-CN")
        desk = visitor_in(context, world=self.world)
        register(desk, f"139000000{number:02}", company)
        to_hand_off(desk, company, self.world.person(company["legal_representative_number"]))
        seconds = self._hand_off(desk)
        context.close()
        say(f"hand-off {number + 1}: {seconds:.2f} s")
        return seconds

    def _hand_off(self, desk: Visitor) -> float:
        link = desk.page.locator(".cm-hand a[target=_blank]").get_attribute("href")
        context = self.browser.new_context(locale="zh-CN", viewport={"width": 390, "height": 844})
        phone = visitor_in(context, world=self.world)
        answered, moved = _answered(phone.page), _moved(desk.page)
        phone.go(str(link))
        phone.press("face.phone.start")
        desk.page.wait_for_url("**/activate/", timeout=_PATIENCE_MS)
        context.close()
        return moved[0] - answered[0]


def _answered(page: Page) -> list[float]:
    """Fills with the time at which the server has taken the pictures."""
    times: list[float] = []

    def hear(response: Response) -> None:
        if response.url.endswith("/frames/") and response.ok:
            times.append(time.perf_counter())

    page.on("response", hear)
    return times


def _moved(page: Page) -> list[float]:
    """Fills with the time of each change of the address."""
    times: list[float] = []

    def hear(frame: Frame) -> None:
        if frame.url.endswith("/activate/"):
            times.append(time.perf_counter())

    page.on("framenavigated", hear)
    return times
