"""The pages of seals in the workspace: all of them, making one, and one with its holders."""

import io
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST

from chopmark.drawing import seals as drawing
from chopmark.drawing.letters import GlyphMissing
from chopmark.kit import masks
from chopmark.kit.errors import NotAllowed
from chopmark.notify import codes
from chopmark.notify.codes import TooManyCodes
from chopmark.notify.forms import CodeForm
from chopmark.organisations.access import admitted, own
from chopmark.organisations.models import Organisation
from chopmark.people.doors import proved
from chopmark.people.models import Person, as_person
from chopmark.seals import actions, picturing
from chopmark.seals.forms import GrantForm, SealForm
from chopmark.seals.models import Grant, Seal
from chopmark.seals.shapes import ONLY_ONE, Kind, forms_for
from chopmark.seals.states import Status

_DPI = 300
_USES = 20


@admitted
def seals(request: HttpRequest, pk: str) -> HttpResponse:
    """All seals, for whoever decides about one; the ones that they hold, for every other member."""
    organisation, person = own(request, pk), as_person(request.user)
    shown = [one for one in organisation.seals.exclude(status=Status.VOID) if _sees(one, person)]
    context = {**context_of(organisation), "seals": shown, "makes": _to_make(organisation, person)}
    return render(request, "seals/seals.html", context)


def _sees(seal: Seal, person: Person) -> bool:
    return actions.rules(seal, person=person) or actions.may_use(seal, person=person)


def _to_make(organisation: Organisation, person: Person) -> list[Kind]:
    """The kinds that this person may make now."""
    there = set(organisation.seals.exclude(status=Status.VOID).values_list("kind", flat=True))
    mine = [kind for kind in Kind if actions.may_make(organisation, kind, person=person)]
    return [kind for kind in mine if kind not in ONLY_ONE or kind not in there]


def context_of(organisation: Organisation) -> dict[str, Any]:
    """What every page of seals needs."""
    return {
        "organisation": organisation, "opened": organisation.may("seal"), "at": "seals",
        "words": {"org": organisation.name},
    }  # fmt: skip


@admitted
def make(request: HttpRequest, pk: str, kind: str) -> HttpResponse:
    """Looked at first, then made; both from one form."""
    organisation, person, of = own(request, pk), as_person(request.user), kind_of(kind)
    if not actions.may_make(organisation, of, person=person):
        raise NotAllowed(action="seal")
    form = SealForm(request.POST or None, kind=of)
    if form.is_valid() and "make" in request.POST:
        made = _made(organisation, form, kind=of, person=person)
        if made is not None:
            return redirect("seal", pk=pk, seal=made.pk)
    shown: dict[str, str] = {name: form[name].value() or "" for name in ("form", "line") if name in form.fields}
    context = {**context_of(organisation), "form": form, "kind": of, "draft": urlencode({"kind": of, **shown})}
    return render(request, "seals/make.html", context, status=422 if form.errors else 200)


def kind_of(kind: str) -> Kind:
    """The kind that an address names; any other does not exist."""
    if kind not in set(Kind):
        raise Http404
    return Kind(kind)


def _made(organisation: Organisation, form: SealForm, *, kind: Kind, person: Person) -> Seal | None:
    asked = form.cleaned_data
    try:
        return actions.make(
            organisation, kind=kind, name=asked["name"], form=asked["form"], line=asked.get("line", ""), person=person
        )
    except actions.Taken as taken:
        form.say("name", f"seals.taken.{taken.what}")
    except GlyphMissing:
        form.say("name", "seals.glyph")
    return None


@admitted
def draft(request: HttpRequest, pk: str) -> HttpResponse:
    """How a seal would look."""
    organisation, person, kind = own(request, pk), as_person(request.user), kind_of(request.GET.get("kind", ""))
    form = request.GET.get("form", "")
    if not actions.may_make(organisation, kind, person=person) or form not in forms_for(kind):
        raise Http404
    line = request.GET.get("line", "")[: drawing.MOST_IN_LINE]
    try:
        drawn = drawing.drawn(actions.plan(organisation, kind=kind, form=form, line=line, person=person))
    except GlyphMissing:
        raise Http404 from None
    return png(drawn)


@admitted
def picture(request: HttpRequest, pk: str, seal: str) -> HttpResponse:
    return png(_seal(request, pk, seal).drawing)


def png(drawn: bytes) -> HttpResponse:
    """The page of a seal as a picture on a transparent ground."""
    held = io.BytesIO()
    drawing.picture(drawn, dpi=_DPI).save(held, "PNG")
    return HttpResponse(held.getvalue(), content_type="image/png", headers={"Cache-Control": "private, no-store"})


def _seal(request: HttpRequest, pk: str, seal: str) -> Seal:
    """A seal that this person decides about or holds; all others do not exist."""
    found = get_object_or_404(own(request, pk).seals.select_related("organisation"), pk=seal)
    if not _sees(found, as_person(request.user)):
        raise Http404
    return found


