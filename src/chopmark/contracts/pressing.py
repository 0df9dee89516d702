"""A party presses "sign": whose turn it is and who may is asked under the lock, then a worker is told."""

import json

from django.db import transaction

from chopmark.audit import log as audit
from chopmark.contracts.models import Contract, Party
from chopmark.contracts.tasks import sign_contract
from chopmark.kit.clock import now
from chopmark.kit.errors import ChopmarkError, IllegalMove, NotAllowed
from chopmark.notify import codes
from chopmark.people.models import Person
from chopmark.seals import actions as seals
from chopmark.seals.models import Seal

BY_HAND, BY_SEAL = "sign", "seal"  # what a code is for: to read and sign behind a link, to set a seal


def ask_for_code(purpose: str, party: Party, *, mobile: str, language: str) -> None:
    """A fresh code to whoever signs. Raises TooManyCodes."""
    codes.send_code(
        purpose, mobile=mobile, matter=party.matter, language=language, org=party.contract.organisation.name
    )


class Unanswered(ChopmarkError):
    """Something that this party was asked to fill in is empty, or somebody else filled it in."""

    code = "contract.unanswered"
    status = 409


@transaction.atomic
def fill_in(party: Party, *, answers: dict[str, str], person: Person | None) -> None:
    """Keep what the party fills into its texts until it signs: number of the place -> text. Raises Unanswered."""
    held = _due(party)
    known = {str(one.pk): answers.get(str(one.pk), "").strip() for one in held.texts}
    if not all(known.values()):
        raise Unanswered
    held.answers, held.answered_by = json.dumps(known) if known else None, person
    held.save(update_fields=["answers", "answered_by"])


@transaction.atomic
def press_by_hand(party: Party, *, mark: str) -> None:
    """A person's signature, as strokes or a typed name in JSON; the worker does the rest. Raises Unanswered."""
    held = _due(party)
    if held.is_organisation:
        raise NotAllowed(action="sign")
    _check_answers(held, person=None)
    held.mark = mark
    _pressed(held, actor=None)


@transaction.atomic
def press_seal(party: Party, seal: Seal, *, person: Person) -> None:
    """An organisation's seal by a member who holds it. Raises NotAllowed where they do not, or not any more, and
    Unanswered where another member has changed since what they filled in.
    """
    held = _due(party)
    if not held.is_of(seal.organisation) or not seals.may_use(seal, person=person):
        raise NotAllowed(action="sign")
    _check_answers(held, person=person)
    held.organisation, held.seal, held.person = seal.organisation, seal, person
    held.name = seal.organisation.name  # who was invited by its code signs under its own name, whatever it was called
    _pressed(held, actor=person)


def _check_answers(party: Party, *, person: Person | None) -> None:
    """What is sealed is what whoever seals it has written."""
    if any(not party.answered.get(str(one.pk)) for one in party.texts):
        raise Unanswered
    if party.texts and party.answered_by != person:
        raise Unanswered


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
