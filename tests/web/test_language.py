"""The language switch leads back to where one was, also from the page of an error."""

import pytest
from django.test import Client


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://testserver/verify/?x=1", "/verify/"),
        ("https://elsewhere.example/verify/", "/"),
        ("", "/"),
    ],
)
def test_after_a_form_it_leads_to_the_page_of_the_form(db, referer, back):
    page = Client().post("/verify/", headers={"Referer": referer}).content.decode()
    assert f'name="next" value="{back}"' in page


def test_on_a_page_it_leads_to_the_page(db):
    assert 'name="next" value="/verify/?x=1"' in Client().get("/verify/?x=1").content.decode()
