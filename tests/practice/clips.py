"""What a camera could send: a drawn head that does what is asked, pictures that move, stand still, or are no pictures."""

import io
import re
from functools import cache

import numpy as np
from PIL import Image

from chopmark.drawing.heads import drawn_head
from chopmark.drawing.performing import performed


def jpeg(pixels):
    buffer = io.BytesIO()
    Image.fromarray(pixels.astype(np.uint8)).save(buffer, "JPEG", quality=85)
    return buffer.getvalue()


def scene(shift):
    """A light disc on a grey wall, moved by `shift` pixels, with the noise of a sensor."""
    rows, columns = np.mgrid[0:240, 0:320]
    disc = (rows - 120) ** 2 + (columns - 130 - shift) ** 2 < 70**2
    noise = np.random.default_rng(shift).normal(0, 3, (240, 320))
    return np.clip(np.where(disc, 205, 90) + noise, 0, 255)


def moving(count=9):
    return [jpeg(scene(7 * number)) for number in range(count)]


def still(count=9):
    return [jpeg(scene(0))] * count


def still_head(count):
    return did((), (1,)) * count


def still_with_noise(count=9):
    wall = np.where(scene(0) > 150, 205, 90)
    return [jpeg(np.clip(wall + np.random.default_rng(n).normal(0, 3, wall.shape), 0, 255)) for n in range(count)]


def covered(count=9):
    return [jpeg(np.abs(np.random.default_rng(n).normal(4, 3, (240, 320)))) for n in range(count)]


def wall(count=9):
    return [jpeg(np.full((240, 320), 150 + 10 * (n % 2))) for n in range(count)]


HEAD = 3  # the seed of the person who stands before the camera of the tests


def did(movements, counts, *, seed=HEAD):
    """A drawn head that looks straight ahead and then does each movement, so many frames of each."""
    parts = [_part(None, counts[0], seed), *(_part(one, n, seed) for one, n in zip(movements, counts[1:], strict=True))]
    return [image for part in parts for image in part]


@cache
def _part(movement, count, seed):
    random = np.random.default_rng(count)
    head = drawn_head(seed)
    return performed(head, (movement,), (0, count), random) if movement else performed(head, (), (count,), random)


def asked_on(page):
    """Movements and counts, as the camera page holds them."""
    movements, counts = (re.search(rf'data-{name}="([^"]*)"', page)[1].split(",") for name in ("movements", "counts"))
    return movements, [int(count) for count in counts]


def of(session):
    """What a session asks for, done."""
    return did(tuple(session.movements), session.counts)
