"""The licence of an invented organisation, printed with exactly what the registry holds."""

import datetime as dt
from dataclasses import replace

from chopmark.drawing.licence_fields import Kind, LicenceFields
from chopmark.kit import clock
from chopmark.practice import invent
from chopmark.practice.models import Company


def licence_of(company: Company) -> LicenceFields:
    """The fields to print; what the registry does not hold follows from the seed."""
    kind = Kind(company.licence_kind)
    sheet = invent.licence(company.licence_seed, kind=kind)
    return replace(
        sheet,
        uscc=company.uscc,
        name=sheet.name if kind is Kind.SHOPLESS else company.name,
        legal_representative=company.printed_representative,
        address=company.address,
        established=invent.chinese_day(company.established) if sheet.established else "",
        issued=_issued(company) or sheet.issued,
    )


def _issued(company: Company) -> str:
    """A licence that is newer than the registry's record was issued yesterday, a first one on its first day."""
    if company.newer_representative:
        return invent.chinese_day(clock.today() - dt.timedelta(days=1))
    return "" if company.is_listed else invent.chinese_day(company.established)
