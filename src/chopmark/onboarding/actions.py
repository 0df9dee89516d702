"""The verbs of the journey: start, submit, hear the decision, authorise, activate, withdraw."""

from collections.abc import Callable
from contextlib import suppress

from django.db import IntegrityError, models, transaction

from chopmark.audit import log as audit
from chopmark.evidence import uploads
from chopmark.kit import ids
from chopmark.kit.clock import now
from chopmark.kit.deadlocks import begun_again
from chopmark.kit.errors import IllegalMove, NotReady
from chopmark.notify import codes, messages
from chopmark.notify.codes import TooManyCodes
from chopmark.onboarding import changing, flow, papers, warning
from chopmark.onboarding.documents import actions as documents
from chopmark.onboarding.documents.models import Purpose as DocumentPurpose
from chopmark.onboarding.inviting import current
from chopmark.onboarding.letters import checking, machine
from chopmark.onboarding.models import Application, Method, application_of
from chopmark.onboarding.states import LIVE, Status
from chopmark.onboarding.superseding import supersede, supersede_others, void
from chopmark.organisations import activation
from chopmark.organisations.claims import Claims
from chopmark.organisations.joining import actions as joining
from chopmark.organisations.models import Organisation
from chopmark.organisations.states import Status as OrganisationStatus
from chopmark.people.models import Person
from chopmark.review import desk
from chopmark.review.models import Case
from chopmark.review.reasons import LETTER as LETTER_REASONS
from chopmark.review.states import Status as CaseStatus
from chopmark.web import links

LETTER = "onboarding.letter"
Afterwards = Callable[[Application], None]
_AFTERWARDS: dict[str, Afterwards] = {}


def start(owner: Person, *, claims: Claims) -> Application:
    """The live application of this person for this cloud account; a second press finds the first one."""
    name = claims.real_name.name if claims.real_name else ""
    return _live(owner, Method.CLOUD, cloud_uin=claims.owner_uin, cloud_name=name)


def start_by_licence(owner: Person) -> Application:
    """The live application of this person without a cloud account; a second press finds the first one."""
    return _live(owner, Method.LICENCE, cloud_uin="", cloud_name="")


def _live(owner: Person, method: Method, *, cloud_uin: str, cloud_name: str) -> Application:
    live = Application.objects.filter(owner=owner, cloud_uin=cloud_uin, status__in=sorted(LIVE))
    try:
        with transaction.atomic():
            return live.first() or _create(owner, method, cloud_uin=cloud_uin, cloud_name=cloud_name)
    except IntegrityError:
        return live.get()


def _create(owner: Person, method: Method, *, cloud_uin: str, cloud_name: str) -> Application:
    application = Application.objects.create(owner=owner, method=method, cloud_uin=cloud_uin, cloud_name=cloud_name)
    audit.record("application.started", subject=application.matter, actor=owner, method=application.method)
    return application


@transaction.atomic
def follow_cloud_name(application: Application, *, claims: Claims) -> None:
    """The cloud record was renamed while the application was a draft: confirm and company are asked anew."""
    name = claims.real_name.name if claims.real_name else ""
    if not application.may("answer") or name == application.cloud_name:
        return
    row = flow.locked(application)
    row.cloud_name, row.confirmed_at = name, None
    flow.forget_after(row, "confirm", actor=row.owner)
    flow.save(row, actor=row.owner, step="confirm")


@transaction.atomic
def issue_letter(application: Application) -> Application:
    """Give the letter its number; the same number for every download until something printed on it changes."""
    row = flow.locked(application)
    flow.FLOW.check_reached(row, "letter")
    if row.letter_number is None:
        row.letter_number = f"POA-{ids.spaced(ids.reference())[3:].replace(' ', '-')}"
        row.letter_issued_at = now()
        row.save(update_fields=["letter_number", "letter_issued_at"])
        kind = str(papers.kind_of(row).value)
        audit.record("letter.issued", subject=row.matter, actor=row.owner, number=row.letter_number, template=kind)
        checking.ask(row)
    return row


