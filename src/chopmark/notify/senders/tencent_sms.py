"""Text messages by Tencent Cloud, which sends approved texts by number: contract-tested, not tried live."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from tencentcloud.sms.v20210111.models import SendSmsRequest
from tencentcloud.sms.v20210111.sms_client import SmsClient

from chopmark.kit import tencent
from chopmark.kit.errors import EngineError, Misconfigured
from chopmark.kit.tencent import Unanswered
from chopmark.kit.vendors import Account
from chopmark.notify.senders.base import Receipt, Refused, Wording

_OK = "Ok"
_MAINLAND = "+86"
_PATH = ".path"
# Of this message or this number; the next one may pass.
_REFUSALS = frozenset(
    {
        "FailedOperation.ContainSensitiveWord",
        "FailedOperation.PhoneNumberInBlacklist",
        "FailedOperation.PhoneNumberParseFail",
        "InvalidParameterValue.IncorrectPhoneNumber",
        "InvalidParameterValue.TemplateParameterFormatError",
        "InvalidParameterValue.TemplateParameterLengthLimit",
    }
)
_OPERATORS = (
    "FailedOperation.InsufficientBalanceInSmsPackage",
    "FailedOperation.MissingSignature",
    "FailedOperation.SignatureIncorrectOrUnapproved",
    "FailedOperation.Template",
)


class TencentSms:
    """`templates`: language, then our key, then {"id": theirs, "parameters": [names in their order]}."""

    def __init__(self, account: Account, *, app_id: str, sign: str, templates: Mapping[str, Any]) -> None:
        self._account, self._app_id, self._sign, self._templates = account, app_id, sign, templates

    def send(self, *, to: str, text: str, wording: Wording) -> Receipt:
        found = self._templates.get(wording.language, {}).get(wording.template)
        if not found:
            raise Misconfigured(template=wording.template, language=wording.language)
        asked = tencent.filled(
            SendSmsRequest(), PhoneNumberSet=[_MAINLAND + to.removeprefix(_MAINLAND)], SmsSdkAppId=self._app_id,
            SignName=self._sign, TemplateId=found["id"], TemplateParamSet=_parameters(found, wording),
        )  # fmt: skip
        status = self._hand_over(asked)
        if status.Code != _OK:
            raise _refusal_of(tencent.failure_of(str(status.Code)))
        return Receipt(status.SerialNo or "")

    def _hand_over(self, asked: SendSmsRequest) -> Any:
        client = tencent.product(SmsClient, self._account)
        try:
            answer = tencent.ask(client.SendSms, asked, needs="SendStatusSet")
        except EngineError as trouble:
            raise _refusal_of(trouble) from None
        if len(answer.SendStatusSet) != 1:
            raise _unsure()
        return answer.SendStatusSet[0]


def _parameters(template: Mapping[str, Any], wording: Wording) -> list[str]:
    """In their order. `link.path` is a link without its host, which they allow in the approved text only."""
    return [_value(wording.values, name) for name in template["parameters"]]


def _value(values: Mapping[str, str], name: str) -> str:
    whole = name.removesuffix(_PATH)
    if whole not in values:
        raise Misconfigured(parameter=name)
    return values[whole] if whole == name else urlsplit(values[whole]).path.lstrip("/")


def _refusal_of(trouble: EngineError) -> Exception:
    """Refused, for an operator, for later; or unsure, where they may have taken it."""
    code = str(trouble.facts["vendor"])
    if code in _REFUSALS:
        return Refused(code)
    if code.startswith(_OPERATORS):
        return Misconfigured(vendor=code)
    return _unsure() if isinstance(trouble, Unanswered) else trouble


def _unsure() -> TimeoutError:
    return TimeoutError("the carrier did not say what became of the message")
