"""Signing in by mobile: a code to the number and nothing else, and nobody learns who has an account."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from chopmark.audit.models import Event
from chopmark.kit.clock import now
from chopmark.notify.models import Message
from chopmark.people.models import Login, Person
from tests.crowd import at_once
from tests.journey import EMPLOYEE, a_minute_later, account, last_code, sign_in, sign_in_by_phone, texts_to

MOBILE, OTHER = "13800138017", "13900139018"


def known(mobile, *, checked=False, cloud=False):
    person = Person.objects.arrive()
    person.mobile = mobile
    if checked:
        person.name, person.id_number, person.identity_checked_at = EMPLOYEE.name, EMPLOYEE.number, now()
    person.save()
    if cloud:
        Login.objects.create(person=person, issuer="https://id.example", subject=str(person.pk))
    return person


def who_is_in(browser):
    return browser.session.get("_auth_user_id")


def ask(browser, mobile=MOBILE, **more):
    return browser.post("/signin/phone/", {"mobile": mobile, **more})


def enter(browser, digits, **more):
    return browser.post("/signin/phone/code/", {"code": digits, **more})


def test_a_new_mobile_becomes_a_person_with_that_mobile(db):
    browser = sign_in_by_phone(MOBILE, back="/applications/")
    person = Person.objects.get()
    assert (person.mobile, who_is_in(browser)) == (MOBILE, str(person.pk))
    assert person.identity_checked_at is None
    assert browser.get("/applications/").status_code == 200
    assert [e.facts for e in Event.objects.filter(kind="person.signed_in")] == [{"by": "phone"}]


def test_the_same_mobile_is_the_same_person(db):
    for _ in range(2):
        sign_in_by_phone(MOBILE)
        a_minute_later()
    assert Person.objects.count() == 1


def test_a_checked_identity_goes_before_an_unchecked_one(db):
    known(MOBILE)
    checked = known(MOBILE, checked=True)
    known(MOBILE)
    assert who_is_in(sign_in_by_phone(MOBILE)) == str(checked.pk)


def test_a_person_with_a_cloud_account_is_told_so_after_the_right_code_only(db):
    known(MOBILE, checked=True, cloud=True)
    browser = Client()
    ask(browser)
    wrong = enter(browser, "000000" if last_code(MOBILE, "code.signin") != "000000" else "111111")
    assert wrong.status_code == 422
    told = enter(browser, last_code(MOBILE, "code.signin"), next="/begin/")
    assert told.status_code == 403
    assert 'href="/signin/?next=/begin/"' in told.content.decode()
    assert who_is_in(browser) is None
    assert Person.objects.count() == 1


def test_asking_and_entering_wrongly_look_the_same_for_known_and_unknown_numbers(db):
    known(MOBILE, checked=True)
    known("13700137000", cloud=True)
    seen = []
    for mobile in (MOBILE, OTHER, "13700137000"):
        browser = Client()
        sent = ask(browser, mobile)
        page = browser.get(sent["Location"])
        wrong = enter(browser, "12345")
        body = Message.objects.filter(template="code.signin").latest("created_at").body
        seen.append([
            sent.status_code, sent["Location"], page.status_code, wrong.status_code, re.sub(r"\d{6}", "", body),
            *(strip(answer, mobile) for answer in (page, wrong)),
        ])  # fmt: skip
    assert seen[0] == seen[1] == seen[2]


def strip(answer, mobile):
    text = answer.content.decode().replace(f"{mobile[:3]}****{mobile[-4:]}", "")
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"|data-wait="\d+"', "", text)


def test_a_code_works_in_the_browser_that_asked_for_it_only(db):
    mine, thief = Client(), Client()
    ask(mine)
    digits = last_code(MOBILE, "code.signin")
    assert enter(thief, digits)["Location"].startswith("/signin/phone/?")
    a_minute_later()
    ask(thief)
    assert enter(thief, digits).status_code == 422
    assert who_is_in(thief) is None


def test_a_code_for_something_else_signs_nobody_in(applicant_of):
    applicant = applicant_of(person=EMPLOYEE).to("contact")
    browser = Client()
    ask(browser, EMPLOYEE.mobile)
    assert enter(browser, last_code(applicant.row.mobile, "code.confirm")).status_code == 422
    assert who_is_in(browser) is None


def test_a_right_code_works_once(db):
    browser = sign_in_by_phone(MOBILE)
    digits = last_code(MOBILE, "code.signin")
    browser.post("/signout/")
    assert enter(browser, digits)["Location"].startswith("/signin/phone/?")
    assert who_is_in(browser) is None


def test_five_wrong_codes_end_it_and_the_right_one_comes_too_late(db):
    browser = Client()
    ask(browser)
    right = last_code(MOBILE, "code.signin")
    for n in range(5):
        enter(browser, f"{(int(right) + 1 + n) % 1_000_000:06}")
    assert enter(browser, right).status_code == 422
    assert who_is_in(browser) is None


def test_a_session_key_known_before_opens_nothing_afterwards(db):
    browser = Client()
    ask(browser)
    planted = browser.session.session_key
    enter(browser, last_code(MOBILE, "code.signin"))
    assert browser.session.session_key != planted
    assert not Session.objects.filter(session_key=planted).exists()
    thief = Client()
    thief.cookies["chopmark_platform"] = planted
    assert thief.get("/applications/").status_code == 302


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"])
def test_nobody_is_sent_to_another_site(db, back):
    browser = Client()
    ask(browser, next=back)
    assert enter(browser, last_code(MOBILE, "code.signin"), next=back)["Location"] == "/applications/"


def test_the_number_stands_in_no_session_and_no_event(db):
    browser = Client()
    ask(browser)
    assert MOBILE not in str(dict(browser.session))
    enter(browser, last_code(MOBILE, "code.signin"))
    assert MOBILE not in str(list(Event.objects.values()))


def test_a_press_too_many_sends_nothing_and_the_earlier_code_still_works(db):
    browser = Client()
    for _ in range(3):
        assert ask(browser).status_code == 302
    assert len(texts_to(MOBILE)) == 1
    assert enter(browser, last_code(MOBILE, "code.signin")).status_code == 302


def test_another_browser_is_told_when_a_number_gets_no_further_code(db):
    ask(Client())
    answer = ask(Client())
    assert answer.status_code == 422
    assert len(texts_to(MOBILE)) == 1


def test_signing_out_ends_it(db):
    browser = sign_in_by_phone(MOBILE)
    browser.post("/signout/")
    assert browser.get("/applications/")["Location"].startswith("/signin/phone/?")
    assert Event.objects.filter(kind="person.signed_out").count() == 1


def test_a_browser_that_came_by_phone_is_led_to_the_phone_again_and_others_to_the_cloud(db):
    browser = sign_in_by_phone(MOBILE)
    browser.post("/signout/")
    assert browser.get("/workspace/")["Location"] == "/signin/phone/?next=%2Fworkspace%2F"
    assert Client().get("/workspace/")["Location"] == "/signin/?next=%2Fworkspace%2F"


def test_a_cloud_sign_in_afterwards_is_no_phone_entry_any_more(provider, db):
    browser = sign_in_by_phone(MOBILE)
    sign_in(provider, account(), browser=browser, back="/begin/licence/")
    assert browser.get("/begin/licence/")["Location"] == "/begin/"


def test_staff_pages_send_a_phone_entry_to_the_cloud(reviewer):
    assert sign_in_by_phone(MOBILE).get("/desk/")["Location"].startswith("/signin/?")


def test_many_browsers_at_once_make_one_person(committed):
    Person.objects.filter(logins=None).exists()
    browsers = []
    for _ in range(4):
        browser = Client()
        ask(browser)
        browsers.append((browser, last_code(MOBILE, "code.signin")))
        a_minute_later()
    at_once(lambda n: enter(*browsers[n]), len(browsers))
    assert Person.objects.count() == 1
    assert all(who_is_in(browser) for browser, _ in browsers)
