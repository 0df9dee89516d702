"""The letter: its sheets to download, its pages to upload (also from a phone), and handing it in."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from chopmark.drawing.letters.chinese import chinese_letter
from chopmark.drawing.letters.data import Mark, blank, example
from chopmark.drawing.letters.english import english_letter
from chopmark.evidence import uploads
from chopmark.evidence.pdf_pages import LIMIT_PAGES
from chopmark.evidence.pictures import Picture, open_pages
from chopmark.evidence.uscc import EntityType
from chopmark.kit import clock
from chopmark.kit.errors import Unreadable
from chopmark.onboarding import actions, flow, papers, showing_files
from chopmark.onboarding.letters import checking
from chopmark.onboarding.letters.showing import shown
from chopmark.onboarding.models import Application
from chopmark.onboarding.pages import mine, page_context
from chopmark.organisations.access import admitted
from chopmark.web import words
from chopmark.web.uploads import was_cut


@admitted
def download(request: HttpRequest, ref: str, sheet: str) -> HttpResponse:
    """The letter filled in, its English rendering, a blank one, or a filled example."""
    row = mine(request, ref)
    makers = {"letter": _filled, "rendering": _rendering, "blank": _blank, "example": _example}
    if sheet not in makers or not row.may("answer"):
        raise Http404
    flow.FLOW.check_reached(row, "letter")
    response = HttpResponse(makers[sheet](row), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="chopmark-{sheet}-{row.ref}.pdf"'
    return response


def _filled(row: Application) -> bytes:
    return chinese_letter(papers.letter_data(actions.issue_letter(row)), marks=papers.marks())


def _rendering(row: Application) -> bytes:
    return english_letter(papers.letter_data(actions.issue_letter(row)), marks=papers.marks())


def _blank(row: Application) -> bytes:
    family = papers.FAMILIES[EntityType(row.entity_type)]
    number = actions.issue_letter(row).letter_number or ""
    return chinese_letter(
        blank(family, number=number, operator=papers.operator_name(), issued=_today(), kind=papers.kind_of(row)),
        marks=papers.marks(),
    )


def _example(row: Application) -> bytes:
    family = papers.FAMILIES[EntityType(row.entity_type)]
    shown = example(family, operator=papers.operator_name(), kind=papers.kind_of(row))
    return chinese_letter(shown, marks=papers.marks() | {Mark.EXAMPLE})


def _today() -> dt.date:
    return clock.today()


@admitted
@require_POST
def upload(request: HttpRequest, ref: str) -> HttpResponse:
    """Add pages, or begin anew with them."""
    row = mine(request, ref)
    flow.FLOW.check_reached(row, "letter")
    given = request.FILES.getlist("pages")
    if was_cut(request):
        return _file_trouble(request, row, "FILE_TOO_LARGE")
    try:
        pictures = _opened((file.read() for file in given), shower=str(row.owner_id))
    except Unreadable as trouble:
        return _file_trouble(request, row, trouble.reason)
    reason = _add(row, pictures, is_anew="anew" in request.POST)
    return _file_trouble(request, row, reason) if reason else redirect("step", ref=ref, key="letter")


def _opened(given: Iterable[bytes], *, shower: str) -> list[Picture]:
    """Each is opened before any is kept; none after the one with which there are more pages than a letter has."""
    pictures: list[Picture] = []
    for data in given:
        if sum(len(one.pages) for one in pictures) >= LIMIT_PAGES:
            raise Unreadable("FILE_PAGES")
        showing_files.count(shower)
        pictures.append(open_pages(data))
    return pictures


@transaction.atomic
def _add(row: Application, pictures: list[Picture], *, is_anew: bool) -> str | None:
    """Keep the pages, in place of the present ones where these were found wanting; a reason when there are too many."""
    held = flow.locked(row)
    flow.FLOW.check_reached(held, "letter")
    there = 0 if is_anew else uploads.of(held.matter, "letter").count()
    if not pictures:
        return "FILE_TYPE"
    if there + sum(len(one.pages) for one in pictures) > LIMIT_PAGES:
        return "FILE_PAGES"
    if is_anew:
        uploads.supersede(held.matter, "letter", actor=held.owner)
    for picture in pictures:
        uploads.keep(picture, purpose="letter", matter=held.matter, actor=held.owner)
    checking.ask(held)
    return None


@admitted
@require_POST
def clear(request: HttpRequest, ref: str) -> HttpResponse:
    """Start the pages over."""
    row = mine(request, ref)
    with transaction.atomic():
        uploads.supersede(flow.locked(row).matter, "letter", actor=row.owner)
    return redirect("step", ref=ref, key="letter")


@admitted
@require_POST
def submit(request: HttpRequest, ref: str) -> HttpResponse:
    """Hand in; a second press finds it handed in."""
    row = mine(request, ref)
    if not row.may("answer"):
        return redirect("status", ref=ref)
    flow.FLOW.check_reached(row, "letter")
    if row.letter_number is None:
        return _trouble(request, row, "onboarding.letter.download_first")
    if not uploads.of(row.matter, "letter").exists():
        return _trouble(request, row, "onboarding.letter.upload_first")
    actions.submit_letter(row)
    return redirect("status", ref=ref)


@admitted
def reading(request: HttpRequest, ref: str) -> HttpResponse:
    """Whether the pages are checked; when they are, the page is asked to come anew."""
    row = mine(request, ref)
    if shown(row.matter).state == "pending":
        return HttpResponse(status=204)
    response = HttpResponse(status=200)
    response["HX-Refresh"] = "true"
    return response


@admitted
def take_back(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask once, then out of the review; somebody who decided meanwhile was first."""
    row = mine(request, ref)
    if not row.may("take_back") or row.letter_submitted_at is None:
        return redirect("status", ref=ref)
    if request.method == "POST":
        went_back = actions.take_back_letter(row)
        return redirect("application" if went_back else "status", ref=ref)
    return render(request, "onboarding/take_back.html", page_context(row, flow.BY_KEY["letter"]))


def _file_trouble(request: HttpRequest, row: Application, reason: str) -> HttpResponse:
    return _trouble(request, row, f"file.{reason}.title", advice=words.text(f"file.{reason}.do", **row.words))


def _trouble(request: HttpRequest, row: Application, key: str, *, advice: str = "") -> HttpResponse:
    question = flow.BY_KEY["letter"]
    context = {
        **page_context(row, question), **question.context(row), "form": question.make_form(row),
        "trouble": words.text(key, **row.words), "advice": advice,
    }  # fmt: skip
    return render(request, "onboarding/letter.html", context, status=422)
