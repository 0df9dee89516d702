"""Encrypted fields: nothing readable in the database, and ciphertext opens where it was written only."""

import pytest
from cryptography.exceptions import InvalidTag
from django.db import connection, transaction

from chopmark.kit import keys
from chopmark.kit.fields import index_of, personal_fields
from chopmark.people.models import Person

NAME, NUMBER = "欧阳小明", "440300198506150028"


@pytest.fixture
def person(db):
    return Person.objects.create(name=NAME, id_number=NUMBER, mobile="13800138017")


def column(name, person):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {name} FROM people_person WHERE id = %s", [person.pk])
        return bytes(cursor.fetchone()[0])


def put(person, **ciphertext):
    for name, value in ciphertext.items():
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE people_person SET {name} = %s WHERE id = %s", [value, person.pk])
    return Person.objects.get(pk=person.pk)


def test_the_database_holds_no_plain_text(person):
    for name, value in {"name": NAME, "id_number": NUMBER, "mobile": "13800138017"}.items():
        assert value.encode() not in column(name, person)
        assert value.encode() not in column("id_number_index", person)


def test_what_was_written_is_read(person):
    read = Person.objects.get(pk=person.pk)
    assert (read.name, read.id_number) == (NAME, NUMBER)
    read.name = "李四"
    read.save()
    assert Person.objects.get(pk=person.pk).name == "李四"


@pytest.mark.parametrize("value", ["", "·", "𠮷", "a" * 5000, "\x00\n"])
def test_any_text_is_kept_as_it_is(person, value):
    person.name = value
    person.save()
    assert Person.objects.get(pk=person.pk).name == value


def test_the_same_text_is_never_the_same_ciphertext(person):
    other = Person.objects.create(name=NAME)
    assert column("name", person) != column("name", other)


def test_ciphertext_moved_to_another_row_does_not_open(person):
    other = Person.objects.create(name="李四")
    moved = put(other, name=column("name", person))
    with pytest.raises(InvalidTag):
        _ = moved.name


def test_ciphertext_moved_to_another_column_does_not_open(person):
    moved = put(person, name=column("mobile", person))
    with pytest.raises(InvalidTag):
        _ = moved.name


def test_ciphertext_moved_to_another_table_does_not_open(person):
    sealed = column("name", person)
    with pytest.raises(InvalidTag):
        keys.unseal(sealed, place=f"onboarding_application|{person.pk}|name")


@pytest.mark.parametrize("place", [0, 1, 13, -1])
def test_altered_ciphertext_does_not_open(person, place):
    sealed = bytearray(column("name", person))
    sealed[place] ^= 1
    altered = put(person, name=bytes(sealed))
    with pytest.raises((InvalidTag, KeyError)):
        _ = altered.name


def test_updating_the_column_is_refused(person):
    with pytest.raises(TypeError), transaction.atomic():
        Person.objects.filter(pk=person.pk).update(name="李四")
    person.name = "李四"
    with pytest.raises(TypeError), transaction.atomic():
        Person.objects.bulk_update([person], ["name"])
    assert Person.objects.get(pk=person.pk).name == NAME


def test_emptying_the_column_is_possible(person):
    Person.objects.filter(pk=person.pk).update(name=None)
    assert Person.objects.get(pk=person.pk).name is None


def test_many_at_once_are_sealed_too(db):
    made = Person.objects.bulk_create([Person(name=NAME), Person(name="李四")])
    assert NAME.encode() not in column("name", made[0])
    assert [Person.objects.get(pk=p.pk).name for p in made] == [NAME, "李四"]


def test_saving_another_column_leaves_the_ciphertext_alone(person):
    before = column("name", person)
    read = Person.objects.get(pk=person.pk)
    read.language = "en"
    read.save(update_fields=["language"])
    assert column("name", person) == before


def test_a_deferred_column_is_opened_when_asked_for(person):
    assert Person.objects.defer("name").get(pk=person.pk).name == NAME


def test_the_blind_index_finds_and_tells_nothing(person):
    assert Person.objects.get(id_number_index=index_of(Person, "id_number_index", NUMBER)) == person
    assert not Person.objects.filter(id_number_index=index_of(Person, "id_number_index", NUMBER[:-1])).exists()
    assert index_of(Person, "mobile_index", NUMBER) != index_of(Person, "id_number_index", NUMBER)


def test_the_blind_index_follows_its_column(person):
    person.id_number = None
    person.save()
    assert Person.objects.get(pk=person.pk).id_number_index is None


def test_a_row_without_its_key_keeps_nothing(db):
    nameless = Person(name=NAME)
    nameless.pk = None
    with pytest.raises(TypeError, match="needs its key"):
        Person._meta.get_field("name").pre_save(nameless, add=True)


def test_only_a_blind_index_is_looked_up_as_one(db):
    with pytest.raises(TypeError):
        index_of(Person, "language", "en")


def test_personal_columns_are_known():
    assert {f.name for f in personal_fields(Person)} == {"name", "id_number", "mobile"}
