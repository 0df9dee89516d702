"""A renamed organisation: what it has under way is ended first, since seals and certificates end with the old name."""

import datetime as dt

from django.db import transaction
from django.db.models import Q

from chopmark.audit import log as audit
from chopmark.contracts.models import Contract, Party
from chopmark.contracts.states import Status
from chopmark.evidence import judge
from chopmark.evidence.engines.base import Registry
from chopmark.kit.engines import engine
from chopmark.kit.errors import ChopmarkError, NotAllowed
from chopmark.notify import codes, limits
from chopmark.organisations.models import Organisation
from chopmark.people.models import Person
from chopmark.seals import actions as seals

PURPOSE = "rename"  # of the codes
QUESTIONS = limits.Limit("registry_asked_for_a_new_name", ((10, dt.timedelta(days=1)),))
_UNDER_WAY = (Status.SENT, Status.SIGNED)


class StillOpen(ChopmarkError):
    """Contracts are under way."""

    code = "organisation.contracts_open"
    status = 409


def under_way(organisation: Organisation) -> list[Contract]:
    """What it sent or has signed, the oldest first: each is finished or withdrawn before the name changes.

    A contract to which others have only invited it stands in nobody's way: else strangers could hold a name fast.

    What is past its last day is over, though the hourly job may not have said so yet.
    """
    signs = Q(pk__in=Party.objects.filter(organisation=organisation).values("contract"))
    open_ones = Contract.objects.filter(Q(organisation=organisation) | signs, status__in=_UNDER_WAY)
    return [one for one in open_ones.select_related("organisation").order_by("created_at") if not one.is_over]


def confirm(organisation: Organisation, *, name: str, head: str) -> judge.RegistryVerdict:
    """What the registry says of the new name. Raises Unavailable, and TooMany after ten questions a day."""
    limits.use(QUESTIONS, of=str(organisation.pk))
    registry: Registry = engine("registry")
    return judge.judge_confirmation(registry.confirm(name=name, uscc=organisation.uscc, legal_representative=head))


def ask_for_code(organisation: Organisation, *, person: Person, language: str) -> None:
    """A fresh code to the super administrator. Raises TooManyCodes."""
    codes.send_code(
        PURPOSE, mobile=person.mobile or "", matter=matter_of(organisation), language=language, org=organisation.name
    )


def matter_of(organisation: Organisation) -> str:
    return f"organisation:{organisation.pk}"


def rename(organisation: Organisation, *, name: str, person: Person, digits: str) -> codes.Outcome:
    """Once the code is right, the name that the registry confirmed. Raises NotAllowed and StillOpen."""
    outcome = codes.enter(PURPOSE, mobile=person.mobile or "", matter=matter_of(organisation), digits=digits)
    if outcome.answer is codes.Answer.RIGHT:
        _rename(organisation, name=name, person=person)
    return outcome


@transaction.atomic
def _rename(organisation: Organisation, *, name: str, person: Person) -> None:
    held = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if not held.may("seal") or not held.is_administered_by(person) or held.is_frozen:
        raise NotAllowed(action="rename")
    if under_way(held):
        raise StillOpen
    seals.end_all(held, person=person)
    held.name = name
    held.save(update_fields=["name"])
    for party in Party.objects.filter(organisation=held, contract__status=Status.DRAFT):
        party.name = name
        party.save(update_fields=["name"])
    audit.record("organisation.renamed", subject=held, actor=person)
