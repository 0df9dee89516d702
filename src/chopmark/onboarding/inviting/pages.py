"""The legal representative's phone: who asks, what would be signed, the code, the identity, the face, the signature."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language

from chopmark.audit import log as audit
from chopmark.camera.sessions import NoTriesLeft, PersonDecides
from chopmark.kit import files, ids
from chopmark.kit.clock import now
from chopmark.notify import codes
from chopmark.notify.codes import TooManyCodes
from chopmark.notify.forms import CodeForm
from chopmark.onboarding import face_cases, faces
from chopmark.onboarding.documents import actions as documents
from chopmark.onboarding.documents.models import Purpose
from chopmark.onboarding.inviting import actions, limits, links, paper, proof, revoking, signing
from chopmark.onboarding.inviting.doors import facts_of, invited, key_of, proved, show, trouble
from chopmark.onboarding.inviting.forms import RefuseForm, SignForm, WhoForm
from chopmark.onboarding.inviting.states import Status
from chopmark.onboarding.models import Invitation
from chopmark.people import consents
from chopmark.web import words


@invited
def first(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Who asks for what; opening it proves and uses up nothing. A signed one leads to its receipt."""
    if invitation.status != Status.SENT:
        return redirect("invited-granted", key=key_of(invitation))
    return (
        redirect(_next(invitation), key=key_of(invitation))
        if proof.holds(request, invitation)
        else show(request, invitation, "first")
    )


def _next(invitation: Invitation) -> str:
    """The first thing that is still missing."""
    if invitation.status != Status.SENT:
        return "invited-granted"
    if invitation.identity_at is None:
        return "invited-who"
    if invitation.is_shown:
        return "invited-sign"
    waits = documents.live(invitation.matter, Purpose.REPRESENTATIVE) is not None
    return "invited-documents" if invitation.needs_documents or waits else "invited-face"


