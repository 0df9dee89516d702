"""The page of keys: a secret is shown once, two keys at most, and only to the super administrator."""

import pytest
from django.test import Client

from chopmark.openapi import actions
from chopmark.openapi.models import ApiKey


def test_a_third_key_is_refused(key, organisation, administrator):
    actions.make(organisation, actor=administrator.person)
    with pytest.raises(actions.TooMany):
        actions.make(organisation, actor=administrator.person)
    actions.end(key[0], actor=administrator.person)
    actions.make(organisation, actor=administrator.person)


def test_a_secret_is_shown_once(administrator, organisation):
    shown = administrator.browser.post(f"/workspace/{organisation.pk}/keys/").content.decode()
    secret = str(ApiKey.objects.get().secret_key)
    assert secret in shown
    assert secret not in administrator.browser.get(f"/workspace/{organisation.pk}/keys/").content.decode()


def test_an_ended_key_is_gone_from_the_page(administrator, organisation, key):
    administrator.browser.post(f"/workspace/{organisation.pk}/keys/{key[0].pk}/end/")
    assert ApiKey.objects.get().ended_at is not None
    assert key[0].secret_id not in administrator.browser.get(f"/workspace/{organisation.pk}/keys/").content.decode()


def test_a_stranger_finds_nothing(stranger, organisation, key):
    assert stranger.browser.get(f"/workspace/{organisation.pk}/keys/").status_code == 404
    assert stranger.browser.post(f"/workspace/{organisation.pk}/keys/{key[0].pk}/end/").status_code == 404
    assert Client().get(f"/workspace/{organisation.pk}/keys/").status_code == 302
