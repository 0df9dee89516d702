"""What only the vendor's engines do: its codes, its shapes, and what they leave unsaid."""

import io

import pytest
from PIL import Image

from chopmark.evidence.engines.base import Agreement, Confirmation, IdentityMatch
from chopmark.evidence.engines.tencent.faceid import Outcome
from chopmark.evidence.idcard import Kind
from chopmark.evidence.pictures import open_picture
from chopmark.kit.engines import apart, engine
from chopmark.kit.errors import Misconfigured, Unavailable, Unreadable
from chopmark.notify.senders.base import Refused, Wording
from chopmark.practice import companies
from tests.vendors.tencent.conftest import TEMPLATES

pytestmark = pytest.mark.usefixtures("live")
THREE = {"uscc": companies.DEMO, "name": "深圳市栗栖湾工艺有限公司", "legal_representative": "丁一川"}
NUMBER = "440300198506150028"


def test_a_register_that_cannot_say_how_the_company_stands_confirms_nothing(vendor):
    vendor.answers = {"VerifyBizLicenseEnterprise3": {"StatusCode": 0, "VerifyResult": 1, "OperatingStatus": "/"}}
    assert engine("registry").confirm(**THREE) == Confirmation(Agreement.NOT_FOUND)


def test_how_a_company_stands_is_asked_only_for_who_knows_all_three(vendor):
    vendor.answers = {"VerifyBizLicenseEnterprise3": {"StatusCode": 0, "VerifyResult": 0, "OperatingStatus": "2"}}
    engine("registry").confirm(**THREE)
    assert [asked["VerifyType"] for _, asked in vendor.asked] == ["ENT_3META"]


@pytest.mark.parametrize("told", [{"StatusCode": 1}, {"StatusCode": 0}, {}])
def test_a_register_without_a_verdict_is_down(vendor, told):
    vendor.answers = {"*": {"Other": 1, **told}}
    with pytest.raises(Unavailable):
        engine("registry").confirm(**THREE)
    with pytest.raises(Unavailable):
        engine("registry").head_is(companies.DEMO, company=THREE["name"], name="丁一川", number=NUMBER)


def test_a_company_under_another_name_says_nothing_of_its_head(vendor):
    told = {"IsCreditCodeConsistent": True, "IsEntNameConsistent": False, "IsIdNumConsistent": True}
    vendor.answers = {"VerifyBizLicenseEnterprise4": {"StatusCode": 0, "VerifyResult": 0, **told}}
    assert engine("registry").head_is(companies.DEMO, company="样", name="丁一川", number=NUMBER) is None


@pytest.mark.parametrize(
    ("mobile", "result", "match"),
    [
        *((None, result, IdentityMatch.NO_MATCH) for result in ("-1", "-2", "-3", "-5")),
        *((None, result, None) for result in ("-4", "-6", "-7", "1", "")),
        *(("13800000018", result, IdentityMatch.NO_MATCH) for result in ("-4", "-6", "-7", "-8", "-9", "-13")),
        *(("13800000018", result, None) for result in ("-11", "-12", "-1")),
        (None, "0", IdentityMatch.MATCH),
        ("13800000018", "0", IdentityMatch.MATCH),
    ],
)
def test_each_result_is_yes_no_or_later(vendor, mobile, result, match):
    vendor.answers = {"*": {"Result": result, "Description": "said"}}
    asked = {"name": "丁一川", "kind": Kind.ID_CARD, "number": NUMBER, "mobile": mobile}
    if match is None:
        with pytest.raises(Unavailable):
            engine("identity").check(**asked)
    else:
        assert engine("identity").check(**asked) is match


def test_the_carrier_is_not_asked_which_part_is_wrong_and_a_malformed_name_is_a_no(vendor):
    asked = {"name": "丁一川", "kind": Kind.ID_CARD, "number": NUMBER, "mobile": "13800000018"}
    vendor.answers = {"*": {"Result": "-4", "ResultDetail": "PhoneNameMismatch"}}
    assert engine("identity").check(**asked) is IdentityMatch.NO_MATCH
    assert vendor.fields("PhoneVerification")["VerifyMode"] == "0"
    vendor.error("FailedOperation.NameFormatError")
    assert engine("identity").check(**asked) is IdentityMatch.NO_MATCH


