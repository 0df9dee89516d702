"""Tencent Cloud's own clients: made in one place, and their failures in our words.

It stands this low because readers of evidence, senders and the sign-in all use it, and never each other.
"""

import logging
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import requests
from tencentcloud.common.common_client import CommonClient
from tencentcloud.common.credential import Credential
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from urllib3.exceptions import NewConnectionError

from chopmark.kit.errors import EngineError, Misconfigured, Unavailable, Unreadable
from chopmark.kit.vendors import Account

# Its debug lines hold whole requests: names, numbers, pictures and the signature. By its level, which stays as it is
# when logging is set up anew; `disabled` does not.
logging.getLogger("tencentcloud_sdk_common").setLevel(logging.CRITICAL + 1)

Made = TypeVar("Made")
_LOST = "Unanswered"  # our code for an answer without the fields that every answer has


class Unanswered(Unavailable):
    """The request left, and nobody knows what became of it: a question may be asked again, a message not sent."""


_PICTURES = {
    "FailedOperation.EmptyImageError": "FILE_CORRUPT",
    "FailedOperation.FileDecodeFailed": "FILE_CORRUPT",
    "FailedOperation.ImageBlur": "FILE_CORRUPT",
    "FailedOperation.ImageDecodeFailed": "FILE_CORRUPT",
    "FailedOperation.ImageNoText": "FILE_CORRUPT",
    "FailedOperation.ImageSizeTooLarge": "FILE_TOO_LARGE",
    "FailedOperation.NoBizLicense": "FILE_CORRUPT",
    "FailedOperation.OcrFailed": "FILE_CORRUPT",
    "FailedOperation.UnKnowFileTypeError": "FILE_TYPE",
    "InvalidParameter.EngineImageDecodeFailed": "FILE_CORRUPT",
    "LimitExceeded.TooLargeFileError": "FILE_TOO_LARGE",
}
_OPERATORS = (
    "AuthFailure UnauthorizedOperation InvalidCredential InvalidParameter InvalidParameterValue MissingParameter"
    " UnknownParameter InvalidAction InvalidRequest NoSuchVersion NoSuchProduct UnsupportedOperation UnsupportedRegion"
    " UnsupportedProtocol OperationDenied ResourceNotFound ResourceUnavailable ResourcesSoldOut ClientError"
    " ClientParamsError FailedOperation.ArrearsError FailedOperation.UnOpenError FailedOperation.StsUnAuthErrError"
).split()
_LATER = "RequestLimitExceeded LimitExceeded ResourceInsufficient FailedOperation".split()


def failure_of(code: str, *, request_id: str | None = None) -> EngineError:
    """What a code of theirs means to us. Their message is left out: it may quote what a person typed."""
    facts = {"vendor": code, "request_id": request_id}
    if code in _PICTURES:
        return Unreadable(_PICTURES[code], **facts)
    if _is_under(code, _OPERATORS):
        return Misconfigured(**facts)
    return Unavailable(**facts) if _is_under(code, _LATER) else Unanswered(**facts)


def _is_under(code: str, families: list[str]) -> bool:
    return any(code == family or code.startswith(f"{family}.") for family in families)


def product(kind: Callable[..., Made], account: Account) -> Made:
    """A client of this class of theirs; a fresh one for each question, because they are not made for threads."""
    return _made(lambda: kind(_credential(account), account.region, _profile(account)))


def common(service: str, *, version: str, account: Account) -> Any:
    """A client for actions that their products' packages do not know."""
    return _made(lambda: CommonClient(service, version, _credential(account), account.region, _profile(account)))


def _credential(account: Account) -> Credential:
    return Credential(account.secret_id, account.secret_key, account.token)


def _profile(account: Account) -> ClientProfile:
    http = HttpProfile(
        protocol=account.protocol, endpoint=account.endpoint or None, reqTimeout=account.timeout_seconds
    )  # fmt: skip
    return ClientProfile(httpProfile=http)


def filled(request: Made, **fields: object) -> Made:
    """Their request with these fields; a field that they do not know is an error of ours."""
    known = {name for name, place in vars(type(request)).items() if isinstance(place, property)}
    if unknown := sorted(fields.keys() - known):
        raise AttributeError(unknown[0])
    for name, value in fields.items():
        setattr(request, name, value)
    return request


def ask(call: Callable[[Any], Any], request: object, *, needs: str) -> Any:
    """Their answer. An error sent as another content type passes them unseen and leaves every field empty
    (domain 5.5), so the field that every answer has must be there.
    """
    answer = _made(lambda: call(request))
    if getattr(answer, needs) is None:
        raise failure_of(_LOST)
    return answer


def ask_by_name(client: Any, action: str, *, needs: str, **fields: object) -> Mapping[str, Any]:
    """The same for an action by its name."""
    answer = _made(lambda: client.call_json(action, fields))
    found = answer.get("Response") if isinstance(answer, dict) else None
    if not isinstance(found, dict):
        raise failure_of(_LOST)
    if isinstance(found.get("Error"), dict):  # it came as another content type
        raise failure_of(str(found["Error"].get("Code")))
    if found.get(needs) is None:
        raise failure_of(_LOST)
    return found


def _made(work: Callable[[], Made]) -> Made:
    """Raised outside of the handler, so that no traceback carries their text along."""
    try:
        return work()
    except TencentCloudSDKException as trouble:
        failure = _failure(trouble)
    except (requests.RequestException, ValueError, LookupError, TypeError) as trouble:  # only call_json lets them out
        failure = failure_of(type(trouble).__name__)
    raise failure


def _failure(trouble: TencentCloudSDKException) -> EngineError:
    code = str(trouble.code)
    if code == "ClientNetworkError" and _never_left(trouble.__context__):
        return Unavailable(vendor=code)
    return failure_of(code, request_id=trouble.requestId)


def _never_left(cause: BaseException | None) -> bool:
    """Whether there was no connection at all, so that the request cannot have arrived."""
    if isinstance(cause, requests.ConnectTimeout):
        return True
    told = cause.args[0] if isinstance(cause, requests.ConnectionError) and cause.args else None
    return isinstance(getattr(told, "reason", None), NewConnectionError)
