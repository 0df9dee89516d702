"""What may be asked, by the name of the action, and what is answered. Nothing here changes anything."""

from collections.abc import Callable
from typing import Any

from chopmark.audit.models import Event
from chopmark.kit import masks
from chopmark.organisations.models import Organisation
from chopmark.webhooks.catalogue import SUBJECT, TOLD

Data = dict[str, Any]
_MOST = 100  # messages of one answer


class BadParameter(ValueError):
    """The parameter of this name has a value that we cannot use."""


def describe_organization(organisation: Organisation, asked: Data) -> Data:
    """The organisation whose key this is, and who administers it, masked."""
    held = organisation.super_administrator
    return {
        "OrganizationId": str(organisation.pk),
        "OrganizationName": organisation.name,
        "UniformSocialCreditCode": organisation.uscc,
        "Status": organisation.status.upper(),
        "VerifiedTime": int(organisation.verified_at.timestamp()),
        "OpenedTime": int(organisation.opened_at.timestamp()) if organisation.opened_at else None,
        "SuperAdminName": masks.name(str(held.person.name or "")) if held else None,
    }


def describe_messages(organisation: Organisation, asked: Data) -> Data:
    """What callbacks would have told, oldest first, for who cannot be called: everything after `After`."""
    after, most = _whole(asked, "After", default=0), _whole(asked, "Limit", default=20)
    if not 1 <= most <= _MOST:
        raise BadParameter("Limit")
    told = Event.objects.filter(id__gt=after, kind__in=TOLD, subject=f"{SUBJECT}{organisation.pk}").order_by("id")
    found = list(told[: most + 1])
    return {
        "Messages": [_message(organisation, event) for event in found[:most]],
        "HasMore": len(found) > most,
    }


def _message(organisation: Organisation, event: Event) -> Data:
    name, data = TOLD[event.kind]
    return {"MsgId": str(event.pk), "MsgType": name, "MsgVersion": "1", "MsgData": data(organisation, event)}


def _whole(asked: Data, name: str, *, default: int) -> int:
    value = asked.get(name, default)
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value[:19])
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**63:
        raise BadParameter(name)
    return value


ACTIONS: dict[str, Callable[[Organisation, Data], Data]] = {
    "DescribeOrganization": describe_organization,
    "DescribeMessages": describe_messages,
}
