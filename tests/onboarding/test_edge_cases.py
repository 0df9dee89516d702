"""The twenty-five edge cases of the field (domain 9), by their numbers: each ends in an answer that helps.

Cases whose whole behaviour is told by a module of its own are tested there; here stands what the applicant meets.
"""

import datetime as dt
import io

import pytest
from django.test import Client
from pypdf import PdfWriter

from chopmark.camera import sessions
from chopmark.kit import masks
from chopmark.kit.clock import now
from chopmark.notify.models import Message
from chopmark.onboarding.models import Application, FaceSession, Invitation
from chopmark.practice import companies, residents
from chopmark.web import words
from tests.journey import DEMO, EMPLOYEE, HEAD, a_minute_later, account, sign_in, texts_to
from tests.onboarding.phones import invited_phone
from tests.onboarding.reviewers import decide
from tests.onboarding.taken import LATER, press, taken_by
from tests.onboarding.test_company import errors_of, read_as
from tests.practice import clips


def refused_with(answer, kind):
    assert answer.context["kind"] == kind
    page = answer.content.decode()
    assert words.text("refusal.label.next") in page
    return page


def esign(**changes):
    return {"esign": {"allowed": False, "reason": "implicit_deny", "statement": None, "actions": [], **changes}}


def test_case_01_an_organisation_that_is_here_already_names_its_administrator_masked_and_how_to_join(
    applicant, applicant_of
):
    taken_by(applicant)
    late = applicant_of(person=EMPLOYEE, sub=LATER).to("company")
    page = refused_with(late.company(), "org_exists")
    assert masks.name(HEAD.name) in page
    assert words.text("join.ask") in page
    assert words.text("refusal.buttons.takeover") in page
    press(late, "join")
    assert late.to("join").answer("join").status_code == 302
    assert words.text("join.asked") in late.get("join/").content.decode()


def test_case_01_a_member_who_begins_again_is_shown_the_workspace(applicant):
    organisation = taken_by(applicant)
    applicant.begin().to("company")
    page = refused_with(applicant.company(), "org_exists")
    assert f"/workspace/{organisation.pk}/" in page
    assert 'name="join"' not in page


def test_case_02_a_sub_user_without_policy_is_told_who_mends_it_and_goes_on_without_a_new_login(provider, db):
    claims = account(is_root=False, sub="100000000055", owner_uin="100000000017", **esign())
    browser = sign_in(provider, claims)
    page = browser.get("/begin/")
    assert page.context["kind"] == "no_policy"
    assert "QcloudESSFullAccess" in page.content.decode()
    provider.change(claims["sub"], **esign(allowed=True, reason="allow"))
    assert browser.get("/begin/").status_code == 302


def test_case_03_an_explicit_denial_is_named_and_not_called_missing(provider, db):
    denied = esign(reason="explicit_deny", statement="deny-outside-office")
    page = sign_in(provider, account(sub="100000000056", **denied)).get("/begin/")
    assert page.context["kind"] == "explicit_deny"
    assert "deny-outside-office" in page.content.decode()


def test_case_04_a_policy_that_names_a_resource_says_that_it_grants_nothing(provider, db):
    ignored = esign(reason="resource_ignored")
    page = sign_in(provider, account(sub="100000000057", **ignored)).get("/begin/")
    assert page.context["kind"] == "policy_resource"


def test_case_05_a_personal_account_is_stopped_and_comes_back_to_the_same_step(provider, db):
    personal = {"real_name": {"type": "personal", "name": "林砚秋"}}
    claims = account(sub="100000000058", **personal)
    browser = sign_in(provider, claims)
    page = browser.get("/begin/")
    assert page.context["kind"] == "personal_only"
    assert page.context["again"] == "/begin/"
    assert not Application.objects.exists()


def test_case_06_two_names_are_both_shown_and_neither_is_overwritten(employee):
    employee.to("company")
    read_as(employee, name="深圳市改了名工艺有限公司")
    said = errors_of(employee.company())["name"][0]
    assert "深圳市改了名工艺有限公司" in said
    assert DEMO.name in said
    assert employee.row.cloud_name == DEMO.name


