"""Invitations by organisation and by address: beyond the limit nothing goes out and nothing is lost."""

from chopmark.notify import limits
from chopmark.practice import residents
from tests.journey import DEMO, HEAD, texts_to


def invite(applicant, **extra):
    told = {"mobile": HEAD.mobile, "number": HEAD.number}
    return applicant.browser.post(
        applicant.address("legal_rep/"), {"revision": applicant.row.revision, **told}, **extra
    )


def test_the_eleventh_invitation_of_a_day_for_an_organisation_waits(employee):
    employee.to("legal_rep")
    for _ in range(10):
        limits.use(limits.INVITATIONS_OF_ORGANISATION, of=DEMO.code)
    answer = invite(employee)
    assert answer.status_code == 429
    assert not texts_to(residents.head(DEMO.seed).mobile, "rep.invite")
    assert employee.row.invitations.count() == 0
    assert employee.stands_at() == "legal_rep"


def test_the_twenty_first_invitation_of_an_hour_from_an_address_waits(employee):
    employee.to("legal_rep")
    for _ in range(20):
        limits.use(limits.INVITATIONS, of="203.0.113.7")
    assert invite(employee, REMOTE_ADDR="203.0.113.7").status_code == 429
    assert employee.row.invitations.count() == 0
    assert invite(employee, REMOTE_ADDR="203.0.113.8").status_code == 302
    assert employee.row.invitations.count() == 1
