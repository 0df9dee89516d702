"""What people with bad intent try, and two windows at once: everything here once worked."""

import pytest

from chopmark.kit.errors import NotAllowed
from chopmark.onboarding import actions, changing, including, sharing, statements
from chopmark.onboarding.inviting import links, paper, revoking
from chopmark.onboarding.models import Invitation, Purpose
from chopmark.onboarding.steps import company as company_step
from chopmark.onboarding.steps import contact as contact_step
from chopmark.organisations import activation
from chopmark.organisations.joining import actions as joining
from chopmark.people import identities
from chopmark.practice import companies
from chopmark.practice.engines import PracticeIdentity, PracticePortraits
from chopmark.review import desk
from chopmark.review.models import Case
from chopmark.review.reasons import REPORT
from chopmark.review.states import Status
from tests.jobs import work_all
from tests.journey import EMPLOYEE, HEAD, PhoneApplicant, a_minute_later, file, sign_in_by_phone, texts_to
from tests.onboarding.phones import Phone
from tests.onboarding.reviewers import decide, decide_case
from tests.onboarding.taken import LATER, press
from tests.onboarding.test_changing import (  # noqa: F401 - the people of a change, as fixtures
    SUCCESSOR,
    THIRD,
    administers,
    administrator,
    approved_by_two,
    handed_in,
    newcomer,
    organisation,
    second_reviewer,
    signed_by_the_head,
    successor,
)
from tests.practice import clips

NEW = companies.BY_STORY["new"]


def pictured(applicant):
    """A picture of a certificate lies at the question of the company."""
    applicant.post("company/upload/", picture=file(clips.moving(1)[0]))
    return applicant


def once_while(monkeypatch, owner, name, act):
    """Do something else while this answers, the first time."""
    real, done = getattr(owner, name), []

    def slow(*args, **kwargs):
        answer = real(*args, **kwargs)
        if not done:
            done.append(1)
            act()
        return answer

    monkeypatch.setattr(owner, name, slow)


def succeeded_by_letter(applicant):
    """The third becomes super administrator."""
    actions.authorise(applicant.row, by="letter", actor=applicant.row.owner)
    assert administers(applicant)
    return applicant


# --- two windows


def test_the_identity_that_is_confirmed_is_the_one_that_was_checked(employee, monkeypatch):
    employee.to("contact")
    a_minute_later()
    once_while(monkeypatch, PracticeIdentity, "check", lambda: employee.identity(HEAD, mobile=EMPLOYEE.mobile))
    assert employee.contact().status_code == 302
    row = employee.row
    assert (row.id_number, row.identity_checked_at) == (HEAD.number, None)


def test_the_company_that_is_confirmed_is_the_one_that_was_checked(employee, monkeypatch):
    pictured(employee.to("company"))
    once_while(monkeypatch, company_step, "_need_picture", employee.company)
    employee.company(inclusion="1", legal_representative=EMPLOYEE.name)
    assert employee.row.legal_representative == HEAD.name


def test_a_face_counts_for_the_number_it_was_compared_with(applicant, monkeypatch):
    applicant.to("face")
    token, nonce = applicant.open_camera()
    applicant.show(token, nonce)

    def become_another():
        row = applicant.row
        row.id_number = EMPLOYEE.number
        row.save()

    once_while(monkeypatch, PracticePortraits, "of", become_another)
    work_all("judge_face")
    assert applicant.row.status == "draft"


def test_two_accounts_that_confirm_one_identity_at_once_get_a_page(employee, monkeypatch):
    employee.to("contact")
    arrive = {"name": EMPLOYEE.name, "kind": "id_card", "number": EMPLOYEE.number, "mobile": EMPLOYEE.mobile}
    once_while(monkeypatch, contact_step, "belongs_to_another", lambda: identities.arrive(**arrive))
    answer = employee.contact()
    assert answer.status_code == 409
    assert answer.context["kind"] == "mobile_bound"


