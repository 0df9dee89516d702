"""The progress link: for anybody, and nothing personal behind it."""

import pytest
from django.test import Client

from chopmark.onboarding import sharing
from chopmark.onboarding.inviting import actions
from tests.journey import EMPLOYEE, HEAD


def seen(row, key=None):
    return Client().get(f"/s/{key or sharing.key_of(row)}/")


@pytest.mark.parametrize("until", ["company", "identity", "choose", "legal_rep", "letter"])
def test_a_stranger_sees_the_progress_and_no_name_number_or_mobile(employee, until):
    employee.to(until)
    page = seen(employee.row).content.decode()
    for secret in (EMPLOYEE.name, EMPLOYEE.number, EMPLOYEE.mobile, HEAD.name, HEAD.number, HEAD.mobile):
        assert secret not in page
    assert employee.row.cloud_name in page


def test_it_says_whom_it_waits_for(employee, reviewer):
    employee.to("legal_rep")
    assert sharing.waiting_of(employee.row).whom == "applicant"
    employee.answer("legal_rep", mobile=HEAD.mobile)
    assert sharing.waiting_of(employee.row).whom == "rep"
    actions.withdraw(employee.row)
    employee.post("choose/", revision=employee.row.revision, road="letter")
    employee.hand_in()
    assert sharing.waiting_of(employee.row).whom == "review"
    employee.post("withdraw/")
    assert sharing.waiting_of(employee.row) is None
    assert seen(employee.row).status_code == 200


def test_a_guessed_link_finds_nothing(employee):
    employee.begin()
    ref = employee.row.ref
    for key in (ref, f"{ref}-", f"{ref}-aaaaaaaaaaaaaaaa", "ZZZZZZZZ-aaaaaaaaaaaaaaaa"):
        assert seen(None, key).status_code == 404
