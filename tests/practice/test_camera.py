"""Whatever rubbish is posted instead of a camera's frames never passes."""

import io

import numpy as np
import pytest
from PIL import Image
from tests.practice import clips

from chopmark.practice import camera


def cut(image):
    return image[: len(image) // 20]


def bomb():
    buffer = io.BytesIO()
    Image.new("1", (14_000, 14_000)).save(buffer, "PNG")
    return buffer.getvalue()


RUBBISH = {
    "nothing": ([], "TOO_FEW_FRAMES"),
    "five frames": (clips.moving(5), "TOO_FEW_FRAMES"),
    "no pictures": ([b"x" * 4000] * 9, "FRAME_UNREADABLE"),
    "empty files": ([b""] * 9, "FRAME_UNREADABLE"),
    "one that is no picture": ([*clips.moving(8), b"GIF89a"], "FRAME_UNREADABLE"),
    "cut off": ([cut(image) for image in clips.moving()], "FRAME_UNREADABLE"),
    "far too large": ([bomb()] * 6, "FRAME_UNREADABLE"),
    "black": ([clips.jpeg(np.zeros((240, 320)))] * 9, "TOO_DARK"),
    "a covered lens": (clips.covered(), "TOO_DARK"),
    "a plain wall": (clips.wall(), "TOO_DARK"),
    "five frames among black ones": ([*clips.moving(5), *clips.covered(4)], "TOO_DARK"),
    "the same file again": (clips.still(), "NO_MOVEMENT"),
    "the same scene with noise": (clips.still_with_noise(), "NO_MOVEMENT"),
}


@pytest.mark.parametrize(("images", "reason"), RUBBISH.values(), ids=RUBBISH)
def test_rubbish_never_passes(images, reason):
    assert camera.flaw_of(images) == reason


def test_something_that_moves_passes():
    assert camera.flaw_of(clips.moving()) is None


def test_distance_tells_the_same_picture_from_another():
    one, other = clips.moving()[0], camera.nobody()
    assert camera.distance(one, one) == pytest.approx(0)
    assert camera.distance(one, other) > 0.7
    assert camera.distance(one, b"nothing") == 2.0
