"""Going through the pages of enterprise real-name as somebody would, up to the proof."""

from tests.cloud.registry import NAME, OPEN, REPRESENTATIVE

from chopmark.cloud.realname.filing import certificate_of
from chopmark.evidence.uscc import entity_type_of

ADDRESS = "广东省深圳市南山区栗栖路1号"
ELEMENTS = {"name": NAME, "uscc": OPEN, "legal_representative": REPRESENTATIVE}
CONTACT = {"contact_name": "欧阳小明", "mobile": "13700137001"}


def details(browser, **changes):
    told = {**ELEMENTS, "address": ADDRESS, "next": "", **changes}
    certificate = certificate_of(entity_type_of(told["uscc"]))
    return browser.post("/realname/", {"certificate": certificate, **told})


def contact(browser, **changes):
    return browser.post("/realname/contact/", {**CONTACT, "next": "", **changes})


def fill(browser, *, next="", **changes):  # noqa: A002 - as the form calls it
    """The answer of the last page that was reached."""
    reached = details(browser, next=next, **changes)
    if reached.status_code == 200:
        return reached
    contact(browser, next=next)
    return browser.post("/realname/proof/", {"next": next})
