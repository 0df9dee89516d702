"""A seal made from the picture of a rubber seal: kept and looked at, handed in, decided at the desk."""

import datetime as dt
import uuid

from django.db import transaction

from chopmark.audit import log as audit
from chopmark.drawing import cutting
from chopmark.evidence import uploads
from chopmark.evidence.pictures import Picture, Source, open_picture
from chopmark.kit import files, ids
from chopmark.kit.errors import IllegalMove, NotAllowed
from chopmark.notify import limits
from chopmark.organisations.models import Organisation
from chopmark.people.models import Person
from chopmark.review import desk
from chopmark.review.models import Case
from chopmark.review.reasons import SEAL
from chopmark.review.states import Status as CaseStatus
from chopmark.seals import actions
from chopmark.seals.models import Draft, Grant, Seal
from chopmark.seals.shapes import FORMS, Kind
from chopmark.seals.states import Status
from chopmark.seals.tasks import PICTURE, forget_picture
from chopmark.web import links

KIND = "seal.picture"
PICTURES = limits.Limit("pictures_of_seals", ((30, dt.timedelta(days=1)),))  # of one person; each is kept for a week
LIMIT_BYTES = 5 * 1024 * 1024  # domain 7
_SOURCES = frozenset({Source.PNG, Source.JPEG})  # domain 7


def opened(data: bytes) -> Picture:
    """A picture with a seal on it. Unreadable with a FILE_, PICTURE_ or SEAL_ reason."""
    picture = open_picture(data, limit_bytes=LIMIT_BYTES, sources=_SOURCES)
    cutting.ink_of(picture.jpeg)
    return picture


@transaction.atomic
def begin(organisation: Organisation, picture: Picture, *, kind: Kind, person: Person) -> Draft:
    """Keep the first picture. Raises NotAllowed for whoever may not make a seal of this kind."""
    if not actions.may_make(organisation, kind, person=person):
        raise NotAllowed(action="seal")
    limits.use(PICTURES, of=str(person.pk))
    draft = Draft.objects.create(organisation=organisation, kind=kind, person=person)
    uploads.keep(picture, purpose=PICTURE, matter=draft.matter, actor=person)
    return draft


@transaction.atomic
def exchange(draft: Draft, picture: Picture) -> None:
    """Another picture in place of the earlier one, which has to be looked at anew; IllegalMove once handed in."""
    held = _held(draft)
    forget_picture(held.matter, actor=held.person)
    uploads.keep(picture, purpose=PICTURE, matter=held.matter, actor=held.person)
    held.form = draft.form = ""
    held.save(update_fields=["form"])


@transaction.atomic
def settle(draft: Draft, *, name: str, form: str) -> None:
    """Note what the seal shall be, once it can be. Raises Taken, IllegalMove, and Unreadable with SEAL_PROPORTIONS."""
    held = _held(draft)  # first: whoever handed it in meanwhile made the seal that would stand in the way
    actions.check_free(held.organisation, kind=Kind(held.kind), name=name)
    cut(held, form=form)
    held.name, held.form = name, form
    held.save(update_fields=["name", "form"])


def cut(draft: Draft, *, form: str) -> bytes:
    """One PDF page: how the seal will be in this form. Unreadable with a SEAL_ reason; IllegalMove with no picture."""
    picture = uploads.of(draft.matter, PICTURE).last()
    if picture is None:
        raise IllegalMove
    size = FORMS[form]
    return cutting.page_of(cutting.ink_of(files.get(picture.file)), width=size.width, height=size.height)


def _held(draft: Draft) -> Draft:
    found = Draft.objects.select_for_update().filter(pk=draft.pk).first()
    if found is None:
        raise IllegalMove
    return found


@transaction.atomic
def hand_in(draft: Draft) -> Seal:
    """To the desk, as it was looked at. Whoever presses twice gets the same seal.

    Raises NotAllowed, Taken, and IllegalMove for what nobody has looked at.
    """
    held = Draft.objects.select_for_update().filter(pk=draft.pk).first()
    if held is None:
        return _handed_in(draft)
    if not held.form:
        raise IllegalMove
    drawn = cut(held, form=held.form)  # before the lock of the organisation, since it takes a second
    organisation, kind = Organisation.objects.select_for_update().get(pk=held.organisation_id), Kind(held.kind)
    if not actions.may_make(organisation, kind, person=held.person):
        raise NotAllowed(action="seal")
    actions.check_free(organisation, kind=kind, name=held.name)
    seal = _made(held, organisation, drawn=drawn)
    held.delete()
    return seal


def _handed_in(draft: Draft) -> Seal:
    found = Seal.objects.filter(pk=draft.pk).first()
    if found is None:
        raise IllegalMove
    return found


def _made(draft: Draft, organisation: Organisation, *, drawn: bytes) -> Seal:
    seal = Seal.objects.create(
        pk=draft.pk, organisation=organisation, kind=draft.kind, name=draft.name, form=draft.form,
        status=Status.IN_REVIEW, file=files.put(drawn), made_by=draft.person,
    )  # fmt: skip
    audit.record("seal.handed_in", subject=seal, actor=draft.person, of=seal.kind)
    desk.open_case(KIND, matter=seal.matter, matter_ref=ids.reference(), title=organisation.name, excluded=draft.person)
    return seal


@desk.concerns(KIND)
def whom_it_concerns(matter: str) -> set[uuid.UUID]:
    """Nobody of the same house looks at its seal."""
    members = seal_of(matter).organisation.memberships.filter(ended_at=None)
    return set(members.values_list("person", flat=True))


def seal_of(matter: str) -> Seal:
    """The seal that a matter names."""
    return Seal.objects.select_related("organisation", "made_by").get(pk=uuid.UUID(matter.partition(":")[2]))


def case_of(seal: Seal) -> Case | None:
    """The decision that a seal waits for, or that was made about it; None for a drawn one."""
    return Case.objects.filter(kind=KIND, matter=seal.matter).order_by("-opened_at").first()


def said_name(seal: Seal) -> str:
    """What has to stand on it: the registered name, or the representative's own."""
    return (seal.made_by.name or "") if seal.is_personal else seal.organisation.name


def confirms(case: Case) -> tuple[str, ...]:
    """What the reviewer has to confirm before approving."""
    return ("seal_name_rep" if seal_of(case.matter).is_personal else "seal_name", "seal_kind")


@desk.answers_to(KIND, reasons=SEAL, confirms=confirms)
def hear(case: Case) -> None:
    """Inside the deciding transaction: the seal is in use and its maker holds it, or it goes back with the reasons."""
    Seal.objects.select_for_update().get(pk=seal_of(case.matter).pk)
    seal = seal_of(case.matter)
    forget_picture(seal.matter, actor=case.decided_by)
    if case.status == CaseStatus.APPROVED:
        seal.move(Status.IN_USE, actor=case.decided_by)
        _give(seal)
        actions.tell(seal, seal.made_by, "seal.approved")
    else:
        seal.move(Status.RETURNED, actor=case.decided_by)
        reason = links.later_text(f"reason.{case.reasons[0]}.short")
        actions.tell(seal, seal.made_by, "seal.returned", reason=reason)


def _give(seal: Seal) -> None:
    """Whoever may not make such a seal any more does not get to hold it by an older press."""
    if actions.rules(seal, person=seal.made_by):
        Grant.objects.create(seal=seal, person=seal.made_by, by=seal.made_by)
