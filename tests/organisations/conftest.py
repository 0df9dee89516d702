"""Somebody who is about to sign in at a provider that is not ours."""

import pytest
from django.test import Client

from tests.journey import account, sign_in


@pytest.fixture
def claims():
    """What the provider says of an account that may enter."""
    return account()


@pytest.fixture
def visitor(provider, claims, db):
    """A browser in which that account is signed in."""
    return sign_in(provider, claims)


@pytest.fixture
def on_the_way(provider, claims, db):
    """A browser that left for the provider, and the query with which it would come back."""
    browser = Client()
    provider.claims = claims
    left = browser.get("/signin/", {"next": "/applications/"})
    return browser, provider.agree(left["Location"])
