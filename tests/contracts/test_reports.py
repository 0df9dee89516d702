"""The evidence report says what happened, is signed itself, and is given to those whom the contract concerns."""

import io

import pypdf
import pytest

from chopmark.contracts import links, reports
from chopmark.contracts.models import Contract
from chopmark.drawing.reports import Act
from chopmark.kit import ids
from chopmark.kit.errors import NotReady, TooMany
from chopmark.trust import authority, documents
from tests import judges
from tests.contracts.conftest import MOBILE, signed_by_all, the_person


@pytest.fixture
def done(sent, seal, administrator):
    contract = signed_by_all(sent, seal, person=administrator.person)
    return Contract.objects.select_related("organisation").get(pk=contract.pk)


def words_of(pdf):
    return "".join("".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def test_it_says_who_signed_how_and_when(done, seal):
    found = reports.evidence_of(done)
    house, person = found.signers
    assert (house.name, house.uscc, house.seal) == (done.organisation.name, done.organisation.uscc, seal.name)
    assert (house.member, house.mark) == ("苏*", "")
    assert (person.name, person.mark, person.mobile) == ("沈书禾", "typed", "139****0077")
    assert person.told_at is not None
    assert house.certificate != person.certificate
    assert all("issuing CA" in one.issuer for one in found.signers)
    acts = [one.act for one in found.moments]
    assert acts == sorted(acts, key=[*Act].index) or acts.index(Act.SENT) < acts.index(Act.SIGNED)
    assert [acts.count(one) for one in (Act.SENT, Act.SIGNED, Act.COMPLETE, Act.FINISHED)] == [1, 2, 1, 1]
    assert [one.is_valid for one in found.checks] == [True, True, True]
    assert [one.is_stamp for one in found.checks] == [False, False, True]


def test_it_is_signed_and_stamped_itself(done):
    pdf = reports.as_pdf(done, language="zh", asker="a")
    found = documents.verify(pdf, roots=authority.root_pem())
    assert found.is_valid
    assert [one.level for one in found.signatures] == ["B-T"]
    said = words_of(pdf)
    for fact in ("沈书禾", done.title, ids.spaced(done.ref).replace(" ", ""), done.organisation.name):
        assert fact in said
    assert done.sha256 in said.replace(" ", "")
    assert MOBILE not in said
    assert judges.qpdf_finds(pdf) == []


def test_a_contract_that_is_not_finished_has_none(sent):
    with pytest.raises(NotReady):
        reports.as_pdf(sent, language="zh", asker="a")


def test_who_asks_without_end_is_stopped(done):
    for _ in range(20):
        reports.limits.use(reports.REPORTS, of=f"{done.pk}:a")
    with pytest.raises(TooMany):
        reports.as_pdf(done, language="en", asker="a")


def test_the_sender_downloads_it_and_nobody_else(done, administrator, stranger, client):
    at = f"/workspace/{done.organisation_id}/contracts/{done.ref}/evidence.pdf"
    answer = administrator.browser.get(at)
    assert answer["Content-Disposition"] == f'attachment; filename="evidence-{done.ref}.pdf"'
    assert answer.content.startswith(b"%PDF-")
    assert stranger.browser.get(at).status_code in (403, 404)
    assert client.get(at).status_code in (302, 403, 404)


def test_a_party_needs_its_code_first(done, client):
    at = f"/c/{links.token_of(the_person(done).pk)}/evidence.pdf"
    assert client.get(at).status_code == 302
