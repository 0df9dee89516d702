"""The door for programs. Official clients post everything to "/" and tell by a header what they want.

Errors come with status 200 and exactly this content type: with any other, those clients lose them (domain 5.5).
"""

import datetime as dt
import json
import uuid
from collections.abc import Callable
from typing import Any

import structlog
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException

from chopmark.kit.clock import now
from chopmark.openapi import signing
from chopmark.openapi.answers import ACTIONS, BadParameter
from chopmark.openapi.models import ApiKey
from chopmark.organisations.models import Organisation

Handler = Callable[[HttpRequest], HttpResponse]
_LONGEST = 64 * 1024  # bytes; the longest question is far below
log = structlog.get_logger()


class Refusal(Exception):
    """A code of the field and a sentence that says what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code)
        self.code, self.message = code, message


class Gateway:
    """Answers programs before accounts and forms are looked at."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "POST" and request.path == "/" and "X-TC-Action" in request.headers:
            return _answer(request)
        return self.handler(request)


def _answer(request: HttpRequest) -> HttpResponse:
    number = str(uuid.uuid4())
    try:
        told = _told(request)
    except Refusal as refusal:
        log.warning("api.refused", reference=number, code=refusal.code)
        told = {"Error": {"Code": refusal.code, "Message": refusal.message}}
    body = json.dumps({"Response": {**told, "RequestId": number}}, ensure_ascii=False)
    return HttpResponse(body.encode(), content_type="application/json")


def _told(request: HttpRequest) -> dict[str, Any]:
    body = _body_of(request)
    headers = {name.lower(): value for name, value in request.headers.items()}
    organisation = _who(headers, body)
    action = ACTIONS.get(headers["x-tc-action"])
    if action is None:
        raise Refusal("InvalidAction", f"There is no such action. There are: {', '.join(sorted(ACTIONS))}.")
    try:
        return action(organisation, _parameters(body))
    except BadParameter as trouble:
        raise Refusal("InvalidParameterValue", f"The value of {trouble} cannot be used.") from trouble


def _body_of(request: HttpRequest) -> bytes:
    if int(request.META.get("CONTENT_LENGTH") or 0) > _LONGEST:
        raise Refusal("RequestSizeLimitExceeded", f"At most {_LONGEST} bytes.")
    try:
        return request.body
    except (RequestDataTooBig, RawPostDataException) as trouble:
        raise Refusal("RequestSizeLimitExceeded", f"At most {_LONGEST} bytes.") from trouble


def _who(headers: dict[str, str], body: bytes) -> Organisation:
    """The organisation whose key signed. The clock is looked at first: its message is of use to who has a right key."""
    claim = signing.read(headers)
    if claim is None:
        raise Refusal(
            "AuthFailure.InvalidAuthorization",
            f"The Authorization header is not one of {signing.ALGORITHM} over content-type and host.",
        )
    here = now()
    if not signing.is_in_time(claim, now=here.timestamp()):
        raise Refusal("AuthFailure.SignatureExpire", _clock_message(claim.at, here))
    key = ApiKey.objects.select_related("organisation").filter(secret_id=claim.secret_id, ended_at=None).first()
    if key is None:
        raise Refusal("AuthFailure.SecretIdNotFound", "No such key, or it was ended. Make one in the workspace.")
    if not signing.fits(claim, key=str(key.secret_key), headers=headers, body=body):
        raise Refusal("AuthFailure.SignatureFailure", "The signature is not that of this key over this request.")
    return key.organisation


def _clock_message(theirs: int, here: dt.datetime) -> str:
    """Says whose clock is wrong by how much, with ours beside it."""
    apart = round(here.timestamp() - theirs)
    side = "behind" if apart > 0 else "ahead of"
    return (
        f"The request's timestamp {theirs} is {abs(apart)} seconds {side} the server's time {round(here.timestamp())}"
        f" ({here.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}); at most {signing.WINDOW_SECONDS} allowed. Set your clock."
    )


def _parameters(body: bytes) -> dict[str, Any]:
    try:
        asked = json.loads(body or b"{}")
    except (ValueError, RecursionError) as trouble:
        raise Refusal("InvalidParameter", "The body is not JSON.") from trouble
    if not isinstance(asked, dict):
        raise Refusal("InvalidParameter", "The body is not a JSON object.")
    return asked
