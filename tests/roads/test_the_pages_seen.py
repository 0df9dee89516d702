"""After the roads, from what they left behind: what every page held, and which pages no road has seen."""

import json

import pytest
from django.urls import URLPattern, get_resolver

from tests.roads.conftest import REPORTS

pytestmark = pytest.mark.afterwards
# What is asked in every road, and may only be answered by the engine that the product has.
ENGINES = {
    "face": "dlib 20.0.1 5-point ResNet",
    "licence": "rapidocr 3.10.0 PP-OCRv6",
    "card_front": "rapidocr 3.10.0 PP-OCRv6",
    "card_back": "rapidocr 3.10.0 PP-OCRv6",
    "letter": "letter 2 with rapidocr 3.10.0 PP-OCRv6",
}
# Pages that no road visits, each with the reason.
UNSEEN = {
    "platform:healthz": "answers machines",
    "platform:language": "a switch that leads back to the page it is on",
    "platform:begin": "redirects at once",
    "platform:begin-licence": "redirects at once",
    "platform:application": "redirects to the open question",
    "platform:signin": "redirects to the provider",
    "platform:signin-callback": "redirects back, or is the refusal that test_signin looks at",
    "platform:backchannel-logout": "answers the provider",
    "platform:signout": "redirects to the entrance",
    "platform:join-remind": "redirects to the question of joining",
    "platform:join-instead": "redirects to the question of joining",
    "platform:change-instead": "redirects to the question of who authorises",
    "platform:send-again": "redirects to the code page",
    "platform:licence-upload": "redirects to the company page; its errors are looked at by test_onboarding",
    "platform:licence-remove": "redirects to the company page",
    "platform:licence-reading": "a fragment of the company page",
    "platform:picture": "a picture",
    "platform:case-picture": "a picture",
    "platform:seal-draft": "a picture",
    "platform:seal-picture": "a picture",
    "platform:seal-upload-cut": "a picture",
    "platform:seal-at-the-desk": "a picture",
    "platform:seal-move": "redirects to the seal",
    "platform:seal-take-back": "redirects to the seal",
    "platform:contract-party-remove": "redirects to the parties",
    "platform:contract-place-remove": "redirects to the page of the file",
    "platform:contract-withdraw": "redirects to the contracts",
    "platform:contract-remind": "redirects to the contract",
    "platform:contract-live": "a fragment of the contract's page",
    "platform:contract-seal-live": "a fragment of the page of the seal",
    "platform:contract-picture": "a picture",
    "platform:contract-file": "a PDF",
    "platform:contract-evidence": "a PDF",
    "platform:contract-back": "redirects to the seal, or to what lies before it",
    "platform:party-live": "a fragment of the party's page",
    "platform:party-picture": "a picture",
    "platform:party-file": "a PDF",
    "platform:party-evidence": "a PDF",
    "platform:rename-code": "a page of one code, looked at by test_renaming",
    "platform:letter-sheet": "a PDF",
    "platform:letter-upload": "redirects to the letter page",
    "platform:letter-clear": "redirects to the letter page",
    "platform:invited-stop": "a page of one press, looked at by test_silence",
    "platform:letter-back": "a page of one question, looked at by test_taking_back",
    "platform:relink": "a page of two accounts, looked at by test_relinking",
    "platform:letter-submit": "redirects to the status page",
    "platform:letter-reading": "says whether the letter page should come anew",
    "platform:status-live": "a fragment of the status page",
    "platform:rep-live": "a fragment of the page that waits for the representative",
    "platform:rep-remind": "redirects to that page",
    "platform:company-remind": "redirects to the company page",
    "platform:statement": "a PDF, or signed JSON",
    "platform:invited-paper": "a PDF",
    "platform:member-change": "redirects to the members",
    "platform:member-withdraw": "redirects to the members",
    "platform:member-follow": "redirects into the journey",
    "platform:api-key-end": "redirects to the page of the keys",
    "platform:callbacks-again": "redirects to the page of the callbacks",
    "platform:callbacks-end": "redirects to the page of the callbacks",
    "cloud:scan-live": "a fragment of the page with the code",
    "cloud:scan-enter": "redirects to where the sign-in was wanted",
    "platform:face-live": "a fragment of the hand-off page",
    "platform:face-frames": "answers the camera's script",
    "platform:trust-root": "a certificate",
    "platform:trust-status": "answers programs that check a certificate",
    "platform:trust-revoked": "a list for machines",
    "platform:workspaces": "redirects where there is one organisation only",
    "platform:practice-outbox-news": "a fragment of the outbox",
    "platform:practice-outbox-again": "redirects to the outbox",
    "platform:practice-licence": "a picture",
    "platform:practice-letter": "a picture",
    "platform:practice-card": "a picture",
    "cloud:healthz": "answers machines",
    "cloud:language": "a switch that leads back to the page it is on",
    "cloud:discovery": "answers clients",
    "cloud:jwks": "answers clients",
    "cloud:token": "answers clients",
    "cloud:userinfo": "answers clients",
    "cloud:consent": "redirects back to the client",
    "cloud:account-apps-withdraw": "redirects to the list of applications",
    "cloud:forget-device": "redirects to the list of sign-ins",
    "cloud:lost-stop": "redirects to the account's page",
    "cloud:end-sessions": "redirects to the sign-in page",
    "cloud:signout": "redirects to the sign-in page",
    "cloud:attach_policy": "redirects to the sub-user's page",
    "cloud:detach_policy": "redirects to the sub-user's page",
    "cloud:attach_to_group": "redirects to the group's page",
    "cloud:detach_from_group": "redirects to the group's page",
    "cloud:add_member": "redirects to the group's page",
    "cloud:remove_member": "redirects to the group's page",
    "cloud:report_csv": "a CSV file",
    "cloud:check_policy": "a fragment of the page of a policy",
    "cloud:require_second": "redirects to the sub-user's page",
    "cloud:waive_second": "redirects to the sub-user's page",
    "cloud:disable_user": "redirects to the sub-user's page",
    "cloud:enable_user": "redirects to the sub-user's page",
    "cloud:new_password": "a page of one field, looked at by the tests of the console",
    "cloud:realname-reading": "says whether the page of the details should come anew",
    "cloud:realname-typing": "redirects to the page of the details",
    "cloud:realname-head-live": "a fragment of the page with the code",
    "cloud:realname-camera-frames": "takes pictures and answers with JSON",
    "cloud:realname-transfer-live": "a fragment of the page that waits for the sum",
    "cloud:realname-transfer-amount": "a page of one field, drawn by realname-transfer",
    "cloud:realname-transfer-withdraw": "redirects to the form",
    "cloud:help": "the platform's pages, served by both",
    "cloud:contact": "the platform's pages, served by both",
    "cloud:privacy": "the platform's pages, served by both",
    "cloud:terms": "the platform's pages, served by both",
    "cloud:guide": "the platform's pages, served by both",
}


