"""The legal representative's authorisation: invited by the applicant, decided on another phone."""

import datetime as dt

import pytest
from django.test import Client

from chopmark.audit.models import Event
from chopmark.kit import engines
from chopmark.kit.clock import now
from chopmark.notify.models import Message
from chopmark.onboarding.inviting import actions, limits, links
from chopmark.onboarding.inviting.states import Status
from chopmark.onboarding.models import Invitation
from chopmark.organisations.models import Membership, Organisation
from chopmark.practice import residents
from chopmark.practice.engines import PracticeRegistry
from chopmark.review.models import Case
from chopmark.web import words
from tests.jobs import work_all
from tests.journey import EMPLOYEE, HEAD, a_minute_later, file, last_code, texts_to
from tests.onboarding.phones import Phone
from tests.practice import clips


@pytest.fixture
def at_rep(employee):
    """An employee of the demo organisation who is about to name the legal representative's mobile."""
    return employee.to("legal_rep")


@pytest.fixture
def invited(at_rep):
    at_rep.answer("legal_rep", mobile=HEAD.mobile)
    assert Invitation.objects.count() == 1
    return at_rep


@pytest.fixture
def phone(invited):
    return Phone(links.alias_of(Invitation.objects.get().pk))


def test_the_whole_road_ends_with_a_super_administrator_and_a_paper(invited, phone):
    phone.to_sign()
    assert phone.sign().status_code == 302
    work_all("sign_authorisation")
    row, invitation = invited.row, phone.invitation
    assert (row.status, invitation.status) == ("approved", "signed")
    assert row.organisation.super_administrator.person == row.owner
    roles = set(Membership.objects.filter(organisation=row.organisation).values_list("role", flat=True))
    assert roles == {"super_administrator", "legal_representative"}
    paper = phone.get("paper/").content
    assert paper.startswith(b"%PDF")
    assert Event.objects.get(kind="authorisation.signed").facts["sha256"] == invitation.sha256
    assert [m.template for m in texts_to(HEAD.mobile)][-1] == "rep.receipt"
    assert [m.template for m in texts_to(EMPLOYEE.mobile)][-1] == "applicant.authorised"


@pytest.mark.parametrize("mobile", [EMPLOYEE.mobile, "13900000001", residents.BY_STORY["residence"].mobile, "12345"])
def test_a_mobile_that_is_not_the_representatives_is_refused_and_nobody_is_texted(at_rep, mobile):
    answer = at_rep.answer("legal_rep", mobile=mobile)
    assert answer.status_code == 422
    assert not Invitation.objects.exists()
    assert not Message.objects.filter(template__startswith="rep.").exists()


class Discreet(PracticeRegistry):
    """A registry that gives no number away, and says whose it is."""

    holds = None

    def number_of_head(self, uscc):
        return None

    def head_is(self, uscc, *, company, name, number):
        return None if Discreet.holds is None else (name, number) == (HEAD.name, Discreet.holds)


@pytest.fixture
def discreet(settings):
    settings.ENGINES = {**settings.ENGINES, "registry": "tests.onboarding.test_legal_rep.Discreet"}
    engines.engine.cache_clear()
    yield Discreet
    engines.engine.cache_clear()


@pytest.mark.parametrize("holds", [None, HEAD.number])
def test_a_registry_that_gives_no_number_away_has_it_typed(at_rep, discreet, holds):
    discreet.holds = holds
    at_rep.answer("legal_rep", mobile=HEAD.mobile, number=HEAD.number)
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize("press", [{}, {"documents": "1"}])
def test_a_namesake_of_the_head_is_refused_as_any_mismatch_is(at_rep, discreet, press):
    discreet.holds = EMPLOYEE.number
    answer = at_rep.answer("legal_rep", mobile=HEAD.mobile, number=HEAD.number, **press)
    assert words.text("onboarding.legal_rep.nomatch.text") in str(answer.context["form"].errors)
    assert not Invitation.objects.exists()


def test_the_first_page_shows_a_stranger_nothing_unmasked(phone):
    for page in ("", "text/", "code/", "refuse/", "report/"):
        shown = phone.get(page).content.decode()
        for secret in (EMPLOYEE.name, EMPLOYEE.mobile, EMPLOYEE.number, HEAD.name, HEAD.mobile, HEAD.number):
            assert secret not in shown, page


@pytest.mark.parametrize("page", ["who/", "face/", "sign/", "granted/", "paper/", "revoke/"])
def test_nothing_behind_the_code_opens_without_it(phone, page):
    for answer in (phone.get(page), phone.post(page, agree="1", name=HEAD.name, number=HEAD.number)):
        assert answer.status_code == 302
        assert answer["Location"].endswith("/code/")
    assert phone.invitation.identity_at is None


def test_the_code_goes_to_the_invited_number_only(phone):
    phone.post("code/", send="1", mobile="13900000001")
    assert [m.mobile for m in Message.objects.filter(template="code.authorise")] == [HEAD.mobile]


def test_a_wrong_code_opens_nothing(phone):
    right = None
    phone.post("code/", send="1")
    right = last_code(HEAD.mobile, "code.authorise")
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    assert phone.post("code/", code=wrong).status_code == 422
    assert phone.get("who/")["Location"].endswith("/code/")