def test_an_inclusion_that_was_asked_for_reaches_the_desk_though_the_process_died(applicant_of, monkeypatch):
    asker = pictured(applicant_of(company=NEW, person=EMPLOYEE).to("company"))

    def die(row):
        raise SystemExit

    with monkeypatch.context() as there:
        there.setattr(including, "open_if_asked", die)
        with pytest.raises(SystemExit):
            asker.company(inclusion="1")
    assert not Case.objects.exists()
    assert asker.to("inclusion").get("inclusion/").status_code == 200
    assert Case.objects.get().kind == including.INCLUSION


# --- somebody else's name


def test_a_super_administrator_stays_the_same_natural_person(administrator, applicant_of):  # noqa: F811
    again = applicant_of(person=SUCCESSOR, browser=administrator.browser).begin()
    a_minute_later()
    again.answer("confirm")
    press(again, "join")
    again.answer("consent", source="on")
    answer = again.identity()
    assert answer.status_code == 409
    assert answer.context["kind"] == "account_held"
    assert organisation().super_administrator.person.name == EMPLOYEE.name


def test_what_was_activated_belongs_to_who_activated_it(employee):
    employee.to("choose")
    a_minute_later()
    employee.activate()
    a_minute_later()
    employee.identity(SUCCESSOR)
    employee.contact()
    employee.to("choose")
    actions.authorise(employee.row, by="letter", actor=None)
    assert organisation().status == "verified"


def test_who_knows_less_than_three_elements_learns_nothing_by_an_inclusion(newcomer, administrator):  # noqa: F811
    pictured(newcomer).company(inclusion="1", join="1", legal_representative="王不是")
    assert newcomer.row.purpose == Purpose.AUTHENTICATE
    assert newcomer.stands_at() == "consent"
    assert not texts_to(EMPLOYEE.mobile, "join.asked")


# --- ending rights


def test_a_person_includes_what_they_saw(applicant_of, reviewer):
    unknown = pictured(applicant_of(company=NEW, person=EMPLOYEE).to("company"))
    unknown.company(inclusion="1")
    case = Case.objects.get(kind=including.INCLUSION)
    unknown.company(inclusion="1", legal_representative=SUCCESSOR.name)
    reviewer.post(f"/desk/{case.ref}/", {"decision": "approved"})
    assert unknown.row.inclusion_passed_at is None
    assert Case.objects.get(kind=including.INCLUSION, status="open").pk != case.pk


def test_on_the_word_of_a_certificate_rights_end_by_two_people_and_with_notice(newcomer, administrator, reviewer):  # noqa: F811
    pictured(newcomer).company(inclusion="1", change="1", legal_representative=THIRD.name)
    newcomer.to("inclusion")
    decide_case(reviewer, Case.objects.get(kind=including.INCLUSION), "approved")
    row = newcomer.row
    assert (row.purpose, row.approvals) == (Purpose.CHANGE, 2)
    assert newcomer.stands_at() == "letter"
    assert texts_to(EMPLOYEE.mobile, "admin.change_notice")
    assert administers(administrator)


def test_an_old_paper_taken_back_ends_only_what_it_gave(employee, applicant_of, reviewer, second_reviewer):  # noqa: F811
    signed_by_the_head(employee)
    a_minute_later()
    employee.activate()
    work_all("supersede_others")
    other = applicant_of(person=SUCCESSOR, sub=LATER).to("company")
    press(other, "change")
    succeeded_by_letter(other.to("choose"))
    a_minute_later()
    back = applicant_of(person=EMPLOYEE, browser=employee.browser).begin()
    back.answer("confirm")
    press(back, "change")
    back.to("letter").hand_in()
    approved_by_two(back, reviewer, second_reviewer)
    revoking.revoke(Invitation.objects.get(application=employee.row))
    assert administers(back)


def test_an_old_objection_ends_only_what_was_objected_to(
    successor, administrator, applicant_of, reviewer, second_reviewer  # noqa: F811
):  # fmt: skip
    signed_by_the_head(successor)
    work_all("supersede_others")
    first = successor.row
    third = applicant_of(person=THIRD, sub="100000000055").to("company")
    press(third, "change")
    succeeded_by_letter(third.to("choose"))
    a_minute_later()
    back = applicant_of(person=SUCCESSOR, sub=LATER, browser=successor.browser).begin()
    back.answer("confirm")
    press(back, "change")
    back.to("letter").hand_in()
    approved_by_two(back, reviewer, second_reviewer)
    administrator.browser.post(f"/change/{first.ref}/", {"text": "no"})
    for one in (reviewer, second_reviewer):
        decide_case(one, Case.objects.get(kind=changing.OBJECTION), "approved")
    assert administers(back)


