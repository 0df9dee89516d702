"""Verifying a name: three elements against the registry, with a bound on tries and on accounts."""

import datetime as dt
from enum import StrEnum
from typing import cast

from django.db import connection, transaction

from chopmark.audit import log as audit
from chopmark.cloud.accounts.models import Account
from chopmark.cloud.realname.models import Kind, RealName, real_name_of
from chopmark.evidence import uscc as codes
from chopmark.evidence.engines.base import Agreement, CompanyStatus, Confirmation, Registry
from chopmark.evidence.names import normalise_organisation, normalise_person
from chopmark.kit import keys
from chopmark.kit.clock import now
from chopmark.kit.engines import engine
from chopmark.kit.errors import NotAllowed

ACCOUNTS = 10  # domain 6.1: one enterprise may stand behind ten accounts
TRIES_A_DAY = 10  # our own bound: the registry must not be asked until a stranger has guessed
_ALIVE = frozenset({CompanyStatus.OPEN, CompanyStatus.MOVED_OUT})  # domain 1.6


class Answer(StrEnum):
    """What became of a try; the value is the last part of its text key."""

    VERIFIED = "verified"
    DIFFERS = "differs"
    CLOSED = "closed"
    FULL = "full"
    TOO_SOON = "too_soon"
    TOO_MANY = "too_many"


@transaction.atomic
def verify_enterprise(account: Account, *, name: str, uscc: str, legal_representative: str) -> Answer:
    """Compare the three elements with the registry; what is kept is written as the registry writes it, where it does.

    Raises Unavailable when the registry does not answer: nothing was decided then.
    """
    _check_is_root(account)
    _lock(account.uin)
    held = real_name_of(account)
    if held and held.may_change_at > now():
        return Answer.TOO_SOON
    if _refused_today(account) >= TRIES_A_DAY:
        return Answer.TOO_MANY
    asked = {
        "uscc": codes.normalise(uscc),
        "name": normalise_organisation(name),
        "legal_representative": normalise_person(legal_representative),
    }
    found = _registry().confirm(**asked)
    answer = _judge(found)
    return _keep(account, _written(found, asked)) if answer is Answer.VERIFIED else _note(account, answer)


def _judge(found: Confirmation) -> Answer:
    """One answer for whatever differs, so that nobody learns which of the three was right."""
    if found.agreement is not Agreement.MATCH:
        return Answer.DIFFERS
    return Answer.VERIFIED if found.status in _ALIVE else Answer.CLOSED


def _written(found: Confirmation, asked: dict[str, str]) -> dict[str, str]:
    """As the registry writes it; as it was typed where the registry only agrees."""
    name = normalise_organisation(found.name or asked["name"])
    return {**asked, "name": name, "legal_representative": found.legal_representative or asked["legal_representative"]}


def _keep(account: Account, written: dict[str, str]) -> Answer:
    _lock(written["uscc"])
    if RealName.objects.filter(uscc=written["uscc"]).exclude(account=account).count() >= ACCOUNTS:
        return _note(account, Answer.FULL)
    _put(account, kind=Kind.ENTERPRISE, **written)
    return _note(account, Answer.VERIFIED)


@transaction.atomic
def mark_personal(account: Account, *, name: str) -> RealName:
    """Note that a person stands behind the account; who checked that is outside this room."""
    _check_is_root(account)
    held = _put(account, kind=Kind.PERSONAL, name=name, uscc=None, legal_representative=None)
    audit.record("realname.verified", subject=account, actor=account, kind=Kind.PERSONAL)
    return held


def _put(account: Account, **values: str | None) -> RealName:
    RealName.objects.filter(account=account).delete()
    return RealName.objects.create(account=account, **values)


def _note(account: Account, answer: Answer) -> Answer:
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


def _lock(name: str) -> None:
    """One at a time for this name over all nodes, until the transaction ends."""
    number = int.from_bytes(keys.blind(name, purpose="cloud.realname")[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