def test_the_code_of_one_phone_opens_nothing_in_another_browser(phone):
    phone.enter_code()
    stranger = Phone(phone.key)
    assert stranger.get("who/")["Location"].endswith("/code/")


@pytest.mark.parametrize(
    "changes", [{"name": "丁一"}, {"number": EMPLOYEE.number}, {"name": EMPLOYEE.name, "number": EMPLOYEE.number}]
)
def test_another_identity_is_refused_without_a_hint_and_after_five_tries_for_good(phone, changes):
    phone.enter_code()
    texts = {phone.say_who(**changes).context["form"].non_field_errors()[0] for _ in range(limits.WRONG_IDENTITIES - 1)}
    assert len(texts) == 1
    phone.say_who(**changes)
    assert phone.say_who().status_code == 422
    assert phone.invitation.identity_at is None


def test_without_consent_no_number_is_compared(phone):
    phone.enter_code()
    answer = phone.post("who/", name=HEAD.name, number=HEAD.number)
    assert answer.status_code == 422
    assert phone.invitation.identity_at is None


def test_a_picture_that_does_not_move_signs_nothing(phone):
    phone.enter_code()
    phone.say_who()
    phone.show_face(clips.still())
    assert phone.invitation.face_passed_at is None
    assert phone.sign().status_code == 302
    assert phone.invitation.status == Status.SENT


@pytest.mark.parametrize(
    "changes", [{"agree": ""}, {"strokes": ""}, {"strokes": "[[[0.5,0.5]]]"}, {"strokes": "nonsense"}]
)
def test_no_signature_without_a_name_and_a_yes(phone, changes):
    phone.to_sign()
    assert phone.sign(**changes).status_code == 422
    assert phone.invitation.status == Status.SENT


def test_a_typed_name_signs_as_well(phone):
    phone.to_sign()
    assert phone.sign(strokes="", typed=HEAD.name).status_code == 302
    work_all("sign_authorisation")
    assert phone.invitation.status == Status.SIGNED


def test_a_second_press_signs_once(invited, phone):
    phone.to_sign()
    phone.sign()
    phone.sign()
    work_all("sign_authorisation")
    phone.sign()
    work_all("sign_authorisation")
    assert Event.objects.filter(kind="authorisation.signed").count() == 1
    assert Organisation.objects.count() == 1


def test_an_applicant_who_withdraws_while_the_paper_is_made_gets_nothing(invited, phone):
    phone.to_sign()
    phone.sign()
    invited.post("withdraw/")
    work_all("sign_authorisation")
    assert phone.invitation.status == Status.WITHDRAWN
    assert not Organisation.objects.exists()


def test_a_changed_company_stops_the_link(invited, phone):
    invited.company(address="广东省深圳市南山区另一条路100号二楼")
    assert phone.invitation.status == Status.WITHDRAWN
    answer = phone.get()
    assert answer.status_code == 410
    assert answer.context["key"] == "refusal.link_withdrawn"


def test_the_letter_instead_stops_the_link_and_asks_nothing_again(invited, phone):
    answer = invited.post("choose/", revision=invited.row.revision, road="letter")
    assert answer.status_code == 302
    assert invited.stands_at() == "letter"
    assert phone.get().status_code == 410


def test_a_new_invitation_replaces_the_link(invited, phone):
    invited.post("legal_rep/withdraw/")
    invited.answer("legal_rep", mobile=HEAD.mobile)
    assert phone.get().status_code == 410
    assert Phone(links.alias_of(Invitation.objects.first().pk)).get().status_code == 200


def test_an_expired_link_says_so_and_the_applicant_is_told_once(invited, phone):
    Invitation.objects.update(expires_at=now() - dt.timedelta(minutes=1))
    assert phone.get().context["key"] == "refusal.link_expired"
    assert actions.expire_old() == 1
    assert actions.expire_old() == 0
    assert [m.template for m in texts_to(EMPLOYEE.mobile)][-1] == "applicant.expired"
    assert invited.get("legal_rep/").context["last"].status == Status.EXPIRED


def test_an_unknown_link_tells_nothing(db):
    answer = Client().get("/l/aaaaaaaaaa/")
    assert answer.status_code == 404


def test_a_refusal_is_told_with_its_reason_and_a_fresh_invitation_is_possible(invited, phone):
    phone.post("refuse/", reason="later", note="下周再办")
    assert phone.invitation.status == Status.REFUSED
    page = invited.get("legal_rep/").content.decode()
    assert "现在不方便" in page
    assert "下周再办" in page
    assert [m.template for m in texts_to(EMPLOYEE.mobile)][-1] == "applicant.declined"
    assert invited.answer("legal_rep", mobile=HEAD.mobile).status_code == 302


def test_after_three_refusals_only_the_letter_is_left(invited):
    for _ in range(limits.REFUSALS):
        Message.objects.filter(template="rep.invite").delete()
        Phone(links.alias_of(Invitation.objects.first().pk)).post("refuse/", reason="unknown")
        invited.answer("legal_rep", mobile=HEAD.mobile)
    assert Invitation.objects.filter(status="sent").count() == 0
    invited.answer("choose", road="rep")
    assert invited.stands_at() == "letter"


