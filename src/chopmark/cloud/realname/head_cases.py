"""The face of a legal representative that a person has to compare: on the desk until it is decided, or not needed."""

import uuid

from django.db.models import Q

from chopmark.camera import pictures
from chopmark.cloud.realname.models import Filing, HeadCamera
from chopmark.kit import ids
from chopmark.kit.clock import now
from chopmark.people.models import Login
from chopmark.review import desk
from chopmark.review.models import Case

KIND = "realname.face"
BUSINESS_DAYS = 1


def open_for(session: HeadCamera) -> Case:
    """Put the two pictures on the desk, in the caller's transaction."""
    return desk.open_case(
        KIND, matter=session.matter, matter_ref=ids.reference(), title=session.org, excluded=None, days=BUSINESS_DAYS
    )


@desk.concerns(KIND)
def _own(matter: str) -> set[uuid.UUID]:
    """Whoever signs in by the account, or by one of its sub-users, decides nothing about it."""
    account = session_of(matter).filing.account
    uins = type(account).objects.filter(Q(pk=account.pk) | Q(owner=account)).values("uin")
    return set(Login.objects.filter(subject__in=uins).values_list("person_id", flat=True))


def session_of(matter: str) -> HeadCamera:
    """The session that a matter names."""
    return HeadCamera.objects.select_related("filing__account").get(pk=matter.partition(":")[2])


def waiting(row: Filing) -> Case | None:
    """What a person looks at now, and by when they will have decided."""
    session = row.cameras.filter(verdict=pictures.REVIEW).first()
    return case_of(session) if session else None


def withdraw(row: Filing) -> None:
    """Nothing is asked any more: links stop working, no decision, and the pictures go. The caller holds the filing."""
    row.cameras.filter(verdict="open").update(verdict="replaced", ended_at=now())
    for session in row.cameras.filter(verdict=pictures.REVIEW):
        desk.void_cases(session.matter, actor=None)
        pictures.end(session, verdict="replaced", actor=row.account)


def case_of(session: HeadCamera) -> Case | None:
    """What a person looks at, or decided."""
    return Case.objects.filter(kind=KIND, matter=session.matter).first()
