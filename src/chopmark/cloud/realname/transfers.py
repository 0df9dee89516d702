"""Proving a corporate account: a small sum goes there, and who can read the statement says how much it was.

Domain 1.7: 0.01 to 0.99 yuan, an answer within seven days of the arrival, two wrong ones end it.
"""

import datetime as dt
import hmac
from collections.abc import Iterator
from typing import cast

from django.db import transaction

from chopmark.audit import log as audit
from chopmark.cloud.accounts.models import Account
from chopmark.cloud.realname.actions import Answer, examine, keep
from chopmark.cloud.realname.models import Proof, Transfer
from chopmark.cloud.realname.states import ALIVE, Status
from chopmark.evidence.engines.base import Bank, Payment
from chopmark.kit import keys
from chopmark.kit.clock import now
from chopmark.kit.engines import engine

TRIES = 2
A_DAY = 3  # our own bound, for an account and for an organisation: each sum is money and a line on a statement
_CENTS = 99


@transaction.atomic
def order(account: Account, *, number: str, **elements: str) -> Transfer | Answer:
    """Note a transfer to the account `number` of the organisation that the registry confirms; a worker pays it.

    Returns the living one when there is one (a double press), else an Answer that is no VERIFIED. Raises Unavailable
    when the registry does not answer.
    """
    found = examine(account, **elements)
    living = living_of(account)
    if living is not None:
        return living
    if found.answer is not Answer.VERIFIED:
        return found.answer
    if _ordered_today(account, found.written["uscc"]) >= A_DAY:
        return Answer.TOO_MANY
    row = Transfer.objects.create(account=account, number=number, **found.written)
    audit.record("transfer.ordered", subject=row, actor=account, engine=type(bank()).__name__)
    return row


def _ordered_today(account: Account, uscc: str) -> int:
    since = Transfer.objects.filter(created_at__gt=now() - dt.timedelta(days=1))
    return max(since.filter(account=account).count(), since.filter(uscc=uscc).count())


def living_of(account: Account) -> Transfer | None:
    return Transfer.objects.filter(account=account, status__in=ALIVE).first()


@transaction.atomic
def withdraw(account: Account) -> None:
    """Begin again, with another account number; what was paid stays paid."""
    row = Transfer.objects.select_for_update().filter(account=account, status__in=ALIVE).first()
    if row is not None:
        _move(row, Status.WITHDRAWN)


@transaction.atomic
def answer(account: Account, *, cents: int) -> Transfer | Answer:
    """The amount that somebody read; returns the transfer as it then is, or why the name could not be kept."""
    row = Transfer.objects.select_for_update().filter(account=account).first()
    if row is None or row.status != Status.ARRIVED:
        return row or Answer.DIFFERS
    if row.until is not None and row.until <= now():
        _move(row, Status.LATE)
    elif hmac.compare_digest(f"{cents:02}", f"{cents_of(row):02}"):
        return _keep(row)
    else:
        _count_wrong(row)
    return row


def _keep(row: Transfer) -> Transfer | Answer:
    written = {"name": row.name, "uscc": row.uscc, "legal_representative": row.legal_representative}
    kept = keep(row.account, {key: str(value) for key, value in written.items()}, proof=Proof.TRANSFER)
    if kept is not Answer.VERIFIED:
        return kept
    _move(row, Status.MATCHED)
    return row


def _count_wrong(row: Transfer) -> None:
    row.wrong += 1
    row.save(update_fields=["wrong"])
    audit.record("transfer.amount_differed", subject=row, actor=row.account)
    if row.wrong >= TRIES:
        _move(row, Status.WRONG)


def cents_of(row: Transfer) -> int:
    """1 to 99. A job that runs twice pays the same sum, and the database does not give it away."""
    drawn = int.from_bytes(keys.mac(row.pk.bytes, purpose="transfer.amount"), "big")  # 256 bits: the remainder is fair
    return drawn % _CENTS + 1


def pay(identifier: str) -> None:
    """Hand the order to the bank: asked before it is noted, since the bank knows a reference that comes twice."""
    row = Transfer.objects.get(pk=identifier)
    if row.status != Status.ORDERED:
        return
    bank().pay(reference=row.pk.hex, holder=str(row.name), number=str(row.number), cents=cents_of(row))
    _note(identifier, here=Status.ORDERED, there=Status.SENT)


def look(identifier: str) -> None:
    """Ask the bank where the sum is."""
    hear(identifier, bank().where_is(Transfer.objects.get(pk=identifier).pk.hex))


def hear(identifier: str, where: Payment) -> bool:
    """Whether it was news where the sum is; by the bank's answer or its statement, whichever comes first."""
    there = {Payment.ARRIVED: Status.ARRIVED, Payment.RETURNED: Status.RETURNED}.get(where)
    return there is not None and _note(identifier, here=Status.SENT, there=there)


@transaction.atomic
def _note(identifier: str, *, here: Status, there: Status) -> bool:
    row = Transfer.objects.select_for_update().get(pk=identifier)
    if row.status != here:
        return False
    if there is Status.ARRIVED:
        row.arrived_at = now()
    _move(row, there)
    return True


def on_their_way() -> Iterator[str]:
    return (str(pk) for pk in Transfer.objects.filter(status=Status.SENT).values_list("pk", flat=True))


@transaction.atomic
def end_late() -> None:
    """Seven days after the arrival."""
    overdue = Transfer.objects.select_for_update().filter(status=Status.ARRIVED)
    for row in overdue:
        if row.until is not None and row.until <= now():
            _move(row, Status.LATE)


def _move(row: Transfer, there: Status) -> None:
    row.move(there)
    audit.record("transfer.moved", subject=row, actor=row.account, there=there)


def bank() -> Bank:
    return cast("Bank", engine("bank"))
