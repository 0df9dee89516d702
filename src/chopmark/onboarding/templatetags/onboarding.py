"""What templates of the journey ask for: a reading of a field, the reasons of a return, the timeline."""

from typing import Any

from django import template

from chopmark.audit.models import Event
from chopmark.evidence import idcard, uploads
from chopmark.evidence.models import Upload
from chopmark.onboarding import actions, changing, including, reporting
from chopmark.onboarding.inviting.states import Status as InvitationStatus
from chopmark.onboarding.models import Application, Invitation, Objection, application_of
from chopmark.onboarding.states import Status
from chopmark.onboarding.steps import company
from chopmark.organisations.joining import actions as joining
from chopmark.organisations.models import JoinRequest
from chopmark.review.models import Case
from chopmark.review.states import Status as CaseStatus
from chopmark.web import words

register = template.Library()

# event kind (and the status that a move led to) -> key of the line in the timeline
_LINES = {
    "application.started": "started",
    "registry.checked:match": "registry",
    "registry.included": "included",
    "identity.checked:match": "identity",
    "documents.moved:submitted": "documents",
    "documents.moved:approved": "documents_approved",
    "documents.moved:returned": "documents_returned",
    "application.authorisation_waits": "authorisation_waits",
    "invitation.sent": "invited",
    "invitation.opened": "invitation_opened",
    "authorisation.signed": "authorised",
    "letter.issued": "letter_issued",
    "face.judged:passed": "face",
    "application.activated": "activated",
    "authorisation.revoked": "revoked",
    "application.moved:in_review": "submitted",
    "application.moved:returned": "returned",
    "application.moved:approved": "approved",
    "application.moved:refused": "refused",
    "application.moved:withdrawn": "withdrawn",
    "application.moved:superseded": "superseded",
}


@register.simple_tag
def returned_reasons(application: Application) -> list[str]:
    """Why the letter or the photographs came back, while they are back."""
    case = actions.last_case(application) if application.status == Status.RETURNED else None
    return list(case.reasons) if case else []


@register.simple_tag(takes_context=True)
def seen_by_eye(context: template.Context, code: str, **known: object) -> str:
    """What a reviewer saw; nothing where the text wants a finding (a version, a date) that only a machine measures."""
    try:
        return words.html(f"reason.{code}.saw", **{**(context.get("words") or {}), **known})
    except KeyError:
        return ""


@register.simple_tag
def timeline(application: Application) -> list[dict[str, Any]]:
    """What has happened, oldest first, from the record."""
    events = Event.objects.filter(subject=application.matter)
    lines = [(_line_of(event), event.at) for event in events]
    return [{"key": key, "at": at} for key, at in lines if key]


def _line_of(event: Event) -> str | None:
    detail = event.facts.get("there") or event.facts.get("verdict")
    return _LINES.get(f"{event.kind}:{detail}" if detail else event.kind)


@register.simple_tag
def case_application(matter: str) -> Application:
    return application_of(matter)


@register.simple_tag
def reported(application: Application) -> Invitation | None:
    """The invitation that somebody reported."""
    return application.invitations.filter(status=InvitationStatus.REPORTED).first()


@register.simple_tag
def objection_to(application: Application) -> Objection | None:
    return changing.objection_of(application)


@register.simple_tag
def reported_by_head(application: Application) -> bool:
    """Whether the head, whom we warned, says that they never asked for this, and nobody has looked into it yet."""
    return application.warned_id is not None and reporting.is_reported(application)


@register.simple_tag
def case_licence(matter: str) -> Upload | None:
    return uploads.of(matter, "licence_view").first()


@register.simple_tag
def inclusion_case(application: Application) -> Case | None:
    return Case.objects.filter(matter=application.matter, kind=including.INCLUSION).order_by("-opened_at").first()


@register.simple_tag
def inclusion_reasons(application: Application) -> list[str]:
    """Why the inclusion came back, while the company is asked again."""
    case = inclusion_case(application)
    is_back = case is not None and case.status == CaseStatus.RETURNED and application.company_answered_at is None
    return list(case.reasons) if case and is_back else []


@register.simple_tag
def licence_readings(matter: str) -> dict[str, Any]:
    return company.readings(application_of(matter))


@register.simple_tag
def registry_verdict(matter: str) -> str:
    """The last answer of the registry, for the reviewer only: the applicant never hears which element is wrong."""
    check = uploads.latest_check(matter, "registry")
    return check.verdict if check else "not_found"


@register.simple_tag
def join_request(application: Application) -> JoinRequest | None:
    return joining.last_of(application.matter)


@register.simple_tag
def administrator_of(application: Application) -> str:
    """Masked, and only for who knew all three elements of the organisation."""
    knows = application.company_answered_at is not None and application.inclusion_asked_at is None
    organisation = joining.standing(application.uscc) if knows else None
    return organisation.masked_administrator if organisation else "—"


@register.filter
def masked_id(number: str | None) -> str:
    return idcard.masked(number or "")