def test_case_07_widths_are_normalised_and_what_was_typed_stays_on_file(employee):
    employee.to("company")
    typed = f" {DEMO.name} "
    assert employee.company(name=typed, uscc=" ９１440300ma00te5t2d ").status_code == 302
    row = employee.row
    assert (row.name, row.uscc) == (DEMO.name, DEMO.code)
    assert row.name_as_typed == typed


def test_case_08_a_new_company_may_ask_a_person_or_be_reminded(applicant_of):
    applicant = applicant_of(company=companies.BY_STORY["new"], person=EMPLOYEE).to("company")
    page = applicant.company().content.decode()
    assert words.text("onboarding.inclusion.ask") in page
    assert words.text("onboarding.inclusion.remind") in page


def test_case_09_a_closed_company_is_named_with_state_and_date(applicant_of):
    closed = companies.BY_STORY["closed"]
    applicant = applicant_of(company=closed, person=EMPLOYEE).to("company")
    page = refused_with(applicant.company(), "registry_closed")
    assert words.text(f"registry.status.{closed.status}") in page
    assert f"{closed.since:%Y}" in page


def test_case_10_the_former_head_is_not_taken_once_the_licence_names_another(applicant_of):
    changed, new_head = companies.BY_STORY["changed"], residents.BY_STORY["new_head"]
    applicant = applicant_of(company=changed, person=EMPLOYEE).to("company")
    read_as(applicant, legal_representative=new_head.name)
    refused_with(applicant.company(), "rep_changed")
    assert applicant.row.company_answered_at is None


def test_case_10_a_slip_of_the_hand_is_no_change_of_head(employee):
    employee.to("company")
    read_as(employee, legal_representative=HEAD.name)
    answer = employee.company(legal_representative=f"{HEAD.name[:-1]}凡")
    assert HEAD.name in str(errors_of(answer)["legal_representative"])
    assert answer.status_code == 422


def test_case_10_nor_is_the_former_head_let_in_by_asking_for_a_person(applicant_of):
    changed, new_head = companies.BY_STORY["changed"], residents.BY_STORY["new_head"]
    applicant = applicant_of(company=changed, person=EMPLOYEE).to("company")
    read_as(applicant, legal_representative=new_head.name)
    assert "legal_representative" in errors_of(applicant.company(inclusion="1"))
    assert applicant.row.company_answered_at is None


def test_case_11_a_head_with_a_travel_permit_signs_online_and_others_find_the_letter(applicant_of):
    permit = companies.BY_STORY["permit"]
    applicant = applicant_of(company=permit, person=EMPLOYEE).to("legal_rep")
    assert words.text("legal_rep.other_document") in applicant.get("legal_rep/").content.decode()
    phone = invited_phone(applicant, mobile=residents.head(permit.seed).mobile)
    phone.enter_code()
    phone.say_who(residents.head(permit.seed))
    assert phone.invitation.identity_at


def test_case_12_an_unreachable_representative_leaves_four_ways_and_nothing_is_lost(employee):
    employee.to("legal_rep").answer("legal_rep", mobile=HEAD.mobile)
    page = employee.get("legal_rep/").content.decode()
    for key in (
        "onboarding.legal_rep.remind",
        "onboarding.legal_rep.copy",
        "legal_rep.renumber",
        "legal_rep.to_letter",
    ):
        assert words.text(key) in page
    before = {name: getattr(employee.row, name) for name in ("uscc", "id_number", "mobile", "legal_representative")}
    employee.post("choose/", revision=employee.row.revision, road="letter")
    assert employee.stands_at() == "letter"
    assert {name: getattr(employee.row, name) for name in before} == before


