"""Somebody with a browser: reads, types, presses; every press is counted, every page inspected."""

import re

from django.utils import translation
from playwright.sync_api import TimeoutError as PageTimeout

from chopmark.web import words

_PATIENCE_MS = 30_000  # a busy machine is no fault of the page; what never comes is found all the same


class Visitor:
    def __init__(self, page, *, world, language, inspection):
        self.page = page
        self.world = world
        self.language = language
        self.inspection = inspection
        self.presses = 0
        self.errors = []
        page.set_default_timeout(_PATIENCE_MS)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._hear)

    def _hear(self, message):
        if message.type == "error" and "status of 4" not in message.text:
            self.errors.append(message.text)

    # --- reading

    def say(self, key, **values):
        """The text of a key in this visitor's language."""
        with translation.override({"zh": "zh-hans", "en": "en"}[self.language]):
            return words.text(key, **values)

    def go(self, address):
        self.page.goto(address if address.startswith("http") else self.world["url"] + address)
        self.look()

    def look(self):
        self.page.wait_for_load_state("load")
        self.inspection.look(self.page, language=self.language, world=self.world)

    def sees(self, key, **values):
        """Wait for a heading or text of this key."""
        wanted = self.say(key, **values)
        try:
            self.page.get_by_text(wanted, exact=False).first.wait_for()
        except PageTimeout as trouble:
            raise AssertionError(f"no {wanted!r} at {self.page.url}: {self._says()}") from trouble
        self.look()

    def is_at(self, pattern):
        try:
            self.page.wait_for_url(re.compile(pattern))
        except PageTimeout as trouble:
            raise AssertionError(f"at {self.page.url}: {self._says()}") from trouble
        self.look()

    def _says(self):
        return self.page.inner_text("main")[:400]

    # --- acting

    def press(self, key, **values):
        """Press the button or link of this text."""
        text = self.say(key, **values)
        found = self.page.get_by_role("button", name=text, exact=False).or_(
            self.page.get_by_role("link", name=text, exact=False)
        )
        self._count(found.first)

    def press_at(self, selector):
        self._count(self.page.locator(selector).first)

    def _count(self, locator):
        self.presses += 1
        before = self.page.url
        locator.click()
        self.page.wait_for_load_state("load")
        if self.page.url != before:
            self.look()

    def type(self, name, value):
        self.page.locator(f"[name={name}]:visible").first.fill(value)

    def choose(self, name, value):
        self.page.locator(f"select[name={name}]").select_option(value)

    def give_file(self, selector, file):
        """Choosing a file is one press."""
        self.presses += 1
        self.page.locator(selector).set_input_files(file)
        self.page.wait_for_load_state("load")

    # --- the practice world

    def code(self, mobile):
        """The newest code that went to this mobile, read in the outbox."""
        for _ in range(40):
            found = re.findall(rf"{mobile}.*?(\d{{6}})", self._outbox(), re.DOTALL)
            if found and found[0] != self.last_code:
                self.last_code = found[0]
                return found[0]
            self.page.wait_for_timeout(250)
        raise AssertionError(f"no code for {mobile}")

    last_code = None

    def _outbox(self):
        text = self.page.request.get(f"{self.world['url']}/practice/outbox/").text()
        return re.sub(r"<[^>]+>", " ", text)

    def newest_message(self, mobile, *, holding):
        for _ in range(40):
            for line in re.split(r"(?=1\d{10})", self._outbox()):
                if line.startswith(mobile) and holding in line:
                    return line
            self.page.wait_for_timeout(250)
        raise AssertionError(f"no message for {mobile} with {holding}")

    def sample_licence(self, company, *, way="phone", kind="jpg"):
        address = f"{self.world['url']}/practice/samples/licence/?company={company['id']}&way={way}&format={kind}"
        return {"name": f"licence.{kind}", "mimeType": "image/jpeg", "buffer": self.page.request.get(address).body()}

    def sample_letter(self, *, defect="good"):
        address = f"{self.world['url']}/practice/samples/letter/?application={self.ref}&defect={defect}"
        answer = self.page.request.get(address)
        assert answer.ok, answer.status
        return {"name": "letter.jpg", "mimeType": "image/jpeg", "buffer": answer.body()}

    def sample_card(self, person, *, side, way="phone", term="in_force"):
        """One side of a practice person's identity card; the sample desk knows people by their rows."""
        desk = self.page.request.get(f"{self.world['url']}/practice/samples/").text()
        pk = re.search(rf'<option value="([\w-]+)"[^>]*>{person["name"]}</option>', desk).group(1)
        query = f"person={pk}&side={side}&way={way}&term={term}"
        answer = self.page.request.get(f"{self.world['url']}/practice/samples/card/?{query}")
        assert answer.ok, answer.status
        return {"name": f"{side}.jpg", "mimeType": "image/jpeg", "buffer": answer.body()}

    @property
    def ref(self):
        return re.search(r"/a/(\w{8})/", self.page.url).group(1)
