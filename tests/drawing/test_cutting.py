"""What is cut out of the picture of a seal: its ink, nothing else, to the millimetre; or why it cannot be."""

import io

import numpy as np
import pytest
from PIL import Image
from pypdf import PdfReader
from tests.seals import pictures

from chopmark.drawing import cutting, seals
from chopmark.drawing.imprints import RED
from chopmark.drawing.marks import framed, strip
from chopmark.kit.errors import Unreadable

MM = 72 / 25.4  # points


def cut(page, *, width=42, height=42):
    return cutting.page_of(cutting.ink_of(pictures.jpeg(page)), width=width, height=height)


def seen(pdf, dpi=300):
    """RGBA, rows from the top."""
    return np.asarray(seals.picture(pdf, dpi=dpi).convert("RGBA")).astype(int)


def colour_of(pixels):
    return np.median(pixels[pixels[..., 3] > 240][:, :3], axis=0)


def refusal(page, **size):
    with pytest.raises(Unreadable) as refused:
        cut(page, **size)
    return refused.value.reason


@pytest.mark.parametrize("size", [38, 42, 58])
def test_the_page_is_the_size_and_the_ink_reaches_its_four_edges(size):
    pdf = cut(pictures.stamped(), width=size, height=size)
    box = PdfReader(io.BytesIO(pdf)).pages[0].mediabox
    assert (float(box.width) / MM, float(box.height) / MM) == pytest.approx((size, size), abs=0.01)
    rows, columns = np.nonzero(seen(pdf)[..., 3] > 128)
    for found in (rows, columns):
        assert (found.max() - found.min() + 1) / 300 * 25.4 == pytest.approx(size, abs=0.5)


def test_paper_becomes_transparent_and_ink_keeps_its_colour():
    pixels = seen(cut(pictures.stamped(ink=(190, 40, 60), paper=(246, 240, 226))))
    assert colour_of(pixels) == pytest.approx((190, 40, 60), abs=12)
    high, wide = pixels.shape[:2]
    assert (pixels[: high // 20, : wide // 20, 3] == 0).all()  # outside the ring
    assert (pixels[int(high * 0.62) : int(high * 0.68), wide // 2 - 9 : wide // 2 + 9, 3] < 8).any()
    assert 0.1 < (pixels[..., 3] > 128).mean() < 0.5


def test_writing_under_a_red_seal_stays_behind():
    pixels = seen(cut(pictures.written_under(pictures.stamped())))
    inked = pixels[pixels[..., 3] > 128][:, :3]
    assert (inked[:, 0] - inked[:, 1:].max(axis=1) > 60).all()
    alone = (seen(cut(pictures.stamped()))[..., 3] > 128).mean()
    assert (pixels[..., 3] > 128).mean() < alone


def test_dark_ink_becomes_the_red_of_our_seals_only_where_there_is_no_red():
    assert colour_of(seen(cut(pictures.stamped(ink=pictures.BLACK)))) == pytest.approx(RED, abs=3)


def test_dust_does_not_widen_the_seal():
    page = pictures.stamped()
    page.paste((214, 32, 38), (4, 4, 12, 12))
    assert (cutting.ink_of(pictures.jpeg(page)).cover.shape) == cutting.ink_of(
        pictures.jpeg(pictures.stamped())
    ).cover.shape


@pytest.mark.parametrize(("stretch", "fits"), [(1.0, True), (1.06, True), (0.95, True), (1.12, False), (0.88, False)])
def test_proportions_may_differ_by_eight_parts_in_a_hundred(stretch, fits):
    if fits:
        assert cut(pictures.stamped(stretch=stretch)).startswith(b"%PDF")
    else:
        assert refusal(pictures.stamped(stretch=stretch)) == "SEAL_PROPORTIONS"


def test_an_ellipse_takes_no_round_seal_and_a_wide_one_fits_it():
    assert refusal(pictures.stamped(), width=45, height=30) == "SEAL_PROPORTIONS"
    assert cut(pictures.stamped(stretch=1.5), width=45, height=30).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (pictures.blank(), "SEAL_NO_INK"),
        (pictures.blank(colour=(60, 60, 60)), "SEAL_NO_INK"),
        (pictures.blank(colour=(214, 32, 38)), "SEAL_NO_INK"),
        (pictures.stamped(ink=(2, 2, 2), paper=(95, 95, 95)), "SEAL_NO_INK"),
        (pictures.scratched(), "SEAL_EMPTY"),
        (pictures.stamped(dpi=170), "SEAL_TOO_SMALL"),
    ],
)
def test_a_picture_without_a_seal_says_what_it_lacks(page, reason):
    assert refusal(page) == reason


def test_three_hundred_pixels_are_enough():
    assert cut(pictures.stamped(dpi=185)).startswith(b"%PDF")


def test_a_cut_seal_goes_into_fields_and_over_page_edges_as_a_drawn_one_does():
    pdf = cut(pictures.stamped())
    assert framed(pdf, width=60 * MM, height=60 * MM).startswith(b"%PDF")
    assert seen(strip(pdf, number=0, of=3))[..., 3].max() > 240


def test_the_same_picture_gives_the_same_bytes():
    assert cut(pictures.stamped()) == cut(pictures.stamped())


def test_a_large_picture_is_reduced_and_keeps_its_proportions():
    page = pictures.stamped(dpi=1200)
    cover = cutting.ink_of(pictures.jpeg(page)).cover
    assert max(cover.shape) == 1400
    assert min(cover.shape) / max(cover.shape) > 0.99
    assert isinstance(Image.fromarray(cover), Image.Image)
