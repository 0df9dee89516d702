"""The register of companies behind the text recognition product: it agrees or not, and gives nothing away."""

from typing import Any

from tencentcloud.ocr.v20181119.models import VerifyBizLicenseEnterprise3Request, VerifyBizLicenseEnterprise4Request
from tencentcloud.ocr.v20181119.ocr_client import OcrClient

from chopmark.evidence.engines.base import Agreement, CompanyStatus, Confirmation
from chopmark.kit import tencent
from chopmark.kit.errors import Unavailable
from chopmark.kit.vendors import Account

# Their StatusCode and OperatingStatus (domain 1.6).
_DONE, _NOTHING = 0, 2
_MOVED = "2"
_STATUS = {
    "0": CompanyStatus.OTHER,
    "1": CompanyStatus.OPEN,
    _MOVED: CompanyStatus.MOVED_OUT,
    "3": CompanyStatus.DEREGISTERED,
    "4": CompanyStatus.REVOKED,
    "5": CompanyStatus.RESCINDED,
    "6": CompanyStatus.SUSPENDED,
    "7": CompanyStatus.RESCINDED,
}


class TencentRegistry:
    def __init__(self, account: Account) -> None:
        self._account = account

    def confirm(self, *, uscc: str, name: str, legal_representative: str) -> Confirmation:
        """All three elements. With three they tell only open or not, so who knows them has the status asked for."""
        answer = self._three(CreditCode=uscc, EntName=name, LrName=legal_representative, VerifyType="ENT_3META")
        if answer.StatusCode == _NOTHING:
            return Confirmation(Agreement.NOT_FOUND)
        if answer.VerifyResult != 1:
            return Confirmation(Agreement.NO_MATCH)
        status = str(answer.OperatingStatus)
        if status == _MOVED:  # with three elements: "moved out, or not in operation"
            status = str(self._three(CreditCode=uscc, EntName=name, VerifyType="ENT_2META").OperatingStatus)
        # A register that cannot say how the company stands has not confirmed it: a person may.
        known = _STATUS.get(status)
        return Confirmation(Agreement.MATCH, known) if known else Confirmation(Agreement.NOT_FOUND)

    def number_of_head(self, uscc: str) -> str | None:
        """They tell nobody's number."""
        return None

    def head_is(self, uscc: str, *, company: str, name: str, number: str) -> bool | None:
        """Four elements; a company that they do not know under this name says nothing of its head."""
        asked = tencent.filled(
            VerifyBizLicenseEnterprise4Request(), CreditCode=uscc, EntName=company, LrName=name, IdNum=number
        )
        client = tencent.product(OcrClient, self._account)
        answer = tencent.ask(client.VerifyBizLicenseEnterprise4, asked, needs="StatusCode")
        if answer.StatusCode == _NOTHING:
            return None
        _check_done(answer)
        if answer.VerifyResult == 1:
            return True
        return False if answer.IsCreditCodeConsistent and answer.IsEntNameConsistent else None

    def _three(self, **elements: str) -> Any:
        client = tencent.product(OcrClient, self._account)
        asked = tencent.filled(VerifyBizLicenseEnterprise3Request(), **elements)
        answer = tencent.ask(client.VerifyBizLicenseEnterprise3, asked, needs="StatusCode")
        if answer.StatusCode != _NOTHING:
            _check_done(answer)
        return answer


def _check_done(answer: Any) -> None:
    if answer.StatusCode != _DONE or answer.VerifyResult is None:
        raise Unavailable(vendor=f"StatusCode {answer.StatusCode}", request_id=answer.RequestId)
