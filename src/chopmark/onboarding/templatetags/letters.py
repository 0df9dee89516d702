"""What templates ask for about a checked letter: its points, and what is said of one."""

from django import template

from chopmark.onboarding.letters import showing

register = template.Library()


@register.simple_tag
def checked_letter(matter: str) -> showing.Shown:
    return showing.shown(matter)


@register.simple_tag(takes_context=True)
def of_point(context: template.Context, point: showing.Point, part: str) -> str:
    """short, saw, do or staff, with what was read filled in."""
    return point.said(part, context.get("words") or {})