@transaction.atomic
def submit_letter(application: Application) -> None:
    """Hand in the uploaded pages: to a person, by a due day that the applicant hears, unless a machine may decide."""
    row = flow.locked(application)
    flow.FLOW.check_reached(row, "letter")
    if not uploads.of(row.matter, "letter").exists() or row.letter_number is None:
        raise NotReady(step="letter")
    row.letter_submitted_at = now()
    row.move(Status.IN_REVIEW, actor=row.owner)
    if machine.approves(row):
        _approve_by_machine(row)
        return
    case = desk.open_case(
        LETTER, matter=row.matter, matter_ref=row.ref, title=row.name, excluded=row.owner, needs=row.approvals
    )
    changing.give_notice(row, due_at=case.due_at)
    warning.ask_for(row)
    _tell(row, "letter.received", due=links.short_day(case.due_at), ref=row.ref)


def _approve_by_machine(row: Application) -> None:
    """The operator lets a clear verdict decide; the person at the head hears of it as always."""
    audit.record("letter.approved_by_machine", subject=row.matter, actor=None)
    warning.ask_for(row)
    authorise(row, by="letter", actor=None)
    tell_approved(row)


@transaction.atomic
def take_back_letter(application: Application) -> bool:
    """Out of the review again to change something; the pages stay. False when it has been decided meanwhile.

    The case is locked before the row, as a decision does, so that neither waits for the other.
    """
    if not desk.void_case(LETTER, matter=application.matter, actor=application.owner):
        return False
    row = Application.objects.select_for_update().get(pk=application.pk)
    if not row.may("take_back"):
        raise IllegalMove(here=row.status)
    row.letter_submitted_at = None
    row.move(Status.DRAFT, actor=row.owner)
    audit.record("letter.taken_back", subject=row.matter, actor=row.owner)
    return True


@desk.answers_to(LETTER, reasons=LETTER_REASONS)
def hear(case: Case) -> None:
    """What the reviewer decided, inside the deciding transaction."""
    row = Application.objects.select_for_update().get(pk=application_of(case.matter).pk)
    if case.status == CaseStatus.APPROVED:
        authorise(row, by="letter", actor=case.decided_by)
        tell_approved(row)
        return
    if case.status == CaseStatus.RETURNED:
        _return(row, case)
        return
    refuse(row, case=case)


def refuse(row: Application, *, case: Case) -> None:
    """A person said no for good; whatever else of the application waits for a decision is void."""
    changing.tell_it_stays(row)
    row.move(Status.REFUSED, actor=case.decided_by, reasons=case.reasons)
    current.stop(row, actor=case.decided_by)
    void(row, actor=case.decided_by)
    _tell(row, "result.refused", link=links.absolute(f"/a/{row.ref}/"))


def tell_approved(row: Application) -> None:
    """Unless the workspace is open already, which is a message of its own."""
    if row.status == Status.APPROVED and row.activated_at is None:
        template = "admin.changed_new" if row.changes else "result.approved"
        _tell(row, template, link=links.absolute(f"/a/{row.ref}/"))


def _return(row: Application, case: Case) -> None:
    """Back for changes; every answer is kept, the returned pages are set aside."""
    row.letter_submitted_at = None
    row.move(Status.RETURNED, actor=case.decided_by, reasons=case.reasons)
    uploads.supersede(row.matter, "letter", actor=case.decided_by)
    _tell(
        row, "result.returned", n=len(case.reasons), link=links.absolute(f"/a/{row.ref}/"),
        reason=links.later_text(f"reason.{case.reasons[0]}.short"),
    )  # fmt: skip


@transaction.atomic
def authorise(row: Application, *, by: str, actor: models.Model | None) -> None:
    """Make the applicant super administrator. The first of several applications wins, the others are told.

    A super administrator is never only typed data: until the identity is confirmed, the authorisation waits.
    """
    if row.identity_checked_at is None:
        _wait(row, by=by, actor=actor)
        return
    row.organisation = _taken(row, by=by, actor=actor)
    if row.organisation is None:
        supersede(row, actor=actor)
        return
    row.granted = row.organisation.super_administrator
    row.move(Status.APPROVED, actor=actor)
    supersede_others.defer(application_id=str(row.pk))
    if row.activated_at:
        activation.activate(row.organisation, person=row.owner)
        _tell_opened(row)