def test_a_report_that_was_right_ends_what_was_approved_meanwhile(employee, reviewer):
    identities.arrive(name=HEAD.name, kind=str(HEAD.kind), number=HEAD.number, mobile=HEAD.mobile)
    employee.to("letter").hand_in()
    work_all("warn_the_head")
    sign_in_by_phone(HEAD.mobile).post(f"/warned/{employee.ref}/")
    decide_case(reviewer, Case.objects.get(kind="onboarding.letter"), "approved")
    assert administers(employee)
    decide_case(reviewer, Case.objects.get(kind="onboarding.report"), "refused", reasons=[REPORT[0]])
    assert not administers(employee)


def test_the_reported_one_does_not_end_the_report(employee):
    employee.to("legal_rep")
    employee.answer("legal_rep", mobile=HEAD.mobile)
    Phone(links.alias_of(Invitation.objects.get().pk)).post("report/")
    employee.post("withdraw/")
    assert Case.objects.get(kind="onboarding.report").status == "open"


def test_a_change_of_whom_the_decision_named_goes_on_though_the_worker_was_late(newcomer, administrator, applicant_of):  # noqa: F811
    press(newcomer, "join")
    newcomer.to("join")
    third = applicant_of(person=THIRD, sub="100000000055").to("company")
    press(third, "change")
    succeeded_by_letter(third.to("choose"))
    newcomer.post("change/instead/")
    work_all("supersede_others")
    assert newcomer.row.status == "draft"


def test_the_progress_link_says_that_the_administrator_is_waited_for(newcomer):  # noqa: F811
    press(newcomer, "join")
    newcomer.to("join").answer("join")
    assert sharing.waiting_of(newcomer.row).whom == "administrator"


# --- who decides, who hears


def test_whom_it_concerns_decides_nothing(handed_in, administrator):  # noqa: F811
    case = Case.objects.get(matter=handed_in.row.matter, status="open")
    with pytest.raises(NotAllowed):
        desk.decide(case, Status.REFUSED, reviewer=administrator.row.owner, reasons=["IMG_BLUR"], note="")
    assert handed_in.row.status == "in_review"


def test_who_objects_does_not_decide_about_it(successor, administrator):  # noqa: F811
    signed_by_the_head(successor)
    administrator.browser.post(f"/change/{successor.ref}/", {"text": "no"})
    with pytest.raises(NotAllowed):
        desk.decide(
            Case.objects.get(kind=changing.OBJECTION), Status.APPROVED, reviewer=administrator.row.owner, reasons=[],
            note="",
        )  # fmt: skip


def test_an_objection_is_read_by_everybody_who_approves(handed_in, administrator, reviewer, second_reviewer):  # noqa: F811
    decide(reviewer, handed_in.row, "approved")
    administrator.browser.post(f"/change/{handed_in.ref}/", {"text": "no"})
    decide(second_reviewer, handed_in.row, "approved")
    assert administers(administrator)
    decide(reviewer, handed_in.row, "approved")
    assert administers(handed_in)


def test_each_present_one_may_object(handed_in, administrator, applicant_of):  # noqa: F811
    administrator.browser.post(f"/change/{handed_in.ref}/", {"text": "no"})
    handed_in.post("letter/back/")
    third = applicant_of(person=THIRD, sub="100000000055").to("company")
    press(third, "change")
    succeeded_by_letter(third.to("choose"))
    press(handed_in, "change")
    handed_in.to("letter").hand_in()
    work_all("supersede_others")
    assert handed_in.row.status == "in_review"
    assert changing.may_object(handed_in.row)