def test_a_travel_permit_is_in_no_source_of_theirs_and_not_sent_there(vendor):
    asked = {"name": "夏川", "kind": Kind.HKMO, "number": "H8800001701", "mobile": None}
    assert engine("identity").check(**asked) is IdentityMatch.NO_MATCH
    assert vendor.asked == []


READ = {
    "RegNum": companies.DEMO, "Name": "深圳市栗栖湾工艺有限公司", "Person": "丁一川", "Type": "有限责任公司",
    "Address": "深圳市南山区栗栖路1号",
}  # fmt: skip


def read(vendor, **changes):
    vendor.answers = {"BizLicenseOCR": {**READ, **changes}}
    held = io.BytesIO()
    Image.new("RGB", (600, 400), "white").save(held, "JPEG")
    return apart("licence", open_picture(held.getvalue()), ocr=None)


def test_only_a_code_that_fits_and_the_kind_with_it_are_sure(vendor):
    reading = read(vendor)
    assert {name for name, field in reading.fields.items() if field.sure} == {"uscc", "entity_type"}
    assert reading.warnings == []
    assert {field.confidence for field in reading.fields.values()} == {0.0}


@pytest.mark.parametrize(
    ("changes", "warnings"),
    [
        ({"RegNum": companies.DEMO[:-1] + "0"}, ["LIC_USCC_CHECKSUM"]),
        ({"RegNum": "110108000000016"}, ["LIC_OLD_NUMBER", "LIC_FIELD_MISSING"]),
        ({"RegNum": ""}, ["LIC_FIELD_MISSING"]),
        ({"Person": ""}, ["LIC_FIELD_MISSING"]),
        ({"RecognizeWarnCode": [-9102, -9104, -9108, -1]}, ["IMG_COPY", "IMG_SCREEN_RECAPTURE"]),
    ],
)
def test_what_speaks_against_a_reading_is_told(vendor, changes, warnings):
    reading = read(vendor, **changes)
    assert reading.warnings == warnings
    assert reading.fields["uscc"].sure == ("RegNum" not in changes)


def test_a_trader_without_a_shop_is_named_after_the_operator(vendor):
    code = next(entry.code for entry in companies.ROSTER if entry.code.startswith("92"))
    reading = read(vendor, RegNum=code, Name="***", Type="个体工商户", Person="周岚")
    assert (reading.fields["name"].value, reading.fields["name"].sure) == ("个体户周岚", False)
    assert reading.warnings == ["SHOPLESS"]


def test_a_certificate_that_is_no_licence_is_read_by_its_printed_labels(vendor):
    pairs = [
        {"Name": "法定代表人", "Value": "周岚"},
        {"Name": "住所", "Value": "深圳市南山区"},
        {"Name": "样", "Value": "样"},
    ]
    reading = read(vendor, Person="", Address=None, BusinessCertificate=pairs)
    assert (reading.fields["legal_representative"].value, reading.fields["address"].value) == ("周岚", "深圳市南山区")


@pytest.mark.parametrize(
    ("angle", "size"), [(0.4, (600, 400)), (90.2, (400, 600)), (359.5, (600, 400)), (None, (600, 400))]
)
def test_a_page_that_lay_on_its_side_is_shown_upright(vendor, angle, size):
    assert Image.open(io.BytesIO(read(vendor, Angle=angle).picture)).size == size


def test_a_picture_without_a_licence_is_given_back_to_the_person(vendor):
    with pytest.raises(Unreadable) as caught:
        read(vendor, Error={"Code": "FailedOperation.NoBizLicense", "Message": "said"})
    assert caught.value.reason == "FILE_CORRUPT"


CODE = Wording("code.confirm", "zh-hans", {"code": "123456", "minutes": "5", "sign": "印鉴"})


def send(vendor, code="Ok", wording=CODE, **changes):
    status = {"SerialNo": "2433:1", "Code": code, "Message": "said"}
    vendor.answers = {"SendSms": {"SendStatusSet": [status], **changes}}
    return engine("sms").send(to="13800138017", text="样", wording=wording)


def test_an_approved_text_goes_out_by_its_number_with_its_values_in_order(vendor):
    assert send(vendor).number == "2433:1"
    assert vendor.fields("SendSms") == {
        "PhoneNumberSet": ["+8613800138017"], "SmsSdkAppId": "1400000000", "SignName": "印鉴",
        "TemplateId": TEMPLATES["zh-hans"]["code.confirm"]["id"], "TemplateParamSet": ["123456", "5"],
    }  # fmt: skip


