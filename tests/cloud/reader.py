"""A reader of certificates that says what it is told to, in the process apart where readers live."""

import os
import signal

from tests.cloud.registry import NAME, OPEN, REPRESENTATIVE

from chopmark.evidence.licence.fields import Reading
from chopmark.evidence.licence.reading import LicenceReading
from chopmark.evidence.uscc import EntityType
from chopmark.kit.errors import Misconfigured, Unavailable, Unreadable

PATH = "tests.cloud.reader.read"
ENGINE = "eye 3.1"
ADDRESS = "广东省深圳市南山区栗栖路1号"


class NoEyes:
    """In place of the recogniser, whose models would load for nothing."""


def read(picture, *, ocr, how="sure"):
    if how == "silent":
        raise Unavailable
    if how == "blank":
        raise Unreadable("NOT_READ")
    if how == "broken":
        raise Misconfigured
    if how == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    fields = {
        "name": Reading(NAME, 0.99, sure=True),
        "uscc": Reading(OPEN, 0.99, sure=True),
        "legal_representative": Reading(REPRESENTATIVE, 0.9, sure=how != "unsure"),
        "address": Reading(ADDRESS, 0.99, sure=True),
    }
    kind = EntityType.GOVERNMENT if how == "institution" else EntityType.ENTERPRISE
    fields["entity_type"] = Reading(kind, 0.99, sure=True)
    warnings = ["LIC_QR_MISMATCH", "LIC_USCC_CHECKSUM"] if how == "odd" else []
    return LicenceReading(fields, warnings, 0.5, picture.jpeg, ENGINE)
