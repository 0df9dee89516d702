"""Engines of Tencent Cloud by the environment: what is half told is an error before anybody is asked."""

import json
import os
import subprocess
import sys

import pytest
from django.core.checks import run_checks
from tests.vendors.tencent.conftest import ENGINES, account_at, use_tencent

from chopmark.cli.commands import doctor
from chopmark.config.settings import _ENGINES
from chopmark.kit import engines
from chopmark.kit.vendors import Account

SHOW = "from django.conf import settings as s; print([s.ENGINES, s.ENGINE_SETTINGS, s.TENCENT])"


@pytest.fixture(autouse=True)
def _fresh_engines():
    yield
    engines.engine.cache_clear()


def flaws():
    return [error.msg for error in run_checks() if error.id == "chopmark.E003"]


def started(code, **environment):
    known = {**os.environ, "DJANGO_SETTINGS_MODULE": "chopmark.config.settings", **environment}
    return subprocess.run([sys.executable, "-c", code], env=known, capture_output=True, text=True, check=False)


def test_nobody_who_does_not_use_them_is_asked_for_keys(settings):
    settings.TENCENT = Account("", "")
    assert flaws() == []


@pytest.mark.parametrize("name", ["registry", "identity", "licence", "sms"])
def test_an_engine_of_theirs_without_keys_is_an_error(settings, name):
    settings.TENCENT = Account("", "")
    settings.ENGINES = {**settings.ENGINES, name: ENGINES[name]}
    assert any("CHOPMARK_TENCENT_SECRET_ID" in flaw and name in flaw for flaw in flaws())


def test_keys_and_all_that_is_needed_are_no_error(settings):
    use_tencent(settings, account_at("127.0.0.1:1"))
    assert flaws() == []


def test_personal_data_do_not_leave_this_machine_unencrypted(settings):
    use_tencent(settings, account_at("ocr.example.cn"))
    assert any("https" in flaw for flaw in flaws())


@pytest.mark.parametrize("missing", ["app_id", "sign", "templates"])
def test_text_messages_without_what_they_are_sent_with_are_an_error(settings, missing):
    use_tencent(settings, account_at("127.0.0.1:1"))
    settings.ENGINE_SETTINGS[ENGINES["sms"]][missing] = ""
    assert any(missing in flaw for flaw in flaws())


@pytest.mark.parametrize("name", sorted(set(_ENGINES) - {"signin"}))
def test_every_engine_can_be_named_by_the_environment(name):
    assert "bank.engines.Own" in started(SHOW, **{f"CHOPMARK_ENGINE_{name.upper()}": "bank.engines.Own"}).stdout


def test_what_the_environment_says_reaches_the_engines_and_no_secret_is_shown(tmp_path):
    texts = tmp_path / "texts.json"
    texts.write_text(json.dumps({"zh-hans": {"code.confirm": {"id": "1000001", "parameters": ["code"]}}}))
    told = started(
        SHOW, CHOPMARK_TENCENT_SECRET_ID="AKIDsecret", CHOPMARK_TENCENT_SECRET_KEY="key-secret",
        CHOPMARK_TENCENT_REGION="ap-shanghai", CHOPMARK_TENCENT_SMS_TEMPLATES=str(texts), CHOPMARK_SIGNIN="tencent",
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    for shown in ("ap-shanghai", "1000001", "chopmark.organisations.tencent.TencentCloud"):
        assert shown in told.stdout
    assert "AKIDsecret" not in told.stdout
    assert "key-secret" not in told.stdout


def test_their_packages_are_loaded_by_nobody_who_did_not_name_them():
    loaded = started(
        "import django, sys; django.setup(); import chopmark.config.urls_platform;"
        " print([name for name in sys.modules if name.startswith('tencentcloud')])"
    )
    assert loaded.stdout.strip() == "[]", loaded.stderr


def test_the_doctor_says_who_answers_each_question_and_how_far_that_was_tried(settings):
    assert "registry: PracticeRegistry (practice)" in doctor.look_at_providers().said
    use_tencent(settings, account_at("127.0.0.1:1"))
    said = doctor.look_at_providers().said
    assert "registry: TencentRegistry (contract-tested, not tried live)" in said
    assert "ocr: RapidOcr;" in said
