"""Samples say exactly what the registry holds, in every way and format that the desk offers."""

import io

import pytest
from django.urls import reverse
from PIL import Image

from chopmark.drawing.damage import Damage
from chopmark.drawing.idcards import Side
from chopmark.drawing.licence_fields import CERTIFICATES, Kind
from chopmark.drawing.licences import draw_licence
from chopmark.drawing.returned.kinds import Defect
from chopmark.evidence import idcard
from chopmark.evidence.uscc import EntityType
from chopmark.kit import clock
from chopmark.kit.clock import now
from chopmark.onboarding.models import Application
from chopmark.people.models import Person
from chopmark.practice import companies, invent, samples
from chopmark.practice.idcards import card_of, expired
from chopmark.practice.licences import licence_of
from chopmark.practice.models import Company, Resident


def test_the_sheet_prints_exactly_what_the_registry_holds(practice_world):
    for company in Company.objects.all():
        printed = draw_licence(licence_of(company)).fields
        kind = Kind(company.licence_kind)
        assert printed["uscc"].text == company.uscc
        assert printed["address"].text == company.address
        assert printed["legal_representative"].text == company.printed_representative
        assert printed["name"].text == ("***" if kind is Kind.SHOPLESS else company.name)
        if kind not in CERTIFICATES:
            assert printed["established"].text == invent.chinese_day(company.established)


def test_only_the_changed_organisation_prints_another_head_than_the_registry(practice_world):
    different = [c.story for c in Company.objects.all() if c.printed_representative != c.legal_representative]
    assert different == ["changed"]


@pytest.mark.parametrize("way", samples.WAYS)
def test_a_licence_can_be_taken_in_this_way(client, practice_world, way):
    answer = take(client, way=way, format="jpg")
    assert answer.status_code == 200
    assert Image.open(io.BytesIO(answer.content)).format == "JPEG"


@pytest.mark.parametrize(("name", "start"), [("png", b"\x89PNG"), ("pdf", b"%PDF")])
def test_a_licence_can_be_taken_in_this_format(client, practice_world, name, start):
    answer = take(client, way=Damage.CLEAN, format=name)
    assert answer.content.startswith(start)
    assert answer["Content-Disposition"].endswith(f'.{name}"')


def test_the_same_request_gives_the_same_picture(client, practice_world):
    assert take(client, way="phone").content == take(client, way="phone").content


@pytest.mark.parametrize("wrong", [{"company": "91440300MA00TE5T2E"}, {"way": "burnt"}, {"format": "exe"}])
def test_what_is_not_offered_is_not_found(client, practice_world, wrong):
    assert take(client, **wrong).status_code == 404


def take(client, **wanted):
    query = {"company": companies.DEMO, "way": "clean", "format": "jpg", **wanted}
    return client.get(reverse("practice-licence"), query)


@pytest.fixture
def applicant(client, db):
    person = Person.objects.arrive()
    client.force_login(person)
    return person


def application_of(person):
    """An application that has come to the letter."""
    moment = now()
    return Application.objects.create(
        owner=person, cloud_uin="100000000066", cloud_name="深圳市栗栖湾图书馆", confirmed_at=moment,
        entity_type=EntityType.GOVERNMENT, name="深圳市栗栖湾图书馆", uscc=companies.LIBRARY,
        legal_representative="顾言", address="广东省深圳市南山区云麓街道白榆路135号", company_answered_at=moment,
        consented_at=moment, applicant_name="冯明秋", id_kind="id_card", id_number="340104198909289543",
        mobile="13800000806", identity_answered_at=moment, identity_checked_at=moment, role="staff",
    )  # fmt: skip


@pytest.mark.parametrize("defect", [samples.GOOD, Defect.NO_SEAL, Defect.WRONG_PHONE])
def test_ones_own_letter_comes_stamped(client, applicant, defect):
    row = application_of(applicant)
    assert row.name in client.get(reverse("practice-samples")).content.decode()
    answer = client.get(reverse("practice-letter"), {"application": row.ref, "defect": defect})
    assert answer.status_code == 200
    assert Image.open(io.BytesIO(answer.content)).format == "JPEG"
    row.refresh_from_db()
    assert row.letter_number


def test_nobody_takes_the_letter_of_somebody_else(client, applicant):
    row = application_of(Person.objects.arrive())
    answer = client.get(reverse("practice-letter"), {"application": row.ref, "defect": samples.GOOD})
    assert answer.status_code == 404


def test_a_stranger_is_asked_to_log_in_for_a_letter(client, db):
    assert client.get(reverse("practice-letter")).status_code == 302


def test_an_application_without_a_letter_yet_offers_none(client, applicant):
    row = application_of(applicant)
    row.identity_checked_at = None
    row.save()
    answer = client.get(reverse("practice-letter"), {"application": row.ref, "defect": samples.GOOD})
    assert answer.status_code == 404


# --- identity cards


def card(client, holder, **query):
    told = {"person": str(holder.pk), "side": "front", "way": "clean", "term": "in_force", **query}
    return client.get(reverse("practice-card"), told)


def test_a_card_prints_exactly_what_the_police_hold_and_is_in_force(practice_world):
    for person in Resident.objects.all():
        printed = card_of(person)
        assert (printed.name, printed.number) == (person.name, person.id_number)
        assert printed.valid_until is None or printed.valid_until > clock.today()
        assert expired(printed).valid_until < clock.today()
        if person.id_kind != idcard.Kind.HKMO:
            assert printed.born == idcard.birthday(person.id_number)


@pytest.mark.parametrize("way", samples.CARD_WAYS)
@pytest.mark.parametrize("side", list(Side))
def test_a_side_of_a_card_can_be_taken_in_this_way(client, practice_world, way, side):
    answer = card(client, Resident.objects.first(), way=way, side=side)
    assert Image.open(io.BytesIO(answer.content)).format == "JPEG"


def test_an_expired_card_is_another_picture_and_only_at_its_back(client, practice_world):
    person = Resident.objects.first()
    backs = {card(client, person, side="back", term=term).content for term in samples.TERMS}
    fronts = {card(client, person, term=term).content for term in samples.TERMS}
    assert (len(backs), len(fronts)) == (2, 1)


@pytest.mark.parametrize("wrong", [{"side": "edge"}, {"way": "chewed"}, {"term": "never"}, {"person": "1"}])
def test_no_other_card_exists(client, practice_world, wrong):
    assert card(client, Resident.objects.first(), **wrong).status_code == 404
