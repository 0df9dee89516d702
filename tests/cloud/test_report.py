"""The access report: CAM's own answers for every sub-user of the house and for nobody else's, on pages and as CSV."""

import csv
import io

import pytest
from django.utils import translation
from tests.cloud.conftest import PASSWORD

from chopmark.audit.models import Event
from chopmark.cloud.accounts.actions import create_sub_user, register_root
from chopmark.cloud.accounts.models import Account
from chopmark.cloud.cam.grouping import add_member, attach_to_group, create_group
from chopmark.cloud.cam.models import Policy
from chopmark.cloud.cam.presets import AUTHENTICATE, ESIGN_ACTIONS, FULL_ACCESS, granting
from chopmark.cloud.oidc.actions import disable

EVENING = {
    "ip_equal": {"qcs:ip": "10.0.0.0/8"},
    "date_greater_than": {"qcs:current_time": "2026-11-28T18:00:00+08:00"},
}


@pytest.fixture
def shown(root, signed_in):
    """The page, as the root sees it."""
    browser = signed_in(root)
    return lambda **terms: browser.get("/report/", terms)


@pytest.fixture
def table(root, signed_in):
    """The rows of the file, the head among them."""
    browser = signed_in(root)

    def go(**terms):
        sent = browser.post("/report/csv/", {"action": "", "ip": "", "at": "", **terms})
        return rows_of(sent)

    return go


