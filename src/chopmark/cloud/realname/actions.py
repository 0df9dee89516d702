"""Verifying a name: three elements against the registry, with a bound on tries and on accounts."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from django.db import connection, transaction

from chopmark.audit import log as audit
from chopmark.cloud.accounts.models import Account
from chopmark.cloud.realname import filing
from chopmark.cloud.realname.models import Kind, Proof, RealName, real_name_of
from chopmark.evidence import uscc as codes
from chopmark.evidence.engines.base import Agreement, CompanyStatus, Confirmation, Registry
from chopmark.evidence.names import normalise_organisation, normalise_person, same_name
from chopmark.kit import keys
from chopmark.kit.clock import now
from chopmark.kit.engines import engine
from chopmark.kit.errors import NotAllowed

ACCOUNTS = 10  # domain 6.1: one enterprise may stand behind ten accounts
TRIES_A_DAY = 10  # our own bound: the registry must not be asked until a stranger has guessed
_HEAD_CHANGES = ("91", "92")  # domain 6.1: codes whose legal representative may be changed by comparing alone
_ALIVE = frozenset({CompanyStatus.OPEN, CompanyStatus.MOVED_OUT})  # domain 1.6


class Answer(StrEnum):
    """What became of a try; the value is the last part of its text key."""

    VERIFIED = "verified"
    DIFFERS = "differs"
    CLOSED = "closed"
    FULL = "full"
    HEAD_STAYS = "head_stays"
    HEAD_DIFFERS = "head_differs"
    HEAD_UNKNOWN = "head_unknown"
    TOO_SOON = "too_soon"
    TOO_MANY = "too_many"


@dataclass(frozen=True)
class Examined:
    """What the registry makes of three elements, and the elements as it writes them, where it does."""

    answer: Answer
    written: dict[str, str]


@transaction.atomic
def verify_enterprise(account: Account, *, name: str, uscc: str, legal_representative: str) -> Answer:
    """Compare the three elements with the registry and keep what it confirms.

    Raises Unavailable when the registry does not answer: nothing was decided then.
    """
    found = examine(account, name=name, uscc=uscc, legal_representative=legal_representative)
    if found.answer is not Answer.VERIFIED:
        return found.answer
    if _changes_head_of_institution(real_name_of(account), found.written):
        return note(account, Answer.HEAD_STAYS)
    return keep(account, found.written)


def _changes_head_of_institution(held: RealName | None, written: dict[str, str]) -> bool:
    """The head of another kind of organisation changes only with a new proof, such as a sum to its account."""
    if held is None or held.uscc != written["uscc"] or written["uscc"].startswith(_HEAD_CHANGES):
        return False
    return not same_name(str(held.legal_representative), written["legal_representative"])


def examine(account: Account, *, name: str, uscc: str, legal_representative: str) -> Examined:
    """Compare and keep nothing but the count of refusals, in the caller's transaction; raises as above."""
    _check_is_root(account)
    hold(account)
    asked = {
        "uscc": codes.normalise(uscc),
        "name": normalise_organisation(name),
        "legal_representative": normalise_person(legal_representative),
    }
    if _is_too_soon(account, Kind.ENTERPRISE):
        return Examined(Answer.TOO_SOON, asked)
    if _refused_today(account) >= TRIES_A_DAY:
        return Examined(Answer.TOO_MANY, asked)
    found = _registry().confirm(**asked)
    answer = _judge(found)
    return Examined(answer if answer is Answer.VERIFIED else note(account, answer), _written(found, asked))


def _judge(found: Confirmation) -> Answer:
    """One answer for whatever differs, so that nobody learns which of the three was right."""
    if found.agreement is not Agreement.MATCH:
        return Answer.DIFFERS
    return Answer.VERIFIED if found.status in _ALIVE else Answer.CLOSED


def _written(found: Confirmation, asked: dict[str, str]) -> dict[str, str]:
    """As the registry writes it; as it was typed where the registry only agrees."""
    name = normalise_organisation(found.name or asked["name"])
    return {**asked, "name": name, "legal_representative": found.legal_representative or asked["legal_representative"]}


def keep(account: Account, written: dict[str, str], *, proof: Proof = Proof.REGISTRY) -> Answer:
    """The name of the account from now on, unless ten others bear it; in the caller's transaction.

    Asked again whether it is too soon: a sum ordered before another name was kept may be answered after it.
    """
    hold(account)
    if _is_too_soon(account, Kind.ENTERPRISE):
        return Answer.TOO_SOON
    _lock(written["uscc"])
    if RealName.objects.filter(uscc=written["uscc"]).exclude(account=account).count() >= ACCOUNTS:
        return note(account, Answer.FULL)
    _put(account, kind=Kind.ENTERPRISE, proof=proof, **written)
    filing.end(account)
    return note(account, Answer.VERIFIED)


@transaction.atomic
def mark_personal(account: Account, *, name: str) -> Answer:
    """Note that a person stands behind the account; who checked that is outside this room."""
    _check_is_root(account)
    hold(account)
    if _is_too_soon(account, Kind.PERSONAL):
        return Answer.TOO_SOON
    _put(account, kind=Kind.PERSONAL, name=name, uscc=None, legal_representative=None)
    audit.record("realname.verified", subject=account, actor=account, kind=Kind.PERSONAL)
    return Answer.VERIFIED


def _is_too_soon(account: Account, kind: Kind) -> bool:
    held = real_name_of(account)
    return held is not None and held.may_become_at(kind) > now()


def _put(account: Account, **values: str | None) -> None:
    RealName.objects.filter(account=account).delete()
    RealName.objects.create(account=account, **values)


def note(account: Account, answer: Answer) -> Answer:
    """Put a try on record: refusals are counted there."""
    happened = "verified" if answer is Answer.VERIFIED else "refused"
    audit.record(
        f"realname.{happened}",
        subject=account,
        actor=account,
        kind=Kind.ENTERPRISE,
        engine=type(_registry()).__name__,
    )
    return answer


def _refused_today(account: Account) -> int:
    since = now() - dt.timedelta(days=1)
    return audit.history(account).filter(kind="realname.refused", at__gt=since).count()


def _registry() -> Registry:
    return cast("Registry", engine("registry"))


def _check_is_root(account: Account) -> None:
    if not account.is_root:
        raise NotAllowed(action="account:VerifyRealName")


def hold(account: Account) -> None:
    """One at a time for this account; whoever needs the filing as well locks it after this."""
    _lock(account.uin)


def _lock(name: str) -> None:
    """One at a time for this name over all nodes, until the transaction ends."""
    number = int.from_bytes(keys.blind(name, purpose="cloud.realname")[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