@invited
def text(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """The whole text before anything is asked; names and numbers masked until the code is entered."""
    clauses = paper.clauses(invitation, masked=not proof.holds(request, invitation), language=_language())
    return show(request, invitation, "text", clauses=clauses)


def _language() -> str:
    return "en" if (get_language() or "").startswith("en") else "zh"


@invited
def code(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """A code to the invited number, the only one that opens what follows."""
    form = CodeForm(request.POST if "code" in request.POST else None)
    if request.method == "POST" and "send" in request.POST:
        return _send(request, invitation, form)
    if request.method == "POST" and form.is_valid() and _entered(invitation, form):
        actions.note_opened(invitation)
        proof.note(request, invitation)
        return redirect(_next(invitation), key=key_of(invitation))
    return _show_code(request, invitation, form)


def _send(request: HttpRequest, invitation: Invitation, form: CodeForm) -> HttpResponse:
    try:
        actions.send_code(invitation)
    except TooManyCodes as limit:
        return _show_code(request, invitation, form, trouble=limit.text)
    return redirect("invited-code", key=key_of(invitation))


def _entered(invitation: Invitation, form: CodeForm) -> bool:
    digits = form.cleaned_data["code"]
    return form.hear(codes.enter("authorise", mobile=invitation.mobile, matter=invitation.matter, digits=digits))


def _show_code(request: HttpRequest, invitation: Invitation, form: CodeForm, *, trouble: str = "") -> HttpResponse:
    mobile, matter = invitation.mobile, invitation.matter
    wait = codes.may_send_at("authorise", mobile=mobile) - now()
    return show(
        request, invitation, "code", status=422 if form.errors or trouble else 200, form=form, trouble=trouble,
        sent=codes.has_live(mobile=mobile, purpose="authorise", matter=matter),
        wait_seconds=max(int(wait.total_seconds()), 0),
        delivery=codes.delivery_of("authorise", mobile=mobile, matter=matter),
    )  # fmt: skip


@proved
def who(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Name and document number against the invitation; which of the two was wrong is not said."""
    if invitation.identity_at or invitation.status != Status.SENT:
        return redirect(_next(invitation), key=key_of(invitation))
    form = WhoForm(request.POST or None, entity_words=invitation.application.words)
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("name", "number")}
        if actions.prove_identity(invitation, language=get_language() or "zh-hans", **given):
            invitation.refresh_from_db()
            if invitation.person:
                consents.give(invitation.person, "identity", matter=invitation.matter)
            return redirect(_next(invitation), key=key_of(invitation))
        invitation.refresh_from_db()
        left = limits.WRONG_IDENTITIES - invitation.wrong_tries
        form.add_error(None, words.text("authorise.identity.nomatch" if left > 0 else "authorise.identity.spent"))
    return show(request, invitation, "who", form=form, status=422 if form.errors else 200)


@proved
def face(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """The separate consent to a face check, then the camera of this phone."""
    shut = invitation.identity_at is None or invitation.is_shown or invitation.needs_documents
    if shut or invitation.status != Status.SENT:
        return redirect(_next(invitation), key=key_of(invitation))
    if request.method == "POST" and invitation.person:
        if not request.POST.get("agree"):
            return show(request, invitation, "face", status=422, trouble=words.text("consent.required"))
        consents.give(invitation.person, "face", matter=invitation.matter)
        actions.note_face_consent(invitation)
        return _to_camera(request, invitation)
    case = face_cases.waiting(invitation.application, invitation)
    return show(request, invitation, "face_waits", due=case.due_at) if case else show(request, invitation, "face")


def _to_camera(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    try:
        opened = faces.open_invited(invitation)
    except NoTriesLeft:
        return trouble(request, "face_limit", status=409, facts={**facts_of(invitation), "time": "00:00"})
    except PersonDecides as waits:
        return show(request, invitation, "face_waits", due=waits.due_at)
    return redirect(f"/f/{opened.token}/?here=1")


@proved
def sign(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """The text again, this time in full, and the signature."""
    if _next(invitation) != "invited-sign":
        return redirect(_next(invitation), key=key_of(invitation))
    form = SignForm(request.POST or None, entity_words={**invitation.application.words})
    if request.method == "POST" and form.is_valid():
        signing.press(invitation, signature=form.cleaned_data["signature"], device=paper.device_of(request.META))
        return redirect("invited-granted", key=key_of(invitation))
    clauses = paper.clauses(invitation, masked=False, language=_language())
    return show(request, invitation, "sign", form=form, clauses=clauses, status=422 if form.errors else 200)


@proved
def granted(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """What was granted, to whom and when; while the paper is being made, that."""
    if invitation.status == Status.SENT:
        return redirect(_next(invitation), key=key_of(invitation))
    if request.htmx and request.GET.get("v") == invitation.status:  # type: ignore[attr-defined]  # django-htmx
        return HttpResponse(status=204)
    page = "granted_live" if request.htmx else "granted"  # type: ignore[attr-defined]
    audit.record("authorisation.viewed", subject=invitation.application.matter, actor=invitation.person)
    return show(request, invitation, page, full=invitation.application)


@proved
def signed_paper(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """The signed authorisation."""
    if not invitation.file:
        raise Http404
    response = HttpResponse(files.get(invitation.file), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="chopmark-authorisation-{invitation.ref}.pdf"'
    return response


@proved
def revoke(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Ask once, then take it back."""
    if not invitation.may("revoke"):
        return redirect("invited-granted", key=key_of(invitation))
    if request.method == "POST":
        revoking.revoke(invitation)
        return redirect("invited-granted", key=key_of(invitation))
    return show(request, invitation, "revoke")


@invited
def refuse(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Not agreed, with a reason; whoever has the link may say so, because a no gives nobody anything."""
    if not invitation.may("refuse"):
        return redirect("invited", key=key_of(invitation))
    form = RefuseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.refuse(invitation, **form.cleaned_data)
        return show(request, invitation, "refused")
    return show(request, invitation, "refuse", form=form, status=422 if form.errors else 200)


def report(request: HttpRequest, key: str) -> HttpResponse:
    """Stop and report, also after the link has ended otherwise."""
    invitation = links.find(key)
    if invitation is None:
        return trouble(request, "link_unknown", status=404)
    if not invitation.may("report"):
        return redirect("invited", key=key)
    if request.method == "POST":
        actions.report(invitation)
        return show(request, invitation, "reported", case_ref=ids.spaced(invitation.application.ref))
    return show(request, invitation, "report")
