"""The pages of the wizard: entrance, method, one generic step page, status, activation, withdrawal."""

from typing import Any

from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from chopmark.audit import log as audit
from chopmark.evidence.uscc import EntityType
from chopmark.kit.clock import now
from chopmark.notify import codes
from chopmark.notify.codes import TooManyCodes
from chopmark.notify.forms import CodeForm
from chopmark.onboarding import actions, flow, going, including, sharing, statements
from chopmark.onboarding.documents import actions as documents
from chopmark.onboarding.documents.models import Purpose
from chopmark.onboarding.models import Application
from chopmark.onboarding.states import LIVE, Status
from chopmark.onboarding.steps.contact import enter_code
from chopmark.onboarding.steps.identity import send_confirmation
from chopmark.onboarding.steps.question import Question, Refusal
from chopmark.organisations.access import admitted, claims_in, stages_at
from chopmark.organisations.joining import actions as joining
from chopmark.organisations.members import actions as members
from chopmark.people import consents
from chopmark.people.models import Person, as_person
from chopmark.people.signin import came_by_phone
from chopmark.review.calendar import due_after
from chopmark.web import words
from chopmark.web.forms import PageForm

_CONSENTS = {"consent": "identity", "face_consent": "face"}


def entrance(request: HttpRequest) -> HttpResponse:
    """What to prepare: two answers, kept in the address so that the list can be forwarded."""
    entity = request.GET.get("type", EntityType.ENTERPRISE)
    entity = entity if entity in set(EntityType) else EntityType.ENTERPRISE.value
    holds = entity in (EntityType.ENTERPRISE, EntityType.SOLE_TRADER)
    you = "rep" if request.GET.get("you") == "rep" and holds else "staff"
    context = {
        "types": list(EntityType), "entity": entity, "you": you, "holds": holds,
        "road": "rep" if you == "rep" else "letter", "words": words.entity_words(entity), "due": due_after(now()),
        "forward": request.build_absolute_uri(f"/?type={entity}&you={you}"),
    }  # fmt: skip
    return render(request, "onboarding/entrance.html", context)


def method(request: HttpRequest) -> HttpResponse:
    return render(
        request, "onboarding/method.html", {"stages": stages_at("method"), "aside": "onboarding.method.aside"}
    )


@admitted
def begin(request: HttpRequest) -> HttpResponse:
    """Behind the sign-in: the live application of this account, made now when there is none."""
    application = actions.start(as_person(request.user), claims=claims_in(request))
    going.keep(request, application)
    return redirect("application", ref=application.ref)


@admitted
def begin_licence(request: HttpRequest) -> HttpResponse:
    """The business licence method, without a cloud account: the live application of whoever came in by phone."""
    if not came_by_phone(request):
        return redirect("begin")
    application = actions.start_by_licence(as_person(request.user))
    going.keep(request, application)
    return redirect("application", ref=application.ref)


@admitted
def applications(request: HttpRequest) -> HttpResponse:
    mine = Application.objects.filter(owner=as_person(request.user))
    return render(request, "onboarding/applications.html", {"applications": mine})


def mine(request: HttpRequest, ref: str) -> Application:
    """The application, through the person's own ones: everybody else's do not exist."""
    row = get_object_or_404(Application, ref=ref, owner=as_person(request.user))
    if row.is_by_cloud:
        claims_in(request)  # who came in by phone is off to the cloud account first
    return row


@admitted
def application(request: HttpRequest, ref: str) -> HttpResponse:
    """Wherever the application stands: the open question, else its status."""
    row = mine(request, ref)
    if row.is_by_cloud:
        actions.follow_cloud_name(row, claims=claims_in(request))
    actions.authorise_at_last(row, actor=row.owner)
    row.refresh_from_db()
    step = flow.current(row)
    if row.may("answer") and step is not None:
        return redirect("step", ref=ref, key=step.key)
    return redirect("activate" if row.status == Status.APPROVED and not row.activated_at else "status", ref=ref)


