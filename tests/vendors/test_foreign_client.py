"""A client that is not ours signs in at our provider: npm openid-client, which checks what the standards ask."""

import json
import re
import subprocess
from contextlib import contextmanager
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import pytest
import requests

from tests.vendors.conftest import BACK, CLIENT, PASSWORD, ROOT, UIN

_SCRIPT = ROOT / "tests" / "vendors" / "client.mjs"
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Stranger:
    """The client's process, one line per step, and the person whom it sends to the provider."""

    def __init__(self, process, *, provider):
        self.process, self.provider = process, provider
        self.person = requests.Session()

    def does(self, step, **told):
        self.process.stdin.write(json.dumps({"step": step, **told}) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def sent_back(self, **changes):
        """Go where the client sends the person, sign in, allow; the address at which the client gets its answer."""
        page = self._arrive(self.does("begin", changes=changes)["address"])
        if isinstance(page, str):
            return page
        asked = parse_qs(urlsplit(page.url).query)
        if "next" in asked:
            told = {"identifier": UIN, "password": PASSWORD, "next": asked["next"][0]}
            page = self._post(f"{self.provider}/signin/?as=root", page, told)
        return self._post(page.url.replace("/oidc/authorize", "/oidc/consent"), page, {"decision": "allow"})

    def signs_in(self, **changes):
        return self.does("finish", address=self.sent_back(**changes))

    def _arrive(self, address):
        """Follow redirects on the provider's own pages; the page at their end, or the address at the client."""
        while not address.startswith(BACK):
            page = self.person.get(address, timeout=10, allow_redirects=False)
            if "Location" not in page.headers:
                assert page.status_code == 200, page.text
                return page
            address = urljoin(address, page.headers["Location"])
        return address

    def _post(self, address, page, told):
        told = {**told, "csrfmiddlewaretoken": _TOKEN.search(page.text)[1]}
        answer = self.person.post(address, told, timeout=10, allow_redirects=False)
        assert answer.status_code == 303, answer.text
        return self._arrive(urljoin(address, answer.headers["Location"]))


@contextmanager
def started(cloud, *, shown):
    told = {"issuer": cloud, "id": CLIENT["client_id"], "secret": CLIENT["secret"], "shown": shown, "back": BACK}
    process = subprocess.Popen(
        [ROOT / "tools" / "node.sh", "node", _SCRIPT, json.dumps(told)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT,
    )  # fmt: skip
    with process:
        try:
            assert json.loads(process.stdout.readline()) == {"issuer": cloud}
            found = Stranger(process, provider=cloud)
            with found.person:
                yield found
        finally:
            process.kill()


@pytest.fixture
def stranger(cloud):
    with started(cloud, shown="ClientSecretPost") as found:
        yield found


def test_a_foreign_client_signs_in_by_proof_key_and_reads_user_info(stranger, cloud):
    tokens = stranger.signs_in()
    assert (tokens["claims"]["iss"], tokens["claims"]["sub"]) == (cloud, UIN)
    told = stranger.does("userInfo", token=tokens["access_token"], subject=UIN)
    assert (told["uin"], told["esign"]["allowed"]) == (UIN, True)


def test_a_secret_in_the_header_is_read_as_the_standard_writes_it(cloud):
    """Form-encoded first (RFC 6749, 2.3.1): a dash or an underscore arrives as a percent sign and two digits."""
    assert {"-", "_"} <= set(CLIENT["secret"])
    with started(cloud, shown="ClientSecretBasic") as stranger:
        assert stranger.signs_in()["claims"]["sub"] == UIN


def test_a_foreign_client_refreshes_and_a_second_use_ends_the_family(stranger):
    first = stranger.signs_in()
    second = stranger.does("refresh", token=first["refresh_token"])
    assert second["refresh_token"] != first["refresh_token"]
    assert stranger.does("userInfo", token=second["access_token"], subject=UIN)["sub"] == UIN
    assert stranger.does("refresh", token=first["refresh_token"])["refused"] == "invalid_grant"
    assert "refused" in stranger.does("userInfo", token=second["access_token"], subject=UIN)
    assert stranger.does("refresh", token=second["refresh_token"])["refused"] == "invalid_grant"


def bent(address, **changes):
    parts = urlsplit(address)
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    kept = {name: value for name, value in {**asked, **changes}.items() if value is not None}
    return parts._replace(query=urlencode(kept)).geturl()


@pytest.mark.parametrize("issuer", ["https://elsewhere.example", None])
def test_a_foreign_client_knows_our_answer_from_a_forged_one(stranger, issuer):
    """Discovery says that our name always comes along, so that a client may refuse an answer without it."""
    refused = stranger.does("finish", address=bent(stranger.sent_back(), iss=issuer))
    assert '"iss"' in refused["because"]


def test_a_code_is_no_use_to_whom_it_was_not_given(stranger):
    """A code from another sign-in is put into this one: its verifier does not fit."""
    stolen = parse_qs(urlsplit(stranger.sent_back()).query)["code"][0]
    assert stranger.does("finish", address=bent(stranger.sent_back(), code=stolen))["refused"] == "invalid_grant"


def test_a_foreign_client_is_sent_away_with_an_error_of_ours(stranger):
    assert stranger.does("finish", address=stranger.sent_back(response_type="token"))["refused"] == (
        "unsupported_response_type"
    )
