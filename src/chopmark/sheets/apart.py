"""Work on a stranger's PDF is done apart, in a child with limits; what goes over and back is facts and bytes."""

import json
import logging
import struct
import sys
import zlib
from collections.abc import Callable
from typing import Any, Final

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.general import SigningError
from pypdf.errors import PyPdfError
from pypdfium2 import PdfiumError

from chopmark.kit import limits
from chopmark.kit.errors import Unreadable

LIMITS: Final = limits.Limits(seconds=30, memory_bytes=2**30)
# What damaged or hostile bytes raise inside the parsers; each of these means "broken" and no more.
BROKEN: Final = (
    PdfError, SigningError, PyPdfError, ValueError, TypeError, LookupError, AttributeError, AssertionError,
    ArithmeticError, OSError, NotImplementedError, PdfiumError, struct.error, zlib.error,
)  # fmt: skip

Facts = dict[str, Any]
Work = Callable[[bytes, Facts], tuple[Facts, bytes]]


def ask(module: str, pdf: bytes, *, facts: Facts, given: limits.Limits = LIMITS) -> tuple[Facts, bytes]:
    """Run a module of ours on a file. Raises Unreadable: with the child's own reason, or because it gave none."""
    try:
        answer = limits.ask(module, json.dumps(facts).encode() + b"\n" + pdf, limits=given)
    except limits.TooHard as trouble:
        raise Unreadable("FILE_TOO_HARD") from trouble
    except limits.Crashed as trouble:
        raise Unreadable("FILE_CORRUPT") from trouble
    head, _, body = answer.partition(b"\n")
    found: Facts = json.loads(head)
    if "reason" in found:
        raise Unreadable(**found)
    return found, body


def answer(work: Work, *, given: limits.Limits = LIMITS) -> int:
    """What such a module does when it is run: one line of JSON and the file in, the same out."""
    limits.confine(given)
    logging.disable(logging.CRITICAL)
    head, _, pdf = sys.stdin.buffer.read().partition(b"\n")
    try:
        found, body = work(pdf, json.loads(head))
    except Unreadable as refusal:
        found, body = refusal.facts, b""
    except BROKEN:
        found, body = {"reason": "FILE_CORRUPT"}, b""
    except (MemoryError, RecursionError):
        return limits.TOO_HARD
    sys.stdout.buffer.write(json.dumps(found).encode() + b"\n" + body)
    return 0
