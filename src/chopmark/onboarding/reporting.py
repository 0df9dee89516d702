"""Not asked for, says the head of the organisation, invited or warned: a person looks into it."""

from django.db import transaction

from chopmark.audit import log as audit
from chopmark.onboarding import actions, undoing
from chopmark.onboarding.inviting.actions import REPORT
from chopmark.onboarding.models import Application, application_of
from chopmark.people.models import Person
from chopmark.review import desk
from chopmark.review.models import Case
from chopmark.review.reasons import REPORT as REASONS
from chopmark.review.states import Status as CaseStatus


def is_reported(row: Application) -> bool:
    """Somebody said that they never asked for this, and nobody has looked into it yet."""
    return desk.is_open(REPORT, row.matter)


def may_stop(row: Application) -> bool:
    return row.is_live and not is_reported(row)


@transaction.atomic
def stop(application: Application, *, head: Person) -> None:
    """By the head whom we warned; whoever has the application on the desk sees it. A second press changes nothing."""
    row = Application.objects.select_for_update().get(pk=application.pk)
    if row.warned_id == head.pk and may_stop(row):
        audit.record("representative.objected", subject=row.matter, actor=head)
        desk.open_case(REPORT, matter=row.matter, matter_ref=row.ref, title=row.name, excluded=row.owner)


@desk.answers_to(REPORT, reasons=REASONS)
def hear(case: Case) -> None:
    """Approved or returned: nothing was wrong, and the application goes on. Refused: it ends with all that waits, and
    whom it made super administrator meanwhile loses that again.
    """
    row = Application.objects.select_for_update().get(pk=application_of(case.matter).pk)
    if case.status != CaseStatus.REFUSED:
        return
    if row.is_live:
        actions.refuse(row, case=case)
    else:
        undoing.dismiss(row, actor=case.decided_by)
