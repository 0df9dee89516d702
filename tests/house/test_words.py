"""Every text in both languages, with the same variables, in the punctuation of its language."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from chopmark.onboarding import flow
from chopmark.review.reasons import DOCUMENTS, INCLUSION, LETTER, REPORT, SEAL

SOURCE = Path(__file__).resolve().parents[2] / "src" / "chopmark"
ROOMS = sorted(path.parents[2] for path in SOURCE.rglob("locale/en/LC_MESSAGES/django.po"))
FORBIDDEN = re.compile(r"非法|有误的操作|\binvalid\b|\billegal\b|failed to", re.IGNORECASE)
SMS_LIMIT = 70  # characters of one message, sign included
LONGEST = {
    "sign": "某某电子签名平台", "org": "深圳市南山区栗栖湾…", "applicant": "欧*小明", "rep": "欧*小明", "code": "123456",
    "minutes": "5", "days": "30", "due": "12月30日", "reason": "日期没有写全啊", "n": "12", "ref": "7K4P92QD",
    "seal": "合同专用章", "time": "12月30日 23:59", "link": "a.example.c/l/ABCDEFGHJK",
}  # fmt: skip


def catalogue(room, language):
    with (room / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return {m.id: m.string for m in read_po(file) if m.id}


ALL = [(room, key) for room in ROOMS for key in catalogue(room, "zh_Hans")]
CHINESE = {key: text for room in ROOMS for key, text in catalogue(room, "zh_Hans").items()}
ENGLISH = {key: text for room in ROOMS for key, text in catalogue(room, "en").items()}


def test_every_key_stands_in_both_languages():
    assert set(CHINESE) == set(ENGLISH)


def test_no_key_stands_in_two_rooms():
    keys = [key for _, key in ALL]
    assert sorted(keys) == sorted(set(keys))


def test_no_text_is_empty_and_both_have_the_same_variables():
    wrong = [
        key
        for key in CHINESE
        if not CHINESE[key]
        or not ENGLISH[key]
        or set(re.findall(r"{\w+}|%\w", CHINESE[key])) != set(re.findall(r"{\w+}|%\w", ENGLISH[key]))
    ]
    assert wrong == []


def test_chinese_has_full_width_punctuation_and_no_blanks_beside_it():
    half = re.compile(
        r"[\u4e00-\u9fff]\s*[,;:!?()]|[,;:!?()]\s*[\u4e00-\u9fff]|[\u4e00-\u9fff] +[\u4e00-\u9fffA-Za-z0-9]|[A-Za-z0-9] +[\u4e00-\u9fff]"
    )
    assert [(key, text) for key, text in CHINESE.items() if half.search(re.sub(r"{\w+}", "", text))] == []


def test_no_text_blames():
    assert [key for key in CHINESE if FORBIDDEN.search(CHINESE[key]) or FORBIDDEN.search(ENGLISH[key])] == []


@pytest.mark.parametrize("key", [key for key in CHINESE if key.startswith("sms.")])
def test_a_chinese_text_message_fits_into_one_part(key):
    text = re.sub(r"{(\w+)}", lambda match: LONGEST[match.group(1)], CHINESE[key])
    assert len(text) <= SMS_LIMIT
    assert "{link}" not in CHINESE[key] or CHINESE[key].endswith("{link}")


def sources():
    return {p: p.read_text(encoding="utf-8") for ending in ("*.html", "*.py") for p in SOURCE.rglob(ending)}


def is_shown(key, *, quoted, groups):
    """Named whole; or made of a group and a value; or sent as a message; or the texts of a refusal or a field."""
    parts = key.split(".")
    if key in quoted or any(".".join(parts[:depth]) in groups for depth in range(1, len(parts))):
        return True
    if parts[0] == "sms":
        return ".".join(parts[1:]) in quoted or parts[1] in groups
    if parts[0] == "refusal" and len(parts) == 3:
        return parts[1] in quoted
    return parts[-1] in ("label", "hint", "title", "text") and ".".join(parts[:-1]) in quoted


def named_in(texts):
    """What code and templates put into quotes, and the groups to which they add a value."""
    quoted, groups = set(), set()
    for text in texts:
        quoted |= set(re.findall(r"[\"']([\w]+(?:\.[\w]+)*)[\"']", text))
        groups |= set(re.findall(r"t2 [\"']([\w.]+)[\"']", text))
        groups |= set(re.findall(r"f[\"']([\w.]+)\.{", text))
        groups |= set(re.findall(r"[\"']([\w.]+\.aside)[\"']", text))
        groups |= set(re.findall(r"_choices\([\"']([\w.]+)[\"']", text))
    return quoted, groups - {"help", "refusal", "onboarding", "sms"}


def test_no_template_asks_for_a_text_that_does_not_exist():
    """A key without a text breaks its page, and only for whoever gets there."""
    asked = {
        key
        for path, text in sources().items()
        if path.suffix == ".html"
        for key in re.findall(r"{%\s*t [\"']([\w.\-]+)[\"']", text)
    }
    assert asked - set(CHINESE) == set()


def test_no_code_asks_for_a_text_that_does_not_exist():
    asked = {
        key
        for path, text in sources().items()
        if path.suffix == ".py"
        for key in re.findall(r"(?:words\.text|words\.html|later|later_text)\(\s*\"([\w.\-]+)\"", text)
    }
    assert asked - set(CHINESE) == set()


def test_every_step_of_the_journey_has_the_texts_beside_it():
    """The page asks for them by the key of its step, which no scan of the templates can see."""
    for key in {**flow.BY_KEY, "idphoto": None}.keys() - {"documents"}:  # photographs have theirs under idphoto
        for part in ("need", "time", "help"):
            assert f"onboarding.{key}.aside.{part}" in CHINESE or not _has_a_page(key), key


def _has_a_page(key):
    return (SOURCE / "onboarding" / "templates" / "onboarding" / f"{key}.html").exists()


def test_no_text_is_left_that_nobody_shows():
    quoted, groups = named_in(sources().values())
    groups |= {
        "help.account",
        "help.realname",
        "help.subuser",
        "help.steps",
        "help.letter",
        "help.enterprise",
        "privacy",
        "terms",
    }
    groups |= {
        f"onboarding.{path.stem}.aside" for path in (SOURCE / "onboarding" / "templates" / "onboarding").glob("*.html")
    }
    groups |= {f"reason.{code}" for code in (*LETTER, *DOCUMENTS, *INCLUSION, *REPORT, *SEAL)}
    assert [key for key in CHINESE if not is_shown(key, quoted=quoted, groups=groups)] == []
