"""The pages that the journey sends people to for help say what they promise."""

import pytest
from django import forms
from django.urls import reverse
from django.utils import translation

from chopmark.web import words
from chopmark.web.forms import PageForm

GUIDES = ["account", "realname", "subuser", "steps", "letter", "enterprise"]


class Asked(PageForm):
    letter = forms.CharField(label="Your name")
    digits = forms.CharField(label="ID number")


def test_the_contact_page_names_mail_telephone_and_hours(client, db, settings):
    settings.CONTACT_MAIL, settings.CONTACT_PHONE = "desk@operator.example", "400-111-2222"
    page = client.get(reverse("contact")).content.decode()
    assert "desk@operator.example" in page
    assert "400-111-2222" in page
    assert settings.CONTACT_HOURS in page


@pytest.mark.parametrize("name", GUIDES)
def test_a_guide_has_its_sections_and_stands_in_the_index(client, db, name):
    guide = client.get(reverse("guide", args=[name]))
    assert guide.status_code == 200
    assert words.text(f"help.{name}.title") in guide.content.decode()
    assert reverse("guide", args=[name]) in client.get(reverse("help")).content.decode()


def test_a_mail_address_keeps_its_letters_at_the_start_of_a_sentence(client, db, settings):
    settings.CONTACT_MAIL = "desk@operator.example"
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert "E-mail: desk@operator.example" in client.get(reverse("guide", args=["letter"])).content.decode()


def test_a_missing_answer_is_asked_for_within_a_sentence(client, db):
    with translation.override("en"):
        assert Asked({}).errors == {"letter": ["Enter your name"], "digits": ["Enter ID number"]}
