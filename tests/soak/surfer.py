"""Somebody without script: reads pages, fills in forms, follows redirects, waits when nobody answers."""

import html
import re
import time

import requests

WAIT_SECONDS = 60


class Surfer:
    def __init__(self, base):
        self.base = base
        self.http = requests.Session()
        self.page = None

    def go(self, address, **options):
        """Until somebody answers: a killed process is started again."""
        url = address if address.startswith("http") else self.base + address
        deadline = time.monotonic() + WAIT_SECONDS
        while True:
            try:
                self.page = self.http.get(url, timeout=20, **options)
            except requests.ConnectionError:
                self.page = None
            if self.page is not None and self.page.status_code < 500:
                return self.page
            assert time.monotonic() < deadline, f"nobody answers at {address}"
            time.sleep(0.3)

    @property
    def path(self):
        return re.sub(r"^https?://[^/]+", "", self.page.url)

    def send(self, action="", files=None, **fields):
        """Fill in the form whose action ends so, or the one of the page, and send it."""
        form = self._form(action)
        told = {name: value for name, value in form["hidden"].items() if name not in fields}
        target = requests.compat.urljoin(self.page.url, form["action"] or self.page.url)
        origin = {"Referer": self.page.url}
        self.page = self.http.post(target, data={**told, **fields}, files=files, headers=origin, timeout=30)
        assert self.page.status_code < 500, self.page.text[:500]
        return self.page

    def _form(self, action):
        """The form whose action ends so; else the question of the page, which has a revision, else its first."""
        main = self.page.text.partition("<main")[2]
        forms = [_read(head, body) for head, body in re.findall(r"<form([^>]*)>(.*?)</form>", main, re.DOTALL)]
        found = [form for form in forms if form["action"].endswith(action)]
        assert found, f"no form for “{action}” at {self.page.url}"
        return next((form for form in found if "revision" in form["hidden"]), found[0])


def _read(head, body):
    hidden = [tag for tag in re.findall(r"<input[^>]*>", body) if 'type="hidden"' in tag]
    return {"action": _value(head, "action"), "hidden": {_value(tag, "name"): _value(tag, "value") for tag in hidden}}


def _value(tag, name):
    found = re.search(rf'{name}="([^"]*)"', tag)
    return html.unescape(found[1]) if found else ""
