"""The two commands write what they promise and name what is wrong."""

import argparse
import io
import json

import pytest
from PIL import Image
from pypdf import PdfReader

from chopmark.cli.commands import letter_issue, licence_sample
from chopmark.cli.main import main
from chopmark.drawing.licence_fields import Kind
from chopmark.practice import invent

VALUES = {
    "OrganizationName": "深圳市栗栖湾工艺有限公司",
    "UniformSocialCreditCode": "91440300MA00TE5T2D",
    "LegalName": "丁一川",
    "AdminName": "陆以宁",
    "AdminMobile": "13800000017",
    "AdminIdCardNumber": "110101199001010015",
}


def run(command, *words):
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return command.run(parser.parse_args([str(word) for word in words]))


def opened(path):
    return Image.open(io.BytesIO(path.read_bytes()))


def test_samples_come_with_the_fields_that_were_drawn(tmp_path):
    assert run(licence_sample, "--seed", 6, "--count", 3, "--kind", "branch", "--out", tmp_path) == 0
    for seed in (6, 7, 8):
        truth = json.loads((tmp_path / f"licence-{seed}.json").read_text(encoding="utf-8"))
        fields = invent.licence(seed, kind=Kind.BRANCH)
        for name in ("uscc", "name", "legal_representative", "address", "term", "scope", "authority"):
            assert truth[name] == getattr(fields, name)
        assert truth["entity_type"] == "enterprise"
        assert truth["capital"] == ""
        assert opened(tmp_path / f"licence-{seed}.jpg").format == "JPEG"


def test_any_kind_and_damage_can_be_asked_for(tmp_path):
    assert run(licence_sample, "--seed", 1, "--damage", "small", "--out", tmp_path / "new") == 0
    assert max(opened(tmp_path / "new" / "licence-1.jpg").size) == 900


@pytest.mark.parametrize(("option", "value"), [("--kind", "club"), ("--damage", "fire"), ("--count", "0")])
def test_an_unfit_option_is_named(tmp_path, option, value):
    with pytest.raises(ValueError, match=option):
        run(licence_sample, option, value, "--out", tmp_path)


@pytest.fixture
def data_file(tmp_path):
    def written(values):
        path = tmp_path / "letter.json"
        path.write_text(json.dumps(values), encoding="utf-8")
        return path

    return written


@pytest.mark.parametrize(("language", "title"), [("zh", "超级管理员授权书"), ("en", "Power of attorney")])
def test_a_letter_is_issued_in_both_languages(tmp_path, data_file, language, title):
    out = tmp_path / "letter.pdf"
    assert run(letter_issue, "--data", data_file(VALUES), "--out", out, "--lang", language, "--draft") == 0
    assert title in PdfReader(io.BytesIO(out.read_bytes())).pages[0].extract_text()


@pytest.mark.parametrize("key", VALUES)
def test_a_missing_value_is_named(tmp_path, data_file, key):
    path = data_file({name: value for name, value in VALUES.items() if name != key})
    with pytest.raises(ValueError, match=f"^{key} is missing"):
        run(letter_issue, "--data", path, "--out", tmp_path / "letter.pdf")


@pytest.mark.parametrize(
    ("given", "printed"),
    [(None, "居民身份证"), ("HONGKONG_AND_MACAO", "港澳居民来往内地通行证"), ("居民户口簿", "居民户口簿")],
)
def test_a_document_is_named_in_the_words_of_the_api_or_as_it_is_printed(given, printed):
    assert letter_issue.letter_data({**VALUES, "AdminIdCardType": given}).admin_id_card_type == printed


def test_help_names_every_value_that_is_looked_at():
    for key in (*letter_issue._REQUIRED, *letter_issue._OPTIONAL, "AdminIdCardType", "Family", "Issued"):
        assert key in letter_issue.__doc__


def test_family_language_and_file_are_checked(tmp_path, data_file):
    with pytest.raises(ValueError, match="Family"):
        run(letter_issue, "--data", data_file({**VALUES, "Family": "X"}), "--out", tmp_path / "l.pdf")
    with pytest.raises(ValueError, match="--lang"):
        run(letter_issue, "--data", data_file(VALUES), "--out", tmp_path / "l.pdf", "--lang", "fr")
    (tmp_path / "torn.json").write_text("{")
    with pytest.raises(ValueError, match="cannot be read"):
        run(letter_issue, "--data", tmp_path / "torn.json", "--out", tmp_path / "l.pdf")
    with pytest.raises(ValueError, match="one JSON object"):
        run(letter_issue, "--data", data_file([1]), "--out", tmp_path / "l.pdf")


def test_a_file_that_is_not_there_is_named_without_the_number_of_the_error(tmp_path, capsys):
    absent = tmp_path / "absent.json"
    assert main(["letter", "issue", "--data", str(absent), "--out", str(tmp_path / "l.pdf")]) == 2
    assert capsys.readouterr().err == f"chopmark letter issue: {absent}: No such file or directory.\n"


def test_two_numbers_differ():
    assert letter_issue.new_number() != letter_issue.new_number()
