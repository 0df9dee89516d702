"""The wire: what their clients sign and send, and what each kind of failure means to us."""

import logging
import socket
import time
import traceback

import pytest
from tencentcloud.common.sign import Sign
from tencentcloud.faceid.v20180301.faceid_client import FaceidClient
from tencentcloud.faceid.v20180301.models import IdCardVerificationRequest

from chopmark.kit import tencent
from chopmark.kit.errors import Misconfigured, Unavailable, Unreadable
from chopmark.kit.tencent import Unanswered
from tests.vendors.tencent.conftest import account_at
from tests.vendors.tencent.stand_in import canonical, signature

NAME, NUMBER = "陆以宁", "110101199001010015"
VECTOR = {  # domain 5.4
    "secret": "ExampleSecretKey0000000000000000",
    "headers": {"content-type": "application/json", "host": "127.0.0.1:8901"},
    "body": b'{"Operator": {"UserId": "yDexampleuser"}}',
    "signature": "2f2cd7f6d35033bbc1cac59a34207d549e7225834582c7f00b2c13cf8818ff2a",
}


def ask(account):
    asked = tencent.filled(IdCardVerificationRequest(), Name=NAME, IdCard=NUMBER)
    return tencent.ask(tencent.product(FaceidClient, account).IdCardVerification, asked, needs="Result")


def ask_by_name(account):
    client = tencent.common("open", version="2018-12-25", account=account)
    return tencent.ask_by_name(client, "GetUserAccessToken", needs="UserAccessToken", UserAuthCode=NUMBER)


def test_our_reckoning_of_the_signature_is_the_published_one():
    request = canonical(VECTOR["headers"], ["content-type", "host"], VECTOR["body"])
    assert signature(VECTOR["secret"], service="ess", seconds=1767225600, request=request) == VECTOR["signature"]


def test_the_stand_in_refuses_what_their_clients_did_not_sign(vendor, account, monkeypatch):
    vendor.answers = {"IdCardVerification": {"Result": "0"}}
    assert ask(account).Result == "0"
    monkeypatch.setattr(Sign, "sign_tc3", lambda *_: "0" * 64)
    with pytest.raises(Misconfigured):
        ask(account)
    assert vendor.refused == ["AuthFailure.SignatureFailure"]


@pytest.mark.parametrize("changes", [{"secret_key": "another"}, {"secret_id": "AKIDnobody"}])
def test_keys_that_they_do_not_know_are_for_an_operator(vendor, changes):
    with pytest.raises(Misconfigured) as caught:
        ask(account_at(vendor.endpoint, **changes))
    assert str(caught.value.facts["vendor"]).startswith("AuthFailure.")
    assert vendor.asked == []


@pytest.mark.parametrize("changes", [{"secret_key": ""}, {"secret_id": " "}])
def test_missing_keys_are_for_an_operator_before_anything_is_sent(vendor, changes):
    with pytest.raises(Misconfigured):
        ask(account_at(vendor.endpoint, **changes))
    assert (vendor.asked, vendor.refused) == ([], [])


def test_what_is_asked_arrives_with_exactly_its_fields(vendor, account):
    vendor.answers = {"IdCardVerification": {"Result": "0"}}
    ask(account)
    assert vendor.asked == [("IdCardVerification", {"Name": NAME, "IdCard": NUMBER})]


def test_a_field_that_they_do_not_have_is_never_left_out_in_silence():
    with pytest.raises(AttributeError):
        tencent.filled(IdCardVerificationRequest(), IdNumber=NUMBER)


CODES = [
    ("InternalError", Unanswered), ("InternalError.UnKnown", Unanswered), ("SomethingNew", Unanswered),
    ("RequestLimitExceeded", Unavailable), ("FailedOperation.IdentityAuthLimitExceeded", Unavailable),
    ("LimitExceeded", Unavailable), ("AuthFailure.SignatureExpire", Misconfigured),
    ("UnauthorizedOperation.Arrears", Misconfigured), ("InvalidParameter", Misconfigured),
    ("FailedOperation.UnOpenError", Misconfigured), ("ResourceUnavailable.InArrears", Misconfigured),
    ("FailedOperation.ImageDecodeFailed", Unreadable), ("LimitExceeded.TooLargeFileError", Unreadable),
    ("FailedOperation.NoBizLicense", Unreadable),
]  # fmt: skip


