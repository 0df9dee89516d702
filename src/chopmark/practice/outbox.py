"""The outbox: every message that would have gone to a phone, newest first."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from chopmark.notify import messages
from chopmark.notify.models import Message

_SHOWN = 50  # older ones have served their purpose: codes live for minutes
_PARTS = re.compile(r"(https?://[^\s，。]+|(?<!\d)\d{6}(?!\d))")  # a link or a one-time code


@dataclass(frozen=True)
class Part:
    """A piece of a text: plain, a one-time code, or a link of ours."""

    text: str
    kind: str


@dataclass(frozen=True)
class Entry:
    """A message as the page shows it."""

    message: Message
    parts: list[Part]

    @property
    def code(self) -> str:
        return next((part.text for part in self.parts if part.kind == "code"), "")


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    return render(request, "practice/outbox.html", {**_context(), "tab": "outbox"})


@require_safe
def news(request: HttpRequest) -> HttpResponse:
    """The list when something in it changed, else nothing."""
    context = _context()
    if request.GET.get("seen") == context["version"]:
        return HttpResponse(status=204)
    return render(request, "practice/outbox_list.html", context)


@require_POST
def again(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send an unsure message once more: a person decided that, no machine does."""
    messages.send_again(get_object_or_404(Message, pk=pk))
    return redirect("practice-outbox")


def _context() -> dict[str, Any]:
    shown = list(Message.objects.order_by("-created_at")[:_SHOWN])
    return {
        "entries": [Entry(message, parts_of(message.body)) for message in shown],
        "version": _version(shown),
    }


def _version(shown: Sequence[Message]) -> str:
    state = "|".join(f"{message.pk}{message.status}" for message in shown)
    return hashlib.sha256(state.encode()).hexdigest()[:16]


def parts_of(body: str) -> list[Part]:
    """The text cut where a code or a link begins and ends."""
    return [Part(text, _kind_of(text)) for text in _PARTS.split(body) if text]


def _kind_of(text: str) -> str:
    if text.startswith((f"{settings.PLATFORM_URL}/", f"{settings.CLOUD_URL}/")):
        return "link"
    return "code" if re.fullmatch(r"\d{6}", text) else "plain"
