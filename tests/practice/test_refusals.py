"""Every refusal of the platform is documented with the way to meet it, and nothing else is."""

import re
from pathlib import Path

from chopmark.practice import refusals
from chopmark.review import reasons
from chopmark.web import words

SOURCE = Path(refusals.__file__).resolve().parents[1]
_CALLS = re.compile(r'(?:Refusal|LinkTrouble)\("([a-z_]+)"|trouble\(request, "([a-z_]+)"|: "(link_[a-z]+)"')
_DOOR = re.compile(
    r'(?:return|get\([^"]*|:) "(no_realname|personal_only|no_policy|explicit_deny|policy_resource)"|"(no_policy)"'
)
_KEYS = re.compile(r'"refusal\.([a-z_]+)\.title"|"(login_cancelled|login_failed)"')
# Kinds of refusal that are met in the cloud's own pages or are notes beside a field, not pages.
NOT_PAGES = {"label", "buttons", "rep_refused", "name_differs"}


def named_in_source():
    found = set()
    for path in [*SOURCE.rglob("*.py"), *SOURCE.rglob("*.html")]:
        if "practice" in path.parts or "cloud" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        for pattern in (_CALLS, _DOOR, _KEYS):
            found |= {
                key for groups in pattern.findall(text) for key in ([groups] if isinstance(groups, str) else groups)
            }
    return found - {""} - NOT_PAGES


def test_every_refusal_has_a_documented_way_to_it():
    documented = {meeting.key for meeting in refusals.MEETINGS}
    assert named_in_source() - documented == set()


def test_nothing_is_documented_that_does_not_exist():
    assert {m.key for m in refusals.MEETINGS if not words.exists(f"refusal.{m.key}.title")} == set()


def test_each_is_documented_once():
    keys = [meeting.key for meeting in refusals.MEETINGS]
    assert len(keys) == len(set(keys))


def test_every_reason_code_has_its_texts_and_a_desk_that_offers_it():
    for code in {*reasons.LETTER, *reasons.DOCUMENTS, *reasons.INCLUSION, *reasons.REPORT}:
        assert words.exists(f"reason.{code}.short"), code