def test_of_a_link_only_the_path_is_sent_where_the_approved_text_has_the_host(vendor):
    values = {"org": "栗栖湾", "link": "https://sign.example.cn/a/7f3"}
    send(vendor, wording=Wording("result.refused", "zh-hans", values))
    assert vendor.fields("SendSms")["TemplateParamSet"] == ["栗栖湾", "a/7f3"]


@pytest.mark.parametrize(
    "wording",
    [
        Wording("code.activate", "zh-hans", {"code": "1"}),
        Wording("code.confirm", "en", {"code": "1", "minutes": "5"}),
        Wording("code.confirm", "zh-hans", {"code": "1"}),
    ],
)
def test_a_text_without_a_number_or_without_a_value_is_for_an_operator_and_not_sent(vendor, wording):
    with pytest.raises(Misconfigured):
        send(vendor, wording=wording)
    assert vendor.asked == []


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        ("FailedOperation.PhoneNumberInBlacklist", Refused),
        ("InvalidParameterValue.IncorrectPhoneNumber", Refused),
        ("FailedOperation.InsufficientBalanceInSmsPackage", Misconfigured),
        ("FailedOperation.TemplateIncorrectOrUnapproved", Misconfigured),
        ("UnauthorizedOperation.SmsSdkAppIdVerifyFail", Misconfigured),
        ("LimitExceeded.PhoneNumberThirtySecondLimit", Unavailable),
        ("InternalError.Timeout", TimeoutError),
        ("SomethingNew", TimeoutError),
    ],
)
@pytest.mark.parametrize("place", ["status", "error"])
def test_a_carriers_no_is_final_for_an_operator_for_later_or_unsure(vendor, code, meaning, place):
    said = {"code": code} if place == "status" else {"Error": {"Code": code, "Message": "said"}}
    with pytest.raises(meaning) as caught:
        send(vendor, **said)
    assert type(caught.value) is meaning


@pytest.mark.parametrize("raw", [(502, "text/html", b""), (200, "application/json", b"{}")])
def test_a_message_without_an_answer_is_unsure(vendor, raw):
    vendor.raw = raw
    with pytest.raises(TimeoutError):
        send(vendor)


@pytest.mark.parametrize("statuses", [[], [{"Code": "Ok"}, {"Code": "Ok"}], None])
def test_a_message_with_a_strange_answer_is_unsure(vendor, statuses):
    with pytest.raises(TimeoutError):
        send(vendor, SendStatusSet=statuses)


def test_a_face_check_is_begun_for_one_person_and_its_verdict_fetched_by_token(vendor):
    vendor.answers = {
        "DetectAuth": {"Url": "https://faceid.example/x", "BizToken": "b-1"},
        "GetDetectInfoEnhanced": {"Text": _text()},
    }
    visit = engine("faceid").begin(name="丁一川", number=NUMBER, back="https://sign.example.cn/back/")
    assert (visit.url, visit.token) == ("https://faceid.example/x", "b-1")
    assert "b-1" not in repr(visit)
    assert engine("faceid").verdict("b-1", number=NUMBER).outcome is Outcome.PASSED
    asked = {"BizToken": "b-1", "RuleId": "1", "InfoType": "1"}
    assert vendor.fields("GetDetectInfoEnhanced") == asked


def _text(**changes):
    return {"ErrCode": 0, "LiveStatus": 0, "Comparestatus": 0, "Sim": "93.10", "IdCard": NUMBER, **changes}


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({"Sim": "69.99"}, Outcome.FAILED), ({"Sim": None}, Outcome.FAILED), ({"Sim": "many"}, Outcome.FAILED),
        ({"IdCard": "110101199001010015"}, Outcome.FAILED), ({"IdCard": None}, Outcome.FAILED),
        ({"LiveStatus": 1002}, Outcome.FAILED), ({"Comparestatus": None}, Outcome.FAILED),
        ({"ErrCode": 2016}, Outcome.FAILED), ({"ErrCode": 17}, Outcome.WAITING), ({"ErrCode": None}, Outcome.WAITING),
        ({"ErrCode": 15}, Outcome.EXPIRED),
    ],
)  # fmt: skip
def test_a_face_passes_only_when_all_of_it_says_so(vendor, changes, outcome):
    vendor.answers = {"GetDetectInfoEnhanced": {"Text": _text(**changes)}}
    assert engine("faceid").verdict("b-1", number=NUMBER).outcome is outcome