def test_case_13_a_refusal_is_a_state_of_its_own_with_its_reason_and_no_further_text(employee):
    phone = invited_phone(employee.to("legal_rep"))
    phone.post("refuse/", reason="unknown")
    sent = Message.objects.filter(template__startswith="rep.").count()
    employee.post("legal_rep/remind/")
    assert Invitation.objects.get().status == "refused"
    assert words.text("authorise.refuse.unknown") in employee.get("legal_rep/").content.decode()
    assert Message.objects.filter(template__startswith="rep.").count() == sent


def test_case_14_who_says_to_be_the_representative_and_is_not_goes_on_as_applicant(employee):
    employee.to("choose")
    assert employee.row.role == "staff"
    assert employee.get("face/").status_code in (302, 409)


def test_case_15_a_namesake_is_never_promoted_by_name(applicant_of):
    namesake = companies.BY_STORY["namesake"]
    applicant = applicant_of(company=namesake, person=residents.BY_STORY["namesake"]).to("route")
    refused_with(applicant.answer("route", role="rep"), "namesake")
    assert applicant.row.role == ""


def test_case_16_a_mobile_or_identity_that_is_bound_is_never_merged(applicant_of):
    applicant_of(person=EMPLOYEE).to("choose")
    a_minute_later()
    other = applicant_of(company=companies.by_seed(3), person=EMPLOYEE, sub="100000000099").to("contact")
    refused_with(other.contact(), "mobile_bound")
    assert other.row.identity_checked_at is None


def test_case_17_a_minor_is_refused_before_any_face_and_nothing_is_kept(applicant_of):
    applicant = applicant_of(person=residents.BY_STORY["minor"]).to("identity")
    refused_with(applicant.identity(), "under_age")
    assert applicant.row.id_number is None
    assert not FaceSession.objects.exists()


def test_case_18_failures_show_the_tries_left_and_the_other_way(applicant, monkeypatch):
    applicant.to("face")
    token, nonce = applicant.open_camera()
    applicant.show(token, nonce, clips.still())
    monkeypatch.setattr(sessions, "DAILY", 1)
    page = refused_with(applicant.get("face/"), "face_limit")
    assert words.text("face.consent.documents") in page


def test_case_19_a_second_device_is_told_that_the_code_is_not_for_it(applicant):
    applicant.to("face")
    token, _ = applicant.open_camera(Client())
    stranger = applicant.claim(token, browser=Client())
    assert stranger.context["key"] == "refusal.other_person"
    assert HEAD.name not in stranger.content.decode()


@pytest.mark.parametrize("warning", ["IMG_COPY", "IMG_BLUR", "LIC_OLD_NUMBER", "SHOPLESS", "LIC_QR_MISMATCH"])
def test_case_20_a_doubtful_licence_is_explained_and_everything_stays_editable(employee, warning):
    employee.to("company")
    read_as(employee, legal_representative=HEAD.name)
    check = employee.get("company/").context["reading"]
    check.end("read", engine="eye", **{**check.findings, "warnings": [warning]})
    page = employee.get("company/")
    assert words.text(f"company.warning.{warning}") in page.content.decode()
    assert "disabled" not in str(page.context["form"]["legal_representative"])


def _encrypted_pdf():
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    writer.encrypt("secret")
    writer.write(out)
    return out.getvalue()


def _huge():
    return b"\xff\xd8\xff" + b"0" * (8 * 1024 * 1024 + 1)


@pytest.mark.parametrize(
    ("data", "reason"),
    [(_encrypted_pdf(), "FILE_ENCRYPTED"), (_huge(), "FILE_TOO_LARGE"), (b"hello", "FILE_TYPE"), (b"", "FILE_CORRUPT")],
    ids=["password", "large", "text", "empty"],
)
def test_case_21_a_letter_that_cannot_be_used_says_why_at_once_and_earlier_pages_stay(employee, data, reason):
    employee.to("letter").get("letter/sheet/letter/")
    employee.upload_letter()
    answer = employee.upload_letter(data)
    assert answer.status_code == 422
    assert words.text(f"file.{reason}.title") in answer.content.decode()
    assert len(employee.get("letter/").context["pages"]) == 1


