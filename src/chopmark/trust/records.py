"""What this house has finished: its files by digest, so that any byte changed in one of them is noticed.

A signature does not cover the hole in which it stands itself. So a finished file is kept under two digests: of the
whole, and of what its last time stamp covers. The second one finds the record of a file that differs in the hole only.
"""

import datetime as dt
import hashlib
from dataclasses import dataclass

from chopmark.trust.models import Finished


@dataclass(frozen=True)
class Record:
    """When this house finished a file, and whether the one that was asked about is that one to the last byte."""

    at: dt.datetime
    is_same: bool


def keep(pdf: bytes, *, covered: bytes) -> str:
    """Record a finished file, and the digest that its last time stamp covers; returns the SHA-256 of the whole."""
    whole = hashlib.sha256(pdf).hexdigest()
    Finished.objects.get_or_create(sha256=whole, defaults={"covered_sha256": covered.hex()})
    return whole


def find(pdf: bytes, *, covered_sha256: str) -> Record | None:
    """None for what this house did not finish, or what was altered where the last time stamp tells already."""
    same = Finished.objects.filter(sha256=hashlib.sha256(pdf).hexdigest()).first()
    if same is not None:
        return Record(same.at, is_same=True)
    other = Finished.objects.filter(covered_sha256=covered_sha256).first() if covered_sha256 else None
    return Record(other.at, is_same=False) if other is not None else None
