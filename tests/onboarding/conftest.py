"""Applicants of the practice world."""

import pytest
from tests.journey import EMPLOYEE, Applicant, account, sign_in

from chopmark.practice import world


@pytest.fixture
def practice_world(db, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # argon2 is slow by design
    world.fill()


@pytest.fixture
def applicant_of(practice_world, provider):
    """Make an applicant of an organisation, signed in at a browser of their own."""

    def make(**who):
        return Applicant(provider, **who)

    return make


@pytest.fixture
def applicant(applicant_of):
    """The legal representative of the demo organisation, at the beginning."""
    return applicant_of()


@pytest.fixture
def employee(applicant_of):
    """An employee of the demo organisation, at the beginning."""
    return applicant_of(person=EMPLOYEE)


@pytest.fixture
def reviewer(practice_world, provider, settings):
    """A browser in which a member of the staff is signed in who may review."""
    claims = account(sub="200000000001", owner_uin=settings.STAFF_OWNER_UIN)
    claims["esign"] = {**claims["esign"], "actions": [settings.STAFF_ACTIONS["reviewer"]]}
    return sign_in(provider, claims)
