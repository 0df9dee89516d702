"""Their hosted face check: the person goes to a page of theirs, and we fetch the verdict from server to server.

Our Liveness and Faces judge pictures that we took ourselves; here we get none, so it is a question of its own.
No page uses it yet.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from tencentcloud.faceid.v20180301.faceid_client import FaceidClient
from tencentcloud.faceid.v20180301.models import DetectAuthRequest, GetDetectInfoEnhancedRequest

from chopmark.evidence.idcard import normalise
from chopmark.kit import tencent
from chopmark.kit.vendors import Account

_PASSED, _EXPIRED, _UNFINISHED = 0, 15, 17  # domain 2.3
_SAME_PERSON = 70.0  # domain 2.3: their own threshold, about one false accept in 10 000
_TEXT_ONLY = "1"  # InfoType: neither pictures nor video, which we do not need


class Outcome(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    WAITING = "waiting"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Visit:
    """Where to send the person, and the token that only our server keeps."""

    url: str = field(repr=False)
    token: str = field(repr=False)


@dataclass(frozen=True)
class FaceVerdict:
    """`code` is theirs, to look up; a person is told no more than that it did not work."""

    outcome: Outcome
    code: str


class HostedFaces(Protocol):
    """A face check on somebody else's page; what comes back with the browser is never believed."""

    def begin(self, *, name: str, number: str, back: str) -> Visit: ...

    def verdict(self, token: str, *, number: str) -> FaceVerdict: ...


class TencentFaces:
    def __init__(self, account: Account, *, rule_id: str) -> None:
        self._account, self._rule_id = account, rule_id

    def begin(self, *, name: str, number: str, back: str) -> Visit:
        asked = tencent.filled(
            DetectAuthRequest(), RuleId=self._rule_id, Name=name, IdCard=normalise(number), RedirectUrl=back
        )
        client = tencent.product(FaceidClient, self._account)
        answer = tencent.ask(client.DetectAuth, asked, needs="BizToken")
        return Visit(answer.Url, answer.BizToken)

    def verdict(self, token: str, *, number: str) -> FaceVerdict:
        """For this person only: a token of somebody else's check has failed."""
        asked = tencent.filled(
            GetDetectInfoEnhancedRequest(), BizToken=token, RuleId=self._rule_id, InfoType=_TEXT_ONLY
        )
        client = tencent.product(FaceidClient, self._account)
        text = tencent.ask(client.GetDetectInfoEnhanced, asked, needs="Text").Text
        return FaceVerdict(_outcome(text, number=normalise(number)), str(text.ErrCode))


def _outcome(text: Any, *, number: str) -> Outcome:
    if text.ErrCode in (None, _UNFINISHED):
        return Outcome.WAITING
    if text.ErrCode == _EXPIRED:
        return Outcome.EXPIRED
    is_alive = text.ErrCode == text.LiveStatus == text.Comparestatus == _PASSED
    passed = is_alive and _score(text.Sim) >= _SAME_PERSON and normalise(text.IdCard or "") == number
    return Outcome.PASSED if passed else Outcome.FAILED


def _score(told: str | None) -> float:
    try:
        return float(told or 0)
    except ValueError:
        return 0.0
