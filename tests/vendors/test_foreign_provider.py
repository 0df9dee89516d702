"""The platform signs in at an OpenID provider that is not ours, with claims of another shape."""

import re
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import pytest
import requests

from chopmark.organisations.claims import read
from chopmark.web import words
from tests.vendors.conftest import COMPANY, ROOT, employee

_FORM = re.compile(r'<form[^>]*action="([^"]+)"')


class Visitor:
    """A browser without scripts: follows redirects, fills the provider's forms."""

    def __init__(self, platform, foreign):
        self.platform, self.foreign = platform, foreign
        self.session = requests.Session()

    def get(self, address):
        return self.session.get(urljoin(self.platform, address), timeout=10)

    def log_in(self, name, *, at="/begin/"):
        """From a page of the platform to the provider and back: its login, its consent."""
        return self.agree(self.get(at), name)

    def agree(self, page, name):
        assert page.url.startswith(self.foreign.issuer), page.url
        consent = self._send(page, {"prompt": "login", "login": name, "password": "any"})
        return self._send(consent, {"prompt": "consent"})

    def _send(self, page, fields):
        return self.session.post(urljoin(page.url, _FORM.search(page.text)[1]), data=fields, timeout=10)

    def asked(self):
        """The address at the provider to which a sign-in leads, before it is followed."""
        answer = self.session.get(f"{self.platform}/signin/?next=/begin/", allow_redirects=False, timeout=10)
        return answer.headers["Location"]


@pytest.fixture
def visitor(platform, foreign):
    arrived = Visitor(platform, foreign)
    with arrived.session:
        yield arrived


def is_refused(page, key):
    return page.status_code == 403 and words.text(f"refusal.{key}.title") in page.text


def bend(address, **changes):
    parts = urlsplit(address)
    return parts._replace(query=urlencode({**parse_qs(parts.query), **changes}, doseq=True)).geturl()


def test_the_confirm_page_shows_the_name_that_their_claims_hold(visitor):
    page = visitor.log_in("mai")
    assert page.status_code == 200
    assert re.fullmatch(r"/a/\w{8}/confirm/", urlsplit(page.url).path)
    assert COMPANY["legal_name"] in page.text


def test_the_example_of_the_contract_names_claims_that_are_found():
    """Mapping a whole maps its parts; a part that is mapped by itself wins."""
    example = re.search(r'CHOPMARK_OIDC_CLAIM_MAP="([^"]+)"', (ROOT / "docs" / "claims.md").read_text(encoding="utf-8"))
    mapping = dict(pair.split("=") for pair in example[1].split(","))
    theirs = {"sub": "mai", "employee_number": "E-7", "tenant": "T-0042", "company": {"name": "青麦", "title": "大麦"}}
    found = read(theirs, mapping)
    assert (found.uin, found.owner_uin, found.real_name.name) == ("E-7", "T-0042", "青麦")
    assert read(theirs, {**mapping, "real_name.name": "company.title"}).real_name.name == "大麦"


def test_the_request_has_a_state_a_nonce_and_a_challenge(visitor):
    asked = parse_qs(urlsplit(visitor.asked()).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert {"state", "nonce", "code_challenge"} <= set(asked)


def test_an_account_without_the_mapped_claims_is_refused(visitor):
    assert is_refused(visitor.log_in("guest"), "no_realname")


def test_a_right_taken_away_at_the_provider_shuts_the_door_on_the_next_click(visitor):
    page = visitor.log_in("moved")
    assert page.status_code == 200
    visitor.foreign.change("moved", employee(granted={"signing": {"granted": False, "why": "implicit_deny"}}))
    assert is_refused(visitor.get(page.url), "no_policy")
    visitor.foreign.change("moved", employee())
    assert visitor.get(page.url).status_code == 200


def test_a_granted_that_is_not_true_itself_refuses(visitor):
    visitor.foreign.change("moved", employee(granted={"signing": {"granted": "yes", "why": "allow"}}))
    assert is_refused(visitor.log_in("moved"), "no_policy")
    visitor.foreign.change("moved", employee())


@pytest.mark.parametrize("name", ["other_audience", "other_issuer", "other_party", "old", "ahead"])
def test_a_signed_id_token_that_is_not_for_us_now_is_refused(visitor, name):
    assert is_refused(visitor.log_in(name), "login_failed")
    stranger = visitor.session.get(f"{visitor.platform}/begin/", allow_redirects=False, timeout=10)
    assert stranger.headers["Location"].startswith("/signin/")


def test_an_id_token_with_another_nonce_is_refused(visitor):
    page = visitor.session.get(bend(visitor.asked(), nonce="another"), timeout=10)
    assert is_refused(visitor.agree(page, "mai"), "login_failed")


def test_a_code_for_another_verifier_is_refused(visitor):
    challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"  # RFC 7636, appendix B
    page = visitor.session.get(bend(visitor.asked(), code_challenge=challenge), timeout=10)
    assert is_refused(visitor.agree(page, "mai"), "login_failed")


def test_an_answer_with_another_state_or_of_another_issuer_is_refused(visitor):
    visitor.asked()
    assert is_refused(visitor.get("/signin/callback/?code=x&state=another"), "login_failed")
    state = parse_qs(urlsplit(visitor.asked()).query)["state"][0]
    forged = urlencode({"code": "x", "state": state, "iss": "https://elsewhere.example"})
    assert is_refused(visitor.get(f"/signin/callback/?{forged}"), "login_failed")


def test_whoever_says_no_at_the_provider_reads_that_they_stopped(visitor):
    page = visitor.get("/begin/")
    uid = urlsplit(page.url).path.split("/")[2]
    stopped = visitor.session.get(f"{visitor.foreign.issuer}/interaction/{uid}/abort", timeout=10)
    assert is_refused(stopped, "login_cancelled")
