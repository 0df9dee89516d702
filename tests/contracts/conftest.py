"""An organisation with a seal, the PDF that it begins with, and who signs with it."""

import io
import json

import pytest
from reportlab.pdfgen.canvas import Canvas

from chopmark.contracts import actions, pressing
from chopmark.contracts.models import Party
from chopmark.seals import actions as seals
from chopmark.seals.shapes import Kind as SealKind
from chopmark.sheets.fields import Kind
from tests import jobs
from tests.seals.conftest import administrator, member, open_organisation, organisation, somebody, stranger

__all__ = ["administrator", "member", "open_organisation", "organisation", "somebody", "stranger"]

TYPED = json.dumps({"strokes": [], "typed": "沈书禾"})
MOBILE = "13900000077"


@pytest.fixture(scope="session")
def paper():
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842), invariant=1)
    for number in range(2):
        canvas.drawString(72, 760, f"Contract, page {number + 1}")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


@pytest.fixture
def seal(organisation, administrator):
    return seals.make(
        organisation, kind=SealKind.OFFICIAL, name="公章", form="round-42", line="", person=administrator.person
    )


@pytest.fixture
def draft(organisation, administrator, paper):
    return actions.draft(organisation, title="纸样采购合同", pdf=paper, person=administrator.person)


def with_person(contract, *, person, name="沈书禾", mobile=MOBILE):
    return actions.add_party(contract, kind=Party.PERSON, name=name, mobile=mobile, person=person)


def placed(contract, *, person):
    """Each party signs on the first page, one under the other."""
    for number, party in enumerate(contract.parties.all()):
        kind = Kind.SEAL if party.is_organisation else Kind.SIGNATURE
        actions.place(party, kind=kind, page=0, x=150 + 30 * number, y=650 - 55 * number, person=person)


@pytest.fixture
def sent(draft, administrator):
    """The organisation and one person; who signs first is free."""
    with_person(draft, person=administrator.person)
    placed(draft, person=administrator.person)
    actions.send(draft, days=30, is_ordered=False, person=administrator.person)
    draft.refresh_from_db()
    return draft


def the_person(contract):
    return contract.parties.get(kind=Party.PERSON)


def the_organisation(contract):
    return contract.parties.filter(kind=Party.ORGANISATION).first()


def signed_by_all(contract, seal, *, person):
    """Everybody presses and the worker does its part."""
    for party in contract.parties.filter(signed_at=None):
        if party.is_organisation:
            pressing.press_seal(party, seal, person=person)
        else:
            pressing.press_by_hand(party, mark=TYPED)
        jobs.work("sign_contract")
    jobs.work("finish_contract")
    contract.refresh_from_db()
    return contract