def rows_of(sent):
    text = b"".join(sent.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def outcomes(page):
    """What the page answers, action by action, under the name of each sub-user."""
    return {
        row.account.name: {cell.verdict.action: cell.verdict.outcome for cell in cells}
        for row, cells in page.context["rows"]
    }


def allowing(**statement):
    return {"effect": "allow", "action": "ess:*", "resource": "*", **statement}


def test_every_answer_is_cams_own(shown, root, sub_user, give):
    group = create_group(root, name="legal-dept")
    attach_to_group(Policy.objects.get(owner=None, name=FULL_ACCESS), group=group, by=root)
    add_member(group, account=sub_user, by=root)
    give(sub_user, {"name": "No", "statement": [allowing(effect="deny", action="ess:Operate")]})
    create_sub_user(root, name="he.mu", password=PASSWORD)
    idle = create_sub_user(root, name="idle", password=PASSWORD)
    give(idle, {"name": "Idle", "statement": [allowing(resource="qcs::ess:::flow/1")]})
    assert outcomes(shown()) == {
        "he.mu": dict.fromkeys(ESIGN_ACTIONS, "implicit_deny"),
        "idle": dict.fromkeys(ESIGN_ACTIONS, "resource_ignored"),
        "zhou.lan": {**dict.fromkeys(ESIGN_ACTIONS, "allow"), "ess:Operate": "explicit_deny"},
    }


def test_address_and_time_are_those_that_were_asked_about_and_are_told(shown, sub_user, give):
    give(sub_user, {"name": "Evening", "statement": [allowing(condition=EVENING)]})
    for ip, at, outcome in [
        ("10.1.2.3", "2026-11-28 18:01", "allow"),
        ("10.1.2.3", "2026-11-28 17:59", "implicit_deny"),
        ("192.0.2.1", "2026-11-28 18:01", "implicit_deny"),
        ("", "2026-11-28 18:01", "implicit_deny"),
    ]:
        page = shown(ip=ip, at=at)
        assert outcomes(page)["zhou.lan"][AUTHENTICATE] == outcome
        assert f"{at}+08:00" in page.content.decode()
        assert ip in page.content.decode()


def test_without_terms_it_is_asked_from_here_and_now(shown, sub_user):
    page = shown()
    assert page.context["asked"].ip == "127.0.0.1"
    assert page.context["asked"].at == ""


def test_one_action_is_shown_alone(shown, sub_user):
    assert outcomes(shown(action="ess:Login")) == {"zhou.lan": {"ess:Login": "implicit_deny"}}


@pytest.mark.parametrize(
    ("field", "said"), [("action", "ess:*"), ("ip", "10.0.0.0/8"), ("at", "soon"), ("at", "0001-01-01T00:00Z9")]
)
def test_terms_that_cannot_be_asked_are_said_and_answer_nothing(shown, sub_user, field, said):
    page = shown(**{field: said})
    assert page.context["form"].errors[field]
    assert "rows" not in page.context


@pytest.mark.parametrize("at", ["0001-01-01T00:00+23:59", "9999-12-31T23:59-23:59"])
def test_the_first_and_the_last_moment_can_be_asked_about(shown, table, sub_user, at):
    assert shown(at=at).status_code == 200
    assert len(table(at=at)) == 2


def test_a_press_on_an_answer_asks_the_simulator_the_same(shown, sub_user, give, signed_in, root):
    give(sub_user, {"name": "Evening", "statement": [allowing(condition=EVENING)]})
    page = shown(ip="10.1.2.3", at="2026-11-28 18:01")
    ((_, cells),) = page.context["rows"]
    for cell in cells:
        answer = signed_in(root).get(cell.address)
        assert answer.context["verdict"].action == cell.verdict.action
        assert answer.context["verdict"].outcome == "allow"
        assert answer.context["asked"] == sub_user
    assert cell.address.replace("&", "&amp;") in page.content.decode()


@pytest.mark.parametrize(("field", "said"), [("user", "1"), ("action", "ess:*"), ("ip", "x"), ("at", "soon")])
def test_a_link_into_the_simulator_is_checked_like_what_is_typed(root, sub_user, signed_in, field, said):
    told = {"user": sub_user.pk, "action": AUTHENTICATE, "ip": "", "at": "", field: said}
    page = signed_in(root).get("/simulator/", told)
    assert page.context["form"].errors[field]
    assert "verdict" not in page.context


def test_a_link_into_the_simulator_asks_about_nobody_of_another_house(root, signed_in):
    stranger = register_root(mobile="13700137000", password=PASSWORD)
    theirs = create_sub_user(stranger, name="he.mu", password=PASSWORD)
    page = signed_in(root).get("/simulator/", {"user": theirs.pk, "action": AUTHENTICATE})
    assert page.context["form"].errors["user"]
    assert "he.mu" not in page.content.decode()


def test_nobody_of_another_house_is_in_it(shown, table, sub_user):
    stranger = register_root(mobile="13700137000", password=PASSWORD)
    create_sub_user(stranger, name="he.mu", password=PASSWORD)
    assert list(outcomes(shown())) == ["zhou.lan"]
    assert [row[0] for row in table()[1:]] == ["zhou.lan"]


def test_a_sub_user_without_the_policy_sees_and_downloads_nothing(sub_user, signed_in):
    browser = signed_in(sub_user)
    assert browser.get("/report/").status_code == 403
    assert browser.post("/report/csv/", {}).status_code == 403
    assert "/report/" not in browser.get("/").content.decode()
    assert not Event.objects.filter(kind="access_report.downloaded").exists()


def test_a_sub_user_who_manages_access_sees_the_house_of_its_root(root, sub_user, give, signed_in):
    give(sub_user, {"name": "Managers", "statement": granting("cam:*")["statement"]})
    assert list(outcomes(signed_in(sub_user).get("/report/"))) == ["zhou.lan"]


@pytest.fixture
def many(root, policy_of_each):
    """Sixty sub-users, every third with a policy of its own."""
    accounts = [Account(owner=root, name=f"user.{number:02}", password="!") for number in range(60)]
    Account.objects.bulk_create(accounts)
    for account in accounts[::3]:
        policy_of_each(account)
    return accounts


@pytest.fixture
def policy_of_each(give):
    return lambda account: give(account, {"name": f"of-{account.name}", "statement": [allowing()]})


def test_the_list_comes_in_pages_and_keeps_its_terms(shown, many):
    first = shown(ip="10.1.2.3", action="ess:Login")
    assert list(outcomes(first)) == [f"user.{number:02}" for number in range(25)]
    assert first.context["earlier"] == ""
    last = shown(page=3)
    assert list(outcomes(last)) == [f"user.{number:02}" for number in range(50, 60)]
    assert last.context["later"] == ""
    for page in ("0", "9", "x"):
        assert shown(page=page).status_code == 200
    second = first.client.get(f"/report/?{first.context['later']}")
    assert list(outcomes(second)) == [f"user.{number:02}" for number in range(25, 50)]
    assert (second.context["asked"].ip, second.context["asked"].action) == ("10.1.2.3", "ess:Login")


def test_the_page_asks_the_database_no_more_for_many_than_for_one(shown, root, many, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        shown()


def test_the_file_is_whole_and_asks_twice_for_two_hundred(table, many, django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        rows = table(ip="10.1.2.3", at="2026-11-28 18:01")
    assert len(rows) == 61
    assert rows[0][3:8] == list(ESIGN_ACTIONS)
    assert {len(row) for row in rows} == {10}
    assert {tuple(row[8:]) for row in rows[1:]} == {("10.1.2.3", "2026-11-28 18:01+08:00")}
    assert len({row[3] for row in rows[1:]}) == 2


def test_more_than_are_asked_for_together_are_all_there(root, table):
    Account.objects.bulk_create([Account(owner=root, name=f"u{number:03}", password="!") for number in range(401)])
    assert [row[0] for row in table()[1:]] == [f"u{number:03}" for number in range(401)]


def test_a_name_that_a_spreadsheet_would_compute_is_text(root, table):
    for name in ("=1+1", "+1", "-1", "@x"):
        create_sub_user(root, name=name, password=PASSWORD)
    assert sorted(row[0] for row in table()[1:]) == ["'+1", "'-1", "'=1+1", "'@x"]


def test_who_may_not_be_used_is_said_so_beside_what_the_policies_grant(shown, table, root, sub_user, give):
    give(sub_user, FULL_ACCESS)
    before = table()[1]
    disable(sub_user, by=root)
    after = table()[1]
    assert before[2] != after[2]
    assert before[3:8] == after[3:8]
    assert after[2] in shown().content.decode()


def test_a_download_is_recorded_with_who_and_how_many_and_for_which_house(table, root, sub_user):
    table()
    event = Event.objects.get(kind="access_report.downloaded")
    assert (event.subject, event.actor, event.facts) == (
        f"accounts.account:{root.uin}",
        f"accounts.account:{root.uin}",
        {"count": 1},
    )


def test_the_file_is_in_the_language_of_who_asked_for_it_and_is_kept_nowhere(root, sub_user, signed_in):
    sent = signed_in(root).post("/report/csv/", {}, headers={"accept-language": "en"})
    with translation.override("zh-hans"):
        assert rows_of(sent)[1][3] == "Not allowed"
    assert sent.headers["Content-Type"].startswith("text/csv")
    assert sent.headers["Content-Disposition"] == 'attachment; filename="chopmark-access.csv"'
    assert sent.headers["Cache-Control"] == "no-store"


def test_a_file_of_one_action_has_one(table, sub_user):
    assert table(action="ess:Login")[0][3:-2] == ["ess:Login"]


def test_a_file_of_what_cannot_be_asked_is_none(root, sub_user, signed_in):
    browser = signed_in(root)
    assert browser.post("/report/csv/", {"at": "soon"}).status_code == 303
    assert browser.get("/report/csv/").status_code == 405
    assert not Event.objects.filter(kind="access_report.downloaded").exists()


def test_without_sub_users_the_page_says_so(shown):
    assert shown().context["rows"] == []
