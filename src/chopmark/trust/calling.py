"""One call to an authority outside: limited in time and size, led nowhere else, and believed in nothing.

The address is the operator's, or stands in a certificate below a root that the operator trusts; so it may lie inside
the operator's own network, and need not be https: whatever comes back is signed.
"""

import time

import requests
from urllib3.exceptions import HTTPError

from chopmark.kit.timed import Timed

_TIMEOUT_SECONDS = 8  # for the whole call: somebody waits at a page
SCHEMES = ("http://", "https://")


class NoAnswer(Exception):
    """Nothing that can be used came back; `reason` says why, without a word of theirs."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def post(url: str, body: bytes, *, kind: str, most: int) -> bytes:
    """What they answer to a body of this content type, at most so many bytes. Raises NoAnswer."""
    return _asked("POST", url, body=body, kind=kind, most=most)


def get(url: str, *, most: int) -> bytes:
    """What lies there, at most so many bytes. Raises NoAnswer."""
    return _asked("GET", url, body=None, kind="", most=most)


def _asked(method: str, url: str, *, body: bytes | None, kind: str, most: int) -> bytes:
    if not url.startswith(SCHEMES):
        raise NoAnswer("address")
    ends = time.monotonic() + _TIMEOUT_SECONDS
    try:
        found = _read(method, url, body=body, kind=kind, most=most)
    except (requests.RequestException, HTTPError, ValueError) as trouble:
        raise NoAnswer("slow" if time.monotonic() >= ends else type(trouble).__name__) from None
    if time.monotonic() >= ends:  # cut off in the middle of an answer
        raise NoAnswer("slow")
    return found


def _read(method: str, url: str, *, body: bytes | None, kind: str, most: int) -> bytes:
    headers = {"User-Agent": "Chopmark", "Accept-Encoding": "identity", **({"Content-Type": kind} if kind else {})}
    with requests.Session() as session:
        session.trust_env = False
        for scheme in SCHEMES:
            session.mount(scheme, Timed())
        with session.request(
            method, url, data=body, headers=headers, timeout=_TIMEOUT_SECONDS, allow_redirects=False, stream=True
        ) as answer:
            if answer.status_code != requests.codes.ok:
                raise NoAnswer(f"status {answer.status_code}")
            found: bytes = answer.raw.read(most + 1, decode_content=False)
    if len(found) > most:
        raise NoAnswer("too long")
    return found
