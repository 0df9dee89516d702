"""A time-stamp authority outside by the environment: what is half told is an error before anything is signed."""

import os
import subprocess
import sys

import pytest
from django.core.checks import run_checks

from chopmark.cli.commands import doctor

SHOW = "from django.conf import settings as s; e = s.ENGINES['timestamps']; print(e, s.ENGINE_SETTINGS.get(e))"
OUTSIDE = "chopmark.trust.outside.OutsideTimestamps"


def flaws():
    return [error.msg for error in run_checks() if error.id == "chopmark.E004"]


def shown(**environment):
    known = {**os.environ, "DJANGO_SETTINGS_MODULE": "chopmark.config.settings", **environment}
    return subprocess.run([sys.executable, "-c", SHOW], env=known, capture_output=True, text=True, check=True).stdout


def test_an_address_takes_the_outside_authority_and_none_the_built_in_one():
    told = shown(CHOPMARK_TSA_URL="http://stamps.example/", CHOPMARK_TSA_ROOTS="/roots.pem")
    assert told.strip() == f"{OUTSIDE} {{'url': 'http://stamps.example/', 'roots': '/roots.pem'}}"
    assert "BuiltInTimestamps" in shown(CHOPMARK_TSA_URL="", CHOPMARK_TSA_ROOTS="/roots.pem")


def test_all_that_is_needed_is_no_error_and_neither_is_nothing(stamp_authority, settings):
    assert flaws() == []
    settings.CHOPMARK_TSA_URL = settings.CHOPMARK_TSA_ROOTS = ""
    settings.ENGINES = {**settings.ENGINES, "timestamps": "chopmark.trust.timestamps.BuiltInTimestamps"}
    assert flaws() == []


@pytest.mark.parametrize("url", ["", "stamps.example", "ftp://stamps.example/", "http://"])
def test_what_is_no_address_is_an_error(stamp_authority, settings, url):
    settings.CHOPMARK_TSA_URL = url
    assert any("CHOPMARK_TSA_URL" in flaw for flaw in flaws())


def test_roots_that_are_missing_or_cannot_be_read_are_an_error(stamp_authority, settings, tmp_path):
    empty = tmp_path / "empty.pem"
    empty.write_text("nothing")
    (tmp_path / "raw.pem").write_bytes(bytes(range(256)))
    for roots in ("", str(tmp_path / "nowhere.pem"), str(tmp_path), str(empty), str(tmp_path / "raw.pem")):
        settings.CHOPMARK_TSA_ROOTS = roots
        assert any("CHOPMARK_TSA_ROOTS" in flaw for flaw in flaws())


def test_roots_of_an_earlier_authority_are_read_although_the_built_in_one_stamps(stamp_authority, settings):
    settings.ENGINES = {**settings.ENGINES, "timestamps": "chopmark.trust.timestamps.BuiltInTimestamps"}
    settings.CHOPMARK_TSA_ROOTS = "/nowhere.pem"
    assert len(flaws()) == 1


def test_the_doctor_says_whose_stamps_and_whether_one_could_be_had(stamp_authority):
    place = stamp_authority.address.removeprefix("http://")
    found = doctor.look_at_stamps()
    assert (found.fine, found.said) == (True, f"{place}: a stamp came and was proved")
    stamp_authority.says = lambda handler, _: handler.send_error(503)
    found = doctor.look_at_stamps()
    assert (found.fine, found.said) == (False, f"{place}: no stamp (status 503)")


def test_the_doctor_says_what_the_built_in_stamps_do_not_prove():
    assert "prove nothing" in doctor.look_at_stamps().said
