"""Nobody gets at another person's application, and no address skips ahead, breaks or changes anything by itself."""

import uuid

import pytest
from django.test import Client
from django.urls import get_resolver

from chopmark.evidence.models import Upload
from chopmark.onboarding import flow
from chopmark.onboarding.models import Application
from tests.journey import DEMO, EMPLOYEE, file, sign_in
from tests.practice import clips

PAGE = clips.moving(1)[0]
FILLED = {
    "key": [step.key for step in flow.STEPS],
    "sheet": ["letter", "rendering", "blank", "example"],
    "kind": ["pdf", "json"],
    "upload_id": [uuid.UUID(int=0)],
}


def addresses_with_ref():
    """Every address of the journey that names an application, its other parts filled in."""
    found = []
    for _, (options, *_rest) in _patterns():
        template, names = options[0]
        if "ref" in names:
            found += _filled(template, [name for name in names if name != "ref"])
    return sorted(set(found))


def _patterns():
    resolver = get_resolver("chopmark.config.urls_platform")
    onboarding = next(
        p for p in resolver.url_patterns if getattr(p.urlconf_module, "__name__", "").endswith("onboarding.urls")
    )
    return [
        (name, entry) for name, entries in onboarding.reverse_dict.lists() if isinstance(name, str) for entry in entries
    ]


def _filled(template, names):
    ways = [template.replace("%(ref)s", "{ref}")]
    for name in names:
        ways = [way.replace(f"%({name})s", str(value)) for way in ways for value in FILLED[name]]
    return ["/" + way for way in ways]


ADDRESSES = addresses_with_ref()


def test_the_walk_finds_the_addresses():
    assert len(ADDRESSES) >= 25
    assert "/a/{ref}/withdraw/" in ADDRESSES
    assert "/a/{ref}/letter/" in ADDRESSES


def state_of_everything():
    return list(Application.objects.order_by("pk").values()), list(Upload.objects.order_by("pk").values())


@pytest.fixture
def somebody_elses(employee):
    """An application of another person that stands at the letter, with a page uploaded."""
    employee.to("letter").get("letter/sheet/letter/")
    employee.upload_letter(PAGE)
    return employee


def test_another_persons_application_does_not_exist_at_any_address(somebody_elses, applicant_of):
    stranger = applicant_of(sub="100000000019").begin().browser
    upload = Upload.objects.get().pk
    before = state_of_everything()
    for address in ADDRESSES:
        here = address.format(ref=somebody_elses.ref).replace(str(uuid.UUID(int=0)), str(upload))
        answers = {
            stranger.get(here).status_code,
            stranger.post(here, {"revision": 5, "pages": file(PAGE)}).status_code,
        }
        assert answers <= {404, 405}, here
        assert 404 in answers
    assert state_of_everything() == before


def test_a_member_of_the_staff_does_not_get_in_by_the_applicants_addresses(somebody_elses, reviewer):
    for address in ADDRESSES:
        assert reviewer.get(address.format(ref=somebody_elses.ref)).status_code in (404, 405)


def test_somebody_who_is_not_signed_in_is_sent_to_sign_in_everywhere(somebody_elses):
    before = state_of_everything()
    for address in ADDRESSES:
        here = address.format(ref=somebody_elses.ref)
        for answer in (Client().get(here), Client().post(here)):
            assert answer.status_code == 302, here
            assert answer["Location"].startswith("/signin/")
    assert state_of_everything() == before


def test_one_application_shows_no_picture_of_another(somebody_elses, applicant_of):
    stranger = applicant_of(sub="100000000019").begin()
    assert stranger.get(f"picture/{Upload.objects.get().pk}/").status_code == 404


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_address_of_a_fresh_application_breaks_or_skips_ahead(applicant, address):
    here = address.format(ref=applicant.begin().ref)
    read = applicant.browser.get(here)
    assert read.status_code in (200, 204, 302, 404, 405, 409), here
    if read.status_code == 200:
        assert here.removeprefix(applicant.address()) in {
            "status/",
            "status/live/",
            "withdraw/",
            "confirm/",
            "company/reading/",
            "face/live/",
            "letter/reading/",
        }
    before = fields_of(applicant)
    if not here.endswith(("withdraw/", "confirm/")):
        for page in (PAGE, b"rubbish"):
            wrote = applicant.browser.post(here, {"revision": 0, "pages": file(page), "picture": file(page)})
            assert wrote.status_code in (200, 204, 302, 404, 405, 409), here
    assert fields_of(applicant) == before
    assert not Upload.objects.exists()


def fields_of(applicant):
    return Application.objects.filter(ref=applicant.ref).values().get()


@pytest.mark.parametrize("ref", ["ABCDEFGH", "x", "-", "0" * 200])
def test_a_reference_that_never_was_does_not_exist(applicant, ref):
    assert applicant.browser.get(f"/a/{ref}/").status_code == 404


@pytest.mark.parametrize("address", ["/begin/", "/applications/"])
def test_the_journey_begins_behind_the_sign_in(address, provider, db):
    assert Client().get(address)["Location"].startswith("/signin/")


def test_changes_need_the_secret_of_the_form(applicant, provider):
    careful = Client(enforce_csrf_checks=True)
    sign_in(provider, {**provider.claims}, browser=careful)
    ref = applicant.begin().ref
    for address in ADDRESSES:
        answer = careful.post(address.format(ref=ref), {"revision": 0})
        assert answer.status_code == 403, address


def test_every_page_of_the_journey_carries_the_policy_and_is_not_kept(applicant):
    applicant.to("identity")
    for rest in ("identity/", "status/", "company/"):
        answer = applicant.get(rest)
        assert "script-src 'self'" in answer["Content-Security-Policy"]
        assert answer["Cache-Control"] == "no-store"


def test_what_was_typed_comes_back_escaped(applicant):
    applicant.to("company")
    answer = applicant.company(
        legal_representative="<script>alert(1)</script>", address='"><img src=x onerror=alert(1)>'
    )
    page = answer.content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_two_persons_of_one_organisation_have_an_application_each(applicant, applicant_of):
    other = applicant_of(person=EMPLOYEE, sub="100000000018").begin()
    assert applicant.begin().ref != other.ref
    assert DEMO.name in applicant.get("confirm/").content.decode()
