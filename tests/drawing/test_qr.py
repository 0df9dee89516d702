"""QR codes say what they were given, as SVG and as picture."""

import re
import xml.etree.ElementTree as ET

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from chopmark.drawing.qr import qr_image, qr_svg

TEXTS = ["https://chopmark.example/u/7K4P", "CM1|POA-7K4P-92QD|CM-E0-2026-10|0123|", "授权书" * 30]


def drawn(svg):
    root = ET.fromstring(svg)
    side = int(root.get("viewBox").split()[2])
    picture = Image.new("L", (side, side), 255)
    pen = ImageDraw.Draw(picture)
    path = root.find("{http://www.w3.org/2000/svg}path").get("d")
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", path):
        pen.rectangle((int(x), int(y), int(x) + int(width) - 1, int(y)), fill=0)
    return picture.resize((side * 4, side * 4), Image.Resampling.NEAREST)


@pytest.mark.parametrize("text", TEXTS)
def test_the_picture_says_the_text(text):
    assert zxingcpp.read_barcode(qr_image(text, module_px=4)).text == text


@pytest.mark.parametrize("text", TEXTS)
def test_the_svg_says_the_text(text):
    assert zxingcpp.read_barcode(drawn(qr_svg(text, label="二维码"))).text == text


def test_the_svg_breaks_no_content_policy_and_no_attribute():
    svg = qr_svg("x", label='"><script>')
    assert ET.fromstring(svg).get("aria-label") == '"><script>'
    assert "style" not in svg
    assert "<script" not in svg
