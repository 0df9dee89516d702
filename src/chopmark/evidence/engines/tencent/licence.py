"""Reads a registration certificate at Tencent Cloud; the answer is shaped as our own reader's."""

import base64
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
from tencentcloud.ocr.v20181119.models import BizLicenseOCRRequest
from tencentcloud.ocr.v20181119.ocr_client import OcrClient

from chopmark.evidence import uscc
from chopmark.evidence.engines.base import Ocr, Pixels
from chopmark.evidence.licence import code, labels
from chopmark.evidence.licence.fields import Reading, is_shopless, named_after_operator, printed_kind
from chopmark.evidence.licence.reading import EXPECTED, LicenceReading
from chopmark.evidence.pictures import Picture
from chopmark.evidence.pixels import from_jpeg, limited, to_jpeg
from chopmark.kit import tencent
from chopmark.kit.vendors import Account

_SIDE = 3000  # pixels; keeps the picture well under their 7 MB of base64
_ENGINE = "tencent ocr 2018-11-19 BizLicenseOCR"
_PLACES = {
    labels.USCC: "RegNum",
    labels.NAME: "Name",
    labels.TYPE: "Type",
    labels.PERSON: "Person",
    labels.ADDRESS: "Address",
    labels.CAPITAL: "Capital",
    labels.ESTABLISHED: "SetDate",
    labels.TERM: "Period",
    labels.SCOPE: "Business",
    labels.AUTHORITY: "RegistrationAuthority",
}
# Domain 1.5. -9108 (the scope could not be read) is left out: nothing here asks for the scope.
_WARNINGS = {-9102: "IMG_COPY", -9104: "IMG_SCREEN_RECAPTURE"}


def read_licence(picture: Picture, *, ocr: Ocr, account: Account) -> LicenceReading:
    """Their reading of the picture; `ocr` is ours and not asked."""
    started = time.perf_counter()
    page, _ = limited(from_jpeg(picture.jpeg), side=_SIDE)
    answer = _ask(to_jpeg(page), account)
    said = _said(answer)
    qr = code.witness(page)
    fields = {name: Reading(said[name]) for name in labels.FIELDS}
    verdict = uscc.check(said[labels.USCC])
    fields[labels.USCC] = _code(verdict, qr=qr)
    fields[labels.TYPE] = _kind(fields[labels.USCC], printed=said[labels.TYPE])
    warnings = list(_warnings(answer, fields, verdict, qr=qr))
    if "SHOPLESS" in warnings:
        fields[labels.NAME] = named_after_operator(fields)
    seconds = round(time.perf_counter() - started, 3)
    return LicenceReading(fields, warnings, seconds, to_jpeg(_upright(page, answer.Angle)), _ENGINE)


def _ask(jpeg: bytes, account: Account) -> Any:
    asked = tencent.filled(
        BizLicenseOCRRequest(), ImageBase64=base64.b64encode(jpeg).decode(), EnableCopyWarn=True,
        EnableBusinessCertificate=True,
    )  # fmt: skip
    client = tencent.product(OcrClient, account)
    return tencent.ask(client.BizLicenseOCR, asked, needs="RegNum")


def _said(answer: Any) -> dict[str, str]:
    """By our names; other certificates come as pairs of what is printed and what stands behind it."""
    pairs = {labels.LABELS.get(pair.Name): pair.Value for pair in answer.BusinessCertificate or ()}
    return {name: str(getattr(answer, place) or pairs.get(name) or "") for name, place in _PLACES.items()}


def _code(verdict: uscc.Verdict, *, qr: str | None) -> Reading:
    """Sure where the check character fits and no QR code disagrees.

    They tell no confidence, so nothing vouches for any other field: a person has to confirm those.
    """
    if verdict.flaw is uscc.Flaw.OLD or not verdict.code:
        return Reading(qr or "")
    return Reading(verdict.code, sure=verdict.fits and qr in (None, verdict.code))


def _kind(read: Reading, *, printed: str) -> Reading:
    """By the code's first characters, and sure with it where the printed kind agrees; else as printed."""
    told, coded = printed_kind(printed), uscc.entity_type_of(read.value) if read.value else None
    kind = coded or told
    return Reading(kind.value, sure=read.sure and told == coded) if kind else Reading()


def _warnings(answer: Any, fields: dict[str, Reading], verdict: uscc.Verdict, *, qr: str | None) -> Iterator[str]:
    yield from (_WARNINGS[number] for number in answer.RecognizeWarnCode or () if number in _WARNINGS)
    if verdict.flaw is uscc.Flaw.OLD:
        yield "LIC_OLD_NUMBER"
    elif verdict.code and not verdict.fits:
        yield "LIC_USCC_CHECKSUM"
    if qr is not None and verdict.fits and qr != verdict.code:
        yield "LIC_QR_MISMATCH"
    is_trader = fields[labels.TYPE].value == uscc.EntityType.SOLE_TRADER
    shopless = is_trader and bool(fields[labels.PERSON].value) and is_shopless(fields[labels.NAME])
    if shopless:
        yield "SHOPLESS"
    if any(not fields[name].value for name in EXPECTED if not (shopless and name == labels.NAME)):
        yield "LIC_FIELD_MISSING"


def _upright(page: Pixels, angle: float | None) -> Pixels:
    """Their angle runs clockwise; quarter turns are undone, the rest is left for the eye."""
    return np.ascontiguousarray(np.rot90(page, k=round((angle or 0) / 90) % 4))
