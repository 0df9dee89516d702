"""The recogniser: models of the wheel only, and errors that name themselves."""

import socket
import sys

import numpy as np
import pytest
from tests.evidence.samples import licence, saved

from chopmark.evidence.engines import rapidocr
from chopmark.evidence.engines.rapidocr import RapidOcr
from chopmark.kit.errors import ChopmarkError, EngineError, Misconfigured, Unreadable


def test_reading_asks_no_network(monkeypatch):
    def refuse(*_args, **_kwargs):
        raise AssertionError("a reading opened a socket")

    monkeypatch.setattr(socket, "socket", refuse)
    sheet, truth = licence(2001)
    texts = [line.text for line in RapidOcr().read(saved(sheet))]
    assert any(truth.uscc in text for text in texts)


def test_a_missing_model_is_an_operators_matter_and_never_a_download(monkeypatch):
    monkeypatch.setitem(rapidocr._MODELS, "Det.model_path", "absent.onnx")
    with pytest.raises(Misconfigured) as failure:
        RapidOcr()
    assert failure.value.facts == {"missing_model": "absent.onnx"}


def test_a_blank_page_has_no_lines(ocr):
    blank = np.full((400, 600, 3), 255, np.uint8)
    assert ocr.read(blank) == []
    assert ocr.find(blank, side=320) == []


def test_the_detector_is_ours_and_knows_no_number_that_is_almost_zero(ocr):
    ocr.find(np.full((64, 64, 3), 255, np.uint8), side=64)
    options = ocr._engine.text_det.session.session.get_session_options()
    assert options.get_session_config_entry("session.set_denormal_as_zero") == "1"


def test_who_reads_goes_on_to_compute_with_the_smallest_numbers(ocr):
    ocr.find(np.full((64, 64, 3), 255, np.uint8), side=64)
    assert sys.float_info.min / 2 > 0


def test_what_is_no_picture_is_unreadable(ocr):
    with pytest.raises(Unreadable):
        ocr.read(b"no picture")


def test_an_error_tells_its_code_and_keeps_its_facts_to_itself():
    failure = EngineError(name="林嘉怡")
    assert isinstance(failure, ChopmarkError)
    assert str(failure) == "engine.failed"
    assert failure.facts == {"name": "林嘉怡"}
