"""The desk from the outside: a reviewer decides on the page."""

from chopmark.review import desk
from chopmark.review.models import Case


def decide(reviewer, row, decision, *, reasons=(), note=""):
    """On the letter of an application."""
    return decide_case(
        reviewer, Case.objects.get(matter=row.matter, status="open"), decision, reasons=reasons, note=note
    )


def decide_document(reviewer, check, decision, *, reasons=()):
    """On photographs of a document; approving confirms every point."""
    case = Case.objects.get(matter=check.matter, status="open")
    confirmed = desk.confirms_of(case) if decision == "approved" else ()
    return decide_case(reviewer, case, decision, reasons=reasons, confirmed=confirmed)


def decide_case(reviewer, case, decision, *, reasons=(), note="", confirmed=()):
    assert reviewer.get(f"/desk/{case.ref}/").status_code == 200
    told = {"decision": decision, "reasons": list(reasons), "note": note, "confirmed": list(confirmed)}
    answer = reviewer.post(f"/desk/{case.ref}/", told)
    assert answer.status_code == 302
    return Case.objects.get(pk=case.pk)
