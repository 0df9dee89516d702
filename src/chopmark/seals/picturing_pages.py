"""The pages of a seal's picture: chosen, looked at as a seal, handed in; and what the desk sees of it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from chopmark.evidence.pictures import Picture
from chopmark.kit.clock import now
from chopmark.kit.errors import IllegalMove, NotAllowed, Unreadable
from chopmark.organisations.access import admitted, own
from chopmark.organisations.models import Organisation
from chopmark.people.doors import staff
from chopmark.people.models import as_person
from chopmark.review.calendar import due_after
from chopmark.seals import actions, picturing
from chopmark.seals.forms import PictureForm
from chopmark.seals.models import Draft, Seal
from chopmark.seals.pages import context_of, kind_of, png
from chopmark.seals.shapes import Kind
from chopmark.web.uploads import was_cut


@admitted
def begin(request: HttpRequest, pk: str, kind: str) -> HttpResponse:
    """The first picture. It is kept even where something else on the page is not right yet."""
    organisation, person, of = own(request, pk), as_person(request.user), kind_of(kind)
    if not actions.may_make(organisation, of, person=person):
        raise NotAllowed(action="seal")
    form = PictureForm(request.POST or None, request.FILES or None, kind=of, name="", form="")
    picture = _picture(request, form) if request.method == "POST" else None
    if picture is None:
        return _show(request, organisation, of, form, draft=None)
    return _looked_at(request, picturing.begin(organisation, picture, kind=of, person=person), form)


@admitted
def draft(request: HttpRequest, pk: str, draft: str) -> HttpResponse:
    """How it will look; handed in from here, or changed first."""
    organisation, person = own(request, pk), as_person(request.user)
    held = Draft.objects.filter(pk=draft, organisation=organisation, person=person).first()
    if held is None:
        return _after(organisation, draft, made_by=person.pk)
    form = PictureForm(
        request.POST or None, request.FILES or None, kind=Kind(held.kind), name=held.name, form=held.form
    )
    if request.method != "POST":
        return _show(request, organisation, Kind(held.kind), form, draft=held)
    try:
        return _changed(request, held, form)
    except IllegalMove:  # both presses found the draft, and one was faster
        return _after(organisation, draft, made_by=person.pk)


def _changed(request: HttpRequest, held: Draft, form: PictureForm) -> HttpResponse:
    given = bool(request.FILES) or was_cut(request)
    picture = _picture(request, form) if given else None
    if picture is not None:
        picturing.exchange(held, picture)
    return _looked_at(request, held, form)


def _after(organisation: Organisation, draft: str, *, made_by: object) -> HttpResponse:
    """A second press finds the seal that the first one made."""
    made = get_object_or_404(Seal, pk=draft, organisation=organisation, made_by=made_by)
    return redirect("seal", pk=organisation.pk, seal=made.pk)


def _picture(request: HttpRequest, form: PictureForm) -> Picture | None:
    """The picture that was given; None when it is none, which the form then says."""
    form.is_valid()  # from here on it takes errors
    given = request.FILES.get("picture")
    if given is None:  # a body that was cut short has lost it
        _say(form, "picture", "FILE_TOO_LARGE" if was_cut(request) else "NONE")
        return None
    try:
        return picturing.opened(given.read())
    except Unreadable as trouble:
        _say(form, "picture", trouble.reason)
    return None


def _say(form: PictureForm, name: str, reason: str) -> None:
    form.say(name, f"seals.upload.trouble.{reason}")


def _looked_at(request: HttpRequest, held: Draft, form: PictureForm) -> HttpResponse:
    """Handed in only as it was seen: with another name it is the same seal, with another form or picture it is not."""
    seen = bool(held.form) and form["form"].value() == held.form
    if not form.is_valid() or not _settled(held, form):
        return _show(request, held.organisation, Kind(held.kind), form, draft=held)
    if seen and "hand_in" in request.POST:
        made = picturing.hand_in(held)
        return redirect("seal", pk=held.organisation_id, seal=made.pk)
    return redirect("seal-upload-draft", pk=held.organisation_id, draft=held.pk)


def _settled(held: Draft, form: PictureForm) -> bool:
    asked = form.cleaned_data
    try:
        picturing.settle(held, name=asked["name"], form=asked["form"])
    except actions.Taken as taken:
        form.say("name", f"seals.taken.{taken.what}")
    except Unreadable as trouble:
        _say(form, "form", trouble.reason)
    return not form.errors


def _show(
    request: HttpRequest, organisation: Organisation, kind: Kind, form: PictureForm, *, draft: Draft | None
) -> HttpResponse:
    context = {**context_of(organisation), "form": form, "kind": kind, "draft": draft, "due": due_after(now())}
    return render(request, "seals/upload.html", context, status=422 if form.errors else 200)


@admitted
def cut(request: HttpRequest, pk: str, draft: str) -> HttpResponse:
    """How the seal will look; for whoever gave the picture."""
    organisation, person = own(request, pk), as_person(request.user)
    held = get_object_or_404(Draft, pk=draft, organisation=organisation, person=person)
    if not held.form:
        raise Http404
    return png(picturing.cut(held, form=held.form))


@staff("reviewer")
def at_the_desk(request: HttpRequest, seal: str) -> HttpResponse:
    """The seal that a case is about; drawn ones are none of the desk's business."""
    found = get_object_or_404(Seal, pk=seal)
    if picturing.case_of(found) is None:
        raise Http404
    return png(found.drawing)
