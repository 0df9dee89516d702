"""A refused match tells a stranger nothing: whatever was wrong, the same page comes back."""

import re
from itertools import product

import pytest

from chopmark.evidence.models import Check
from chopmark.notify.models import Code
from chopmark.practice import companies, invent, residents
from tests.journey import EMPLOYEE, HEAD, a_minute_later
from tests.onboarding.phones import invited_phone

OTHER = companies.by_seed(3)
COMBINATIONS = [combination for combination in product((False, True), repeat=2) if any(combination)]
_VARYING = re.compile(r'value="[^"]*"|name="csrfmiddlewaretoken"[^>]*>|<time[^>]*>[^<]*</time>|data-wait="\d+"')


def page_of(answer):
    """What a stranger sees, without what they typed themselves and what is new in every page."""
    return answer.status_code, _VARYING.sub("", answer.content.decode())


@pytest.fixture
def same(request):
    """Collects pages and says at the end whether they were all one."""
    pages = set()
    yield lambda answer: pages.add(page_of(answer))
    assert len(pages) == 1


def test_code_and_head_in_every_combination_of_wrong(employee, same):
    """The name is the cloud record's and cannot be typed; both others can be wrong, alone and together."""
    employee.to("company")
    for wrong_code, wrong_head in COMBINATIONS:
        changes = {"uscc": OTHER.code} if wrong_code else {}
        changes |= {"legal_representative": "丁一州"} if wrong_head else {}
        same(employee.company(**changes))
    same(employee.company(uscc=companies.BY_STORY["new"].code))


@pytest.mark.parametrize("combination", list(product((False, True), repeat=3))[1:], ids=str)
def test_name_number_and_mobile_in_every_combination_of_wrong(employee, combination):
    """One page for all seven; which of the three does not belong to the others is never said."""
    wrong_name, wrong_number, wrong_mobile = combination
    employee.to("identity")
    employee.identity(
        applicant_name="陆以平" if wrong_name else EMPLOYEE.name,
        id_number=HEAD.number if wrong_number else EMPLOYEE.number,
        mobile="13900000003" if wrong_mobile else EMPLOYEE.mobile,
    )
    answer = employee.contact()
    assert answer.status_code == 409
    assert answer.context["kind"] == "identity_nomatch"
    assert answer.context["words"] == {**employee.row.words, "days": 30}


def test_the_pages_of_all_those_combinations_are_one(employee, same):
    employee.to("identity")
    for wrong_name, wrong_number, wrong_mobile in list(product((False, True), repeat=3))[1:]:
        Code.objects.all().delete()
        employee.identity(
            applicant_name="陆以平" if wrong_name else EMPLOYEE.name,
            id_number=HEAD.number if wrong_number else EMPLOYEE.number,
            mobile="13900000003" if wrong_mobile else EMPLOYEE.mobile,
        )
        same(employee.contact())


def test_a_mobile_of_nobody_and_one_of_somebody_else_are_refused_alike(employee, same):
    employee.to("legal_rep")
    for mobile in ("13900000003", residents.BY_STORY["residence"].mobile, residents.head(OTHER.seed).mobile):
        same(employee.answer("legal_rep", mobile=mobile))


def test_name_and_number_on_the_phone_in_every_combination_of_wrong(employee, same):
    phone = invited_phone(employee.to("legal_rep"))
    phone.enter_code()
    for wrong_name, wrong_number in COMBINATIONS:
        same(
            phone.say_who(
                **({"name": "丁一州"} if wrong_name else {}), **({"number": EMPLOYEE.number} if wrong_number else {})
            )
        )


def test_whether_a_code_is_known_is_not_told_by_the_number_of_checks_left(employee):
    employee.to("company")
    for code in (OTHER.code, invent.code(977, kind=OTHER.kind)):
        employee.company(uscc=code)
        a_minute_later()
    verdicts = set(Check.objects.filter(kind="registry").values_list("verdict", flat=True))
    assert verdicts == {"no_match", "not_found"}
