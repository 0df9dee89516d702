"""From the phone's pictures taken by the server to the page on the desk that has moved on."""

import time
from collections.abc import Callable

from playwright.sync_api import Browser, Frame, Page, Response
from tests.roads.conftest import Cast
from tests.roads.visitor import Visitor

from bench import figures
from bench.machine import say
from bench.served import empty_home, served
from bench.walks import Person, chromium, sign_in, to_hand_off, visitor_in
from chopmark.notify.codes import GAP_SECONDS

TITLE = "Face hand-off"
DOCUMENT = "bench"
TARGET_SECONDS = 1.2
_STORIES = ("enterprise", "joint_stock", "branch", "partnership", "trader")
_RUNS, _QUICK_RUNS = 10, 3
_PATIENCE_MS = 30_000
_TOLD = """\
From the answer of the server to the phone's pictures until the address on the desk has changed, in seconds: the queue,
the practice engines and the desk's question once a second lie between. Phone and desk are two contexts of one headless
Chromium on the machine that serves, the camera is a drawn clip, and each run is a new application that was typed.

{table}"""


def measure(*, quick: bool) -> str:
    with empty_home("handoff") as home, served(home) as running, chromium() as browser:
        taken = _Runs(browser, running.world).take(_QUICK_RUNS if quick else _RUNS)
    middle = figures.seconds(taken)
    rows = [[len(taken), middle, f"{min(taken):.2f}", f"{max(taken):.2f}", f"{TARGET_SECONDS} at the median"]]
    return _TOLD.format(table=figures.table(["runs", "median", "shortest", "longest", "target of the house"], rows))


class _Runs:
    """Desks that stay signed in, one for each account; each application of an account follows an approved one."""

    def __init__(self, browser: Browser, world: Cast) -> None:
        self.browser, self.world = browser, world
        self.desks: dict[str, Visitor] = {}
        self.told: dict[str, float] = {}

    def take(self, runs: int) -> list[float]:
        return [self._take_one(_STORIES[number % len(_STORIES)], number=number) for number in range(runs)]

    def _take_one(self, story: str, *, number: int) -> float:
        company = self.world.company_of(story)
        head = self.world.person(company["legal_representative_number"])
        desk = self._desk_at_confirm(story)
        to_hand_off(desk, company, head, before_code=self._pause_for(head))
        seconds = self._hand_off(desk)
        say(f"hand-off {number + 1}: {seconds:.2f} s")
        return seconds

    def _desk_at_confirm(self, story: str) -> Visitor:
        if story in self.desks:
            self.desks[story].go("/begin/")
        else:
            self.desks[story] = visitor_in(self.browser.new_context(locale="zh-CN"), world=self.world)
            sign_in(self.desks[story], self.world.account(story))
        return self.desks[story]

    def _pause_for(self, head: Person) -> Callable[[], None]:
        """A second code goes to a mobile only after a minute."""

        def pause() -> None:
            left = self.told.get(head["mobile"], 0) + GAP_SECONDS + 1 - time.monotonic()
            if head["mobile"] in self.told and left > 0:
                time.sleep(left)
            self.told[head["mobile"]] = time.monotonic()

        return pause

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
