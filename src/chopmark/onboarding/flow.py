"""The journey as a list, and answering one of its questions: guard, examine, write down, look ahead."""

from collections.abc import Iterator

from django.db import models, transaction

from chopmark.audit import log as audit
from chopmark.evidence import uploads
from chopmark.kit.errors import IllegalMove
from chopmark.kit.steps import Flow, Step
from chopmark.onboarding import face_cases
from chopmark.onboarding.documents import actions as documents
from chopmark.onboarding.inviting import current as invitations
from chopmark.onboarding.models import Application
from chopmark.onboarding.states import Status
from chopmark.onboarding.steps.choose import Choose
from chopmark.onboarding.steps.company import Company
from chopmark.onboarding.steps.confirm import Confirm
from chopmark.onboarding.steps.consent import Consent
from chopmark.onboarding.steps.contact import Contact, belongs_to_another
from chopmark.onboarding.steps.documents import Documents
from chopmark.onboarding.steps.face import Face, FaceConsent
from chopmark.onboarding.steps.identity import Identity
from chopmark.onboarding.steps.inclusion import Inclusion
from chopmark.onboarding.steps.join import Join
from chopmark.onboarding.steps.legal_rep import LegalRep
from chopmark.onboarding.steps.letter import Letter
from chopmark.onboarding.steps.question import Question, Refusal
from chopmark.onboarding.steps.route import Route, by_record
from chopmark.web.forms import PageForm

STEPS: tuple[Question, ...] = (
    Confirm(), Company(), Consent(), Identity(), Contact(), Inclusion(), Route(),
    FaceConsent(), Face(), Documents(), Choose(), LegalRep(), Letter(), Join(),
)  # fmt: skip
BY_KEY = {step.key: step for step in STEPS}


class Overtaken(IllegalMove):
    """Another window answered while this answer was being examined; nothing was written."""


class Journey(Flow[Application]):
    """The questions that belong to what the applicant is here for."""

    def of(self, row: Application) -> Iterator[Step[Application]]:
        return (step for step in super().of(row) if row.purpose in BY_KEY[step.key].purposes)


FLOW = Journey(STEPS)
# What was uploaded for a step is set aside when its answer is.
UPLOADS = {"company": ("licence", "licence_view"), "face": ("face",), "letter": ("letter",)}
# The same for photographs of a document: which check stands for the answer of which step.
DOCUMENTS = {"contact": "identity", "documents": "face"}


def current(application: Application) -> Step[Application] | None:
    return FLOW.current(application)


def answer(application: Application, step: Question, form: PageForm, *, actor: models.Model) -> Refusal | None:
    """Answer one question. On a no, or when the form objects, nothing changes on the row. Raises Overtaken."""
    refusal = step.examine(application, form, actor=actor)
    if refusal or form.errors:
        return refusal
    with transaction.atomic():
        row = locked(application)
        if row.revision != application.revision:  # what was examined is not what stands here now
            raise Overtaken(here=row.status)
        FLOW.check_reached(row, step.key)
        before, mobile = step.snapshot(row), row.mobile
        if row.status == Status.RETURNED and step.key != "letter":
            row.move(Status.DRAFT, actor=actor)
        step.answer(row, form)
        if step.snapshot(row) != before:
            if row.letter_number and row.mobile != mobile:  # domain 9, case 22: the letter shows the old one
                audit.record("letter.outdated", subject=row.matter, actor=actor)
            forget_after(row, step.key, actor=actor)
        if step.key in DOCUMENTS:  # the source has answered after all, so nobody need look
            documents.withdraw(row.matter, purposes=[DOCUMENTS[step.key]], actor=actor)
        decide_role(row)
        save(row, actor=actor, step=step.key)
    return None


def bound_meanwhile(application: Application, step: Question) -> Refusal:
    """What two accounts that confirm one identity at once are told: the index let one of them through."""
    if step.key != "contact" or not belongs_to_another(application):
        raise IllegalMove(here=application.status)
    return Refusal("mobile_bound", {"relink": True})


@transaction.atomic
def decline(application: Application, step: Question, *, road: str, actor: models.Model) -> bool:
    """Say no to a consent and take another road; True when one goes on from here."""
    if not isinstance(step, FaceConsent):
        return False
    row = locked(application)
    FLOW.check_reached(row, step.key)
    before = step.snapshot(row)
    step.decline(row, road=road)
    if step.snapshot(row) != before:
        forget_after(row, step.key, actor=actor)
    save(row, actor=actor, step=step.key)
    return True


def locked(application: Application) -> Application:
    """The row under a lock, or IllegalMove when it may not be answered any more."""
    row = Application.objects.select_for_update().get(pk=application.pk)
    if not row.may("answer"):
        raise IllegalMove(here=row.status)
    return row


def save(row: Application, *, actor: models.Model, step: str) -> None:
    """Write the answer and its event; the revision tells other windows that theirs is old."""
    row.revision += 1
    row.save()
    audit.record("application.answered", subject=row.matter, actor=actor, step=step)


def forget_after(row: Application, key: str, *, actor: models.Model) -> None:
    """Forget what hangs on this answer, and set aside what was uploaded for it, handed in or not."""
    for step in FLOW.rewind(row, key):
        audit.record("application.superseded_evidence", subject=row.matter, actor=actor, step=step.key)
    after = [step.key for step in STEPS if key in step.depends]
    for purpose in (p for one in after for p in UPLOADS.get(one, ())):
        uploads.supersede(row.matter, purpose, actor=actor)
    if key in BY_KEY["legal_rep"].depends:
        invitations.stop(row, actor=actor)
    documents.withdraw(row.matter, purposes=[DOCUMENTS[one] for one in after if one in DOCUMENTS], actor=actor)
    if "face" in after or key == "face_consent":
        face_cases.withdraw(row.face_sessions.filter(invitation=None), actor=actor)
    row.authorised_by = ""


def decide_role(row: Application) -> None:
    """Where the record answers the question of the role, it is not asked; while a person looks into it, it waits."""
    waits = row.inclusion_asked_at is not None and row.inclusion_passed_at is None
    if row.identity_checked_at and row.rep_holds and not row.role and not waits:
        row.role = by_record(row) or ""
