"""Template tags: a text by key, an icon, a code in groups, a QR code."""

import datetime as dt
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from chopmark.drawing import qr as qr_drawing
from chopmark.kit import ids
from chopmark.web import words

register = template.Library()


@register.simple_tag(takes_context=True)
def t(context: template.Context, key: str, **values: object) -> SafeString:
    """The text of a key; variables come from the tag, else from `words` in the context."""
    return words.html(key, **{**(context.get("words") or {}), **values})


@register.simple_tag(takes_context=True)
def t2(context: template.Context, group: str, name: object, **values: object) -> SafeString:
    """The text `group.name`, where the name is a value, such as a status."""
    return words.html(f"{group}.{name}", **{**(context.get("words") or {}), **values})


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """An outline icon from the sprite that set-up builds of the names found in templates."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true"><use href="{}#{}"></use></svg>',
        extra,
        static("built/icons.svg"),
        name,
    )


@register.filter
def grouped(code: str) -> str:
    """9144 0300 MA00 TE5T 2D."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


@register.filter
def spaced_reference(ref: str) -> str:
    return ids.spaced(ref)


@register.filter
def moment(value: Any) -> str:
    """Day and hour in Beijing, in the reader's language."""
    chinese = (translation.get_language() or "").startswith("zh")
    return date_format(timezone.localtime(value), "n月j日 H:i" if chinese else "j M H:i")


@register.filter
def day(value: Any) -> str:
    """A day in Beijing with its weekday; of another year with the year."""
    value = timezone.localtime(value) if isinstance(value, dt.datetime) else value
    chinese = (translation.get_language() or "").startswith("zh")
    if value.year != timezone.localtime().year:
        return date_format(value, "Y年n月j日" if chinese else "j M Y")
    return date_format(value, "n月j日（D）" if chinese else "D j M")


@register.simple_tag
def qr(content: str, label: str) -> SafeString:
    """A QR code as inline SVG; `label` is the key of what a screen reader says."""
    return mark_safe(qr_drawing.qr_svg(content, label=words.text(label)))  # noqa: S308 - drawn by us from modules, the content is not in it
