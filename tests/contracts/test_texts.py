"""Texts that a party fills in: asked for by whoever drafts, written by whoever signs, in print on the page."""

import io

import pypdfium2
import pytest
from django.db import connection
from pyhanko.pdf_utils.reader import PdfFileReader

from chopmark.contracts import actions, pressing
from chopmark.contracts.forms import MarkForm
from chopmark.contracts.models import Party
from chopmark.contracts.states import Status
from chopmark.sheets.fields import Kind
from chopmark.trust import authority
from tests import jobs, judges
from tests.contracts.conftest import TYPED, placed, the_organisation, the_person, with_person
from tests.seals.test_actions import grant

ANSWER = "浙江省杭州市西湖区𬭚园路7号"


@pytest.fixture
def asked(draft, administrator):
    """Both parties sign and are asked for one text each."""
    person = administrator.person
    with_person(draft, person=person)
    placed(draft, person=person)
    for number, party in enumerate(draft.parties.all()):
        actions.place(party, kind=Kind.TEXT, page=1, x=200, y=400 - 60 * number, person=person, label="收货地址")
    actions.send(draft, days=30, is_ordered=False, person=person)
    draft.refresh_from_db()
    return draft


def answers_of(party, text=ANSWER):
    return {str(one.pk): text for one in party.texts}


def test_what_was_filled_in_stands_in_the_file_and_is_signed(asked, seal, administrator, tmp_path):
    person = the_person(asked)
    pressing.fill_in(person, answers=answers_of(person), person=None)
    pressing.press_by_hand(person, mark=TYPED)
    jobs.work("sign_contract")
    house = the_organisation(asked)
    pressing.fill_in(house, answers=answers_of(house, "第二仓库"), person=administrator.person)
    pressing.press_seal(house, seal, person=administrator.person)
    jobs.work("sign_contract")
    jobs.work("finish_contract")
    asked.refresh_from_db()
    assert asked.status == Status.FINISHED
    fields = [one.get_object() for one in PdfFileReader(io.BytesIO(asked.pdf)).root["/AcroForm"]["/Fields"]]
    said = {str(one["/T"]): str(one["/V"]) for one in fields if "-text-" in str(one["/T"])}
    assert said == {"Chopmark-1-text-1": "第二仓库", "Chopmark-2-text-1": ANSWER}
    assert all(judges.long_term(asked.pdf, roots=authority.root_pem()).values())
    assert judges.poppler_says(asked.pdf, tmp_path).count("Signature is Valid") == 2
    assert ANSWER in _seen(asked.pdf, page=1)


def _seen(pdf, *, page):
    """What can be copied out of a page with its fields drawn into it."""
    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    opened = document[page]
    opened.flatten()
    return document[page].get_textpage().get_text_range()


def test_nobody_signs_before_everything_is_filled_in(asked, seal, administrator):
    with pytest.raises(pressing.Unanswered):
        pressing.press_by_hand(the_person(asked), mark=TYPED)
    with pytest.raises(pressing.Unanswered):
        pressing.fill_in(the_person(asked), answers={}, person=None)
    with pytest.raises(pressing.Unanswered):
        pressing.press_seal(the_organisation(asked), seal, person=administrator.person)
    assert not Party.objects.exclude(asked_at=None).exists()


def test_a_member_seals_only_what_they_wrote_themselves(asked, seal, administrator, member):
    grant(seal, to=member, by=administrator)
    house = the_organisation(asked)
    pressing.fill_in(house, answers=answers_of(house), person=administrator.person)
    pressing.fill_in(house, answers=answers_of(house, "另一处"), person=member.person)
    with pytest.raises(pressing.Unanswered):
        pressing.press_seal(house, seal, person=administrator.person)
    pressing.press_seal(house, seal, person=member.person)


def test_a_text_without_its_question_is_not_placed(draft, administrator):
    with pytest.raises(actions.Incomplete) as lacking:
        actions.place(the_organisation(draft), kind=Kind.TEXT, page=0, x=200, y=300, person=administrator.person)
    assert lacking.value.what == "label"


@pytest.mark.parametrize(
    ("text", "key"), [("", "收货地址"), ("长" * 38, "写不下"), ("字\ue123", "\ue123"), ("ab\U000f0000", "\U000f0000")]
)
def test_what_cannot_be_printed_is_said_at_the_line(asked, text, key):
    form = _form(the_person(asked), text)
    assert not form.is_valid()
    (name,) = form.texts
    assert key in form.errors[name][0]


def test_what_fits_is_taken(asked):
    assert _form(the_person(asked), "字" * 30).is_valid()


def _form(party, text):
    told = {f"text_{one.pk}": text for one in party.texts}
    return MarkForm({**told, "typed": "沈书禾", "agree": "on"}, texts=party.texts, answered={})


def test_answers_are_kept_sealed(asked):
    person = the_person(asked)
    pressing.fill_in(person, answers=answers_of(person), person=None)

    with connection.cursor() as cursor:
        cursor.execute("SELECT answers::text FROM contracts_party WHERE answers IS NOT NULL")
        (kept,) = cursor.fetchone()
    assert ANSWER not in kept
