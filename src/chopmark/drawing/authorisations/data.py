"""What varies in an online authorisation: the parties, the signature, and what speaks for it."""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from chopmark.drawing.letters.data import TEMPLATE_VERSION, Family

_USUAL_TITLES = {Family.SOLE_TRADER: "经营者"}


class SignatureUnfit(ValueError):
    """The picture of the signature is no PNG with strokes on a clear ground, or far too large."""


class IdentityCheck(StrEnum):
    """How it was found that the signer is who they say."""

    FACE = "face"
    DOCUMENTS = "documents"
    ELEMENTS = "elements"


@dataclass(frozen=True)
class Evidence:
    """What was recorded while signing, already masked and short; an empty text is left out."""

    identity: IdentityCheck
    mobile: str
    session: str
    ip: str = ""
    device: str = ""


@dataclass(frozen=True)
class Authorisation:
    """The values of one deed; names whole, document numbers masked. Times are aware."""

    family: Family
    organization_name: str
    uniform_social_credit_code: str
    legal_name: str = field(repr=False)
    legal_id_masked: str = field(repr=False)
    applicant_name: str = field(repr=False)
    applicant_id_masked: str = field(repr=False)
    applicant_mobile: str = field(repr=False)
    signature_png: bytes = field(repr=False)
    signed_at: dt.datetime
    number: str
    operator: str
    verify_url: str
    evidence: Evidence = field(repr=False)
    legal_title: str = ""
    former_administrator: str = field(default="", repr=False)
    template_version: str = TEMPLATE_VERSION

    @property
    def title(self) -> str:
        """The role of the signer; the usual one of the family unless given."""
        return self.legal_title or _USUAL_TITLES.get(self.family, "法定代表人")

    @property
    def template(self) -> str:
        """As the letters count their kinds: 0 authenticates, 1 changes the super administrator; R is signed online."""
        return f"CM-{self.family}{1 if self.former_administrator else 0}R-{self.template_version}"
