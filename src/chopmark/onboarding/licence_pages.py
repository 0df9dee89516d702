"""The licence on the company page: upload, progress, the straightened picture."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from chopmark.audit import log as audit
from chopmark.evidence import certificates, uploads
from chopmark.evidence.models import Upload
from chopmark.evidence.pictures import open_picture
from chopmark.kit import files
from chopmark.kit.errors import Unreadable
from chopmark.onboarding import flow, showing_files
from chopmark.onboarding.models import Application
from chopmark.onboarding.pages import mine, page_context
from chopmark.onboarding.tasks import read_licence_picture
from chopmark.organisations.access import admitted
from chopmark.people.models import Person, as_person
from chopmark.web.uploads import was_cut


@admitted
@require_POST
def upload(request: HttpRequest, ref: str) -> HttpResponse:
    """Take a picture, set the earlier one aside, and have it read by a worker."""
    row = mine(request, ref)
    flow.FLOW.check_reached(row, "company")
    given = request.FILES.get("picture")
    if was_cut(request):
        return _trouble(request, row, "FILE_TOO_LARGE")
    showing_files.count(str(row.owner_id))
    try:
        picture = open_picture(given.read() if given else b"")
    except Unreadable as trouble:
        return _trouble(request, row, trouble.reason)
    with transaction.atomic():
        held = flow.locked(row)
        flow.FLOW.check_reached(held, "company")
        _replace(held, actor=as_person(request.user))
        check = certificates.keep(picture, purpose="licence", matter=held.matter, actor=held.owner)
        read_licence_picture.defer(check_id=str(check.pk))
    return redirect("step", ref=ref, key="company")


@admitted
@require_POST
def remove(request: HttpRequest, ref: str) -> HttpResponse:
    """Type instead: the picture is set aside."""
    row = mine(request, ref)
    with transaction.atomic():
        _replace(flow.locked(row), actor=as_person(request.user))
    return redirect("step", ref=ref, key="company")


def _replace(row: Application, *, actor: Person) -> None:
    for purpose in flow.UPLOADS["company"]:
        uploads.supersede(row.matter, purpose, actor=actor)
    if not row.is_by_cloud and row.company_answered_at:  # the picture carried the answer: it is given anew
        row.company_answered_at = None
        row.save(update_fields=["company_answered_at"])
        audit.record("application.superseded_evidence", subject=row.matter, actor=actor, step="company")


def _trouble(request: HttpRequest, row: Application, reason: str) -> HttpResponse:
    question = flow.BY_KEY["company"]
    context = {
        **page_context(row, question), "form": question.make_form(row), **question.context(row),
        "trouble": f"file.{reason}",
    }  # fmt: skip
    return render(request, "onboarding/company.html", context, status=422)


@admitted
def reading(request: HttpRequest, ref: str) -> HttpResponse:
    """The progress of the reading; when it has ended, the page is asked to come anew."""
    row = mine(request, ref)
    check = uploads.latest_check(row.matter, "licence")
    if check is not None and check.is_pending:
        return HttpResponse(status=204)
    response = HttpResponse(status=200)
    response["HX-Refresh"] = "true"
    return response


@admitted
def picture(request: HttpRequest, ref: str, upload_id: str) -> HttpResponse:
    """One's own upload, for showing what was read from where."""
    row = mine(request, ref)
    found = get_object_or_404(Upload, pk=upload_id, matter=row.matter, dropped_at=None)
    audit.record("upload.viewed", subject=row.matter, actor=row.owner, purpose=found.purpose)
    response = HttpResponse(files.get(found.file), content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=600"
    return response
