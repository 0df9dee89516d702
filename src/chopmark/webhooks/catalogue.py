"""Which events an organisation's systems hear of, under the field's own names (domain 5.3)."""

from collections.abc import Callable
from typing import Any

from chopmark.audit.models import Event
from chopmark.organisations.models import Organisation

Data = dict[str, Any]
SUBJECT = "organisations.organisation:"


def _organisation(organisation: Organisation, event: Event) -> Data:
    return {
        "OrganizationId": str(organisation.pk),
        "OrganizationName": organisation.name,
        "UniformSocialCreditCode": organisation.uscc,
        "Time": int(event.at.timestamp()),
    }


def _member(organisation: Organisation, event: Event) -> Data:
    return {**_organisation(organisation, event), "Role": event.facts.get("role", "")}


# Kind of event -> the name of the message and what it carries; people are never named in it.
TOLD: dict[str, tuple[str, Callable[[Organisation, Event], Data]]] = {
    "organisation.verified": ("OrganizationAuthorization", _organisation),
    "organisation.opened": ("CreateOrganization", _organisation),
    "organisation.vacated": ("OrganizationAuthorization", _organisation),
    "organisation.closed": ("CloseOrganization", _organisation),
    "membership.granted": ("RolesChange", _member),
    "membership.ended": ("QuiteJob", _member),  # the spelling is the field's
}
