"""When a machine's verdict on a letter is enough: an operator's switch for a type of entity, off until it is set."""

import secrets
from typing import Final

from django.conf import settings

from chopmark.evidence import uploads
from chopmark.evidence.letter.findings import Verdict
from chopmark.onboarding.letters.checking import KIND
from chopmark.onboarding.models import Application

SAMPLED: Final = 10  # one in so many goes to a person all the same, who is not told


def approves(row: Application) -> bool:
    """Whether it needs no person: nothing was found on it, nobody loses rights by it, and it is not sampled."""
    if row.entity_type not in settings.MACHINE_APPROVES or row.changes:
        return False
    check = uploads.latest_check(row.matter, KIND)
    is_clear = check is not None and check.verdict == Verdict.CLEAR
    return is_clear and secrets.randbelow(SAMPLED) != 0
