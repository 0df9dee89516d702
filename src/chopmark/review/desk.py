"""Opening a case, hearing its answer, and deciding it: the hearer runs inside the deciding transaction."""

import datetime as dt
import uuid
from collections.abc import Callable

from django.db import transaction

from chopmark.audit import log as audit
from chopmark.kit.clock import now
from chopmark.kit.deadlocks import begun_again
from chopmark.kit.errors import IllegalMove, NotAllowed, NotReady
from chopmark.people.models import Person
from chopmark.review.calendar import REVIEW_DAYS, due_after
from chopmark.review.models import Case, Vote
from chopmark.review.states import Status

Hearer = Callable[[Case], None]
Confirms = Callable[[Case], tuple[str, ...]]
Concerned = Callable[[str], set[uuid.UUID]]
_CONCERNED: dict[str, Concerned] = {}
_HEARERS: dict[str, Hearer] = {}
_REASONS: dict[str, tuple[str, ...]] = {}
_CONFIRMS: dict[str, Confirms] = {}
_TAKEN_FOR = dt.timedelta(minutes=30)  # a case left open on a screen goes back to the queue


def nothing_more(case: Case) -> tuple[str, ...]:
    """For kinds whose approval needs no confirmations beside it."""
    return ()


def answers_to(kind: str, *, reasons: tuple[str, ...], confirms: Confirms = nothing_more) -> Callable[[Hearer], Hearer]:
    """Register who hears the decision on cases of a kind, with which codes it may be returned or refused, and what the
    reviewer has to confirm before approving.
    """

    def register(hearer: Hearer) -> Hearer:
        _HEARERS[kind], _REASONS[kind], _CONFIRMS[kind] = hearer, reasons, confirms
        return hearer

    return register


def concerns(*kinds: str) -> Callable[[Concerned], Concerned]:
    """Register who knows whom else a matter of these kinds concerns: they decide none of its cases."""

    def register(asked: Concerned) -> Concerned:
        _CONCERNED.update(dict.fromkeys(kinds, asked))
        return asked

    return register


def _concerns(case: Case, person: Person) -> bool:
    asked = _CONCERNED.get(case.kind)
    return case.excluded_id == person.pk or (asked is not None and person.pk in asked(case.matter))


def reasons_of(case: Case) -> tuple[str, ...]:
    return _REASONS[case.kind]


def confirms_of(case: Case) -> tuple[str, ...]:
    return _CONFIRMS[case.kind](case)


@transaction.atomic
def open_case(
    kind: str,
    *,
    matter: str,
    matter_ref: str,
    title: str,
    excluded: Person | None,
    days: int = REVIEW_DAYS,
    needs: int = 1,
) -> Case:
    """Put a decision on the desk; `excluded` is the person whom it concerns and who may not make it.

    With `needs` above 1, so many different people have to approve; a return or a refusal takes one.
    """
    case = Case.objects.create(
        kind=kind,
        matter=matter,
        matter_ref=matter_ref,
        title=title,
        excluded=excluded,
        due_at=due_after(now(), days=days),
        needs=needs,
    )
    audit.record("case.opened", subject=f"case:{case.pk}", actor=excluded, kind=kind)
    return case


def is_open(kind: str, matter: str) -> bool:
    """Whether a decision of this kind is already waited for."""
    return Case.objects.filter(kind=kind, matter=matter, status=Status.OPEN).exists()


@transaction.atomic
def void_cases(matter: str, *, actor: Person | None, but: str = "") -> None:
    """What the open cases of a matter were about is gone, but for one kind."""
    for case in Case.objects.select_for_update().filter(matter=matter, status=Status.OPEN).exclude(kind=but):
        case.move(Status.VOID, actor=actor)


@transaction.atomic
def void_case(kind: str, *, matter: str, actor: Person | None, opened_before: dt.datetime | None = None) -> bool:
    """End the open case of this kind without a decision, or only one that is older than a moment; False when there is
    none, or somebody has decided it meanwhile.
    """
    open_ones = Case.objects.select_for_update().filter(kind=kind, matter=matter, status=Status.OPEN)
    case = (open_ones.filter(opened_at__lt=opened_before) if opened_before else open_ones).first()
    if case:
        case.move(Status.VOID, actor=actor)
    return case is not None


@transaction.atomic
def begin_anew(matter: str) -> None:
    """Something was said after the first approval of an open case: everybody decides knowing it."""
    for case in Case.objects.filter(matter=matter, status=Status.OPEN):
        case.votes.all().delete()


@transaction.atomic
def take(case: Case, *, reviewer: Person) -> Case:
    """Reserve a case for a while, so that two people do not read the same letter."""
    held = Case.objects.select_for_update().get(pk=case.pk)
    barred = _concerns(held, reviewer) or held.has_vote_of(reviewer)
    if held.is_open and not barred and not _is_taken_by_another(held, reviewer):
        if held.taken_by_id != reviewer.pk:
            audit.record("case.taken", subject=f"case:{held.pk}", actor=reviewer)
        held.taken_by, held.taken_at = reviewer, now()
        held.save(update_fields=["taken_by", "taken_at"])
    return held


def _is_taken_by_another(case: Case, reviewer: Person) -> bool:
    fresh = case.taken_at is not None and case.taken_at > now() - _TAKEN_FOR
    return fresh and case.taken_by_id != reviewer.pk


@begun_again
@transaction.atomic
def decide(
    case: Case, status: Status, *, reviewer: Person, reasons: list[str], note: str, confirmed: list[str] | None = None
) -> None:
    """Decide; a case that another decision ended, or that concerns the reviewer, is refused.

    Approving takes every confirmation of the kind; they are recorded with the case.
    """
    held = Case.objects.select_for_update().get(pk=case.pk)
    if _concerns(held, reviewer) or held.has_vote_of(reviewer):
        raise NotAllowed(act="review")
    if not held.is_open or _is_taken_by_another(held, reviewer):
        raise IllegalMove(here=held.status, there=status)
    if status == Status.APPROVED and set(confirms_of(held)) - set(confirmed or ()):
        raise NotReady(step="confirm")
    if status == Status.APPROVED and held.votes.count() + 1 < held.needs:
        _vote(held, reviewer=reviewer, note=note, confirmed=confirmed or [])
        return
    held.reasons, held.decided_by, held.confirmed = reasons, reviewer, confirmed or []
    held.note = "\n\n".join(one for one in (held.note, note) if one)
    held.move(status, actor=reviewer)
    _HEARERS[held.kind](held)


def _vote(case: Case, *, reviewer: Person, note: str, confirmed: list[str]) -> None:
    """Not the last approval that it takes: back to the queue, for somebody else."""
    Vote.objects.create(case=case, reviewer=reviewer, confirmed=confirmed)
    case.taken_by = case.taken_at = None
    case.note = note
    case.save(update_fields=["taken_by", "taken_at", "note"])
    audit.record("case.approved_once", subject=f"case:{case.pk}", actor=reviewer, confirmed=confirmed)
