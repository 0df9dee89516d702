"""What the legal representative signs: composed by the server from the row, signed and time-stamped by `trust`."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chopmark.drawing.authorisations import Authorisation, Evidence, IdentityCheck, articles_of, authorisation
from chopmark.drawing.authorisations.wording import opening_of
from chopmark.drawing.handwriting import drawn, typed
from chopmark.drawing.letters.data import Language
from chopmark.drawing.letters.setting import stars
from chopmark.evidence import idcard
from chopmark.evidence.uscc import EntityType
from chopmark.kit import ids, masks
from chopmark.kit.clock import BEIJING, now
from chopmark.onboarding.models import Invitation
from chopmark.onboarding.papers import FAMILIES, marks, operator_name
from chopmark.trust import documents
from chopmark.web import addresses, links

_AGENT_CHARACTERS = 80
_BLANK = drawn([[(0.1, 0.5), (0.9, 0.5)]])  # stands in the text that is read before anything is signed


@dataclass(frozen=True)
class Signed:
    """The finished paper and its digest."""

    pdf: bytes
    sha256: str


@dataclass(frozen=True)
class Clause:
    """One line as the phone shows it: a stretch in bold, then the rest; an item stands further in."""

    text: str
    bold: str = ""
    is_item: bool = False


def signed(invitation: Invitation) -> Signed:
    """The Chinese text, which binds, with the signature in its place. Raises Unavailable without a time stamp."""
    sheet = authorisation(_data(invitation, masked=False), Language.CHINESE, marks=marks())
    pdf = documents.sign(sheet, name=invitation.rep_name, reason=invitation.application.name)
    return Signed(pdf, hashlib.sha256(pdf).hexdigest())


def clauses(invitation: Invitation, *, masked: bool, language: str) -> list[Clause]:
    """The text as it will be signed; with `masked`, nothing of a person is shown whole."""
    data, tongue = _data(invitation, masked=masked), Language(language)
    found = [_clause(opening_of(data, language=tongue))]
    for article in articles_of(data, language=tongue):
        found += [_clause(article.lead), *(Clause(_plain(item), is_item=True) for item in article.items)]
    return found


def _clause(text: str) -> Clause:
    before, bold, after = [*text.split("**", 2), "", ""][:3]
    return Clause(stars(after), bold=stars(bold)) if not before and bold else Clause(_plain(text))


def _plain(text: str) -> str:
    return stars(text.replace("**", ""))


def _data(invitation: Invitation, *, masked: bool) -> Authorisation:
    row = invitation.application
    name = masks.name if masked else str
    return Authorisation(
        family=FAMILIES[EntityType(row.entity_type)],
        organization_name=row.name,
        uniform_social_credit_code=row.uscc,
        legal_name=name(invitation.rep_name),
        legal_id_masked=idcard.masked(invitation.rep_number),
        applicant_name=name(row.applicant_name or ""),
        applicant_id_masked=idcard.masked(row.id_number or ""),
        applicant_mobile=row.masked_mobile if masked else row.mobile or "",
        signature_png=_signature(invitation),
        signed_at=(invitation.pressed_at or now()).astimezone(BEIJING),
        number=f"AUT-{ids.spaced(invitation.ref)[3:].replace(' ', '-')}",
        operator=operator_name(),
        verify_url=links.absolute("/trust/"),
        evidence=_evidence(invitation),
        legal_title=row.head_title.printed,
        former_administrator=masks.name(row.succeeds.person.name or "") if row.succeeds else "",
    )


def _signature(invitation: Invitation) -> bytes:
    if not invitation.signature:
        return _BLANK
    given = json.loads(invitation.signature)
    return drawn(given["strokes"]) if given["strokes"] else typed(given["typed"])


def _evidence(invitation: Invitation) -> Evidence:
    told = json.loads(invitation.device) if invitation.device else {}
    session = invitation.face_sessions.filter(verdict="passed").order_by("-ended_at").first()
    return Evidence(
        identity=IdentityCheck.DOCUMENTS if invitation.documents_passed_at else IdentityCheck.FACE,
        mobile=invitation.masked_mobile,
        session=str(session.pk)[:8] if session else "",
        ip=_masked_address(told.get("address", "")),
        device=told.get("agent", ""),
    )


def _masked_address(address: str) -> str:
    """The network only: the last part of an address says more than the paper has to."""
    parts = address.split(".")
    return ".".join([*parts[:-1], "*"]) if len(parts) == 4 else address[:9]  # noqa: PLR2004 - an IPv4 address


def device_of(meta: Mapping[str, Any]) -> str:
    """Where the signature came from, for the evidence in the paper: address and browser, as JSON."""
    agent = str(meta.get("HTTP_USER_AGENT", ""))[:_AGENT_CHARACTERS]
    return json.dumps({"address": str(addresses.client_in(meta) or ""), "agent": agent})