@pytest.mark.parametrize(("code", "meaning"), CODES)
@pytest.mark.parametrize("asking", [ask, ask_by_name])
def test_a_code_of_theirs_has_one_meaning(vendor, account, code, meaning, asking):
    vendor.error(code)
    with pytest.raises(meaning) as caught:
        asking(account)
    assert type(caught.value) is meaning
    assert caught.value.facts["vendor"] == code


@pytest.mark.parametrize("asking", [ask, ask_by_name])
def test_an_error_under_another_content_type_is_not_taken_for_an_answer(vendor, account, asking):
    vendor.error("RequestLimitExceeded")
    vendor.content_type = "application/json; charset=utf-8"
    with pytest.raises(Unavailable):
        asking(account)


def test_what_such_an_error_says_is_heard_where_their_clients_let_us_see_it(vendor, account):
    vendor.error("UnauthorizedOperation")
    vendor.content_type = "application/json; charset=utf-8"
    with pytest.raises(Misconfigured):
        ask_by_name(account)


BROKEN = [
    (200, "application/json", b"<html>"), (200, "text/html", b"<html>"), (200, "application/json", b"[]"),
    (200, "application/json", b'{"Other": {}}'), (200, "application/json", b'{"Response": {"Error": {"Code": "X"}}}'),
    (502, "text/html", b"bad gateway"), (500, "application/json", b'{"Response": {}}'),
]  # fmt: skip


@pytest.mark.parametrize("raw", BROKEN)
@pytest.mark.parametrize("asking", [ask, ask_by_name])
def test_an_answer_that_says_nothing_leaves_open_what_became_of_the_request(vendor, account, raw, asking):
    vendor.raw = raw
    with pytest.raises(Unanswered):
        asking(account)


@pytest.mark.parametrize("asking", [ask, ask_by_name])
def test_a_refused_connection_certainly_asked_nothing(asking):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        account = account_at(f"127.0.0.1:{closed.getsockname()[1]}")
    with pytest.raises(Unavailable) as caught:
        asking(account)
    assert not isinstance(caught.value, Unanswered)


@pytest.mark.parametrize("asking", [ask, ask_by_name])
def test_silence_ends_after_the_seconds_that_were_given(vendor, asking):
    vendor.delay_seconds = 3
    begun = time.monotonic()
    with pytest.raises(Unanswered):
        asking(account_at(vendor.endpoint, timeout_seconds=1))
    assert time.monotonic() - begun < 2.5


TROUBLES = {
    "error": lambda vendor: vendor.error("FailedOperation.UnKnown", f"{NAME} {NUMBER}"),
    "body": lambda vendor: setattr(vendor, "raw", (500, "text/plain", f"{NAME} {NUMBER}".encode())),
    "rubbish": lambda vendor: setattr(vendor, "raw", (200, "application/json", f"{NAME} {NUMBER}".encode())),
}


@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.parametrize("asking", [ask, ask_by_name])
def test_neither_a_person_nor_a_key_is_in_a_log_or_an_exception(vendor, account, trouble, asking, caplog):
    TROUBLES[trouble](vendor)
    with caplog.at_level(logging.DEBUG), pytest.raises(Unavailable) as caught:
        asking(account)
    lines = "".join(traceback.format_exception(caught.value))
    chain = [repr(link) + str(getattr(link, "facts", "")) for link in _chain(caught.value)]
    told = lines + caplog.text + "".join(chain) + repr(account)
    for secret in (NAME, NUMBER, account.secret_key, account.secret_id, "TC3-HMAC-SHA256"):
        assert secret not in told


def _chain(error):
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
