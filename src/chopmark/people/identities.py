"""Whose identity was checked: one natural person, one account (domain 2.1)."""

from django.db import IntegrityError, transaction

from chopmark.audit import log as audit
from chopmark.kit.clock import now
from chopmark.kit.fields import index_of
from chopmark.people.models import Person


def known_by(number: str) -> Person | None:
    """The person whose checked identity has this document number."""
    index = index_of(Person, "id_number_index", number)
    return Person.objects.filter(id_number_index=index, identity_checked_at__isnull=False).first()


def arrive(*, name: str, kind: str, number: str, mobile: str) -> Person:
    """The person of a checked identity, made now when nobody is known by it; two at once find the same one."""
    try:
        with transaction.atomic():
            return known_by(number) or _made(name=name, kind=kind, number=number, mobile=mobile)
    except IntegrityError:
        found: Person = Person.objects.get(id_number_index=index_of(Person, "id_number_index", number))
        return found


@transaction.atomic
def release(person: Person, *, actor: Person) -> None:
    """The identity belongs to another account from now on; this one keeps its sign-in and is nobody in particular."""
    held = Person.objects.select_for_update().get(pk=person.pk)
    held.name = held.id_kind = held.id_number = held.identity_checked_at = None
    held.save()
    audit.record("person.identity_released", subject=held, actor=actor)


def _made(*, name: str, kind: str, number: str, mobile: str) -> Person:
    person: Person = Person.objects.arrive()
    person.name, person.id_kind, person.id_number, person.mobile = name, kind, number, mobile
    person.identity_checked_at = now()
    person.save()
    return person
