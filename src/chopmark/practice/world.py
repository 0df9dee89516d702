"""Fills the practice world; as often as wanted, since it writes only what differs."""

import structlog
from django.db import models, transaction

from chopmark.evidence import uscc
from chopmark.kit.fields import index_of
from chopmark.practice import accounts, companies, invent, residents
from chopmark.practice.models import Company, Resident

log = structlog.get_logger()


def fill() -> int:
    """Put every invention in its place; returns how many rows had to be written."""
    with transaction.atomic():
        written = sum(_put_company(place, entry) for place, entry in enumerate(companies.ROSTER))
        people = enumerate(residents.roster())
        written += sum(_put_resident(place, entry, code) for place, (entry, code) in people)
        written += accounts.fill()
    log.info("practice.filled", count=written)
    return written


def _put_company(place: int, entry: companies.Entry) -> bool:
    held = Company.objects.filter(uscc=entry.code).first()
    return _put(held, fresh=Company(uscc=entry.code), place=place, **_company(entry))


def _company(entry: companies.Entry) -> dict[str, object]:
    head = residents.head(entry.seed)
    newer = residents.BY_STORY["new_head"].name if entry.newer_seed is not None else None
    return {
        "name": entry.registered_name(head.name),
        "entity_type": str(uscc.entity_type_of(entry.code)),
        "status": str(entry.status),
        "status_since": entry.since,
        "is_listed": entry.is_listed,
        "legal_representative": head.name,
        "legal_representative_number": head.number if entry.has_number else None,
        "newer_representative": newer,
        "established": entry.established,
        "address": invent.address(entry.seed),
        "licence_seed": entry.seed,
        "licence_kind": str(entry.kind),
        "story": entry.story,
    }


def _put_resident(place: int, entry: residents.Entry, code: str | None) -> bool:
    index = index_of(Resident, "id_number_index", entry.number)
    held = Resident.objects.filter(id_number_index=index).first()
    return _put(
        held, fresh=Resident(id_number=entry.number), place=place, name=entry.name, id_kind=str(entry.kind),
        mobile=entry.mobile, company_id=code, story=entry.story,
    )  # fmt: skip


def _put(held: models.Model | None, *, fresh: models.Model, **values: object) -> bool:
    """Save the row when there is none or it says something else; whether it was saved."""
    if held is not None and all(getattr(held, name) == value for name, value in values.items()):
        return False
    row = held or fresh
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    return True