def afterwards(by: str) -> Callable[[Afterwards], Afterwards]:
    """Register what follows an authorisation of this kind that had to wait; by default the applicant is told."""

    def register(follows: Afterwards) -> Afterwards:
        _AFTERWARDS[by] = follows
        return follows

    return register


def _wait(row: Application, *, by: str, actor: models.Model | None) -> None:
    row.authorised_by = by
    row.save(update_fields=["authorised_by"])
    audit.record("application.authorisation_waits", subject=row.matter, actor=actor, by=by)


@transaction.atomic
def authorise_at_last(application: Application, *, actor: models.Model | None) -> None:
    """The identity is confirmed: an authorisation that waited for it is carried out now."""
    if not application.authorised_by:
        return
    row = Application.objects.select_for_update().get(pk=application.pk)
    if row.is_live and row.authorised_by and row.identity_checked_at:
        authorise(row, by=row.authorised_by, actor=actor)
        _AFTERWARDS.get(row.authorised_by, tell_approved)(row)


def _taken(row: Application, *, by: str, actor: models.Model | None) -> Organisation | None:
    """The organisation, new, without a super administrator until now, or with the very one whom this application was to
    succeed; None when somebody else has it.
    """
    standing = Organisation.objects.filter(uscc=row.uscc).exclude(status=OrganisationStatus.CLOSED)
    existing = standing.first()
    try:
        with transaction.atomic():
            if existing is None:
                return activation.verify_organisation(
                    uscc=row.uscc, name=row.name, entity_type=row.entity_type, administrator=row.owner, by=by,
                    actor=actor,
                )  # fmt: skip
    except IntegrityError:
        return None
    dismissed = row.succeeds is not None and activation.dismiss_administrator(row.succeeds, actor=actor)
    if not activation.fill_vacancy(existing, administrator=row.owner, actor=actor):
        return None
    if dismissed:
        changing.tell_former(row)
    return standing.get(pk=existing.pk)


def send_activation_code(row: Application) -> None:
    """The code that activates; raises TooManyCodes."""
    codes.send_code("activate", mobile=row.mobile or "", matter=row.matter, language=row.owner.language, org=row.name)


def offer_activation(row: Application) -> None:
    """The applicant is at the screen and authorised: the code that is asked for next goes out already."""
    if row.status == Status.APPROVED and row.activated_at is None:
        with suppress(TooManyCodes):
            send_activation_code(row)


@transaction.atomic
def activate(application: Application) -> None:
    """The applicant accepted by SMS. Together with the authorisation, in either order, it opens the organisation."""
    row = Application.objects.select_for_update().get(pk=application.pk)
    if not row.may("activate"):
        raise IllegalMove(here=row.status)
    if row.activated_at is None:
        row.activated_at = now()
        row.save(update_fields=["activated_at"])
        audit.record("application.activated", subject=row.matter, actor=row.owner)
    if row.organisation:
        activation.activate(row.organisation, person=row.owner)
        _tell_opened(row)


@begun_again
@transaction.atomic
def withdraw(application: Application) -> None:
    """Stop everything; uploads are deleted at once, since nobody needs them any more."""
    row = Application.objects.select_for_update().get(pk=application.pk)
    current.stop(row, actor=row.owner)
    joining.withdraw(row.matter, actor=row.owner)
    changing.tell_it_stays(row)
    row.move(Status.WITHDRAWN, actor=row.owner)
    void(row, actor=row.owner)
    transaction.on_commit(lambda: _drop_uploads(row.matter))


def _drop_uploads(matter: str) -> None:
    for purposes in flow.UPLOADS.values():
        for purpose in purposes:
            uploads.drop(matter, purpose)


def _tell_opened(row: Application) -> None:
    _tell(row, "activate.done", link=links.absolute("/workspace/"))


def _tell(row: Application, template: str, **values: object) -> None:
    messages.send(
        template, mobile=row.mobile or "", matter=row.matter, language=row.owner.language, org=row.name, **values
    )


def last_case(row: Application) -> Case | None:
    """The decision that the authorisation waits for, or that was made last."""
    face = documents.latest(row.matter, DocumentPurpose.FACE)
    matters = [row.matter, *([face.matter] if face else [])]
    return Case.objects.filter(matter__in=matters).order_by("-opened_at").first()