@admitted
def seal(request: HttpRequest, pk: str, seal: str) -> HttpResponse:
    """One seal: its holders and uses, for whoever decides about it."""
    found = _seal(request, pk, seal)
    rules = actions.rules(found, person=as_person(request.user))
    case = picturing.case_of(found)
    context = {
        **context_of(found.organisation), "seal": found, "rules": rules, "holders": actions.holding(found),
        "uses": found.uses.select_related("person")[:_USES],
        "grants": rules and found.may("grant") and actions.candidates(found).exists(), "case": case,
        "reasons": list(case.reasons) if case and found.status == Status.RETURNED else [],
    }  # fmt: skip
    return render(request, "seals/seal.html", context)


@admitted
@proved()
@require_http_methods(["GET", "POST"])
def void(request: HttpRequest, pk: str, seal: str) -> HttpResponse:
    """What it means, and the last press: for ever, so a session left open is not enough."""
    found = _ruled(request, pk, seal)
    if found.status == Status.VOID:
        return redirect("seals", pk=pk)
    if request.method == "POST":
        actions.move(found, Status.VOID, person=as_person(request.user))
        return redirect("seals", pk=pk)
    return render(request, "seals/void.html", {**context_of(found.organisation), "seal": found})


@admitted
@require_POST
def move(request: HttpRequest, pk: str, seal: str) -> HttpResponse:
    """Stop, start again, take back what was never in use: said twice it changes nothing.

    After a returned picture the next one is asked for.
    """
    found, there = _seal(request, pk, seal), request.POST.get("there", "")
    if there == Status.VOID and (found.may("use") or found.may("start")):
        _ruled(request, pk, seal)
        return redirect("seal-void", pk=pk, seal=seal)
    if there in set(Status) and found.status != there:
        actions.move(found, Status(there), person=as_person(request.user))
    if "again" in request.POST:
        return redirect("seal-upload", pk=pk, kind=found.kind)
    return redirect("seals", pk=pk) if there == Status.VOID else redirect("seal", pk=pk, seal=seal)


@admitted
def grant(request: HttpRequest, pk: str, seal: str) -> HttpResponse:
    """To whom and for how long; then a code goes to the granter's own phone."""
    found, person = _ruled(request, pk, seal), as_person(request.user)
    form = GrantForm(request.POST or None, people=list(actions.candidates(found)))
    if form.is_valid() and _asked(form, found, person=person):
        chosen = urlencode({"to": form.cleaned_data["to"], "days": form.cleaned_data["days"]})
        return redirect(f"{reverse('seal-grant-code', kwargs={'pk': pk, 'seal': seal})}?{chosen}")
    context = {**context_of(found.organisation), "seal": found, "form": form}
    return render(request, "seals/grant.html", context, status=422 if form.errors else 200)


def _ruled(request: HttpRequest, pk: str, seal: str) -> Seal:
    found = _seal(request, pk, seal)
    if not actions.rules(found, person=as_person(request.user)):
        raise NotAllowed(action="grant")
    return found


def _asked(form: GrantForm, seal: Seal, *, person: Person) -> bool:
    try:
        actions.ask_for_code(seal, person=person)
    except TooManyCodes as limit:
        form.add_error(None, limit.text)
        return False
    return True


@admitted
def grant_code(request: HttpRequest, pk: str, seal: str) -> HttpResponse:
    """The code, and with it the grant."""
    found, person = _ruled(request, pk, seal), as_person(request.user)
    chosen = GrantForm(request.GET, people=list(actions.candidates(found)))
    if not chosen.is_valid():
        return redirect("seal", pk=pk, seal=seal)
    form = CodeForm(request.POST or None)
    to = Person.objects.get(pk=chosen.cleaned_data["to"])
    if form.is_valid():
        digits = form.cleaned_data["code"]
        if form.hear(actions.grant(found, to=to, until=chosen.until, person=person, digits=digits)):
            return redirect("seal", pk=pk, seal=seal)
    context = {**context_of(found.organisation), "seal": found, "form": form, "to": to, "until": chosen.until}
    context["mobile"], context["delivery"] = _mobile_and_delivery(found, person)
    return render(request, "seals/code.html", context, status=422 if form.errors else 200)


def _mobile_and_delivery(seal: Seal, person: Person) -> tuple[str, str]:
    mobile = person.mobile or ""
    sent = codes.delivery_of(actions.PURPOSE, mobile=mobile, matter=seal.matter)
    return masks.mobile(mobile), sent


@admitted
@require_POST
def take_back(request: HttpRequest, pk: str, seal: str, grant: str) -> HttpResponse:
    found = _ruled(request, pk, seal)
    actions.take_back(get_object_or_404(Grant, pk=grant, seal=found), person=as_person(request.user))
    return redirect("seal", pk=pk, seal=seal)
