"""A browser, a drawn head before its camera, and the walks that bring applications to what is measured."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, sync_playwright
from tests.roads import camera, steps
from tests.roads.chromium import find
from tests.roads.conftest import Cast
from tests.roads.visitor import Visitor

Person = dict[str, str]


class Unseeing:
    """In place of the inspection of the roads, which would take longer than what is measured."""

    def look(self, page: object, **_: object) -> None:
        pass


@contextmanager
def chromium() -> Iterator[Browser]:
    """Chromium as the roads use it: no window, no network of its own, and a camera that nobody has to allow."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find(),
            args=[
                "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
                "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
            ],
            env=dict(os.environ),
        )  # fmt: skip
        try:
            yield browser
        finally:
            browser.close()


def visitor_in(context: BrowserContext, *, world: Cast) -> Visitor:
    """A visitor before whose camera is a head that does what the page asks."""
    camera.put_head_before(context)
    return Visitor(context.new_page(), world=world, language="zh", inspection=Unseeing())


def sign_in(visitor: Visitor, account: dict[str, str]) -> None:
    steps.start(visitor)
    steps.log_in(visitor, account)


def register(visitor: Visitor, mobile: str, company: dict[str, str]) -> None:
    """A new root account, verified as this company on the way; ends on the confirm page, like `sign_in`."""
    steps.start(visitor)
    visitor.press("cloud.signin.register")
    visitor.type("mobile", mobile)
    visitor.press_at("button.btn-primary")
    visitor.page.locator("[name=code]").fill(visitor.code(mobile))
    visitor.type("password", "a quiet copper kettle")
    visitor.press_at("button.btn-primary")
    visitor.press("cloud.consent.allow")
    visitor.press("refusal.buttons.realname")
    for name in ("name", "uscc", "legal_representative"):
        visitor.type(name, company[name])
    visitor.press_at("button.btn-primary")
    visitor.is_at("/confirm/|/realname/")
    if "/realname/" in visitor.page.url:
        visitor.press_at("a.btn-primary")


def to_identity(visitor: Visitor, company: dict[str, str]) -> None:
    """From the confirm page, everything typed: pictures have a bench of their own."""
    steps.confirm(visitor)
    steps.company_by_hand(visitor, company)
    steps.consent(visitor)


def to_hand_off(visitor: Visitor, company: dict[str, str], head: Person) -> None:
    """From the confirm page to the page with the link for a phone."""
    to_identity(visitor, company)
    steps.identity(visitor, head)
    visitor.press_at("input[name=agree]")
    visitor.press("consent.face.yes")
    visitor.is_at("/face/")
