"""Somebody else was first: the other applications for the same organisation end, and whoever made them is told."""

from django.db import models, transaction
from procrastinate.contrib.django import app

from chopmark.kit.deadlocks import begun_again
from chopmark.notify import messages
from chopmark.onboarding import face_cases
from chopmark.onboarding.documents import actions as documents
from chopmark.onboarding.inviting import current
from chopmark.onboarding.inviting.actions import REPORT
from chopmark.onboarding.models import Application, Purpose
from chopmark.onboarding.states import LIVE, Status
from chopmark.people.models import Person
from chopmark.review import desk
from chopmark.web import links


@app.task(name="chopmark.supersede_others")
def supersede_others(application_id: str) -> None:
    """Each in a transaction of its own, so that two who were first at the same moment never wait for each other.

    What was begun after the decision, or would succeed whom it made super administrator, is about the organisation as
    it is since, and goes on.
    """
    first = Application.objects.get(pk=application_id)
    others = Application.objects.filter(
        uscc=first.uscc, status__in=sorted(LIVE), company_answered_at__lt=first.moved_at
    )
    for other in others.exclude(purpose=Purpose.JOIN).exclude(pk=first.pk):
        if other.succeeds_id is None or other.succeeds_id != first.granted_id:
            _supersede(other)


@begun_again
@transaction.atomic
def _supersede(application: Application) -> None:
    row = Application.objects.select_for_update().get(pk=application.pk)
    if row.is_live:
        supersede(row, actor=None)


def supersede(row: Application, *, actor: models.Model | None) -> None:
    """End it, with everything that waits for a decision; the caller holds the row."""
    current.stop(row, actor=actor)
    row.move(Status.SUPERSEDED, actor=actor)
    void(row, actor=None)
    if row.identity_checked_at:  # who has not confirmed a mobile yet is told by their page only
        messages.send(
            "applicant.superseded", mobile=row.mobile or "", matter=row.matter, language=row.owner.language,
            org=row.name, link=links.absolute(f"/a/{row.ref}/"),
        )  # fmt: skip


def void(row: Application, *, actor: Person | None) -> None:
    """Nobody decides any more what has ended; what its head reported is looked into all the same."""
    desk.void_cases(row.matter, actor=actor, but=REPORT)
    documents.withdraw(row.matter, actor=actor)
    face_cases.withdraw(row.face_sessions.all(), actor=actor)
