"""Judgement over what engines say: every threshold, and the verdicts made with them."""

from dataclasses import dataclass
from enum import StrEnum

from chopmark.evidence import uscc as codes
from chopmark.evidence.engines.base import Agreement, Company, CompanyStatus, Confirmation
from chopmark.evidence.names import same_name


@dataclass(frozen=True)
class Thresholds:
    """From which score on a value counts; sources beside each."""

    sure: float = 0.98  # on 40 photographed samples lines read right scored 0.98 and more, misread ones less
    sure_name: float = 0.99  # rare characters of names have no context; a small scan misread one at 0.984
    face_pass: float = 0.50  # evidence 2.2: all same pairs were nearer but one at 0.52, all others beyond 0.70
    face_review: float = 0.62  # evidence 2.2: between the two a person looks
    copy_red_share: float = 0.0004  # a seal of 40 mm covers ten times as much of an A3 or A4 form
    soft_rise: float = 0.062  # part of a line's height; wrong values with high scores were all of softer pictures
    blur_rise: float = 0.10  # part of a line's height; measured 0.04 sharp, 0.065 by phone, 0.13 with misreadings


DEFAULT = Thresholds()


@dataclass(frozen=True)
class Bars:
    """From which score on a value of a licence is sure: the higher, the less its form would show a slip."""

    dated: float  # dates and amounts
    worded: float  # lines of ordinary words
    named: float  # persons, whose characters no context corrects


# On 140 drawn licences in seven typefaces; of 2,900 drawn names, no character was misread at 0.985 and more.
SHARP = Bars(dated=0.95, worded=0.96, named=0.985)
SOFT = Bars(dated=0.98, worded=0.99, named=0.99)


class RegistryVerdict(StrEnum):
    """The answer of the three-element check; it never says which element is wrong."""

    MATCH = "match"
    NO_MATCH = "no_match"
    NOT_FOUND = "not_found"
    CLOSED = "closed"


class FaceVerdict(StrEnum):
    """Whether two faces are one person's, as far as a machine may say."""

    PASS = "pass"  # noqa: S105 - a verdict, no password
    REVIEW = "review"
    FAIL = "fail"


def judge_confirmation(found: Confirmation) -> RegistryVerdict:
    """Only an open company may go on (domain 1.6)."""
    if found.agreement is not Agreement.MATCH:
        return RegistryVerdict(found.agreement)
    return RegistryVerdict.MATCH if found.status is CompanyStatus.OPEN else RegistryVerdict.CLOSED


def compare_company(company: Company | None, *, name: str, uscc: str, legal_representative: str) -> Confirmation:
    """Name, code and legal representative against a row of a registry (domain 1.6).

    How the company stands is told only to who knows all three elements.
    """
    if company is None:
        return Confirmation(Agreement.NOT_FOUND)
    agrees = (
        codes.normalise(uscc) == codes.normalise(company.uscc),
        same_name(name, company.name),
        same_name(legal_representative, company.legal_representative),
    )
    if not all(agrees):
        return Confirmation(Agreement.NO_MATCH)
    return Confirmation(
        Agreement.MATCH, company.status, company.status_since, company.name, company.legal_representative
    )


def judge_faces(distance: float, *, thresholds: Thresholds = DEFAULT) -> FaceVerdict:
    """Three bands, because a wrong yes and a wrong no cost differently."""
    if distance <= thresholds.face_pass:
        return FaceVerdict.PASS
    return FaceVerdict.REVIEW if distance <= thresholds.face_review else FaceVerdict.FAIL


def is_sure(confidence: float, *, fits: bool, thresholds: Thresholds = DEFAULT) -> bool:
    """Whether a value may be shown as read for certain: the score is high and its form is right."""
    return fits and confidence >= thresholds.sure


def is_sure_name(confidence: float, *, fits: bool, thresholds: Thresholds = DEFAULT) -> bool:
    """The same for names, which no context can correct."""
    return fits and confidence >= thresholds.sure_name


def is_sure_code(
    confidence: float, *, fits: bool, witness: str | None, code: str, thresholds: Thresholds = DEFAULT
) -> bool:
    """Sure when the check fits and the witness agrees; without a witness, the score must be high."""
    if witness is not None:
        return fits and witness == code
    return fits and confidence >= thresholds.sure
