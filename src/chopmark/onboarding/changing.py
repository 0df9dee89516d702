"""Succeeding a super administrator: how the present one hears of it, objects, and what waits until it is decided."""

import datetime as dt
import uuid

from django.db import transaction

from chopmark.audit import log as audit
from chopmark.kit.errors import TooMany
from chopmark.notify import limits, messages
from chopmark.onboarding import face_cases, flow, undoing
from chopmark.onboarding.documents.models import check_of
from chopmark.onboarding.models import Application, Invitation, Objection, Purpose, application_of
from chopmark.onboarding.states import Status
from chopmark.organisations import activation
from chopmark.organisations.joining import actions as joining
from chopmark.organisations.models import Organisation, freezes
from chopmark.people.models import Person
from chopmark.review import desk
from chopmark.review.models import Case
from chopmark.review.reasons import REPORT as OBJECTION_REASONS
from chopmark.review.states import Status as CaseStatus
from chopmark.web import links

OBJECTION = "onboarding.objection"
NOTICES = limits.Limit("notices_of_change", ((2, dt.timedelta(days=1)),))


@freezes
def is_being_decided(organisation: Organisation) -> bool:
    """While people decide about a successor, the present super administrator gives nobody rights; signing goes on."""
    asked = Application.objects.filter(uscc=organisation.uscc, purpose=Purpose.CHANGE, status=Status.IN_REVIEW)
    return asked.exists()


@desk.concerns(
    "onboarding.letter", "onboarding.report", "onboarding.documents", "onboarding.inclusion", face_cases.KIND, OBJECTION
)
def whom_it_concerns(matter: str) -> set[uuid.UUID]:
    """Whoever is to be succeeded, was warned, or objected; the applicant stands with the case itself."""
    row = _application_behind(matter)
    if row is None:
        return set()
    objectors = set(Objection.objects.filter(application=row).values_list("person", flat=True))
    named = {row.owner_id, row.warned_id, row.succeeds.person_id if row.succeeds else None}
    return objectors | {one for one in named if one is not None}


def _application_behind(matter: str) -> Application | None:
    """Of a case about the application itself, or about photographs of its applicant's or its head's document."""
    if matter.startswith("face:"):
        return face_cases.session_of(matter).application
    about = check_of(matter).about if matter.startswith("documents:") else matter
    if about.startswith("invitation:"):
        invitation = Invitation.objects.select_related("application").filter(pk=about.partition(":")[2]).first()
        return invitation.application if invitation else None
    kind, _, identifier = about.partition(":")
    return Application.objects.filter(pk=identifier).first() if kind == "application" else None


@transaction.atomic
def change_instead(application: Application) -> None:
    """From waiting to be let in to taking over: the administrator has gone or does not answer. Answers are kept."""
    row = flow.locked(application)
    organisation = joining.standing(row.uscc)
    if not row.joins or organisation is None or organisation.is_administered_by(row.owner):
        return
    joining.withdraw(row.matter, actor=row.owner)
    row.purpose, row.succeeds = Purpose.CHANGE, organisation.super_administrator
    flow.decide_role(row)
    flow.save(row, actor=row.owner, step="company")


def give_notice(row: Application, *, due_at: dt.datetime) -> None:
    """The present one learns that a change is being decided, until when, and where to object."""
    if row.succeeds is None or row.succeeds.ended_at is not None:
        return
    try:
        limits.use(NOTICES, of=str(row.succeeds_id))
    except TooMany:  # handed in and taken back over and over: they know
        return
    audit.record("change.noticed", subject=row.matter, actor=row.owner)
    _tell(row, row.succeeds.person, "admin.change_notice", due=links.short_day(due_at))


def tell_it_stays(row: Application) -> None:
    """Only who was given notice is told that nothing came of it."""
    if row.succeeds is not None and row.status == Status.IN_REVIEW:
        _tell(row, row.succeeds.person, "admin.change_ended")


def tell_former(row: Application) -> None:
    if row.succeeds is not None:
        _tell(row, row.succeeds.person, "admin.changed_old")


def _tell(row: Application, person: Person, template: str, **values: object) -> None:
    if person.mobile:
        messages.send(
            template, mobile=person.mobile, matter=row.matter, language=person.language, org=row.name,
            link=links.absolute(f"/change/{row.ref}/"), **values,
        )  # fmt: skip


def may_object(row: Application) -> bool:
    """Once, while it is being decided or after it has been; who had lost the rights before has nothing to object to."""
    if row.status == Status.IN_REVIEW and row.succeeds is not None and row.succeeds.ended_at is not None:
        return False
    return row.status in (Status.IN_REVIEW, Status.APPROVED) and objection_of(row) is None


def objection_of(row: Application) -> Objection | None:
    """Of the one who is to be succeeded now; an earlier one may have objected to the same application."""
    return Objection.objects.filter(application=row, membership=row.succeeds_id).first()


@transaction.atomic
def object_to(application: Application, *, person: Person, text: str) -> None:
    """Shown to whoever decides; after the change it is a decision of its own. A second press changes nothing."""
    row = Application.objects.select_for_update().get(pk=application.pk)
    if row.succeeds is None or row.succeeds.person_id != person.pk or not may_object(row):
        return
    Objection.objects.create(application=row, membership=row.succeeds, person=person, text=text)
    audit.record("change.objected", subject=row.matter, actor=person)
    if row.status == Status.APPROVED:
        desk.open_case(
            OBJECTION, matter=row.matter, matter_ref=row.ref, title=row.name, excluded=row.owner, needs=row.approvals
        )
    else:
        desk.begin_anew(row.matter)  # whoever approved before has not read it


@desk.answers_to(OBJECTION, reasons=OBJECTION_REASONS)
def hear_objection(case: Case) -> None:
    """Approved: the objection is right, and what the change took and gave is undone. Otherwise the change stands."""
    row = Application.objects.select_for_update().get(pk=application_of(case.matter).pk)
    if row.succeeds is None:
        return
    if case.status != CaseStatus.APPROVED:
        _tell(row, row.succeeds.person, "admin.objection_dismissed")
        return
    if undoing.dismiss(row, actor=case.decided_by):
        activation.reinstate(row.succeeds, actor=case.decided_by)
        messages.send(
            "admin.changed_old", mobile=row.mobile or "", matter=row.matter, language=row.owner.language, org=row.name,
            link=links.absolute("/help/contact/"),
        )  # fmt: skip
    _tell(row, row.succeeds.person, "admin.objection_upheld")
