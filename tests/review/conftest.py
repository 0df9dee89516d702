"""The desk with people at it, and cases about a matter that only these tests know."""

import pytest

from chopmark.evidence import uploads
from chopmark.evidence.pictures import open_picture
from chopmark.people.models import Person
from chopmark.review import desk
from chopmark.review.models import Case
from tests.journey import account, sign_in
from tests.practice import clips

KIND = "onboarding.letter"


@pytest.fixture
def heard(monkeypatch):
    """What the hearer of our kind was told; put an error into `raises` to have it fail."""

    class Hearer:
        cases: list = []
        raises = None

        def __call__(self, case):
            self.cases.append((case.matter, case.status))
            if self.raises:
                raise self.raises

    hearer = Hearer()
    hearer.cases = []
    monkeypatch.setitem(desk._HEARERS, KIND, hearer)
    return hearer


@pytest.fixture
def person(db):
    return Person.objects.arrive()


@pytest.fixture
def colleague(db):
    return Person.objects.arrive()


@pytest.fixture
def applicant(db):
    return Person.objects.arrive()


@pytest.fixture
def case(applicant, heard):
    return desk.open_case(KIND, matter="test:1", matter_ref="ABCDEFGH", title="栗栖工艺", excluded=applicant)


def staff_claims(settings, *roles, sub="200000000001"):
    claims = account(sub=sub, owner_uin=settings.STAFF_OWNER_UIN)
    actions = [settings.STAFF_ACTIONS[role] for role in roles]
    return {**claims, "esign": {**claims["esign"], "actions": actions}}


@pytest.fixture
def reviewer(db, provider, settings):
    return sign_in(provider, staff_claims(settings, "reviewer"))


@pytest.fixture
def page(case):
    return uploads.keep(open_picture(clips.moving(1)[0]), purpose="letter", matter=case.matter, actor=None)[0]


def fresh(case):
    return Case.objects.get(pk=case.pk)
