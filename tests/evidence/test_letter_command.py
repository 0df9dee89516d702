"""`chopmark letter check`: what it prints and how it ends."""

import argparse
import datetime as dt
import json
from pathlib import Path

import pytest

from chopmark.cli.commands import letter_check, letter_issue
from chopmark.drawing.letters import chinese_letter
from chopmark.drawing.returned.kinds import Defect
from chopmark.drawing.stamped import stamped

VALUES = {
    "OrganizationName": "苏州市栗栖湾纸业有限公司", "UniformSocialCreditCode": "91440300MA00TE5T2D",
    "LegalName": "丁一川", "AdminName": "陆以宁", "AdminMobile": "13800000017", "AdminIdCardType": "居民身份证",
    "AdminIdCardNumber": "110101199001010015", "Number": "POA-7K4P-92QD", "Issued": "2026-10-08",
}  # fmt: skip


@pytest.fixture
def files(tmp_path):
    """The values of a letter, and a scan of it with one defect or none."""

    def made(defect=None, **given):
        data = letter_issue.letter_data(VALUES)
        photo = stamped(chinese_letter(data), data, signed_on=dt.date(2026, 10, 20), seed=4, defect=defect)
        (tmp_path / "scan.jpg").write_bytes(photo.jpeg)
        (tmp_path / "letter.json").write_text(json.dumps({**VALUES, **given}))
        return [str(tmp_path / "scan.jpg"), "--data", str(tmp_path / "letter.json"), "--today", "2026-10-25"]

    return made


def called(*arguments):
    parser = argparse.ArgumentParser()
    letter_check.add_arguments(parser)
    return letter_check.run(parser.parse_args(arguments))


def test_a_good_letter_is_clear(files, capsys):
    assert called(*files(), "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["verdict"], told["findings"]) == ("clear", [])
    assert told["seconds"] > 0


def test_each_finding_has_its_box_and_says_in_both_languages_what_to_do(files, capsys):
    assert called(*files(Defect.NO_SIGNATURE), "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["verdict"] == "return"
    (found,) = told["findings"]
    assert set(found) == {"code", "page", "box", "confidence", "text"}
    left, top, right, bottom = found["box"]
    assert 0 < left < right
    assert 0 < top < bottom
    assert "被授权人" in found["text"]["zh"]
    assert "the authorised person" in found["text"]["en"]
    assert "{" not in "".join(found["text"].values())


def test_values_that_name_no_number_and_no_day_are_compared_in_the_rest(files, capsys):
    arguments = files()
    values = {key: value for key, value in VALUES.items() if key not in ("Number", "Issued")}
    Path(arguments[2]).write_text(json.dumps(values))
    assert called(*arguments) == 0
    assert "Nothing to object to" in capsys.readouterr().out


def test_other_values_are_found_on_the_pixels(files, capsys):
    assert called(*files(AdminMobile="13800000018")) == 0
    assert "POA_ADMIN_PHONE_MISMATCH" in capsys.readouterr().out


def test_a_file_that_is_no_picture_is_one_sentence_and_exit_code_2(files, tmp_path, capsys):
    arguments = files()
    (tmp_path / "scan.jpg").write_bytes(b"no picture")
    assert called(*arguments) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert called(str(tmp_path / "nothing.jpg"), *arguments[1:]) == 2
    assert "FILE_MISSING" in capsys.readouterr().err


def test_a_day_that_is_none_is_named(files, capsys):
    with pytest.raises(SystemExit):
        called(*files()[:3], "--today", "tomorrow")
    assert "tomorrow is no day such as 2026-10-08" in capsys.readouterr().err
