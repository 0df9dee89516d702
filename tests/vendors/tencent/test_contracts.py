"""One contract for each question, held by the practice engine and by the vendor's."""

import io
from functools import partial

import pytest
from PIL import Image

from chopmark.drawing.licences import draw_licence
from chopmark.evidence.engines.base import Agreement, CompanyStatus, Confirmation, IdentityMatch
from chopmark.evidence.idcard import Kind
from chopmark.evidence.licence import labels
from chopmark.evidence.pictures import open_picture
from chopmark.kit.engines import apart, engine, kept_apart
from chopmark.kit.errors import Unavailable
from chopmark.notify.senders.base import Wording
from chopmark.practice import companies, residents, values
from chopmark.practice.licences import licence_of
from chopmark.practice.models import Company, Resident

NOBODY = "91110000600037341L"


@pytest.mark.usefixtures("implementation")
class TestRegistry:
    def elements(self, uscc=companies.DEMO):
        row = Company.objects.get(uscc=uscc)
        return {"uscc": row.uscc, "name": row.name, "legal_representative": row.legal_representative}

    def test_three_right_elements_of_an_open_company_agree(self):
        found = engine("registry").confirm(**self.elements())
        assert (found.agreement, found.status) == (Agreement.MATCH, CompanyStatus.OPEN)

    @pytest.mark.parametrize("wrong", ["name", "legal_representative"])
    @pytest.mark.parametrize("uscc", [companies.DEMO, values._CLOSED[0].code])
    def test_any_wrong_element_gives_one_answer_without_the_status(self, uscc, wrong):
        assert engine("registry").confirm(**self.elements(uscc) | {wrong: "别人"}) == Confirmation(Agreement.NO_MATCH)

    def test_a_code_that_nobody_has_is_not_found(self):
        assert engine("registry").confirm(**self.elements() | {"uscc": NOBODY}) == Confirmation(Agreement.NOT_FOUND)

    @pytest.mark.parametrize("entry", values._CLOSED, ids=lambda entry: entry.status)
    def test_who_knows_all_three_is_told_how_the_company_stands(self, entry):
        found = engine("registry").confirm(**self.elements(entry.code))
        assert (found.agreement, found.status) == (Agreement.MATCH, entry.status)

    def test_the_person_at_the_head_is_known_by_name_and_number_and_nobody_else_is(self):
        row, other = Company.objects.get(uscc=companies.DEMO), residents.BY_STORY["employee"]
        asked = {"company": row.name, "name": row.legal_representative}
        assert engine("registry").head_is(row.uscc, **asked, number=row.legal_representative_number) is True
        assert engine("registry").head_is(row.uscc, **asked, number=other.number) is False
        assert engine("registry").head_is(row.uscc, company=row.name, name=other.name, number=other.number) is False

    def test_of_a_company_that_it_does_not_know_it_says_nothing(self):
        asked = {"company": "样", "name": "样", "number": residents.BY_STORY["employee"].number}
        assert engine("registry").head_is(NOBODY, **asked) is None
        assert engine("registry").number_of_head(NOBODY) is None

    def test_it_gives_away_the_right_number_or_none(self):
        row = Company.objects.get(uscc=companies.DEMO)
        assert engine("registry").number_of_head(row.uscc) in {None, row.legal_representative_number}

    def test_a_source_that_is_down_is_for_later(self):
        with pytest.raises(Unavailable):
            engine("registry").confirm(**self.elements(values.REGISTRY_DOWN))


@pytest.mark.usefixtures("implementation")
class TestIdentity:
    def asked(self, **changes):
        row = Resident.objects.get(story="employee", id_number_index=_index("110101199001010015"))
        return {"name": row.name, "kind": Kind(row.id_kind), "number": row.id_number, "mobile": row.mobile, **changes}

    @pytest.mark.parametrize("changes", [{}, {"mobile": None}, {"number": " 110101199001010015"}])
    def test_two_and_three_right_elements_match(self, changes):
        assert engine("identity").check(**self.asked(**changes)) is IdentityMatch.MATCH

    @pytest.mark.parametrize("mobile", ["13800000017", None])
    @pytest.mark.parametrize("wrong", [{"name": "陆以"}, {"number": "11010519491231002X"}, {"kind": Kind.HKMO}])
    def test_any_wrong_element_is_one_no(self, wrong, mobile):
        assert engine("identity").check(**self.asked(mobile=mobile, **wrong)) is IdentityMatch.NO_MATCH

    def test_somebody_elses_mobile_is_the_same_no(self):
        assert engine("identity").check(**self.asked(mobile="13800000018")) is IdentityMatch.NO_MATCH

    @pytest.mark.parametrize("mobile", ["13800000071", None])
    def test_a_source_that_is_down_is_for_later(self, mobile):
        down = values.IDENTITY_DOWN
        with pytest.raises(Unavailable):
            engine("identity").check(name=down.name, kind=down.kind, number=down.number, mobile=mobile)


def _index(number):
    from chopmark.kit.fields import index_of  # noqa: PLC0415 - beside its only use

    return index_of(Resident, "id_number_index", number)


@pytest.mark.usefixtures("implementation")
class TestSms:
    wording = Wording("code.confirm", "zh-hans", {"code": "123456", "minutes": "5"})

    def send(self, to):
        return engine("sms").send(to=to, text="样", wording=self.wording)

    def test_a_message_that_was_taken_has_a_receipt(self):
        assert self.send("13800138017").number

    def test_a_message_that_was_not_taken_is_for_later(self):
        with pytest.raises(Unavailable):
            self.send(residents.MOBILE_DOWN)

    def test_a_carrier_that_fell_silent_leaves_it_unsure(self):
        with pytest.raises(TimeoutError):
            self.send(residents.MOBILE_UNSURE)


@pytest.fixture(params=["own", "tencent"])
def reader(request, practice_world):
    if request.param == "tencent":
        request.getfixturevalue("live")
        request.getfixturevalue("vendor").answers = {"BizLicenseOCR": LICENCE}
    return partial(apart, "licence")


LICENCE = {
    "RegNum": companies.DEMO, "Name": "深圳市栗栖湾工艺有限公司", "Person": "丁一川", "Type": "有限责任公司",
    "Address": "深圳市南山区栗栖路1号", "RecognizeWarnCode": [], "Angle": 0.3, "BusinessCertificate": [],
}  # fmt: skip


class TestLicence:
    def test_a_reading_has_every_field_and_is_sure_of_a_code_that_fits(self, reader):
        held = io.BytesIO()
        draw_licence(licence_of(Company.objects.get(uscc=companies.DEMO))).picture.convert("RGB").save(held, "JPEG")
        reading = reader(open_picture(held.getvalue()), ocr=kept_apart("ocr"))
        assert tuple(reading.fields) == labels.FIELDS
        assert (reading.fields["uscc"].value, reading.fields["uscc"].sure) == (companies.DEMO, True)
        assert reading.fields["entity_type"].value == "enterprise"
        assert Image.open(io.BytesIO(reading.picture)).format == "JPEG"
        assert reading.engine
        assert companies.DEMO not in repr(reading)
