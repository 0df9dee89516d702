"""TC3-HMAC-SHA256 (domain 5.4), checked: pure, no clock and no database of its own."""

import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

ALGORITHM = "TC3-HMAC-SHA256"
WINDOW_SECONDS = 300  # domain 5.4: further apart, and the clocks disagree
_AUTHORIZATION = re.compile(
    rf"{ALGORITHM} Credential=([\w-]{{1,64}})/([0-9-]{{10}})/(\w{{1,32}})/tc3_request,"
    r" ?SignedHeaders=([a-z0-9;-]{1,200}), ?Signature=([0-9a-f]{64})"
)
_NEEDED = {"content-type", "host"}


@dataclass(frozen=True)
class Signed:
    """What a request says of itself; `at` is its timestamp, in seconds."""

    secret_id: str
    day: str
    service: str
    headers: tuple[str, ...]
    signature: str
    at: int


def read(headers: Mapping[str, str]) -> Signed | None:
    """The claim in the headers (names in lower case), or None when it is malformed."""
    found = _AUTHORIZATION.fullmatch(headers.get("authorization", ""))
    stamp = headers.get("x-tc-timestamp", "")
    if found is None or not re.fullmatch(r"[0-9]{1,11}", stamp):
        return None
    secret_id, day, service, names, signature = found.groups()
    signed = tuple(names.split(";"))
    if not _NEEDED.issubset(signed) or not set(signed).issubset(headers):
        return None
    return Signed(secret_id, day, service, signed, signature, int(stamp))


def is_in_time(claim: Signed, *, now: float) -> bool:
    """Whether the two clocks agree, and the day of the scope is the timestamp's own."""
    day = datetime.fromtimestamp(claim.at, tz=UTC).strftime("%Y-%m-%d")
    return abs(now - claim.at) <= WINDOW_SECONDS and claim.day == day


def fits(claim: Signed, *, key: str, headers: Mapping[str, str], body: bytes) -> bool:
    """Whether this key made the signature. Values are compared as received and in lower case: clients differ."""
    candidates = [_signature(claim, key, _canonical(claim.headers, headers, body, lower=low)) for low in (True, False)]
    matches = [hmac.compare_digest(candidate, claim.signature) for candidate in candidates]
    return any(matches)


def _canonical(names: Sequence[str], headers: Mapping[str, str], body: bytes, *, lower: bool) -> str:
    """The address is always "/", whatever was posted to (domain 5.4)."""
    values = ((name, headers[name].strip()) for name in names)
    lines = "".join(f"{name}:{value.lower() if lower else value}\n" for name, value in values)
    return "\n".join(["POST", "/", "", lines, ";".join(names), hashlib.sha256(body).hexdigest()])


def _signature(claim: Signed, key: str, canonical: str) -> str:
    scope = f"{claim.day}/{claim.service}/tc3_request"
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    made = f"TC3{key}".encode()
    for part in (claim.day, claim.service, "tc3_request"):
        made = hmac.digest(made, part.encode(), "sha256")
    return hmac.digest(made, f"{ALGORITHM}\n{claim.at}\n{scope}\n{digest}".encode(), "sha256").hex()
