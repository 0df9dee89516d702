"""Shared middleware: the content security policy, and errors of ours as pages."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from chopmark.kit.errors import ChopmarkError
from chopmark.web import errors

Handler = Callable[[HttpRequest], HttpResponse]

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; media-src 'self' blob:; form-action {form}; base-uri 'none'; frame-ancestors 'none'"
)


class ContentSecurityPolicy:
    """One strict policy for all pages; a view may widen `form-action` for the redirects of a sign-in."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.handler(request)
        targets = " ".join(["'self'", *getattr(response, "form_targets", ())])
        response.headers["Content-Security-Policy"] = _POLICY.format(form=targets)
        response.headers["Permissions-Policy"] = "camera=(self), microphone=(), geolocation=()"
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        return response


class Refusals:
    """Turns an error of ours that a view let through into its page."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.handler(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, ChopmarkError):
            return errors.page_of(request, exception)
        return None
