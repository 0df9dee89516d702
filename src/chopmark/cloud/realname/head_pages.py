"""The account's pages of the legal representative's face: whose it is, the link for a phone, the verdict arriving."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from chopmark.camera import pictures, sessions
from chopmark.camera.pages import lead_on
from chopmark.camera.sessions import NoTriesLeft, PersonDecides
from chopmark.cloud.accounts.middleware import SignedIn, account_required
from chopmark.cloud.accounts.returning import see_other
from chopmark.cloud.realname import head_cases, heads
from chopmark.cloud.realname.actions import Answer
from chopmark.cloud.realname.forms import Head
from chopmark.cloud.realname.models import Filing, HeadCamera
from chopmark.cloud.realname.pages import back_of, sentence_of, with_next
from chopmark.cloud.realname.step_pages import page, step
from chopmark.kit.errors import NotReady, Unavailable
from chopmark.web import words
from chopmark.web.forms import PageForm


@step("proof")
def head(request: SignedIn, row: Filing) -> HttpResponse:
    """The number of the legal representative; then the phone."""
    if not heads.may_show_face(row):
        return see_other(with_next(request, "realname-proof"))
    if head_cases.waiting(row) and request.method == "GET":
        return see_other(with_next(request, "realname-head-phone"))
    form = Head(request.POST or None)
    if request.method == "POST" and form.is_valid():
        refusal = _name(request, form)
        if refusal is None:
            return see_other(with_next(request, "realname-head-phone"))
        form.add_error(None, refusal)
    return page(request, row, "head", form, earlier=_earlier(row))


def _name(request: SignedIn, form: Head) -> str | None:
    """None when a camera may be opened, else the sentence to show."""
    try:
        answer = heads.name_head(request.account, **form.cleaned_data)
    except Unavailable:
        return words.text("cloud.realname.unavailable")
    except NotReady:
        return words.text("cloud.head.changed")
    return None if answer is Answer.VERIFIED else sentence_of(request, answer)


def _earlier(row: Filing) -> dict[str, str]:
    """How the last try came out, where there is something to say of it."""
    last = row.cameras.order_by("-created_at").first()
    if last is None or last.verdict not in ("failed", "passed"):
        return {}
    case = head_cases.case_of(last)
    return {
        "verdict": last.verdict,
        "answer": last.answer or "",
        "reason": f"reason.{case.reasons[0]}" if case and case.reasons else "",
    }


@step("proof")
def phone(request: SignedIn, row: Filing) -> HttpResponse:
    """A fresh link for a phone as a QR code, and this computer's own camera; or why there is none now."""
    try:
        opened = heads.open_camera(request.account)
    except NotReady:
        return see_other(with_next(request, "realname-head"))
    except NoTriesLeft:
        return page(request, row, "head_phone", PageForm(), spent=True)
    except PersonDecides as waits:
        return page(request, row, "head_phone", PageForm(), due=waits.due_at, case=head_cases.waiting(row))
    told = {
        "token": opened.token, "link": f"{settings.CLOUD_URL}/face/{opened.token}/", "state": "waiting",
        "minutes": sessions.MINUTES, "left": sessions.tries_left(opened.session.number), **_onward(request),
    }  # fmt: skip
    return page(request, row, "head_phone", PageForm(), **told)


@require_safe
@account_required
def live(request: SignedIn) -> HttpResponse:
    """What the phone is doing; moves the page on when the verdict is there."""
    session = HeadCamera.objects.filter(filing__account=request.account).order_by("-created_at").first()
    state = session.state if session else "waiting"
    if state == request.GET.get("v"):
        return HttpResponse(status=204)
    if state == "passed" and session is not None:
        done = session.answer == Answer.VERIFIED
        return lead_on(request, back_of(request) if done else with_next(request, "realname-head"))
    if state == pictures.REVIEW:
        return lead_on(request, with_next(request, "realname-head-phone"))
    return render(request, "realname/head_live.html", {"state": state, **_onward(request)})


def _onward(request: SignedIn) -> dict[str, str]:
    """Where the part that arrives by itself leads on to."""
    return {
        "next_query": urlencode({"next": back_of(request)}),
        "back_to_phone": with_next(request, "realname-head-phone"),
    }