@admitted
def step(request: HttpRequest, ref: str, key: str) -> HttpResponse:
    """The one generic page: re-ask the earlier steps, show the form, take the answer."""
    row = mine(request, ref)
    question = flow.BY_KEY.get(key)
    if question is None or not row.may("answer"):
        return redirect("application", ref=ref)
    if not _is_reached(row, question):
        return redirect("application", ref=ref)
    if question.key == "inclusion":
        including.open_if_asked(row)  # again, where a process died between the answer and its case
    if "waits" in request.GET and joining.is_waiting(row.matter):
        return HttpResponse(status=204)  # the page asks whether its answer has come
    form = question.make_form(row, request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _show(request, row, question, form)
    try:
        return _take(request, row, question, form)
    except flow.Overtaken:
        return redirect("application", ref=ref)


def _is_reached(row: Application, question: Question) -> bool:
    current = flow.current(row)
    for other in flow.FLOW.of(row):
        if other.key == question.key:
            return True
        if current is not None and other.key == current.key:
            return False
    return False


def _answered(row: Application, question: Question, form: PageForm, *, actor: Person) -> Refusal | None:
    try:
        return flow.answer(row, question, form, actor=actor)
    except IntegrityError:  # somebody confirmed the same identity at this very moment
        return flow.bound_meanwhile(row, question)


def _take(request: HttpRequest, row: Application, question: Question, form: PageForm) -> HttpResponse:
    if str(row.revision) != request.POST.get("revision"):
        return redirect("application", ref=row.ref)  # pressed twice, or answered in another window
    if "no" in request.POST and question.key in _CONSENTS:
        consents.refuse(row.owner, _CONSENTS[question.key], matter=row.matter)
        went_on = flow.decline(row, question, road=request.POST["no"], actor=as_person(request.user))
        return redirect("application" if went_on else "status", ref=row.ref)
    if not form.is_valid():
        return _show(request, row, question, form, status=422)
    refusal = _answered(row, question, form, actor=as_person(request.user))
    if refusal:
        return refused(request, row, refusal, back=question.key)
    if form.errors:
        return _show(request, row, question, form, status=422)
    if question.key == "join":
        members.admit_invited(row.matter)
    if question.key == "company":
        including.open_if_asked(row)
    if question.key in _CONSENTS:
        consents.give(row.owner, _CONSENTS[question.key], matter=row.matter)
    return redirect("application", ref=row.ref)


def _show(
    request: HttpRequest, row: Application, question: Question, form: PageForm, *, status: int = 200
) -> HttpResponse:
    context = {**page_context(row, question), "form": form, **question.context(row)}
    return render(request, f"onboarding/{question.key}.html", context, status=status)


def page_context(row: Application, question: Question) -> dict[str, Any]:
    """What every page of the wizard shows around its question."""
    before = flow.FLOW.before(row, question.key)
    return {
        "application": row,
        "ref": row.ref,
        "words": row.words,
        "stages": stages_at(question.stage, method=row.method),
        "aside": f"onboarding.{question.key}.aside",
        "back": before.key if before else None,
        "evidence": question.is_evidence,
    }


# Where a refusal is mended, if that is not where it was met.
_MENDED_AT = {"identity_nomatch": "identity"}


def refused(request: HttpRequest, row: Application, refusal: Refusal, *, back: str) -> HttpResponse:
    """A "no" with its reason, who can help and what is kept; nothing on the row has changed."""
    facts, back = {**row.words, "days": 30, **refusal.facts}, _MENDED_AT.get(refusal.key, back)
    context = {
        "application": row, "ref": row.ref, "words": facts, "key": f"refusal.{refusal.key}", "kind": refusal.key,
        "stages": stages_at(flow.BY_KEY[back].stage, method=row.method), "back": back,
        "typed": [(name, value) for name, value in request.POST.items() if name != "csrfmiddlewaretoken"],
    }  # fmt: skip
    return render(request, "onboarding/refused.html", context, status=409)


@admitted
@require_POST
def remind_later(request: HttpRequest, ref: str) -> HttpResponse:
    """The registry does not know a new organisation yet: a text message after seven business days."""
    row = mine(request, ref)
    including.remind_later(row)
    return redirect("step", ref=ref, key="company")


@admitted
@require_POST
def send_again(request: HttpRequest, ref: str) -> HttpResponse:
    """A further code to confirm the mobile."""
    row = mine(request, ref)
    if not row.may("answer") or not _is_reached(row, flow.BY_KEY["contact"]):
        return redirect("application", ref=ref)
    form = flow.BY_KEY["identity"].make_form(row, {"mobile": row.mobile})
    form.is_valid()
    form.errors.clear()
    send_confirmation(row, form, mobile=row.mobile or "")
    return redirect("step", ref=ref, key="contact")


@admitted
def status(request: HttpRequest, ref: str) -> HttpResponse:
    """Where the application stands, what it waits for, and what may be done meanwhile."""
    row = mine(request, ref)
    return render(request, "onboarding/status.html", status_context(row))


@admitted
def status_fragment(request: HttpRequest, ref: str) -> HttpResponse:
    """The part of the status page that changes; 204 while nothing has."""
    row = mine(request, ref)
    version = _version(row)
    if request.GET.get("v") == version:
        return HttpResponse(status=204)
    return render(request, "onboarding/status_live.html", status_context(row))


def _version(row: Application) -> str:
    waiting = documents.live(row.matter, Purpose.IDENTITY) if row.waits_for_identity else None
    identity = f"{bool(row.authorised_by)}-{waiting.status if waiting else ''}"
    return f"{row.status}-{int(row.moved_at.timestamp())}-{bool(row.activated_at)}-{identity}"


def status_context(row: Application) -> dict[str, Any]:
    return {
        "application": row, "ref": row.ref, "words": row.words, "version": _version(row),
        "stages": stages_at("done" if row.status == Status.APPROVED else _stage(row), method=row.method),
        "question": flow.current(row) if row.may("answer") else None,
        "case": _case(row), "states": statements.may_state(row), "share": sharing.link_to(row),
        "is_live": row.status in LIVE,
    }  # fmt: skip


def _stage(row: Application) -> str:
    question = flow.current(row)
    return flow.BY_KEY[question.key].stage if question else "authorise"


def _case(row: Application) -> Any:
    return actions.last_case(row)


@admitted
def statement(request: HttpRequest, ref: str, kind: str) -> HttpResponse:
    """The statement of authentication, as a signed PDF or as signed JSON."""
    row = mine(request, ref)
    if kind not in ("pdf", "json") or not statements.may_state(row):
        raise Http404
    audit.record("statement.issued", subject=row.matter, actor=row.owner, form=kind)
    if kind == "json":
        response = HttpResponse(statements.as_json(row), content_type="application/jose")
    else:
        language = "en" if (get_language() or "").startswith("en") else "zh"
        response = HttpResponse(statements.as_pdf(row, language=language), content_type="application/pdf")
    name = f"chopmark-statement-{row.ref}.{'jws' if kind == 'json' else 'pdf'}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@admitted
def activate(request: HttpRequest, ref: str) -> HttpResponse:
    """Become super administrator by the code on the confirmed mobile, before or after the authorisation."""
    row = mine(request, ref)
    if not row.may("activate") or row.identity_checked_at is None or row.activated_at:
        return redirect("status", ref=ref)
    form = CodeForm(request.POST if "code" in request.POST else None, entity_words=row.words)
    if request.method == "POST" and "send" in request.POST:
        return _send_activation(request, row, form)
    if request.method == "POST" and form.is_valid() and enter_code(row, form, purpose="activate"):
        actions.activate(row)
        return redirect("status", ref=ref)
    return _show_activation(request, row, form)


def _send_activation(request: HttpRequest, row: Application, form: CodeForm) -> HttpResponse:
    try:
        actions.send_activation_code(row)
    except TooManyCodes as limit:
        return _show_activation(request, row, form, trouble=limit.text)
    return redirect("activate", ref=row.ref)


def _show_activation(request: HttpRequest, row: Application, form: CodeForm, **extra: Any) -> HttpResponse:
    wait = codes.may_send_at("activate", mobile=row.mobile or "") - now()
    context = {
        "application": row, "ref": row.ref, "words": row.words, "form": form,
        "stages": stages_at("done", method=row.method),
        "aside": "onboarding.done.aside", "wait_seconds": max(int(wait.total_seconds()), 0),
        "sent": codes.has_live(mobile=row.mobile or "", purpose="activate", matter=row.matter),
        "delivery": codes.delivery_of("activate", mobile=row.mobile or "", matter=row.matter), **extra,
    }  # fmt: skip
    return render(request, "onboarding/activate.html", context, status=422 if form.errors else 200)


@admitted
def withdraw(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask once, then stop everything."""
    row = mine(request, ref)
    if not row.may("withdraw"):
        return redirect("status", ref=ref)
    if request.method == "POST":
        actions.withdraw(row)
        return redirect("status", ref=ref)
    context = {
        "application": row,
        "ref": row.ref,
        "words": row.words,
        "stages": stages_at(_stage(row), method=row.method),
    }
    return render(request, "onboarding/withdraw.html", context)
