"""The page that says what a signature is worth, and the root that it hands out."""

import pytest
from asn1crypto import pem, x509
from django.urls import reverse

from chopmark.trust import authority, documents
from chopmark.web import words


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_says_who_issues_and_what_it_is_not(client, db, keys_at, language):
    client.cookies["chopmark_language"] = language
    page = client.get(reverse("trust")).content.decode()
    for phrase in {
        "zh-hans": ("不是持证", "法律意见"),
        "en": ("no licensed certification provider", "not legal advice"),
    }[language]:
        assert phrase in page


def test_the_root_that_is_handed_out_checks_what_is_signed(client, db, keys_at, signed):
    answer = client.get(reverse("trust-root"))
    assert answer["Content-Type"] == "application/x-pem-file"
    roots = answer.content.decode()
    assert "PRIVATE" not in roots
    assert documents.verify(signed, roots=roots).is_valid


def test_the_fingerprint_on_the_page_is_that_of_the_root(client, db, keys_at):
    _, _, der = pem.unarmor(authority.root_pem().encode())
    fingerprint = x509.Certificate.load(der).sha256.hex(" ").upper()
    assert fingerprint in client.get(reverse("trust")).content.decode()


def test_the_help_leads_to_it(client, db):
    page = client.get(reverse("help")).content.decode()
    assert reverse("trust") in page
    assert words.text("help.index.trust") in page


@pytest.mark.parametrize(("url", "said"), [("", "set its clock"), ("http://stamps.example/", "outside authority")])
def test_the_page_says_whose_time_stamps_these_are(client, db, keys_at, settings, url, said):
    client.cookies["chopmark_language"] = "en"
    settings.CHOPMARK_TSA_URL = url
    page = client.get(reverse("trust")).content.decode()
    assert said in page
    assert ("set its clock" in page) != ("outside authority" in page)
