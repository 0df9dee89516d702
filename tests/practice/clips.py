"""What a camera could send: pictures that move, stand still, or are no pictures."""

import io

import numpy as np
from PIL import Image


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


def still_with_noise(count=9):
    wall = np.where(scene(0) > 150, 205, 90)
    return [jpeg(np.clip(wall + np.random.default_rng(n).normal(0, 3, wall.shape), 0, 255)) for n in range(count)]


def covered(count=9):
    return [jpeg(np.abs(np.random.default_rng(n).normal(4, 3, (240, 320)))) for n in range(count)]


def wall(count=9):
    return [jpeg(np.full((240, 320), 150 + 10 * (n % 2))) for n in range(count)]
