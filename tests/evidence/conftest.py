"""One warm recogniser for all readings: loading its models takes longer than a page."""

import pytest

from chopmark.evidence.engines.rapidocr import RapidOcr


@pytest.fixture(scope="session")
def ocr():
    return RapidOcr()
