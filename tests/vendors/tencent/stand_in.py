"""Tencent Cloud on the loopback: it checks the signature by a reckoning of its own and answers what it is told.

TC3-HMAC-SHA256 is written here a second time, from domain 5.4, and shares no line with their clients.
"""

import hashlib
import hmac
import json
import re
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KEYS = {"AKIDcontract": "contract-secret-key", "AKIDvisitor": "visitor-secret-key"}
VISITOR_TOKEN = "visitor-token"
VERSIONS = {"ocr": "2018-11-19", "faceid": "2018-03-01", "sms": "2021-01-11", "sts": "2018-08-13", "open": "2018-12-25"}
JSON = "application/json"
_AUTHORIZATION = re.compile(
    r"TC3-HMAC-SHA256 Credential=(\w+)/(\d{4}-\d\d-\d\d)/(\w+)/tc3_request, SignedHeaders=([\w;-]+), Signature=(\w+)"
)


def _mac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def canonical(headers: dict, signed: list, body: bytes) -> str:
    """One line each: method, address, query, the signed headers, their names, the digest of the body."""
    lines = "".join(f"{name}:{headers[name].strip().lower()}\n" for name in signed)
    return "\n".join(["POST", "/", "", lines, ";".join(signed), hashlib.sha256(body).hexdigest()])


def signature(secret: str, *, service: str, seconds: int, request: str) -> str:
    day = time.strftime("%Y-%m-%d", time.gmtime(seconds))
    scope = f"{day}/{service}/tc3_request"
    text = f"TC3-HMAC-SHA256\n{seconds}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
    key = ("TC3" + secret).encode()
    for part in (day, service, "tc3_request"):
        key = _mac(key, part)
    return _mac(key, text).hex()


class Refusal(Exception):
    """A code of the vendor's, answered as the vendor does: with HTTP 200."""


def checked(headers: dict, body: bytes) -> tuple[str, str]:
    """The action and the key of a rightly signed request; Refusal for any other."""
    found = _AUTHORIZATION.fullmatch(headers.get("authorization", ""))
    if found is None:
        raise Refusal("AuthFailure.InvalidAuthorization")
    key_id, day, service, names, given = found.groups()
    seconds = int(headers["x-tc-timestamp"])
    if abs(time.time() - seconds) > 300 or time.strftime("%Y-%m-%d", time.gmtime(seconds)) != day:
        raise Refusal("AuthFailure.SignatureExpire")
    if key_id not in KEYS or (key_id == "AKIDvisitor") != (headers.get("x-tc-token") == VISITOR_TOKEN):
        raise Refusal("AuthFailure.SecretIdNotFound")
    reckoned = signature(
        KEYS[key_id], service=service, seconds=seconds, request=canonical(headers, names.split(";"), body)
    )
    if not hmac.compare_digest(reckoned, given):
        raise Refusal("AuthFailure.SignatureFailure")
    if headers.get("x-tc-version") != VERSIONS[service]:
        raise Refusal("NoSuchVersion")
    return headers["x-tc-action"], key_id


class StandIn:
    """`answers`: by action, a dict that becomes the Response, or a function of the asked fields that gives one."""

    def __init__(self) -> None:
        self.answers: dict[str, dict | Callable] = {}
        self.asked: list[tuple[str, dict]] = []
        self.refused: list[str] = []
        self.raw: tuple[int, str, bytes] | None = None  # status, content type and body instead of any answer
        self.content_type = JSON
        self.delay_seconds = 0.0
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.endpoint = f"127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def error(self, code: str, message: str = "said") -> None:
        """Whatever is asked next is answered with this error."""
        self.answers = {"*": {"Error": {"Code": code, "Message": message}}}

    def fields(self, action: str) -> dict:
        """What the last question of this name asked with."""
        return [asked for name, asked in self.asked if name == action][-1]

    def _respond(self, headers: dict, body: bytes) -> dict:
        try:
            action, _ = checked(headers, body)
        except Refusal as refusal:
            self.refused.append(str(refusal))
            return {"Error": {"Code": str(refusal), "Message": "said"}}
        asked = json.loads(body)
        self.asked.append((action, asked))
        answer = self.answers.get(action) or self.answers.get("*")
        if answer is None:
            return {"Error": {"Code": "InvalidAction", "Message": action}}
        return answer(asked) if callable(answer) else answer

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                headers = {name.lower(): value for name, value in self.headers.items()}
                body = self.rfile.read(int(headers["content-length"]))
                told = {"Response": {**stand_in._respond(headers, body), "RequestId": "r-1"}}
                time.sleep(stand_in.delay_seconds)
                status, kind, text = stand_in.raw or (200, stand_in.content_type, json.dumps(told).encode())
                try:
                    self.send_response(status)
                    self.send_header("Content-Type", kind)
                    self.send_header("Content-Length", str(len(text)))
                    self.end_headers()
                    self.wfile.write(text)
                except ConnectionError:  # who asked has given up waiting
                    self.close_connection = True

            def log_message(self, *values: object) -> None: ...

        return Handler
