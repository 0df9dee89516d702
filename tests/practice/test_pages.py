"""The pages answer a stranger in both languages, with every text."""

import re

import pytest
from django.urls import reverse

from chopmark.kit.errors import IllegalMove
from chopmark.notify import messages
from chopmark.notify.models import Message
from chopmark.notify.states import Status
from chopmark.practice import accounts, outbox, shown, values
from chopmark.practice.models import Company, Resident

PAGES = ["", "-outbox", "-companies", "-people", "-samples", "-values"]
LANGUAGES = {"zh-hans": "zh-CN", "en": "en"}


@pytest.fixture
def reader(client, practice_world, settings):
    settings.LANGUAGE_COOKIE_NAME = "chopmark_language"

    def read(name, language="zh-hans", **query):
        client.cookies["chopmark_language"] = language
        return client.get(reverse(f"practice{name}"), query)

    return read


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_a_stranger_can_read_the_page(reader, name, language):
    answer = reader(name, language)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'lang="{LANGUAGES[language]}"' in page
    assert not re.search(r">\s*(?:practice|registry|onboarding)\.[a-z_.]+", page)
    assert " style=" not in page


def test_the_start_page_names_every_account_and_the_password(reader):
    page = reader("").content.decode()
    assert accounts.PASSWORD in page
    for account in shown.all_accounts():
        assert account.root_id in page
        assert (account.name or "") in page


def test_the_registry_page_shows_every_organisation(reader):
    page = reader("-companies").content.decode()
    for company in Company.objects.all():
        assert company.name in page
        assert company.uscc in page


def test_the_people_page_shows_every_resident(reader):
    page = reader("-people").content.decode()
    for resident in Resident.objects.all():
        assert resident.name in page
        assert resident.id_number in page
        assert resident.mobile in page


def test_the_values_page_shows_every_value(reader):
    page = reader("-values").content.decode()
    for value in values.TABLE:
        assert value.given in page


@pytest.fixture
def message(db):
    return messages.send("code.confirm", mobile="13800000091", matter="x", language="zh-hans", code="105533", minutes=5)


def end_as(message, status):
    message.move(Status.SENDING)
    message.move(status)


def test_the_outbox_shows_the_code_apart_from_the_text(reader, message):
    page = reader("-outbox").content.decode()
    assert "13800000091" in page
    assert '<strong class="cm-outbox-code">105533</strong>' in page
    assert 'data-copy="105533"' in page


def test_the_outbox_has_no_news_until_something_changes(reader, message):
    seen = reader("-outbox").context["version"]
    assert reader("-outbox-news", seen=seen).status_code == 204
    end_as(message, Status.SENT)
    answer = reader("-outbox-news", seen=seen)
    assert answer.status_code == 200
    assert answer.context["version"] != seen


def test_an_unsure_message_is_sent_again_as_a_new_one(client, message):
    end_as(message, Status.UNSURE)
    address = reverse("practice-outbox-again", args=[message.pk])
    assert client.post(address).status_code == 302
    first, second = Message.objects.order_by("created_at")
    assert (second.body, second.mobile) == (first.body, first.mobile)
    assert (first.status, second.status) == (Status.UNSURE, Status.QUEUED)


def test_a_message_that_arrived_is_never_sent_again(client, message):
    end_as(message, Status.SENT)
    with pytest.raises(IllegalMove):
        messages.send_again(message)
    assert client.post(reverse("practice-outbox-again", args=[message.pk])).status_code == 409
    assert Message.objects.count() == 1


def test_a_link_at_the_end_of_an_english_message_can_be_followed(reader, settings):
    link = f"{settings.PLATFORM_URL}/a/7K4P92QD/"
    messages.send("result.approved", mobile="13800000017", matter="x", language="en", org="栗栖", link=link)
    assert f'<a href="{link}">{link}</a>' in reader("-outbox", "en").content.decode()


def test_only_our_own_addresses_become_links(settings):
    text = f"看 {settings.PLATFORM_URL}/a/7K4P92QD/ 或 https://example.com/a/ 验证码123456，100000000017"
    kinds = {part.text.strip(): part.kind for part in outbox.parts_of(text)}
    assert kinds[f"{settings.PLATFORM_URL}/a/7K4P92QD/"] == "link"
    assert kinds["https://example.com/a/"] == "plain"
    assert kinds["123456"] == "code"
    assert kinds["，100000000017"] == "plain"
