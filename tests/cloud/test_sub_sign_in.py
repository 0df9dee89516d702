"""Sub-users sign in on a page of their own, by the root's number or alias, and learn nothing about others there."""

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from tests.cloud.conftest import MOBILE, PASSWORD

from chopmark.audit.models import Event
from chopmark.cloud.accounts.actions import ALIAS, Taken, Unusable, create_sub_user, register_root, set_alias
from chopmark.cloud.accounts.counting import TRIES
from chopmark.cloud.accounts.models import Account, WrongTries
from chopmark.cloud.console.aliasing import ALIASES

PAGE = "/signin/user/"
KEPT = "chopmark_root"


@pytest.fixture
def alias(root):
    set_alias(root, alias="lixi-bay")
    root.refresh_from_db()
    return root.alias


def enter(browser, typed, name, password=PASSWORD):
    return browser.post(PAGE, {"root_id": typed, "name": name, "password": password, "next": "/account/"})


def said(page):
    return page.status_code, [str(error) for error in page.context["form"].non_field_errors()]


@pytest.mark.parametrize("typed", ["100000000017", "lixi-bay", "LIXI-Bay"])
def test_a_sub_user_enters_by_number_or_alias_and_goes_on(sub_user, alias, browser, typed):
    assert enter(browser, typed, sub_user.name).headers["Location"] == "/account/"
    assert browser.session["account"] == sub_user.uin


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_each_page_leads_to_the_other_and_keeps_where_to_go(db, browser, language):
    for here, there in (("/signin/", PAGE), (PAGE, "/signin/")):
        page = browser.get(f"{here}?next=/users/", headers={"accept-language": language}).content.decode()
        assert f'href="{there}?next=%2Fusers%2F"' in page


def test_an_old_link_still_finds_the_page(db, browser):
    assert 'name="root_id"' in browser.get("/signin/?as=sub").content.decode()


def test_a_missing_root_a_missing_name_and_a_wrong_password_answer_alike_and_work_alike(sub_user, alias):
    tries = [("nobody-here", "zhou.lan"), ("999999999999", "zhou.lan"), (alias, "no.one"), (alias, sub_user.name)]
    seen = set()
    for typed, name in tries:
        with CaptureQueriesContext(
            connection,
        ) as work:
            answer = said(enter(Browser(), typed, name, "a wrong password"))
        seen.add((str(answer), len(work)))
    assert len(seen) == 1


@pytest.mark.parametrize("name", ["zhou.lan", "no.one"])
def test_number_and_alias_are_counted_together_also_for_a_name_that_is_missing(sub_user, alias, name):
    for number in range(TRIES):
        page = enter(Browser(), alias if number % 2 else sub_user.owner_id, name, "wrong")
    assert "暂停" in said(page)[1][0]
    assert said(enter(Browser(), alias, name))[1] == said(page)[1]
    assert WrongTries.objects.count() == 1


def test_a_name_of_one_root_does_not_open_another(sub_user, alias):
    other = register_root(mobile="13900139000", password=PASSWORD)
    assert enter(Browser(), other.uin, sub_user.name).status_code == 200


def test_a_browser_keeps_the_alias_of_whoever_came_in_and_no_name(sub_user, alias):
    browser = Browser()
    enter(browser, alias, sub_user.name, "wrong")
    assert KEPT not in browser.cookies
    enter(browser, sub_user.owner_id, sub_user.name)
    kept = browser.cookies[KEPT]
    assert kept["httponly"]
    assert kept["path"] == "/signin/"
    assert sub_user.name not in kept.value
    later = Browser()
    later.cookies[KEPT] = kept.value
    page = later.get(PAGE)
    assert page.context["form"]["root_id"].value() == alias
    assert not page.context["form"]["name"].value()


def test_a_number_is_not_kept(sub_user, browser):
    enter(browser, sub_user.owner_id, sub_user.name)
    assert KEPT not in browser.cookies


def test_a_root_that_enters_leaves_nothing_behind(root, alias, browser):
    browser.post("/signin/", {"identifier": MOBILE, "password": PASSWORD})
    assert KEPT not in browser.cookies


def test_a_forged_cookie_fills_nothing_in(db, browser):
    browser.cookies[KEPT] = "lixi-bay:forged"
    assert not browser.get(PAGE).context["form"]["root_id"].value()


def test_a_link_may_name_the_root(db, browser):
    assert browser.get(f"{PAGE}?root=lixi-bay").context["form"]["root_id"].value() == "lixi-bay"


@pytest.mark.parametrize("alias", ["123456789012", "ab", "-abc", "abc-", "a_b_c", "a" * 33, "栗栖湾"])
def test_an_alias_that_could_be_a_number_or_needs_an_escape_is_refused(root, signed_in, alias):
    assert not ALIAS.fullmatch(alias)
    with pytest.raises(Unusable):
        set_alias(root, alias=alias)
    page = signed_in(root).post("/alias/", {"alias": alias})
    assert page.context["form"].errors["alias"]
    assert page.context["form"]["alias"].value() == alias


def test_a_root_sets_its_alias_on_the_pages_and_home_shows_where_to_sign_in(root, signed_in):
    browser = signed_in(root)
    assert browser.post("/alias/", {"alias": "Lixi-Bay"}).headers["Location"] == "/"
    assert "/signin/user/?root=lixi-bay" in browser.get("/").content.decode()
    assert Event.objects.filter(kind="account.alias_set").count() == 1


def test_an_alias_is_one_accounts_and_the_attempts_are_limited(root, alias, signed_in):
    other = register_root(mobile="13900139000", password=PASSWORD)
    with pytest.raises(Taken):
        set_alias(other, alias=alias)
    browser = signed_in(other)
    ((most, _),) = ALIASES.spans
    said = [browser.post("/alias/", {"alias": alias}).context["form"].errors["alias"][0] for _ in range(most + 1)]
    assert len(set(said[:most])) == 1
    assert said[most] != said[0]
    assert Account.objects.get(pk=other.pk).alias is None


def test_only_the_root_itself_sets_the_alias(sub_user, signed_in, give):
    give(sub_user, {"name": "All", "statement": [{"effect": "allow", "action": "*", "resource": "*"}]})
    assert signed_in(sub_user).post("/alias/", {"alias": "lixi-bay"}).status_code == 403
    with pytest.raises(Unusable):
        set_alias(sub_user, alias="lixi-bay")


def test_an_earlier_alias_is_free_again(root, alias):
    set_alias(root, alias="lixi-port")
    other = register_root(mobile="13900139000", password=PASSWORD)
    set_alias(other, alias=alias)
    create_sub_user(other, name="he.mu", password=PASSWORD)
    assert enter(Browser(), alias, "he.mu").status_code == 303