def test_case_21_a_returned_letter_lists_its_reasons_and_keeps_its_history(employee, reviewer):
    employee.to("letter").hand_in()
    decide(reviewer, employee.row, "returned", reasons=["POA_DATE_INCOMPLETE", "POA_SEAL_WRONG_TYPE"])
    page = employee.get("letter/").content.decode()
    for code in ("POA_DATE_INCOMPLETE", "POA_SEAL_WRONG_TYPE"):
        assert words.text(f"reason.{code}.short") in page


def test_case_22_a_changed_mobile_needs_a_fresh_letter(employee):
    employee.to("letter").get("letter/sheet/letter/")
    number = employee.row.letter_number
    employee.upload_letter()
    employee.identity(mobile="13900000002")
    row = employee.row
    assert row.letter_number is None
    assert number
    assert not employee.browser.get(employee.address("letter/")).context


def test_case_23_who_was_too_late_is_told_and_offered_to_join_with_everything_kept(applicant, applicant_of):
    late = applicant_of(person=EMPLOYEE, sub=LATER).to("choose")
    taken_by(applicant)
    assert texts_to(EMPLOYEE.mobile, "applicant.superseded")
    page = late.get("status/").content.decode()
    assert words.text("refusal.superseded.title") in page
    assert words.text("refusal.superseded.kept") in page
    late.ref = late.post("join/instead/")["Location"].split("/")[2]
    assert late.stands_at() == "join"


def test_case_24_links_say_whether_they_are_old_used_or_somebody_elses(employee):
    phone = invited_phone(employee.to("legal_rep"))
    Invitation.objects.update(expires_at=now() - dt.timedelta(minutes=1))
    assert phone.get().context["key"] == "refusal.link_expired"
    employee.post("legal_rep/withdraw/")
    Invitation.objects.update(status="withdrawn")
    assert phone.get().context["key"] == "refusal.link_withdrawn"


def test_further_rare_characters_and_dots_are_one_name(applicant_of):
    for story in ("rare", "dot"):
        company = companies.BY_STORY[story]
        head = residents.head(company.seed)
        applicant = applicant_of(company=company, person=EMPLOYEE, sub=f"1000000000{60 + len(story)}").to("company")
        typed = head.name.replace("·", "•")
        assert applicant.company(legal_representative=typed).status_code == 302
        applicant.post("withdraw/")


def test_further_an_organisation_abroad_is_told_first(db):
    assert words.text("onboarding.entrance.mainland") in Client().get("/").content.decode()


def test_further_an_institution_that_looks_for_the_representatives_road_is_told_why_there_is_none(applicant_of):
    library = companies.by_code(companies.LIBRARY)
    applicant = applicant_of(company=library, person=EMPLOYEE).to("letter")
    assert words.text("onboarding.choose.only_letter") in applicant.get("letter/").content.decode()
    assert applicant.get("legal_rep/").status_code == 302


def test_further_a_silent_carrier_is_said_and_the_letter_is_another_way(applicant_of):
    applicant = applicant_of(person=residents.BY_STORY["sms_down"]).to("identity")
    assert applicant.identity().status_code == 302
    Message.objects.update(status="failed")
    assert words.text("contact.delivery.failed") in applicant.get("contact/").content.decode()


def test_further_a_super_administrator_who_left_is_succeeded_by_the_head_or_by_a_letter(applicant, applicant_of):
    taken_by(applicant)
    colleague = applicant_of(person=EMPLOYEE, sub=LATER).to("company")
    press(colleague, "change")
    page = colleague.to("choose").get("choose/").content.decode()
    assert words.html("takeover.lead", **colleague.row.words) in page
    assert 'value="rep"' in page
    assert 'value="letter"' in page
    workspace = f"/workspace/{applicant.row.organisation_id}/"
    joining = applicant.row.organisation.memberships.create(person=colleague.row.owner, role="member")
    assert words.html("workspace.gone.title") in colleague.browser.get(workspace).content.decode()
    joining.delete()
