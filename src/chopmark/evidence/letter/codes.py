"""The QR code of the sheet: which letter and which version it says it is."""

import zxingcpp

from chopmark.evidence.engines.base import Pixels


def codes_on(photo: Pixels) -> list[str]:
    """What every QR code in the picture says."""
    formats = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
    return [one.text for one in zxingcpp.read_barcodes(photo, formats=formats)]


def is_ours(text: str) -> bool:
    """Whether it is a code of a letter: form, number, template and digest, divided by strokes."""
    return text.startswith("CM1|")
