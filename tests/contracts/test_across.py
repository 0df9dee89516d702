"""The seal across the pages: one strip a page, together the whole seal, and every signature stays good."""

import io

import numpy as np
import pypdfium2
import pytest
from reportlab.pdfgen.canvas import Canvas

from chopmark.contracts import actions
from chopmark.contracts.models import Place
from chopmark.contracts.states import Status
from chopmark.kit.errors import NotAllowed
from chopmark.seals import actions as seals
from chopmark.seals.shapes import Kind as SealKind
from chopmark.sheets.fields import PIECES, Kind, spans
from chopmark.trust import authority
from tests import judges
from tests.contracts.conftest import placed, signed_by_all, the_organisation, the_person, with_person

DPI = 144


def paper_of(pages):
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842), invariant=1)
    for number in range(pages):
        canvas.drawString(72, 760, f"page {number + 1}")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


@pytest.fixture
def long_draft(organisation, administrator):
    contract = actions.draft(organisation, title="三页合同", pdf=paper_of(3), person=administrator.person)
    with_person(contract, person=administrator.person)
    placed(contract, person=administrator.person)
    return contract


def strips(contract):
    return Place.objects.filter(party__contract=contract, kind=Kind.STRIP).order_by("page")


def red_in(pdf, place):
    """How much of the strip's place on the page is red."""
    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    page = document[place.page]
    shown = np.asarray(page.render(scale=DPI / 72, may_draw_forms=True).to_pil().convert("RGB")).astype(int)
    scale, height = DPI / 72, page.get_height()
    top, low = int((height - place.y - place.height) * scale), int((height - place.y) * scale)
    part = shown[top:low, int(place.x * scale) : int((place.x + place.width) * scale)]
    return int(((part[..., 0] > 150) & (part[..., 1] < 110) & (part[..., 2] < 110)).sum())


def test_every_page_shows_its_strip_after_signing_and_everything_stays_valid(long_draft, seal, administrator, tmp_path):
    actions.place_across(the_organisation(long_draft), y=421, person=administrator.person)
    assert [one.page for one in strips(long_draft)] == [0, 1, 2]
    actions.send(long_draft, days=3, is_ordered=False, person=administrator.person)
    assert all(red_in(actions.Contract.objects.get(pk=long_draft.pk).pdf, one) == 0 for one in strips(long_draft))
    done = signed_by_all(long_draft, seal, person=administrator.person)
    assert done.status == Status.FINISHED
    assert all(red_in(done.pdf, one) > 50 for one in strips(done))
    assert all(judges.long_term(done.pdf, roots=authority.root_pem()).values())
    assert judges.poppler_says(done.pdf, tmp_path).count("Signature is Valid") == 2
    assert judges.qpdf_finds(done.pdf) == []


def test_a_second_one_takes_the_place_of_the_first_and_one_press_removes_all(long_draft, administrator):
    party, person = the_organisation(long_draft), administrator.person
    actions.place_across(party, y=200, person=person)
    actions.place_across(party, y=600, person=person)
    assert strips(long_draft).count() == 3
    assert {round(one.y + one.height / 2) for one in strips(long_draft)} == {600}
    actions.unplace(strips(long_draft)[1], person=person)
    assert strips(long_draft).count() == 0


def test_it_is_kept_inside_the_pages(long_draft, administrator):
    for y in (-50, 5000):
        actions.place_across(the_organisation(long_draft), y=y, person=administrator.person)
        assert all(one.y >= 0 and one.y + one.height <= 842 for one in strips(long_draft))
        assert all(one.x + one.width == pytest.approx(595) for one in strips(long_draft))


def test_one_page_or_a_person_has_none(long_draft, organisation, administrator):
    with pytest.raises(actions.Incomplete):
        actions.place_across(the_person(long_draft), y=400, person=administrator.person)
    short = actions.draft(organisation, title="一页", pdf=paper_of(1), person=administrator.person)
    with pytest.raises(actions.Incomplete):
        actions.place_across(the_organisation(short), y=400, person=administrator.person)


def test_a_stranger_places_nothing(long_draft, stranger):
    with pytest.raises(NotAllowed):
        actions.place_across(the_organisation(long_draft), y=400, person=stranger.person)


@pytest.mark.parametrize("pages", [2, 25, 26, 50, 51, 200])
def test_many_pages_share_as_many_seals_as_it_takes(pages):
    found = spans(pages)
    assert [page for span in found for page in span] == list(range(pages))
    assert max(len(span) for span in found) <= PIECES
    assert min(len(span) for span in found) >= 2
    assert max(len(span) for span in found) - min(len(span) for span in found) <= 1


def test_the_page_of_places_puts_and_names_it(long_draft, organisation, administrator):
    address = f"/workspace/{organisation.pk}/contracts/{long_draft.ref}/places/2/"
    told = {"party": str(the_organisation(long_draft).pk), "kind": "strip", "at.x": "300", "at.y": "400"}
    assert administrator.browser.post(address, told).status_code == 302
    assert strips(long_draft).count() == 3
    told["party"] = str(the_person(long_draft).pk)
    assert administrator.browser.post(address, told).status_code == 422


@pytest.mark.parametrize("form", ["round-38", "round-42", "round-45"])
def test_a_seal_on_a_contract_has_the_size_that_it_was_made_in(organisation, administrator, draft, form):
    person = administrator.person
    made = seals.make(organisation, kind=SealKind.OFFICIAL, name="公章", form=form, line="", person=person)
    with_person(draft, person=person)
    placed(draft, person=person)
    actions.send(draft, days=3, is_ordered=False, person=person)
    done = signed_by_all(draft, made, person=person)
    assert red_millimetres(done.pdf) == pytest.approx(int(form.removeprefix("round-")), abs=0.5)


def red_millimetres(pdf):
    """How wide and how high what is red on the first page is; both, so that nothing is stretched."""
    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    shown = np.asarray(document[0].render(scale=300 / 72, may_draw_forms=True).to_pil().convert("RGB")).astype(int)
    rows, columns = np.nonzero((shown[..., 0] > 140) & (shown[..., 1] < 140) & (shown[..., 2] < 140))
    across, down = ((one.max() - one.min() + 1) / 300 * 25.4 for one in (columns, rows))
    assert across == pytest.approx(down, abs=0.3)
    return across
