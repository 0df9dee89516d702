"""A message of ours all the way: written down, handed to the vendor by a worker, and its end noted."""

import pytest

from chopmark.notify.messages import send
from chopmark.notify.models import Message
from chopmark.notify.states import Status
from tests.jobs import work_all

STATUS = {"SerialNo": "2433:1", "Code": "Ok", "Message": "said"}
ENDS = [
    ({"SendStatusSet": [STATUS]}, Status.SENT),
    ({"SendStatusSet": [{**STATUS, "Code": "FailedOperation.PhoneNumberInBlacklist"}]}, Status.FAILED),
    ({"SendStatusSet": [{**STATUS, "Code": "LimitExceeded.PhoneNumberDailyLimit"}]}, Status.FAILED),
    ({"Error": {"Code": "InternalError", "Message": "said"}}, Status.UNSURE),
]


@pytest.mark.parametrize(("answer", "end"), ENDS)
def test_a_code_ends_as_the_carrier_says(live, vendor, db, answer, end):
    vendor.answers = {"SendSms": answer}
    send("code.confirm", mobile="13800138017", matter="application:1", language="zh-hans", code="123456", minutes=5)
    work_all()
    assert Message.objects.get().status == end
    assert vendor.fields("SendSms")["TemplateParamSet"] == ["123456", "5"]
    assert len(vendor.asked) == (4 if end is Status.FAILED and "LimitExceeded" in str(answer) else 1)


def test_a_text_that_has_no_number_there_has_failed_and_was_not_sent(live, vendor, db):
    send("code.activate", mobile="13800138017", matter="m", language="zh-hans", code="1", minutes=5, org="栗栖湾")
    work_all()
    assert Message.objects.get().status == Status.FAILED
    assert vendor.asked == []
