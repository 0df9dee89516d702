"""Puts on every request how its person came in, so that doors below this room can ask."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from chopmark.organisations import signin
from chopmark.organisations.provider import Expired


class CloudEntry:
    """Came in by the identity provider, if at all."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def is_fresh(self) -> bool:
        if not signin.came_by_cloud(self.request):
            return False
        try:
            signin.ask_again(self.request)
        except Expired:
            signin.leave(self.request)
            return False
        return True


class Entries:
    def __init__(self, handler: Callable[[HttpRequest], HttpResponse]) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.entry = CloudEntry(request)  # type: ignore[attr-defined]  # read by people.doors
        return self.handler(request)
