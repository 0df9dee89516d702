"""What the templates of a case ask for about the seal that it decides."""

from django import template

from chopmark.evidence import uploads
from chopmark.evidence.models import Upload
from chopmark.seals import picturing
from chopmark.seals.models import Seal
from chopmark.seals.tasks import PICTURE

register = template.Library()


@register.simple_tag
def case_seal(matter: str) -> Seal:
    return picturing.seal_of(matter)


@register.simple_tag
def said_name(seal: Seal) -> str:
    """What has to stand on it."""
    return picturing.said_name(seal)


@register.simple_tag
def given_picture(matter: str) -> Upload | None:
    """The picture as it was given; none after the decision."""
    return uploads.of(matter, PICTURE).last()