def test_who_lost_the_rights_before_gets_no_notice(successor, administrator):  # noqa: F811
    activation.dismiss_administrator(organisation().super_administrator, actor=None)
    successor.to("letter").hand_in()
    assert not texts_to(EMPLOYEE.mobile, "admin.change_notice")
    assert not changing.may_object(successor.row)


def test_the_head_of_the_second_company_is_warned_too(practice_world):
    for person in (HEAD, THIRD):
        identities.arrive(name=person.name, kind=str(person.kind), number=person.number, mobile=person.mobile)
    asker = PhoneApplicant(person=EMPLOYEE)
    asker.to("letter").hand_in()
    work_all("warn_the_head")
    row = asker.row
    assert row.warned is not None
    asker.post("letter/back/")
    form = company_step.Company().make_form(row, {})
    form.cleaned_data = {
        "entity_type": "enterprise", "name": "另一家", "uscc": NEW.code, "legal_representative": "王某", "address": "北京市"
    }  # fmt: skip
    company_step.Company().answer(row, form)
    assert row.warned is None


def test_confirmations_of_the_first_approval_are_kept(administrator, applicant_of, reviewer, second_reviewer):  # noqa: F811
    head = applicant_of(person=HEAD, sub=LATER).to("company")
    press(head, "change")
    head.to("face_consent").answer("face_consent", no="documents")
    head.hand_in_documents()
    case = Case.objects.get(kind="onboarding.documents")
    confirmed = desk.confirms_of(case)
    decide_case(reviewer, case, "approved", confirmed=confirmed, note="called at ten")
    assert sorted(case.votes.get().confirmed) == sorted(confirmed)
    decide_case(second_reviewer, case, "approved", confirmed=confirmed, note="called at noon")
    case.refresh_from_db()
    assert case.note == "called at ten\n\ncalled at noon"


def test_who_only_joined_states_nothing_about_an_authentication(
    newcomer, administrator, applicant_of, reviewer, second_reviewer  # noqa: F811
):  # fmt: skip
    press(newcomer, "join")
    newcomer.to("join").answer("join")
    joining.accept(joining.last_of(newcomer.row.matter), administrator=administrator.row.owner)
    joined = newcomer.row
    a_minute_later()
    again = applicant_of(person=SUCCESSOR, sub=LATER, browser=newcomer.browser).begin()
    again.answer("confirm")
    press(again, "change")
    again.to("letter").hand_in()
    approved_by_two(again, reviewer, second_reviewer)
    joined.refresh_from_db()
    assert not statements.may_state(joined)
    assert statements.may_state(again.row)


# --- pestering


def test_the_applicant_silences_nobody(employee):
    identities.arrive(name=HEAD.name, kind=str(HEAD.kind), number=HEAD.number, mobile=HEAD.mobile)
    employee.to("legal_rep")
    employee.answer("legal_rep", mobile=HEAD.mobile)
    shown = "/" + employee.get("legal_rep/").context["link"].split("/", 3)[3]
    assert employee.browser.post(f"{shown}stop/").status_code == 404
    assert "stop/" not in employee.browser.get(shown).content.decode()
    employee.answer("choose", road="letter")
    employee.to("letter").hand_in()
    work_all("warn_the_head")
    assert [message.status for message in texts_to(HEAD.mobile, "alert.started")] == ["queued"]


def test_the_administrator_is_not_flooded_by_taking_back(handed_in):  # noqa: F811
    for _ in range(5):
        handed_in.post("letter/back/")
        handed_in.post("letter/submit/")
    assert len(texts_to(EMPLOYEE.mobile, "admin.change_notice")) == 2


def test_the_administrator_is_not_flooded_by_asking(newcomer):  # noqa: F811
    press(newcomer, "join")
    newcomer.to("join")
    for number in range(5):
        newcomer.answer("join")
        press(newcomer, "join", address=f"北京市海淀区中关村大街{number}号院")
    assert len(texts_to(EMPLOYEE.mobile, "join.asked")) == 2


def test_the_paper_shows_where_the_signer_was_behind_a_proxy(settings):
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    told = {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.9", "HTTP_USER_AGENT": "x"}
    assert "203.0.113" in paper.device_of(told)
