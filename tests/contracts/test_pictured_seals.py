"""A seal made from a picture on a contract: nothing before it is approved, then in its size, and the signature stays."""

import pytest

from chopmark.contracts import actions, pressing
from chopmark.kit.errors import NotAllowed
from chopmark.people.models import Person
from chopmark.seals.models import Grant
from chopmark.trust import authority
from tests import judges
from tests.contracts.conftest import placed, signed_by_all, the_organisation, with_person
from tests.contracts.test_across import red_millimetres
from tests.seals.test_pictures import decide, handed_in


@pytest.mark.parametrize("form", ["round-38", "round-45"])
def test_once_approved_it_is_set_in_its_size_and_the_file_convinces(organisation, administrator, draft, form):
    made = handed_in(organisation, administrator.person, form=form)
    decide(made, Person.objects.arrive())
    made.refresh_from_db()
    with_person(draft, person=administrator.person)
    placed(draft, person=administrator.person)
    actions.send(draft, days=3, is_ordered=False, person=administrator.person)
    done = signed_by_all(draft, made, person=administrator.person)
    assert red_millimetres(done.pdf) == pytest.approx(int(form.removeprefix("round-")), abs=0.5)
    found = judges.long_term(done.pdf, roots=authority.root_pem())
    assert len(found) == 2
    assert all(found.values())


def test_in_review_it_is_not_even_pressed(organisation, administrator, sent):
    made = handed_in(organisation, administrator.person)
    Grant.objects.create(seal=made, person=administrator.person, by=administrator.person)
    with pytest.raises(NotAllowed):
        pressing.press_seal(the_organisation(sent), made, person=administrator.person)
