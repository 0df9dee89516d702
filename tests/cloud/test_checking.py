"""What the page of a policy says while it is typed: each fault and flaw, and the line that it is in."""

import json

import pytest
from django.test import Client as Browser
from django.utils import translation

from chopmark.cloud.cam.checking import Remark, remarks
from chopmark.cloud.cam.linting import Flaw
from chopmark.cloud.cam.models import Policy
from chopmark.cloud.cam.presets import granting

TWO = """{ "version": "2.0",
  "statement": [{
    "effect": "allow",
    "action": ["name/ess:Login", "ess:Loign"],
    "resource": ["*"] },
  {
    "effect": "deny",
    "action": "cos:*",
    "resource": "*",
    "condition": {
      "ip_not_equal": {"qcs:ip": "10.0.0.0/8"} } }] }"""


def said(source):
    return [(remark.key.rpartition(".")[2], remark.line, remark.is_fault) for remark in remarks(source)]


def test_each_flaw_stands_at_its_line():
    assert said(TWO) == [("unknown_action", 4, False), ("missing_is_denied", 11, False)]


def test_what_a_flaw_is_about_stands_in_the_letters_of_its_statement():
    spelt = TWO.replace('"action": "cos:*"', '"action": ["ess:LOIGN"]')
    assert [each.about for each in remarks(spelt)] == ["ess:Loign", "ip_not_equal qcs:ip", "ess:LOIGN"]


def test_a_grant_that_names_a_resource_of_e_sign_is_among_the_findings():
    assert said(TWO.replace('["*"]', '["qcs::ess:::flow/1"]').replace("Loign", "Operate"))[0] == ("idle", 4, False)


def test_a_variable_that_is_not_known_is_a_fault_and_one_that_nothing_fills_a_flaw():
    named = TWO.replace('"10.0.0.0/8"', '"10.0.0.0/8" }, "string_equal": {"k":\n"${%s}"')
    assert said(named % "who") == [("unknown_variable", 12, True)]
    assert said(named % "app_id")[-1] == ("unfilled", 12, False)
    assert "unfilled" not in str(said(named % "uin"))


def test_every_statement_that_is_not_understood_is_told_and_flaws_wait():
    broken = TWO.replace('"allow"', '"Allow"').replace("ip_not_equal", "ip_unequal")
    assert said(broken) == [("effect", 3, True), ("operator", 11, True)]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('{\n "version": "2.0",\n', [("json", 3, True)]),
        ('{"version": "2.0",\n"statement": [],\n"x": 1}', [("unknown", 3, True)]),
        ('{\n"version": "3.0", "statement": []}', [("version", 2, True)]),
        ('{"version": "2.0",\n"statement": []}', [("statement", 2, True)]),
        ('{"version": "2.0"}', [("statement", None, True)]),
        ('{"version": "2.0",\n"statement": [1]}', [("object", 2, True)]),
        ("[]", [("object", None, True)]),
        ("", [("json", 1, True)]),
        ("x" * 6145, [("too_long", None, True)]),
        ('{"version": ' + "[" * 33 + "]" * 33 + "}", [("too_deep", None, True)]),
        ("[" * 6000, [("too_deep", None, True)]),
        ("[" * 32 + "]" * 32, [("object", None, True)]),
        ('["\\\\", ' + "[" * 32 + "]" * 32 + "]", [("too_deep", None, True)]),
        (json.dumps(granting("ess:*")), []),
        (json.dumps({"version": "2.0", "statement": granting("ess:Login")["statement"][0]}), []),
    ],
)
def test_what_is_wrong_is_told_with_the_line_where_there_is_one(source, found):
    assert said(source) == found


def test_a_bracket_in_a_text_opens_nothing():
    braced = TWO.replace('"name/ess:Login"', '"name/ess:{[\\"{"')
    assert said(braced)[-1] == ("missing_is_denied", 11, False)
    deep = TWO.replace('"name/ess:Login"', f'"name/ess:{"[{" * 500}\\"{"[" * 33}"')
    assert said(deep)[-1] == ("missing_is_denied", 11, False)
    assert "too_deep" not in str(said(f'{{"version": "{"[" * 40}'))


@pytest.mark.parametrize("flaw", list(Flaw))
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_flaw_has_a_sentence(flaw, language):
    with translation.override(language):
        assert Remark(f"cloud.lint.{flaw}", {}, None, is_fault=False).text[-1] in ".。"


def test_a_text_is_checked_while_it_is_typed_and_nothing_is_kept(root, signed_in):
    shown = signed_in(root).post("/policies/check/", {"document": TWO, "name": "Typed"}).content.decode()
    assert "ess:Loign" in shown
    assert 'id="findings"' in shown
    assert not Policy.objects.filter(owner=root).exists()


def test_only_who_manages_access_has_a_text_checked(sub_user, signed_in, db):
    assert signed_in(sub_user).post("/policies/check/", {"document": TWO}).status_code == 403
    assert Browser().post("/policies/check/", {"document": TWO}).status_code == 303


def test_the_press_without_scripts_checks_and_saves_nothing(root, signed_in):
    browser = signed_in(root)
    page = browser.post("/policies/new/", {"name": "Typed", "document": TWO, "check": "1"})
    assert [remark.line for remark in page.context["remarks"]] == [4, 11]
    assert "ess:Loign" in page.content.decode()
    assert not Policy.objects.filter(owner=root).exists()
    kept = Policy.objects.create(owner=root, name="Kept", document=granting("ess:*"))
    page = browser.post(f"/policies/{kept.pk}/edit/", {"document": TWO, "check": "1", "read": "seen"})
    assert [remark.line for remark in page.context["remarks"]] == [4, 11]
    assert page.context["read"] == "seen"
    assert Policy.objects.get(pk=kept.pk).document == granting("ess:*")


def test_a_policy_that_was_saved_goes_on_to_say_what_was_found_in_it(root, signed_in):
    browser = signed_in(root)
    saved = browser.post("/policies/new/", {"name": "Typed", "document": TWO})
    assert "ess:Loign" in browser.get(saved.headers["Location"]).content.decode()
    kept = Policy.objects.create(owner=root, name="Kept", document=granting("ess:*"))
    assert 'id="findings"' not in browser.get(f"/policies/{kept.pk}/").content.decode()
