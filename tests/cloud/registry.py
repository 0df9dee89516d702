"""A registry of three invented companies, standing in for the outside world."""

from chopmark.evidence.engines.base import Company, CompanyStatus, IdentityMatch
from chopmark.evidence.judge import compare_company
from chopmark.evidence.uscc import EntityType, check_character
from chopmark.kit.errors import Unavailable


def _code(body: str) -> str:
    return body + check_character(body)


OPEN, CLOSED, SILENT = _code("91440300MA00TE5T2"), _code("91440300MA00TE5T3"), _code("91440300MA00TE5T4")
INSTITUTION = _code("12440300MA00TE5T2")
NAME, REPRESENTATIVE = "深圳市栗栖湾工艺有限公司（分部）", "周岚"
HEAD_NUMBER, NAMESAKE = "110101199003072818", "110101198507124429"


class ThreeCompanies:
    def head_is(self, uscc, *, company, name, number):
        return number == HEAD_NUMBER

    def confirm(self, *, uscc, **told):
        return compare_company(self._find(uscc), uscc=uscc, **told)

    def _find(self, uscc):
        if uscc == SILENT:
            raise Unavailable
        status = {OPEN: CompanyStatus.OPEN, INSTITUTION: CompanyStatus.OPEN, CLOSED: CompanyStatus.DEREGISTERED}.get(
            uscc
        )
        if status is None:
            return None
        return Company(
            uscc=uscc,
            name=NAME,
            entity_type=EntityType.ENTERPRISE,
            status=status,
            status_since=None,
            legal_representative=REPRESENTATIVE,
            legal_representative_number=None,
            established=None,
        )


class TellsNoHeads(ThreeCompanies):
    """As registers that know three elements only."""

    def head_is(self, uscc, *, company, name, number):
        return None


class Namesakes:
    """An identity source to which two people of one name are known."""

    def check(self, *, name, kind, number, mobile):
        known = name == REPRESENTATIVE and number in (HEAD_NUMBER, NAMESAKE)
        return IdentityMatch.MATCH if known else IdentityMatch.NO_MATCH


class KnowsNobody:
    def check(self, *, name, kind, number, mobile):
        return IdentityMatch.NO_MATCH


class AnyPortrait:
    """The portrait on record is the picture that was shown."""

    def of(self, number, *, shown):
        return shown