def test_a_report_stops_the_link_and_brings_a_person(invited, phone):
    phone.post("report/")
    assert phone.invitation.status == Status.REPORTED
    case = Case.objects.get(kind="onboarding.report")
    assert case.excluded == invited.row.owner
    assert phone.get().context["key"] == "refusal.link_reported"


def test_reminders_keep_their_distance_and_their_number(invited):
    def reminded():
        return Message.objects.filter(template="rep.remind").count()

    invited.post("legal_rep/remind/")
    assert reminded() == 0
    for expected in (1, 2, 3, 3):
        for message in Message.objects.all():
            message.created_at -= dt.timedelta(seconds=61)
            message.save(update_fields=["created_at"])
        invited.post("legal_rep/remind/")
        assert reminded() == expected


def test_starting_over_does_not_refill_the_questions_about_somebody(at_rep):
    for _ in range(limits.MATCH_TRIES):
        at_rep.answer("legal_rep", mobile="13900000001")
    at_rep.post("withdraw/")
    at_rep.ref = ""
    a_minute_later()
    at_rep.to("legal_rep")
    answer = at_rep.answer("legal_rep", mobile=HEAD.mobile)
    assert answer.status_code == 409
    assert answer.context["kind"] == "rep_too_many"


def test_revocation_ends_the_rights_at_once_and_tells_both(invited, phone):
    phone.to_sign()
    phone.sign()
    work_all("sign_authorisation")
    invited.activate()
    assert Organisation.objects.get().status == "open"
    phone.post("revoke/")
    organisation = Organisation.objects.get()
    assert organisation.status == "vacant"
    assert organisation.super_administrator is None
    assert not organisation.may("seal")
    assert [m.template for m in texts_to(EMPLOYEE.mobile)][-1] == "revoked.applicant"
    assert [m.template for m in texts_to(HEAD.mobile)][-1] == "revoked.receipt"
    assert words.text("status.lapsed.title") in invited.get("status/").content.decode()
    assert words.text("status.short.lapsed") in invited.browser.get("/applications/").content.decode()
    assert invited.row.standing == "lapsed"
    phone.post("revoke/")
    assert Event.objects.filter(kind="authorisation.revoked").count() == 1


def photograph(phone):
    """Consent, both sides, handed in."""
    phone.post("documents/", act="agree", agree="1")
    for side in ("front", "back"):
        phone.post("documents/", act="photograph", side=side, picture=file(clips.moving(1)[0]))
    return phone.post("documents/", act="submit")


def the_case():
    return Case.objects.get(kind="onboarding.documents", status="open")


def decide_documents(reviewer, decision, *, reasons=()):
    case = the_case()
    reviewer.get(f"/desk/{case.ref}/")
    ticked = ["card_matches", "card_genuine", "called_back_rep"]
    answer = reviewer.post(
        f"/desk/{case.ref}/", {"decision": decision, "reasons": list(reasons), "confirmed": ticked, "note": ""}
    )
    assert answer.status_code == 302, answer.content.decode()[-2000:]


def test_photographs_and_a_person_do_what_a_face_does(invited, phone, reviewer):
    phone.enter_code()
    phone.say_who()
    photograph(phone)
    assert phone.get("sign/")["Location"].endswith("/documents/")
    decide_documents(reviewer, "approved")
    assert [m.template for m in texts_to(HEAD.mobile)][-1] == "rep.documents.approved"
    assert phone.sign().status_code == 302
    work_all("sign_authorisation")
    assert invited.row.status == "approved"


def test_a_number_that_is_not_registered_in_their_name_needs_a_person_before_the_signature(at_rep, reviewer):
    answer = at_rep.answer("legal_rep", mobile="13900000001", documents="1")
    assert answer.status_code == 302
    phone = Phone(links.alias_of(Invitation.objects.get().pk))
    phone.enter_code()
    assert phone.say_who()["Location"].endswith("/documents/")
    assert phone.get("face/")["Location"].endswith("/documents/")
    phone.sign()
    assert phone.invitation.status == Status.SENT
    photograph(phone)
    decide_documents(reviewer, "refused", reasons=["CALL_DENIED"])
    assert phone.invitation.status == Status.WITHDRAWN
    assert not Organisation.objects.exists()


def test_a_match_needs_no_person_even_if_one_was_asked_for(at_rep):
    at_rep.answer("legal_rep", mobile=HEAD.mobile, documents="1")
    assert Invitation.objects.get().needs_documents is False


def test_photographs_that_come_back_are_taken_again(invited, phone, reviewer):
    phone.enter_code()
    phone.say_who()
    photograph(phone)
    decide_documents(reviewer, "returned", reasons=["IMG_BLUR"])
    assert [m.template for m in texts_to(HEAD.mobile)][-1] == "rep.documents.returned"
    assert phone.get("documents/").status_code == 200
    phone.sign()
    assert phone.invitation.status == Status.SENT
