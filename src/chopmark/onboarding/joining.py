"""How an application follows a request to join: begun from one that came too late, ended by the answer."""

from django.db import IntegrityError, models, transaction

from chopmark.audit import log as audit
from chopmark.kit.clock import now
from chopmark.onboarding.models import Application, Purpose, application_of
from chopmark.onboarding.states import LIVE, Status
from chopmark.organisations.joining import actions as joining
from chopmark.organisations.joining.states import Status as JoinStatus
from chopmark.organisations.models import JoinRequest, Organisation

_ENDS = {JoinStatus.ACCEPTED: Status.APPROVED, JoinStatus.DECLINED: Status.REFUSED}
_WHO = (
    "consented_at", "applicant_name", "id_kind", "id_number", "mobile", "identity_answered_at", "identity_checked_at",
)  # fmt: skip
_WHERE = ("entity_type", "name", "name_as_typed", "uscc", "legal_representative", "address", "company_answered_at")


@joining.holds
def hold(matter: str) -> None:
    Application.objects.select_for_update().get(pk=application_of(matter).pk)


@joining.hears
def follow(request: JoinRequest, actor: models.Model | None) -> None:
    """The administrator's word ends the application; one that nobody answered goes on and may ask again."""
    row = application_of(request.matter)
    there = _ENDS.get(JoinStatus(request.status))
    if there is None or not row.is_live:
        return
    row.organisation = request.organisation if there is Status.APPROVED else None
    row.move(there, actor=actor)


@transaction.atomic
def begin_for(row: Application, organisation: Organisation) -> Application | None:
    """Make an application that has hardly begun one of joining this organisation, which has said who it is itself.

    None when it is under way for something else: nobody's answers are thrown away.
    """
    held = Application.objects.select_for_update().get(pk=row.pk)
    if held.joins and held.uscc == organisation.uscc:
        return held
    if held.company_answered_at is not None or not held.may("answer"):
        return None
    held.purpose, held.uscc, held.name = Purpose.JOIN, organisation.uscc, organisation.name
    held.name_as_typed, held.entity_type = organisation.name, organisation.entity_type
    held.confirmed_at = held.company_answered_at = now()
    held.revision += 1
    held.save()
    return held


def join_instead(late: Application) -> Application:
    """Ask to join the organisation that another application authenticated; nothing that was answered is asked again.

    A live application of the same account is found rather than doubled.
    """
    live = Application.objects.filter(owner=late.owner, cloud_uin=late.cloud_uin, status__in=sorted(LIVE))
    try:
        with transaction.atomic():
            return live.first() or _begin(late)
    except IntegrityError:
        return live.get()


def _begin(late: Application) -> Application:
    kept = ("method", "cloud_uin", "cloud_name", "confirmed_at", *(_WHERE if _knows_the_facts(late) else ()))
    kept += _WHO if late.identity_checked_at else ()
    row = Application.objects.create(owner=late.owner, **{name: getattr(late, name) for name in kept})
    if _knows_the_facts(late):
        row.purpose = Purpose.JOIN
        row.save(update_fields=["purpose"])
    audit.record("application.started", subject=row.matter, actor=row.owner, method=row.method)
    return row


def _knows_the_facts(late: Application) -> bool:
    """Whether all three elements were right; who only asked for an inclusion has not shown it."""
    return late.company_answered_at is not None and late.inclusion_asked_at is None
