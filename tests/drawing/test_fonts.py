"""Typeface files are found where they should be, and said to be missing where they are not."""

import pytest

from chopmark.drawing.fonts import ENVIRONMENT_NAME, Face, FontMissing, font, font_path


@pytest.mark.parametrize("face", Face)
def test_each_face_can_be_loaded(face):
    assert font(face, 20).getlength("印") > 0


def test_a_missing_face_says_how_to_get_it(tmp_path):
    with pytest.raises(FontMissing, match="make setup"):
        font_path(Face.SERIF, directory=tmp_path)


def test_the_environment_names_the_directory(tmp_path, monkeypatch):
    monkeypatch.setenv(ENVIRONMENT_NAME, str(tmp_path))
    with pytest.raises(FontMissing, match=str(tmp_path)):
        font_path(Face.SANS)
