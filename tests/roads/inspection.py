"""What every page that a visitor sees must hold: accessible, narrow enough, in one language, every glyph drawn."""

import re
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve

# Latin words that a Chinese page may show: names and file kinds.
LATIN = set(
    "Chopmark English SDK SecretId SecretKey JPG PNG PDF HEIC MB QcloudESSFullAccess QcloudESSReadOnlyAccess QcloudESSBASICFullAccess "
    "AdministratorAccess ChopmarkReviewer ID UIN CM POA IP JSON CSV CAM OIDC USCC MA TOTP AM PM S V I O Z Chrome Linux chopmark practice reset yes".split()
)
_SERIOUS = {"serious", "critical"}
_SMALLEST = 320
# The innermost element that reaches furthest to the right.
_WIDEST = """() => [...document.body.querySelectorAll("*")].reduce((far, one) =>
  one.getBoundingClientRect().right >= far.getBoundingClientRect().right ? one : far).outerHTML.slice(0, 160)"""
_NAMES = {"name", "address", "legal_representative", "uin", "owner", "uscc", "id_number", "mobile"}


class Inspection:
    """Looks at each page once for each language and remembers where it has been."""

    def __init__(self, pictures=None):
        self.pictures = pictures
        self.seen = set()
        self.troubles = []
        self.axe = Axe()

    def look(self, page, *, language, world):
        name = page_name(page.url, world)
        place = (name, language, page.evaluate(_STATE))
        if place in self.seen:
            return
        self.seen.add(place)
        self._check_words(page, language, name, world)
        self._check_axe(page, name)
        self._check_width(page, name)
        if self.pictures:
            self._photograph(page, name, language)

    def report(self):
        """What was seen and found, as JSON can hold it."""
        return {"pages": sorted({name for name, _, _ in self.seen}), "troubles": self.troubles}

    def _values(self, world):
        """Names, addresses and accounts of the practice world: what people and the record put into pages."""
        rows = [*world["companies"], *world["people"], *world["accounts"]]
        found = {v for row in rows for k, v in row.items() if isinstance(v, str) and k in _NAMES}
        return sorted(found, key=len, reverse=True)

    def _check_axe(self, page, name):
        for violation in self.axe.run(page).response["violations"]:
            if violation["impact"] in _SERIOUS:
                self._note(name, f"axe {violation['id']}: {violation['nodes'][0]['html'][:160]}")

    def _check_width(self, page, name):
        size = page.viewport_size
        page.set_viewport_size({"width": _SMALLEST, "height": 700})
        width = page.evaluate("document.documentElement.scrollWidth")
        widest = page.evaluate(_WIDEST) if width > _SMALLEST else ""
        page.set_viewport_size(size)
        if width > _SMALLEST:
            self._note(name, f"scrolls sideways at {_SMALLEST} px: {width} px wide, by {widest}")

    def _check_words(self, page, language, name, world):
        text = _without(self._values(world), page.evaluate(_VISIBLE_TEXT))
        if language == "zh":
            strangers = {w for w in re.findall(r"[A-Za-z][A-Za-z]+", _without_values(text)) if w not in LATIN}
        else:
            strangers = set(re.findall(r"[\u4e00-\u9fff]+", _without_values(text)))
        if strangers:
            self._note(name, f"{language} page with {sorted(strangers)[:8]}")
        boxes = page.evaluate(_MISSING_GLYPHS)
        if boxes:
            self._note(name, f"glyphs that no face has: {boxes}")

    def _photograph(self, page, name, language):
        self.pictures.mkdir(parents=True, exist_ok=True)
        stem = f"{name}-{language}-{len([s for s in self.seen if s[0] == name])}"
        size = page.viewport_size
        for device, width in (("desk", 1280), ("phone", 390)):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=self.pictures / f"{stem}-{device}.png", full_page=True)
        page.set_viewport_size(size)

    def _note(self, name, trouble):
        self.troubles.append(f"{name}: {trouble}")


def page_name(url, world):
    """The name of the page in the table of addresses of its building."""
    parts = urlsplit(url)
    building = "cloud" if parts.port == urlsplit(world["cloud_url"]).port else "platform"  # whatever its host is called
    try:
        found = resolve(parts.path, urlconf=f"chopmark.config.urls_{building}")
    except Resolver404:
        return f"{building}:?"
    return f"{building}:{found.view_name}" + (f"-{found.kwargs['key']}" if found.view_name == "step" else "")


def _without(values, text):
    for value in values:
        text = text.replace(value, " ")
    return text


def _without_values(text):
    """Without what people and the record put in: addresses of pages, codes, what is marked as a value."""
    text = re.sub(r"https?://\S+|\S+@\S+", "", text)
    text = re.sub(r"[\u4e00-\u9fff]\*+[\u4e00-\u9fff]?", "", text)
    return re.sub(r"\b(?=\w*\d)[\w.@-]+\b", "", text)


# Values (names of companies and people, codes) stand in elements marked translate="no" or in a lang of their own.
_VISIBLE_TEXT = """() => {
  const skip = new Set(["SCRIPT", "STYLE", "NOSCRIPT", "TEMPLATE", "OPTION", "CODE", "PRE", "TEXTAREA", "KBD"]);
  const page = document.documentElement.lang.slice(0, 2);
  const parts = [];
  const walk = (node) => {
    if (node.nodeType === 3) { parts.push(node.textContent); return; }
    if (node.nodeType !== 1 || skip.has(node.tagName)) return;
    if (node.getAttribute("translate") === "no" || node.classList.contains("cm-code")) return;
    const lang = node.getAttribute("lang");
    if (lang && lang.slice(0, 2) !== page) return;
    if (getComputedStyle(node).display === "none") return;
    node.childNodes.forEach(walk);
  };
  walk(document.body);
  return parts.join(" ");
}"""

# Two states of one page differ in heading or lead; numbers in them do not make a new state.
_STATE = """() => [document.title, document.querySelector("h1"), document.querySelector(".cm-lead"),
  document.querySelector(".cm-live .is-now"), document.querySelector(".cm-summary h2"),
  document.querySelector("#findings .cm-note, #findings h2")]
  .map((part) => (part?.innerText ?? part ?? "")).join("|").replace(/[0-9.:]+/g, "#")"""

# A glyph that no face has is drawn with the width of the replacement of an unassigned character.
_MISSING_GLYPHS = """() => {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = "32px " + getComputedStyle(document.body).fontFamily;
  const draw = (c) => { const k = document.createElement("canvas"); k.width = k.height = 48; const p = k.getContext("2d");
    p.font = pen.font; p.fillText(c, 4, 36); return p.getImageData(0, 0, 48, 48).data.join(","); };
  const box = draw("\\u{10FFFE}"), blank = draw(" ");
  const seen = [...new Set(document.body.innerText)].filter((c) => c.trim() && c.charCodeAt(0) > 127);
  return seen.filter((c) => { const d = draw(c); return d === box || d === blank; }).join("");
}"""
