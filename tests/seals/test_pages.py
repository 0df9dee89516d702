"""The pages of seals: what each person finds there, and what their presses do."""

import pytest
from django.urls import reverse

from chopmark.organisations.models import Organisation
from chopmark.seals.models import Grant, Seal
from chopmark.web import words


def at(name, organisation, **more):
    return reverse(name, kwargs={"pk": organisation.pk, **more})


def made(organisation, administrator, **changes):
    """The official seal, by a press."""
    told = {"name": "公章", "form": "round-42", "make": "1", **changes}
    return administrator.browser.post(at("seal-make", organisation, kind="official"), told)


@pytest.fixture
def seal(organisation, administrator):
    made(organisation, administrator)
    return Seal.objects.get()


def granted(seal, administrator, to, days="365"):
    """Choose, read the code, enter it."""
    page = administrator.browser.post(at("seal-grant", seal.organisation, seal=seal.pk), {"to": to.pk, "days": days})
    return administrator.browser.post(page["Location"], {"code": administrator.codes("grant")[0]})


def test_looking_makes_nothing_and_making_leads_to_the_seal(organisation, administrator):
    looked = administrator.browser.post(
        at("seal-make", organisation, kind="official"), {"name": "公章", "form": "round-58", "look": "1"}
    )
    assert "round-58" in looked.content.decode()
    assert not Seal.objects.exists()
    answer = made(organisation, administrator)
    assert answer["Location"] == at("seal", organisation, seal=Seal.objects.get().pk)


def test_a_second_press_says_that_there_is_one(seal, organisation, administrator):
    answer = made(organisation, administrator, name="另一枚")
    assert answer.status_code == 422
    assert words.text("seals.taken.kind") in answer.content.decode()


@pytest.mark.parametrize("changes", [{"form": "square-20"}, {"form": "round-1000"}, {"name": ""}, {"name": "章" * 51}])
def test_what_does_not_fit_the_kind_is_refused_at_the_form(organisation, administrator, changes):
    assert made(organisation, administrator, **changes).status_code == 422
    assert not Seal.objects.exists()


def test_a_drawing_is_a_picture_and_only_of_forms_that_there_are(organisation, administrator):
    address = at("seal-draft", organisation)
    assert administrator.browser.get(address, {"kind": "official", "form": "round-42"})["Content-Type"] == "image/png"
    for query in ({"kind": "official", "form": "round-9999"}, {"kind": "nothing", "form": "round-42"}, {}):
        assert administrator.browser.get(address, query).status_code == 404


def test_a_grant_needs_the_code_and_then_shows_the_holder(seal, administrator, member):
    page = administrator.browser.get(at("seal", seal.organisation, seal=seal.pk)).content.decode()
    assert member.person.name not in page
    granted(seal, administrator, member.person)
    page = administrator.browser.get(at("seal", seal.organisation, seal=seal.pk)).content.decode()
    assert member.person.name in page


def test_a_member_sees_the_seals_that_they_hold_and_no_others(seal, administrator, member):
    mine = at("seal", seal.organisation, seal=seal.pk)
    assert member.browser.get(mine).status_code == 404
    granted(seal, administrator, member.person)
    page = member.browser.get(mine)
    assert page.status_code == 200
    assert words.text("seals.holders") not in page.content.decode()
    assert "seal-make" not in page.content.decode()


def test_a_strange_organisation_and_its_seals_do_not_exist(seal, stranger, member):
    other = Organisation.objects.create(uscc="91320500MA1OTHER0X", name="他人公司", entity_type="enterprise")
    for who in (stranger, member):
        place = other if who is member else seal.organisation
        for name in ("seal", "seal-picture", "seal-grant"):
            assert who.browser.get(at(name, place, seal=seal.pk)).status_code == 404


def test_a_member_presses_nothing_that_decides(seal, administrator, member):
    granted(seal, administrator, member.person)
    held = Grant.objects.get(person=member.person)
    move = member.browser.post(at("seal-move", seal.organisation, seal=seal.pk), {"there": "void"})
    take = member.browser.post(at("seal-take-back", seal.organisation, seal=seal.pk, grant=held.pk))
    ask = member.browser.get(at("seal-grant", seal.organisation, seal=seal.pk))
    make = member.browser.get(at("seal-make", seal.organisation, kind="contract"))
    assert [answer.status_code for answer in (move, take, ask, make)] == [403] * 4
    seal.refresh_from_db()
    assert seal.status == "in_use"


def test_stopping_twice_is_stopping_once(seal, administrator):
    for _ in range(2):
        answer = administrator.browser.post(at("seal-move", seal.organisation, seal=seal.pk), {"there": "stopped"})
        assert answer.status_code == 302
    seal.refresh_from_db()
    assert seal.status == "stopped"


def test_an_offer_for_somebody_who_is_no_member_leads_back(seal, administrator, stranger):
    address = f"{at('seal-grant-code', seal.organisation, seal=seal.pk)}?to={stranger.person.pk}&days=365"
    assert administrator.browser.get(address)["Location"] == at("seal", seal.organisation, seal=seal.pk)
