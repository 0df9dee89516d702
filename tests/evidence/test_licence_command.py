"""`chopmark licence read`: what it prints and how it ends."""

import argparse
import json

from tests.evidence.samples import licence, saved

from chopmark.cli.commands import licence_read
from chopmark.drawing.licence_fields import Kind


def called(*arguments):
    parser = argparse.ArgumentParser()
    licence_read.add_arguments(parser)
    return licence_read.run(parser.parse_args([str(argument) for argument in arguments]))


def test_a_file_that_cannot_be_read_has_a_reason_and_does_not_stop_the_others(tmp_path, capsys):
    sheet, truth = licence(2001, kind=Kind.COMPANY)
    good, bad = tmp_path / "good.jpg", tmp_path / "bad.jpg"
    good.write_bytes(saved(sheet))
    bad.write_bytes(b"no picture")
    assert called(bad, good, "--json") == 2
    printed = capsys.readouterr()
    first, second = json.loads(printed.out)
    assert first["error"] == "FILE_TYPE"
    assert second["fields"]["uscc"]["value"] == truth.uscc
    assert set(second["fields"]["uscc"]) == {"value", "confidence", "sure", "box"}
    assert printed.err.count("\n") == 1
    assert str(bad) in printed.err


def test_without_json_a_person_can_read_it(tmp_path, capsys):
    sheet, truth = licence(2001, kind=Kind.COMPANY)
    path = tmp_path / "good.jpg"
    path.write_bytes(saved(sheet))
    assert called(path) == 0
    assert truth.name in capsys.readouterr().out


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path, capsys):
    assert called(tmp_path / "nothing.jpg", "--json") == 2
    assert json.loads(capsys.readouterr().out)[0]["error"] == "FILE_MISSING"
