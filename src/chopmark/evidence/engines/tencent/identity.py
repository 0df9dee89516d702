"""Whether name and number, and mobile when given, belong to one person: two and three elements."""

from typing import Any

from tencentcloud.faceid.v20180301.faceid_client import FaceidClient
from tencentcloud.faceid.v20180301.models import IdCardVerificationRequest, PhoneVerificationRequest

from chopmark.evidence.engines.base import IdentityMatch
from chopmark.evidence.idcard import Kind, normalise
from chopmark.evidence.names import normalise_person
from chopmark.kit import tencent
from chopmark.kit.errors import EngineError, Unavailable
from chopmark.kit.vendors import Account

# Their result codes (domain 2.2 and their reference). All that is no match is one answer: never which part.
_MATCH = "0"
_NOT_TWO = frozenset({"-1", "-2", "-3", "-5"})
_NOT_THREE = frozenset({"-4", "-6", "-7", "-8", "-9", "-13"})
_MALFORMED = frozenset({"FailedOperation.IdFormatError", "FailedOperation.NameFormatError"})
_SIMPLE = "0"  # VerifyMode: their detailed one would say which part is wrong, and nobody may know


class TencentIdentity:
    def __init__(self, account: Account) -> None:
        self._account = account

    def check(self, *, name: str, kind: Kind, number: str, mobile: str | None) -> IdentityMatch:
        """Travel permits are not in their sources: no match, and a person can look at the document."""
        if kind is Kind.HKMO:
            return IdentityMatch.NO_MATCH
        person = {"Name": normalise_person(name), "IdCard": normalise(number)}
        try:
            if mobile is None:
                return _verdict(self._two(person), no=_NOT_TWO)
            return _verdict(self._three(person, mobile=mobile), no=_NOT_THREE)
        except EngineError as trouble:
            if trouble.facts.get("vendor") in _MALFORMED:
                return IdentityMatch.NO_MATCH
            raise

    def _two(self, person: dict[str, str]) -> Any:
        client = tencent.product(FaceidClient, self._account)
        return tencent.ask(
            client.IdCardVerification, tencent.filled(IdCardVerificationRequest(), **person), needs="Result"
        )

    def _three(self, person: dict[str, str], *, mobile: str) -> Any:
        client = tencent.product(FaceidClient, self._account)
        asked = tencent.filled(PhoneVerificationRequest(), **person, Phone=mobile, VerifyMode=_SIMPLE)
        return tencent.ask(client.PhoneVerification, asked, needs="Result")


def _verdict(answer: Any, *, no: frozenset[str]) -> IdentityMatch:
    result = str(answer.Result)
    if result == _MATCH:
        return IdentityMatch.MATCH
    if result in no:
        return IdentityMatch.NO_MATCH
    raise Unavailable(vendor=f"Result {result}", request_id=answer.RequestId)
