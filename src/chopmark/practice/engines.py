"""Practice answers for what only a registry, the police or a carrier can say, scripted by the documented values."""

import hashlib
import time
import uuid

from chopmark.evidence.engines.base import (
    Company,
    Confirmation,
    IdentityMatch,
    Payment,
)
from chopmark.evidence.engines.base import CompanyStatus as Status
from chopmark.evidence.idcard import Kind
from chopmark.evidence.idcard import normalise as normalise_number
from chopmark.evidence.judge import compare_company
from chopmark.evidence.names import same_name
from chopmark.evidence.uscc import EntityType, normalise
from chopmark.kit.clock import now
from chopmark.kit.errors import Unavailable
from chopmark.kit.fields import index_of
from chopmark.notify.senders.base import Receipt, Wording
from chopmark.practice import residents, strangers, values
from chopmark.practice.models import Company as Row
from chopmark.practice.models import Payment as Paid
from chopmark.practice.models import Resident


class PracticeRegistry:
    """Answers from the invented organisations."""

    def confirm(self, *, uscc: str, name: str, legal_representative: str) -> Confirmation:
        return compare_company(_find(uscc), uscc=uscc, name=name, legal_representative=legal_representative)

    def number_of_head(self, uscc: str) -> str | None:
        company = _find(uscc)
        return company.legal_representative_number if company else None

    def head_is(self, uscc: str, *, company: str, name: str, number: str) -> bool | None:
        """The number decides: whose it is was asked before."""
        held = self.number_of_head(uscc)
        return None if held is None else held == normalise_number(number)


def _find(uscc: str) -> Company | None:
    code = normalise(uscc)
    if code == values.REGISTRY_DOWN:
        raise Unavailable
    row = Row.objects.filter(uscc=code, is_listed=True).first()
    return _company_of(row) if row else None


def _company_of(row: Row) -> Company:
    return Company(
        uscc=row.uscc,
        name=row.name,
        entity_type=EntityType(row.entity_type),
        status=Status(row.status),
        status_since=row.status_since,
        legal_representative=row.legal_representative,
        legal_representative_number=row.legal_representative_number,
        established=row.established,
    )


def resident_of(number: str) -> Resident | None:
    """Whose number this is."""
    index = index_of(Resident, "id_number_index", normalise_number(number))
    return Resident.objects.filter(id_number_index=index).first()


class PracticeIdentity:
    """Answers from the invented residents."""

    def check(self, *, name: str, kind: Kind, number: str, mobile: str | None) -> IdentityMatch:
        """Three elements, or two when the mobile is None."""
        if normalise_number(number) == values.IDENTITY_DOWN.number:
            raise Unavailable
        row = resident_of(number)
        refused = row is None or row.id_number == values.IDENTITY_NO.number
        if row is None or refused or row.id_kind != kind or not same_name(row.name, name):
            return IdentityMatch.NO_MATCH
        fits = mobile is None or row.mobile == mobile
        return IdentityMatch.MATCH if fits else IdentityMatch.NO_MATCH


class PracticePortraits:
    """The first face that somebody shows becomes their portrait: its digest is noted, the picture is not kept.

    It stands for what the police hold. The comparison is the real one, so whom it is not to match gets another face.
    """

    def of(self, number: str, *, shown: bytes) -> bytes:
        row = resident_of(number)
        if row is None or row.id_number == values.NEVER_MATCHES.number:
            return strangers.stranger()
        Resident.objects.filter(pk=row.pk, shown_at=None).update(
            portrait_sha256=hashlib.sha256(shown).hexdigest(), shown_at=now()
        )
        return shown


class OutboxSms:
    """Takes every message: the outbox page shows the row that was written before this is asked."""

    def send(self, *, to: str, text: str, wording: Wording) -> Receipt:
        if to == residents.MOBILE_DOWN:
            raise Unavailable
        if to == residents.MOBILE_UNSURE:
            raise TimeoutError("the practice carrier fell silent after it had the message")
        if to == residents.MOBILE_SLOW:
            time.sleep(values.SLOW_SECONDS)
        return Receipt(f"practice-{uuid.uuid4().hex[:12]}")


class PracticeBank:
    """Pays at once, but for the documented accounts; the page of statements shows what arrived."""

    def pay(self, *, reference: str, holder: str, number: str, cents: int) -> None:
        if number == values.ACCOUNT_DOWN:
            raise Unavailable
        state = {values.ACCOUNT_SLOW: Payment.ON_ITS_WAY, values.ACCOUNT_FOREIGN: Payment.RETURNED}.get(number)
        told = {"holder": holder, "number": number, "cents": cents, "state": state or Payment.ARRIVED}
        Paid.objects.get_or_create(reference=reference, defaults=told)

    def where_is(self, reference: str) -> Payment:
        return Payment(Paid.objects.get(reference=reference).state)
