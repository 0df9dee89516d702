"""The record: it only grows, holds listed kinds and facts only, and goes with its act."""

import pytest
from django.db import DatabaseError, connection, transaction

from chopmark.audit import log
from chopmark.audit.kinds import KINDS
from chopmark.audit.log import UnknownKind, history, record
from chopmark.audit.models import Event
from chopmark.people.models import Person


@pytest.fixture
def event(db):
    return record("organisation.opened", subject="organisation:1", actor=None)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET kind = 'x'",
        "UPDATE audit_event SET facts = '{}' WHERE id = 1",
        "DELETE FROM audit_event",
        "TRUNCATE audit_event",
        "TRUNCATE audit_event CASCADE",
    ],
)
def test_the_database_refuses_to_change_the_record(event, statement):
    if "id = 1" in statement:
        statement = statement.replace("id = 1", f"id = {event.pk}")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Event.objects.get() == event


@pytest.mark.parametrize("change", ["save", "delete"])
def test_our_own_code_cannot_change_the_record(event, change):
    event.kind = "application.moved"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        getattr(event, change)()
    assert Event.objects.get().kind == "organisation.opened"


@pytest.mark.parametrize("kind", ["", "application.eaten", "application"])
def test_an_unknown_kind_is_refused(db, kind):
    with pytest.raises(UnknownKind):
        record(kind, subject="x", actor=None)
    assert not Event.objects.exists()


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_fact_that_is_not_listed_is_refused_for_every_kind(db, kind):
    with pytest.raises(UnknownKind):
        record(kind, subject="x", actor=None, name="丁一川")
    assert not Event.objects.exists()


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_takes_its_listed_facts(db, kind):
    event = record(kind, subject="x", actor=None, **dict.fromkeys(KINDS[kind], "y"))
    assert set(event.facts) == KINDS[kind]


def test_no_kind_may_carry_what_a_person_is():
    personal = {"name", "mobile", "id_number", "number_of_id", "address", "body", "code", "token", "note"}
    assert not {(kind, fact) for kind, facts in KINDS.items() for fact in facts & personal}


@transaction.atomic
def an_act_that_fails():
    Person.objects.arrive()
    record("person.signed_in", subject="x", actor=None, by="cloud")
    raise RuntimeError


def test_an_event_goes_with_its_act(db):
    with pytest.raises(RuntimeError):
        an_act_that_fails()
    assert not Event.objects.exists()


def test_a_history_is_of_its_subject_in_order(db):
    one, other = Person.objects.arrive(), Person.objects.arrive()
    for person in (one, other, one):
        record("person.signed_in", subject=person, actor=person, by="cloud")
    found = list(history(one))
    assert len(found) == 2
    assert found[0].pk < found[1].pk
    assert found[0].actor == f"people.person:{one.pk}"


def test_an_act_of_nobody_is_the_systems(event):
    assert event.actor == log.SYSTEM
