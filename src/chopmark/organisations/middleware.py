"""Puts on every request how its person came in, so that doors below this room can ask."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from chopmark.kit.clock import now
from chopmark.organisations import signin
from chopmark.organisations.provider import Expired
from chopmark.people import signin as by_phone


class CloudEntry:
    """Came in by the identity provider or by phone, if at all."""

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

    def is_proved(self, *, minutes: int) -> bool:
        if by_phone.came_by_phone(self.request):
            proved_at = by_phone.entered_at(self.request)
        elif signin.provider.may_ask_again:
            proved_at = signin.proved_at(self.request)
        else:
            return True  # nothing can be asked there
        return now().timestamp() - proved_at <= minutes * 60

    def to_prove(self, *, back: str, minutes: int) -> HttpResponse:
        if by_phone.came_by_phone(self.request):
            return redirect(f"{reverse('signin-phone')}?{urlencode({'next': back, 'again': '1'})}")
        told = {"next": back, "within": str(minutes)} | ({} if self.request.method == "GET" else {"after": "form"})
        return redirect(f"{reverse('signin')}?{urlencode(told)}")


class Entries:
    def __init__(self, handler: Callable[[HttpRequest], HttpResponse]) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.entry = CloudEntry(request)  # type: ignore[attr-defined]  # read by people.doors
        return self.handler(request)
