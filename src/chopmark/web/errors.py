"""Pages for what goes wrong: never a stack trace, always what is kept and what to do next."""

import traceback

import structlog
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from chopmark.kit import clock, ids
from chopmark.kit.errors import ChopmarkError, IllegalMove, NotAllowed, NotReady, TooMany, Unavailable, Unreadable

log = structlog.get_logger()

# error -> key of its texts; everything else is "something broke on our side".
_PAGES: dict[type[ChopmarkError], str] = {
    IllegalMove: "shell.moved_on",
    NotReady: "shell.moved_on",
    NotAllowed: "shell.not_allowed",
    TooMany: "shell.too_many",
    Unavailable: "shell.wrong",
    Unreadable: "shell.wrong",
}


def page_of(request: HttpRequest, error: ChopmarkError) -> HttpResponse:
    """The page of an error of ours, with its HTTP status."""
    key = next((found for kind, found in _PAGES.items() if isinstance(error, kind)), "shell.wrong")
    if isinstance(error, TooMany):
        return _come_back(request, key, error)
    return message_page(request, key, status=error.status)


def _come_back(request: HttpRequest, key: str, error: TooMany) -> HttpResponse:
    """When it goes on, for people and (RFC 9110, 10.2.3) for programs."""
    response = message_page(request, key, status=error.status, time=clock.soon(error.again_at))
    response.headers["Retry-After"] = str(clock.seconds_until(error.again_at))
    return response


def message_page(request: HttpRequest, key: str, *, status: int, time: str = "") -> HttpResponse:
    """A page of heading, sentence and one way on; `key`.title and `key`.text are its words."""
    ref = ids.reference()
    log.warning("page.refused", reference=ref, status=status, reason=key, method=request.method or "")
    context = {"key": key, "ref": ref, "title_key": f"{key}.title", "text_key": f"{key}.text", "time": time}
    return render(request, "message.html", context, status=status)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return message_page(request, "shell.notfound", status=404)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its secret: opened long ago, replayed, or sent from elsewhere."""
    return message_page(request, "shell.stale_form", status=403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return message_page(request, "shell.bad_request", status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """The last resort; the trace goes to the log with the reference that the page shows."""
    ref = ids.reference()
    log.error("page.broke", reference=ref, method=request.method or "", path=_trace())
    context = {"ref": ref, "title_key": "shell.wrong.title", "text_key": "shell.wrong.text"}
    return render(request, "message.html", context, status=500)


def _trace() -> str:
    """File, line and kind only: the message of a foreign exception may quote what a person typed."""
    lines = traceback.format_exc().splitlines()
    return " < ".join(line.strip() for line in reversed(lines) if line.lstrip().startswith("File "))[:2000]
