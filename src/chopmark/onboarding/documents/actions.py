"""The verbs: begin after a consent, keep pictures, hand in, hear the decision, withdraw. They know no application."""

from collections.abc import Callable, Iterable
from contextlib import suppress

from django.db import IntegrityError, models, transaction

from chopmark.audit import log as audit
from chopmark.evidence import uploads
from chopmark.evidence.models import Check
from chopmark.evidence.pictures import Picture
from chopmark.kit.clock import now
from chopmark.kit.errors import IllegalMove, NotReady
from chopmark.onboarding.documents.models import DocumentCheck, Purpose, Subject, check_of
from chopmark.onboarding.documents.states import LIVE, Status
from chopmark.onboarding.documents.tasks import forget_pictures, read_card_picture
from chopmark.people import consents
from chopmark.review import desk
from chopmark.review.models import Case
from chopmark.review.reasons import DOCUMENTS
from chopmark.review.states import Status as CaseStatus

KIND = "onboarding.documents"
BUSINESS_DAYS = 1  # copy deck 5.2: a person decides within one business day
SIDES = {"front": "card_front", "back": "card_back"}  # side -> purpose of its upload
PICTURES = (*SIDES.values(), "portrait")

Decided = Callable[[DocumentCheck, Case], None]
_DECIDED: dict[str, Decided] = {}


def decided(purpose: Purpose) -> Callable[[Decided], Decided]:
    """Register what follows from a decision for this purpose; it runs inside the deciding transaction."""

    def register(follows: Decided) -> Decided:
        _DECIDED[purpose] = follows
        return follows

    return register


def live(about: str, purpose: Purpose) -> DocumentCheck | None:
    """The check of this purpose that is under way."""
    return DocumentCheck.objects.filter(about=about, purpose=purpose, status__in=sorted(LIVE)).first()


def latest(about: str, purpose: Purpose) -> DocumentCheck | None:
    return DocumentCheck.objects.filter(about=about, purpose=purpose).order_by("-consented_at").first()


@transaction.atomic
def begin(subject: Subject, *, actor: models.Model | None) -> DocumentCheck:
    """Consent was given: the check under way, made now when there is none."""
    with suppress(IntegrityError), transaction.atomic():
        if live(subject.about, subject.purpose) is None:
            _create(subject, actor=actor)
    found = live(subject.about, subject.purpose)
    if found is None:
        raise IllegalMove
    return found


def _create(subject: Subject, *, actor: models.Model | None) -> None:
    DocumentCheck.objects.create(
        about=subject.about, ref=subject.ref, title=subject.title, purpose=subject.purpose, person=subject.person,
        name=subject.name, id_kind=subject.id_kind, id_number=subject.id_number, mobile=subject.mobile,
    )  # fmt: skip
    audit.record("documents.opened", subject=subject.about, actor=actor, purpose=subject.purpose)
    if subject.person is not None:
        consents.give(subject.person, "idphoto", matter=subject.about)


@transaction.atomic
def photograph(check: DocumentCheck, *, side: str, picture: Picture, actor: models.Model | None) -> None:
    """Keep the picture of one side in place of an earlier one, and have it read by a worker."""
    held = _locked(check)
    _set_aside(held, SIDES[side], actor=actor)
    kept = uploads.keep(picture, purpose=SIDES[side], matter=held.matter, actor=actor)[0]
    reading = Check.objects.create(matter=held.matter, kind=SIDES[side], upload=kept)
    read_card_picture.defer(check_id=str(reading.pk))


@transaction.atomic
def clear(check: DocumentCheck, *, side: str, actor: models.Model | None) -> None:
    """Take one picture back."""
    _set_aside(_locked(check), SIDES[side], actor=actor)


def _set_aside(check: DocumentCheck, purpose: str, *, actor: models.Model | None) -> None:
    """With the side that carries it goes the portrait; the pictures themselves are deleted once this is committed."""
    for one in (purpose, *(("portrait",) if purpose == SIDES["front"] else ())):
        uploads.supersede(check.matter, one, actor=actor)
    transaction.on_commit(lambda: forget_pictures(check.matter))


def _locked(check: DocumentCheck) -> DocumentCheck:
    held = DocumentCheck.objects.select_for_update().get(pk=check.pk)
    if not held.may("photograph"):
        raise IllegalMove(here=held.status)
    return held


@transaction.atomic
def submit(check: DocumentCheck, *, actor: models.Model | None, needs: int = 1) -> Case:
    """Hand both sides to a person, or to `needs` of them; raises NotReady when one is missing."""
    held = _locked(check)
    if not all(uploads.of(held.matter, purpose).exists() for purpose in SIDES.values()):
        raise NotReady(step="documents")
    held.submitted_at = now()
    held.move(Status.SUBMITTED, actor=actor)
    return desk.open_case(
        KIND, matter=held.matter, matter_ref=held.ref, title=held.title, excluded=held.person, days=BUSINESS_DAYS,
        needs=needs,
    )  # fmt: skip


@transaction.atomic
def withdraw(about: str, *, purposes: Iterable[str] = tuple(Purpose), actor: models.Model | None) -> None:
    """What these checks were about has changed or ended: no decision, and the pictures go."""
    found = DocumentCheck.objects.select_for_update().filter(about=about, purpose__in=purposes, status__in=sorted(LIVE))
    for check in found:
        desk.void_cases(check.matter, actor=None)
        check.move(Status.WITHDRAWN, actor=actor)
        _end(check, actor=actor)


def _end(check: DocumentCheck, *, actor: models.Model | None) -> None:
    for purpose in PICTURES:
        _set_aside(check, purpose, actor=actor)


def last_case(check: DocumentCheck | None) -> Case | None:
    """The decision that the check waits for, or that was made last."""
    return Case.objects.filter(matter=check.matter).order_by("-opened_at").first() if check else None


def confirms(case: Case) -> tuple[str, ...]:
    """What the reviewer has to confirm before approving: the document, and a call to the number on record."""
    is_identity = check_of(case.matter).purpose == Purpose.IDENTITY
    return ("card_matches", "card_genuine", "called_back" if is_identity else "called_back_rep")


@desk.answers_to(KIND, reasons=DOCUMENTS, confirms=confirms)
def hear(case: Case) -> None:
    """Inside the deciding transaction: the check moves, what hangs on it follows, the pictures are deleted after."""
    check = DocumentCheck.objects.select_for_update().get(pk=check_of(case.matter).pk)
    there = {
        CaseStatus.APPROVED: Status.APPROVED,
        CaseStatus.RETURNED: Status.RETURNED,
        CaseStatus.REFUSED: Status.REFUSED,
    }
    _DECIDED[check.purpose](check, case)
    check.move(there[CaseStatus(case.status)], actor=case.decided_by, reasons=list(case.reasons))
    _end(check, actor=case.decided_by)
