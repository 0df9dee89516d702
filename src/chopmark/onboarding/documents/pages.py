"""The applicant's pages for photographs of a document: instead of a face, or instead of the identity source."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from chopmark.onboarding import flow
from chopmark.onboarding.documents import actions as documents
from chopmark.onboarding.documents import application, capture
from chopmark.onboarding.documents.models import Purpose
from chopmark.onboarding.pages import mine, page_context, refused
from chopmark.onboarding.steps.contact import belongs_to_another
from chopmark.onboarding.steps.question import Refusal
from chopmark.organisations.access import admitted

_TEMPLATE, _ASIDE = "onboarding/documents.html", "onboarding.idphoto.aside"


@admitted
def face(request: HttpRequest, ref: str) -> HttpResponse:
    """The representative's own document, in place of a face."""
    row = mine(request, ref)
    if not application.may_show_for_face(row):
        return redirect("application", ref=ref)
    page = capture.Page(
        subject=application.subject_of(row, Purpose.FACE), template=_TEMPLATE,
        here=reverse("documents", args=[ref]), back=reverse("step", args=[ref, "face_consent"]),
        done=reverse("status", args=[ref]), hand_in=application.hand_in_for_face,
        context={**page_context(row, flow.BY_KEY["documents"]), "purpose": Purpose.FACE, "aside": _ASIDE},
    )  # fmt: skip
    return capture.respond(request, page)


@admitted
def identity(request: HttpRequest, ref: str) -> HttpResponse:
    """The applicant's document, where the identity source could not confirm them."""
    row = mine(request, ref)
    if not application.may_show_for_identity(row):
        return redirect("application", ref=ref)
    if documents.live(row.matter, Purpose.IDENTITY) is None and belongs_to_another(row):
        return refused(request, row, Refusal("mobile_bound"), back="identity")
    page = capture.Page(
        subject=application.subject_of(row, Purpose.IDENTITY), template=_TEMPLATE,
        here=reverse("documents-identity", args=[ref]), back=reverse("step", args=[ref, "identity"]),
        done=reverse("application", args=[ref]), hand_in=application.hand_in_for_identity,
        context={**page_context(row, flow.BY_KEY["contact"]), "purpose": Purpose.IDENTITY, "aside": _ASIDE},
    )  # fmt: skip
    return capture.respond(request, page)
