"""The practice world, filled anew for each test that asks for it."""

import pytest

from chopmark.practice import world


@pytest.fixture
def practice_world(db, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # argon2 is slow by design
    world.fill()