def names_of(building):
    return {
        f"{building}:{pattern.name}"
        for pattern in _flat(get_resolver(f"chopmark.config.urls_{building}").url_patterns)
        if pattern.name
    }


def _flat(patterns):
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield pattern
        else:
            yield from _flat(pattern.url_patterns)


@pytest.fixture(scope="module")
def reports():
    found = [json.loads(file.read_text()) for file in sorted(REPORTS.glob("*.json"))]
    assert found, "no road has left a report: tools/roads.sh"
    return found


@pytest.mark.parametrize("kind", list(ENGINES))
def test_every_check_of_the_roads_was_made_by_the_real_engine(reports, kind):
    """Practice engines stand for a carrier, a registry and the police only."""
    assert {engine for report in reports for engine in report["engines"].get(kind, [])} == {ENGINES[kind]}


def test_every_page_was_seen_or_its_absence_has_a_reason(reports):
    seen = {"platform:step" if page.startswith("platform:step-") else page for r in reports for page in r["pages"]}
    everything = names_of("platform") | names_of("cloud")
    assert everything - seen - set(UNSEEN) == set()
    assert set(UNSEEN) - everything == set()


def test_no_page_had_a_fault(reports):
    assert sorted({trouble for report in reports for trouble in report["troubles"]}) == []
