"""What every page needs to know: language, practice mode, who is here."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of the shell. `other_language` is what the switch offers."""
    chinese = (get_language() or "").startswith("zh")
    return {
        "user": getattr(request, "user", None),
        "practice": settings.PRACTICE,
        "building": settings.CHOPMARK_BUILDING,
        "platform_url": settings.PLATFORM_URL,
        "cloud_url": settings.CLOUD_URL,
        "page_language": "zh-CN" if chinese else "en",
        "other_language": "en" if chinese else "zh-hans",
        "other_language_name": "English" if chinese else "中文",
        "here": _page_of(request),
    }


def _page_of(request: HttpRequest) -> str:
    """Where the language switch leads back to: this page, or the one whose form was sent here."""
    if request.method == "GET":
        return request.get_full_path()
    came = urlsplit(request.headers.get("Referer", ""))
    return came.path if came.path and came.netloc == request.get_host() else "/"
