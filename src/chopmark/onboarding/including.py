"""Asking a person to include an organisation that the registry did not confirm, hearing the answer, and reminding."""

from django.db import transaction

from chopmark.audit import log as audit
from chopmark.kit.clock import now
from chopmark.notify import messages
from chopmark.onboarding import changing, flow
from chopmark.onboarding.documents import actions as documents
from chopmark.onboarding.models import Application, Purpose, application_of
from chopmark.onboarding.states import LIVE, Status
from chopmark.organisations.joining import actions as joining
from chopmark.people.models import Person
from chopmark.review import desk
from chopmark.review.calendar import REVIEW_DAYS, due_after
from chopmark.review.models import Case
from chopmark.review.reasons import INCLUSION as REASONS
from chopmark.review.states import Status as CaseStatus
from chopmark.web import links

INCLUSION = "onboarding.inclusion"
REMIND_DAYS = 7  # domain 1.6: registries lag up to seven working days


@transaction.atomic
def open_if_asked(row: Application) -> None:
    """The case of an answer that a person is to look at; one that stands open for an older answer is voided."""
    asked_at = Application.objects.values_list("inclusion_asked_at", flat=True).get(pk=row.pk)
    desk.void_case(INCLUSION, matter=row.matter, actor=row.owner, opened_before=asked_at)
    held = Application.objects.select_for_update().get(pk=row.pk)
    if held.inclusion_asked_at is None or held.inclusion_passed_at or desk.is_open(INCLUSION, held.matter):
        return
    desk.open_case(INCLUSION, matter=held.matter, matter_ref=held.ref, title=held.name, excluded=held.owner)


@desk.answers_to(INCLUSION, reasons=REASONS)
def hear(case: Case) -> None:
    """Included: the journey goes on. Returned: the company is asked again. Refused: the application ends."""
    row = Application.objects.select_for_update().get(pk=application_of(case.matter).pk)
    if not row.may("answer") or row.inclusion_asked_at is None or row.inclusion_asked_at > case.opened_at:
        return  # it was decided about an answer that has changed since
    if case.status == CaseStatus.APPROVED:
        _include(row, by=case.decided_by)
    elif case.status == CaseStatus.RETURNED:
        _ask_again(row, case)
    else:
        row.move(Status.REFUSED, actor=case.decided_by, reasons=case.reasons)
        documents.withdraw(row.matter, actor=case.decided_by)
        _tell(row, "result.refused")


def _include(row: Application, *, by: Person | None) -> None:
    """Where the organisation turns out to be here already, what was asked for is a succession: by the letter, which two
    people approve, since nobody but this certificate says who is at the head; the present one hears of it at once.
    """
    row.inclusion_passed_at = now()
    organisation = joining.standing(row.uscc)
    if organisation is not None and not row.joins and not organisation.is_administered_by(row.owner):
        row.purpose, row.succeeds = Purpose.CHANGE, organisation.super_administrator
        changing.give_notice(row, due_at=due_after(now(), days=REVIEW_DAYS))
    flow.decide_role(row)
    row.revision += 1
    row.save()
    audit.record("registry.included", subject=row.matter, actor=by)
    _tell(row, "registry.found")


def _ask_again(row: Application, case: Case) -> None:
    """What was typed stays; only its confirmation is gone."""
    row.company_answered_at = row.inclusion_asked_at = None
    row.revision += 1
    row.save()
    flow.forget_after(row, "company", actor=case.decided_by or row.owner)
    row.save()
    _tell(row, "registry.more", reason=links.later_text(f"reason.{case.reasons[0]}.short"))


@transaction.atomic
def remind_later(row: Application) -> None:
    """A text after seven business days; pressing again changes nothing."""
    held = flow.locked(row)
    flow.FLOW.check_reached(held, "company")
    if held.remind_at is None:
        held.remind_at = due_after(now(), days=REMIND_DAYS)
        held.save(update_fields=["remind_at"])
        audit.record("registry.reminder_set", subject=held.matter, actor=held.owner, days=REMIND_DAYS)


@transaction.atomic
def remind_due() -> int:
    """Tell everybody whose seven days are over, once."""
    due = Application.objects.select_for_update(skip_locked=True).filter(
        remind_at__lt=now(), status__in=sorted(LIVE), company_answered_at=None
    )
    for row in due:
        row.remind_at = None
        row.save(update_fields=["remind_at"])
        _tell(row, "registry.remind")
    return len(due)


def _tell(row: Application, template: str, **values: object) -> None:
    """To the confirmed mobile; somebody who has not said a number yet reads it on the page."""
    mobile = row.mobile or row.owner.mobile
    if mobile:
        messages.send(
            template, mobile=mobile, matter=row.matter, language=row.owner.language, org=row.name or row.cloud_name,
            link=links.absolute(f"/a/{row.ref}/"), **values,
        )  # fmt: skip
