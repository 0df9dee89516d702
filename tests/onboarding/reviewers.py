"""The desk from the outside: a reviewer decides on the page."""

from chopmark.review.models import Case


def decide(reviewer, row, decision, *, reasons=(), note=""):
    case = Case.objects.get(matter=row.matter, status="open")
    assert reviewer.get(f"/desk/{case.ref}/").status_code == 200
    answer = reviewer.post(f"/desk/{case.ref}/", {"decision": decision, "reasons": list(reasons), "note": note})
    assert answer.status_code == 302
    return Case.objects.get(pk=case.pk)
