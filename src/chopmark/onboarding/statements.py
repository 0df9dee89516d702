"""The statement of authentication: what was found out about an organisation, signed, to be checked without us."""

from typing import Any

from chopmark.drawing.letters.data import Language
from chopmark.drawing.statements import Authority, Entity, Method, Statement, statement
from chopmark.evidence import uploads
from chopmark.kit import ids
from chopmark.kit.clock import BEIJING, now
from chopmark.onboarding import undoing
from chopmark.onboarding.models import Application
from chopmark.onboarding.papers import marks, operator_name
from chopmark.onboarding.states import Status
from chopmark.onboarding.steps.face import DOCUMENTS, LETTER
from chopmark.trust import documents
from chopmark.trust.statements import sign_json
from chopmark.web import links


def may_state(row: Application) -> bool:
    """Only while it is true: authorised, and what it gave is still the super administrator's."""
    organisation = row.organisation
    if row.status != Status.APPROVED or organisation is None or not organisation.may("state"):
        return False
    return undoing.stands(row)


def as_pdf(row: Application, *, language: str) -> bytes:
    """One page, signed and time-stamped. Raises Unavailable without a time stamp."""
    sheet = statement(_facts(row), Language(language), marks=marks())
    return documents.sign(sheet, name=operator_name(), reason=row.name)


def as_json(row: Application) -> str:
    """The same as a compact JWS; machines read it."""
    facts = _facts(row)
    said: dict[str, Any] = {
        "kind": "statement of authentication",
        "organisation": {"name": facts.organization_name, "uscc": facts.uniform_social_credit_code},
        "entity_type": str(facts.entity),
        "authorised_by": str(facts.authorised_by),
        "checked": [str(method) for method in facts.methods],
        "super_administrator": facts.administrator_masked,
        "verified_at": facts.verified_at.isoformat(),
        "issued_at": facts.issued_at.isoformat(),
        "number": facts.number,
        "operator": facts.operator,
        "practice": bool(marks()),
    }
    return sign_json(said)


def _facts(row: Application) -> Statement:
    organisation = row.organisation
    if organisation is None:
        raise ValueError("an application without an organisation states nothing")
    return Statement(
        organization_name=organisation.name,
        uniform_social_credit_code=organisation.uscc,
        entity=Entity(organisation.entity_type),
        authorised_by=_authority(row),
        methods=_methods(row),
        administrator_masked=row.masked_applicant,
        verified_at=organisation.verified_at.astimezone(BEIJING),
        issued_at=now().astimezone(BEIJING),
        number=f"STA-{ids.spaced(row.ref)[3:].replace(' ', '-')}",
        reference=ids.spaced(row.ref),
        operator=operator_name(),
        verify_url=links.absolute("/trust/"),
        legal_title=row.head_title.printed,
    )


def _authority(row: Application) -> Authority:
    if row.rep_signed_at:
        return Authority.ONLINE
    if row.road == DOCUMENTS:
        return Authority.DOCUMENTS
    return Authority.LETTER if row.letter_submitted_at or row.road == LETTER else Authority.FACE


def _methods(row: Application) -> tuple[Method, ...]:
    """What was really checked, from the record of checks."""
    found = {
        Method.CLOUD: row.method == "cloud",
        Method.REGISTRY: not row.inclusion_passed_at,
        Method.INCLUSION: bool(row.inclusion_passed_at),
        Method.LICENCE: uploads.was_given(row.matter, "licence"),
        Method.IDENTITY: bool(row.identity_checked_at),
        Method.MOBILE: bool(row.identity_checked_at),
    }
    return tuple(method for method in Method if found[method])
