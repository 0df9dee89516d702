"""The public page on which anybody has a signed PDF or a statement checked; the file is read and forgotten."""

import datetime as dt
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from chopmark.kit.clock import now
from chopmark.notify import limits
from chopmark.trust import authority, records
from chopmark.trust.checking import LIMIT_PDF, check_pdf, check_statement, is_pdf, is_statement
from chopmark.trust.reports import Report, StatementReport
from chopmark.web.forms import PageForm, keyed
from chopmark.web.uploads import was_cut

CHECKS = limits.Limit("signed_files_checked", ((30, dt.timedelta(minutes=10)), (300, dt.timedelta(days=1))))


class FileForm(PageForm):
    file = keyed(
        forms.FileField(widget=forms.FileInput(attrs={"accept": ".pdf,.jws,application/pdf", "class": "form-control"})),
        "verify.file",
    )


def verify(request: HttpRequest) -> HttpResponse:
    """Asks for a file; of the one that was sent says who signed, when, and what changed since."""
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and was_cut(request):
        form.say("file", "verify.bad.FILE_TOO_LARGE")
    if request.method != "POST" or not form.is_valid():
        return render(request, "proofs/verify.html", {"form": form}, status=422 if form.errors else 200)
    limits.use(CHECKS, of=limits.here())
    found = _judged(form.cleaned_data["file"].read(LIMIT_PDF + 1))
    if found.get("unreadable"):
        form.say("file", f"verify.bad.{found['unreadable']}")
        return render(request, "proofs/verify.html", {"form": form}, status=422)
    return render(request, "proofs/verified.html", {"form": FileForm(), "asked_at": now(), **found})


def _judged(data: bytes) -> dict[str, Any]:
    roots = authority.root_pem()
    if is_pdf(data):
        return judgement_on(data, check_pdf(data, roots=roots))
    if is_statement(data):
        return _of_statement(check_statement(data.decode("ascii").strip(), roots=roots))
    return {"unreadable": "FILE_OTHER"}


def judgement_on(data: bytes, report: Report) -> dict[str, Any]:
    record = records.find(data, covered_sha256=report.covered_sha256)
    is_altered = record is not None and not record.is_same
    verdict = "unsigned" if not report.signatures else "valid" if report.is_valid and not is_altered else "invalid"
    return {"report": report, "record": record, "verdict": verdict, "unreadable": report.unreadable}


def _of_statement(report: StatementReport) -> dict[str, Any]:
    verdict = "valid" if report.is_valid else "invalid"
    return {"statement": report, "verdict": verdict, "unreadable": report.unreadable}
