"""Applicants of the practice world."""

import pytest

from chopmark.practice import companies, residents, world
from chopmark.practice.models import Company, Resident
from tests.journey import EMPLOYEE, Applicant, account, sign_in
from tests.onboarding.shown import UNKNOWN


@pytest.fixture(scope="session")
def inventions():
    """The values of every company and resident; made once, since inventing takes longer than writing."""
    known = [{"uscc": entry.code, "place": n, **world._company(entry)} for n, entry in enumerate(companies.ROSTER)]
    people = [
        {
            "place": n, "name": e.name, "id_kind": str(e.kind), "id_number": e.number, "mobile": e.mobile,
            "company_id": code, "story": e.story,
        }
        for n, (e, code) in enumerate(residents.roster())
    ]  # fmt: skip
    return known, people


@pytest.fixture
def practice_world(db, inventions):
    """The organisations and residents that the practice engines answer from."""
    known, people = inventions
    Company.objects.bulk_create(Company(**values) for values in known)
    Resident.objects.bulk_create(Resident(**values) for values in people)


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


@pytest.fixture
def at_documents(applicant):
    """The representative who would rather not show a face."""
    applicant.to("face_consent").answer("face_consent", no="documents")
    assert applicant.stands_at() == "documents"
    return applicant


@pytest.fixture
def unknown(applicant_of):
    """An employee whom the identity source does not know, at the refusal that says so."""
    applicant = applicant_of(person=UNKNOWN, sub="100000000023").to("contact")
    assert applicant.contact().context["kind"] == "identity_nomatch"
    return applicant
