"""A party presses "sign": whose turn it is and who may is asked under the lock, then a worker is told."""

from django.db import transaction

from chopmark.audit import log as audit
from chopmark.contracts.models import Contract, Party
from chopmark.contracts.tasks import sign_contract
from chopmark.kit.clock import now
from chopmark.kit.errors import IllegalMove, NotAllowed
from chopmark.notify import codes
from chopmark.organisations.models import Organisation
from chopmark.people.models import Person
from chopmark.seals import actions as seals
from chopmark.seals.models import Seal

BY_HAND, BY_SEAL = "sign", "seal"  # what a code is for: to read and sign behind a link, to set a seal


def ask_for_code(purpose: str, party: Party, *, mobile: str, language: str) -> None:
    """A fresh code to whoever signs. Raises TooManyCodes."""
    codes.send_code(
        purpose, mobile=mobile, matter=party.matter, language=language, org=party.contract.organisation.name
    )


def may_seal(party: Party, *, organisation: Organisation) -> bool:
    """Whether this organisation is the party: the own one, or the one of the very name that was invited."""
    if party.organisation_id:
        return party.organisation_id == organisation.pk
    return party.is_organisation and organisation.name == party.name


@transaction.atomic
def press_by_hand(party: Party, *, mark: str) -> None:
    """A person's signature, as strokes or a typed name in JSON; the worker does the rest."""
    held = _due(party)
    if held.is_organisation:
        raise NotAllowed(action="sign")
    held.mark = mark
    _pressed(held, actor=None)


@transaction.atomic
def press_seal(party: Party, seal: Seal, *, person: Person) -> None:
    """An organisation's seal by a member who holds it. Raises NotAllowed where they do not, or not any more."""
    held = _due(party)
    if not may_seal(held, organisation=seal.organisation) or not seals.may_use(seal, person=person):
        raise NotAllowed(action="sign")
    held.organisation, held.seal, held.person = seal.organisation, seal, person
    _pressed(held, actor=person)


def _due(party: Party) -> Party:
    """The party under the contract's lock, when it is its turn. Raises IllegalMove for a second press."""
    contract = Contract.objects.select_for_update(of=["self"]).get(pk=party.contract_id)
    held = Party.objects.select_for_update(of=["self"]).select_related("contract").get(pk=party.pk)
    held.contract = contract
    if not held.is_due:
        raise IllegalMove(here=contract.status)
    return held


def _pressed(party: Party, *, actor: Person | None) -> None:
    party.asked_at = now()
    party.save()
    audit.record("contract.pressed", subject=party.contract, actor=actor, party=party.position)
    sign_contract.defer(party_id=str(party.pk))
