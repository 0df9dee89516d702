"""The legal representative of a business proves its name by their face: whose it has to be, and what follows."""

from typing import Any

from django.db import transaction
from django.utils.translation import get_language

from chopmark.audit import log as audit
from chopmark.camera import judging, pictures, sessions
from chopmark.camera.sessions import Opened, PersonDecides
from chopmark.cloud.accounts.models import Account
from chopmark.cloud.realname import filing, head_cases
from chopmark.cloud.realname.actions import Answer, examine, hold, keep, note
from chopmark.cloud.realname.flow import FLOW
from chopmark.cloud.realname.models import Certificate, Filing, HeadCamera, Proof
from chopmark.evidence import idcard, uscc
from chopmark.evidence.engines.base import Identity, IdentityMatch, Registry
from chopmark.kit.clock import now
from chopmark.kit.engines import engine
from chopmark.kit.errors import NotReady
from chopmark.notify import messages
from chopmark.people import consents
from chopmark.review import desk
from chopmark.review.models import Case
from chopmark.review.reasons import FACE
from chopmark.review.states import Status as CaseStatus


def may_show_face(row: Filing) -> bool:
    """Institutions and other bodies prove themselves by a sum only (domain 6.1)."""
    kind = uscc.entity_type_of(row.elements["uscc"])
    return kind is not None and filing.certificate_of(kind) is Certificate.LICENCE


@transaction.atomic
def name_head(account: Account, *, number: str) -> Answer:
    """Whose face it has to be: the name is the certificate's, the number must be the one at the head (domain 9, 15).

    Verified means that a camera may be opened. Raises Unavailable when a source does not answer: nothing was decided.
    """
    begun = filing.open_of(account)
    if begun is None or not may_show_face(begun):
        raise NotReady(step="proof")
    FLOW.check_reached(begun, "proof")
    found = examine(account, **begun.elements)
    if found.answer is not Answer.VERIFIED:
        return found.answer
    answer = _is_head(begun, number)
    if answer is not Answer.VERIFIED:
        return note(account, answer)
    row = filing.locked(account)
    if row.details_at != begun.details_at:  # changed in another window meanwhile
        raise NotReady(step="details")
    row.name, row.legal_representative = found.written["name"], found.written["legal_representative"]
    row.head_number, row.head_at = number, now()
    row.save()
    audit.record("filing.answered", subject=row, actor=account, step="head")
    return Answer.VERIFIED


def _is_head(row: Filing, number: str) -> Answer:
    """One answer for whichever source says no; a name alone makes nobody the head."""
    registry: Registry = engine("registry")
    source: Identity = engine("identity")
    name = row.elements["legal_representative"]
    is_head = registry.head_is(row.elements["uscc"], company=row.elements["name"], name=name, number=number)
    if is_head is None:
        return Answer.HEAD_UNKNOWN
    match = source.check(name=name, kind=idcard.kind_of(number), number=number, mobile=None)
    return Answer.VERIFIED if is_head and match is IdentityMatch.MATCH else Answer.HEAD_DIFFERS


@transaction.atomic
def open_camera(account: Account) -> Opened[HeadCamera]:
    """A new link for a phone; earlier ones stop working. Raises NoTriesLeft and PersonDecides."""
    row = filing.locked(account)
    if row.head_at is None or row.head_number is None:
        raise NotReady(step="head")
    case = head_cases.waiting(row)
    if case is not None:
        raise PersonDecides(case.due_at)
    opened = sessions.begin(HeadCamera, number=row.head_number, filing=row)
    audit.record("face.session_opened", subject=row, actor=account, device="desktop")
    return opened


@transaction.atomic
def consent(session: HeadCamera) -> None:
    """The separate consent of whoever stands before the camera; once is enough."""
    held = HeadCamera.objects.select_for_update().get(pk=session.pk)
    if held.consented_at is None:
        held.consented_at = now()
        held.save(update_fields=["consented_at"])
        told = {"text": "face", "version": consents.VERSIONS["face"], "language": get_language() or "zh-hans"}
        audit.record("consent.given", subject=held.filing, actor=None, **told)


def answer(session: HeadCamera, **given: Any) -> str | None:
    """Take the frames once, in the caller's transaction; the check to judge. Nothing is taken without a consent."""
    if session.consented_at is None:
        raise sessions.LinkTrouble("face_link_old")
    check = sessions.answer(session, **given)
    return str(check.pk) if check else None


def judge(session_id: str, check_id: str) -> None:
    """The verdict over what the camera sent, once; the frames go with it, or because nobody waits for it any more."""
    session = HeadCamera.objects.select_related("filing").get(pk=session_id)
    if session.ended_at is None:
        _note(session, check_id, judging.judged(session))
    judging.forget_frames(session)


@transaction.atomic
def _note(session: HeadCamera, check_id: str, found: judging.Judged) -> None:
    row, held = _hold(session)
    if held.ended_at is not None:
        return
    judging.note(held, check_id, found, subject=row.matter)
    if found.verdict == pictures.REVIEW:
        head_cases.open_for(held)
    elif found.verdict == "passed":
        _follow(held, row)


def _hold(session: HeadCamera) -> tuple[Filing, HeadCamera]:
    """Account, filing, session: everybody locks in this order."""
    hold(session.filing.account)
    row = Filing.objects.select_for_update().get(pk=session.filing_id)
    return row, HeadCamera.objects.select_for_update().get(pk=session.pk)


def _follow(session: HeadCamera, row: Filing) -> None:
    """The face is the one at the head; too late where the filing has ended, or says something else by now."""
    if row.ended_at is None and row.head_at is not None and row.head_at <= session.created_at:
        session.answer = keep(row.account, row.elements, proof=Proof.FACE)
        session.save(update_fields=["answer"])


def confirms(case: Case) -> tuple[str, ...]:
    """What the reviewer has to confirm before approving."""
    return ("same_face",)


@desk.answers_to(head_cases.KIND, reasons=FACE, confirms=confirms)
def hear(case: Case) -> None:
    """Inside the deciding transaction: a yes verifies the name, a no leaves another try and the other road."""
    row, session = _hold(head_cases.session_of(case.matter))
    is_same = case.status == CaseStatus.APPROVED
    pictures.end(session, verdict="passed" if is_same else "failed", actor=case.decided_by)
    told = {"engine": "", "version": "", "verdict": session.verdict}
    audit.record("face.judged", subject=row.matter, actor=case.decided_by, **told)
    if is_same:
        _follow(session, row)
    _tell(session, row)


def _tell(session: HeadCamera, row: Filing) -> None:
    """The contact hears how it came out: whoever stood before the camera has gone since."""
    template = "realname.face.same" if session.answer == Answer.VERIFIED else "realname.face.other"
    mobile = str(row.contact_mobile or "")
    messages.send(template, mobile=mobile, matter=row.matter, language="zh-hans", org=session.org)
