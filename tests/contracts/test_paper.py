"""The code beside the first seal, and the page to which it leads whoever holds the paper."""

import pypdfium2
import pytest
import zxingcpp

from chopmark.contracts import actions, links
from chopmark.contracts.models import Place
from chopmark.sheets.fields import Kind
from tests.contracts.conftest import MOBILE, placed, signed_by_all, with_person


@pytest.fixture
def done(sent, seal, administrator):
    return signed_by_all(sent, seal, person=administrator.person)


def codes_of(contract):
    return list(Place.objects.filter(party__contract=contract, kind=Kind.CODE))


def test_the_first_seal_gets_one_code_beside_it(draft, administrator):
    person = administrator.person
    house = draft.parties.get()
    seal = actions.place(house, kind=Kind.SEAL, page=0, x=150, y=650, person=person)
    actions.place(house, kind=Kind.SEAL, page=1, x=150, y=650, person=person)
    (code,) = codes_of(draft)
    assert (code.page, code.x, code.y) == (0, seal.x + seal.width, seal.y)


def test_at_the_right_edge_it_stands_left_of_the_seal(draft, administrator):
    house = draft.parties.get()
    seal = actions.place(house, kind=Kind.SEAL, page=0, x=560, y=650, person=administrator.person)
    (code,) = codes_of(draft)
    assert code.x + code.width == pytest.approx(seal.x)


def test_what_was_taken_away_is_not_put_back_by_itself(draft, administrator):
    person = administrator.person
    house = draft.parties.get()
    actions.place(house, kind=Kind.SEAL, page=0, x=150, y=650, person=person)
    actions.unplace(codes_of(draft)[0], person=person)
    with_person(draft, person=person)
    actions.place(draft.parties.last(), kind=Kind.SIGNATURE, page=0, x=150, y=300, person=person)
    actions.send(draft, days=3, is_ordered=False, person=person)
    assert codes_of(draft) == []


def test_the_code_is_read_off_the_printed_page(done):
    document = pypdfium2.PdfDocument(done.pdf)
    document.init_forms()
    printed = document[0].render(scale=200 / 72, may_draw_forms=True).to_pil()
    assert [one.text for one in zxingcpp.read_barcodes(printed)] == [links.proof_link(done)]


def test_the_page_of_the_code_says_who_signed_and_no_more(done, client):
    page = client.get(f"/q/{links.proof_token_of(done.pk)}/").content.decode()
    assert done.organisation.name in page
    assert done.sha256 in page
    assert "沈**" in page or "沈*" in page
    for secret in ("沈书禾", done.title, MOBILE):
        assert secret not in page


def test_before_it_is_sent_and_for_any_other_word_there_is_no_page(draft, client):
    assert client.get(f"/q/{links.proof_token_of(draft.pk)}/").status_code == 404
    assert client.get("/q/aaaaaaaaaa/").status_code == 404


def test_a_contract_under_way_shows_no_digest(draft, administrator, client):
    with_person(draft, person=administrator.person)
    placed(draft, person=administrator.person)
    actions.send(draft, days=3, is_ordered=False, person=administrator.person)
    page = client.get(f"/q/{links.proof_token_of(draft.pk)}/").content.decode()
    draft.refresh_from_db()
    assert draft.organisation.name in page
    assert draft.sha256 not in page
