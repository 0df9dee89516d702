"""The page on which a document is photographed, for whoever's it is: one address, a consent, two slots, handing in.

Whoever embeds it says whose document is asked for, where the page lies, what handing in does, and where it leads then.
It asks for no account, so it also serves a person who came by a link; who may come in is the caller's business.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from chopmark.audit import log as audit
from chopmark.evidence import uploads
from chopmark.evidence.idcard import Kind
from chopmark.evidence.models import Check, Upload
from chopmark.evidence.pictures import open_picture
from chopmark.kit import files
from chopmark.kit.clock import now
from chopmark.kit.errors import Unreadable
from chopmark.onboarding import showing_files
from chopmark.onboarding.documents import actions as documents
from chopmark.onboarding.documents.models import DocumentCheck, Subject
from chopmark.onboarding.documents.tasks import HOURS
from chopmark.people.models import Person
from chopmark.review.calendar import due_after
from chopmark.web.uploads import was_cut


@dataclass(frozen=True)
class Page:
    """`here` and `back` are addresses of ours, `done` is where handing in leads; `hand_in` does it."""

    subject: Subject
    template: str
    here: str
    back: str
    done: str
    hand_in: Callable[[DocumentCheck], None]
    context: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Slot:
    """One side: its picture and what was read from it, when there are any."""

    side: str
    upload: Upload | None
    reading: Check | None
    is_read: bool

    @property
    def state(self) -> str:
        """empty, reading, clear or doubtful; the part of the page that shows it is asked for anew by it."""
        if self.upload is None:
            return "empty"
        if self.reading is None or self.reading.is_pending:
            return "reading"
        return "doubtful" if self.findings else "clear"

    @property
    def findings(self) -> list[str]:
        """Codes; of a travel permit only what the picture itself shows, since no reader knows its form."""
        found = list(self.reading.findings.get("findings", [])) if self.reading else []
        return found if self.is_read else [code for code in found if code.startswith("IMG_")]


def respond(request: HttpRequest, page: Page) -> HttpResponse:
    """Everything that the one address answers."""
    check = documents.live(page.subject.about, page.subject.purpose)
    if request.method == "POST":
        return _act(request, page, check)
    if check is not None and "picture" in request.GET:
        return _picture(request.GET["picture"], check, actor=page.subject.person)
    if check is not None and request.GET.get("side") in documents.SIDES:
        return _slot(request, page, check)
    return _show(request, page, check)


def _act(request: HttpRequest, page: Page, check: DocumentCheck | None) -> HttpResponse:
    act = request.POST.get("act")
    if act == "agree":
        return _agree(request, page)
    if was_cut(request):
        return _show(request, page, check, trouble="FILE_TOO_LARGE")
    if check is None or not check.may("photograph"):
        return redirect(page.here)  # pressed twice, or decided meanwhile
    if act == "submit":
        return _submit(request, page, check)
    side = request.POST.get("side", "")
    if side not in documents.SIDES:
        raise Http404
    return _take(request, page, check, side=side) if act == "photograph" else _clear(page, check, side=side)


def _agree(request: HttpRequest, page: Page) -> HttpResponse:
    if "agree" not in request.POST:
        return _show(request, page, documents.live(page.subject.about, page.subject.purpose), unticked=True)
    documents.begin(page.subject, actor=page.subject.person)
    return redirect(page.here)


def _take(request: HttpRequest, page: Page, check: DocumentCheck, *, side: str) -> HttpResponse:
    given = request.FILES.get("picture")
    showing_files.count(page.subject.about)
    try:
        picture = open_picture(given.read() if given else b"")
    except Unreadable as trouble:
        return _show(request, page, check, trouble=trouble.reason)
    documents.photograph(check, side=side, picture=picture, actor=page.subject.person)
    return redirect(page.here)


def _clear(page: Page, check: DocumentCheck, *, side: str) -> HttpResponse:
    documents.clear(check, side=side, actor=page.subject.person)
    return redirect(page.here)


def _submit(request: HttpRequest, page: Page, check: DocumentCheck) -> HttpResponse:
    if any(slot.upload is None for slot in slots_of(check)):
        return _show(request, page, check, trouble="both")
    page.hand_in(check)
    return redirect(page.done)


def slots_of(check: DocumentCheck) -> list[Slot]:
    """Both sides as they stand."""
    return [slot_of(check, side) for side in documents.SIDES]


def slot_of(check: DocumentCheck, side: str) -> Slot:
    purpose = documents.SIDES[side]
    upload, reading = uploads.of(check.matter, purpose).last(), uploads.latest_check(check.matter, purpose)
    return Slot(side, upload, reading, check.id_kind != Kind.HKMO)


def _picture(pk: str, check: DocumentCheck, *, actor: Person | None) -> HttpResponse:
    """One's own photograph; the portrait that was cut out is for the desk only."""
    shown = Upload.objects.filter(matter=check.matter, purpose__in=documents.SIDES.values(), dropped_at=None)
    try:
        found = get_object_or_404(shown, pk=pk)
    except ValidationError as error:  # no number of an upload
        raise Http404 from error
    audit.record("upload.viewed", subject=check.about, actor=actor, purpose=found.purpose)
    response = HttpResponse(files.get(found.file), content_type="image/jpeg")
    response["Cache-Control"] = "private, no-store"
    return response


def _slot(request: HttpRequest, page: Page, check: DocumentCheck) -> HttpResponse:
    """What is known of one side; 204 while that has not changed."""
    slot = slot_of(check, request.GET["side"])
    if slot.state == request.GET.get("v"):
        return HttpResponse(status=204)
    return render(request, "onboarding/documents_hints.html", {**page.context, "slot": slot, "here": page.here})


def _show(
    request: HttpRequest, page: Page, check: DocumentCheck | None, *, trouble: str = "", unticked: bool = False
) -> HttpResponse:
    case = documents.last_case(check)
    context = {
        **page.context, "check": check, "here": page.here, "back_to": page.back, "case": case, "hours": HOURS,
        "slots": slots_of(check) if check else [], "due": due_after(now(), days=documents.BUSINESS_DAYS),
        "reasons": list(case.reasons) if check and case and check.status == "returned" else [],
        "trouble": trouble, "unticked": unticked,
    }  # fmt: skip
    return render(request, page.template, context, status=422 if trouble or unticked else 200)
