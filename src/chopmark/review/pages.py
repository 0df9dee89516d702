"""The reviewer's pages: the queue, and one case with its evidence and its decision."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from chopmark.audit import log as audit
from chopmark.evidence.models import Upload
from chopmark.kit import files
from chopmark.people.doors import AT_THE_DESK, proved, staff
from chopmark.people.models import as_person
from chopmark.review import desk
from chopmark.review.models import Case
from chopmark.review.states import Status
from chopmark.web import words
from chopmark.web.forms import PageForm, keyed, later

_TO_DECIDE = 60  # minutes
_QUEUE = 100  # cases on one page; older ones come first, so none is starved


class DecisionForm(PageForm):
    """Approve needs what the kind has the reviewer confirm; return and refuse need at least one of its reasons."""

    reasons = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
    )
    confirmed = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"})
    )
    note = keyed(forms.CharField(required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})), "desk.note")
    decision = forms.ChoiceField(choices=[(s, s) for s in (Status.APPROVED, Status.RETURNED, Status.REFUSED)])

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wanted = desk.confirms_of(case)
        self._offer("reasons", [(code, later(f"reason.{code}.short")) for code in desk.reasons_of(case)])
        self._offer("confirmed", [(code, later(f"desk.confirm.{code}")) for code in self.wanted])

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # a choice field

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("decision") != Status.APPROVED and not data.get("reasons"):
            self.add_error("reasons", words.text("desk.reason_needed"))
        if data.get("decision") == Status.APPROVED and set(self.wanted) - set(data.get("confirmed") or ()):
            self.add_error("confirmed", words.text("desk.confirm_needed"))
        return data


@staff("reviewer")
def queue(request: HttpRequest) -> HttpResponse:
    cases = Case.objects.filter(status=Status.OPEN)[:_QUEUE]
    return render(request, "review/queue.html", {"cases": cases})


@staff("reviewer")
@proved(minutes=AT_THE_DESK, to_fill_in=_TO_DECIDE)
def case(request: HttpRequest, ref: str) -> HttpResponse:
    """One case: opening it reserves it, the decision ends it."""
    reviewer = as_person(request.user)
    found = get_object_or_404(Case, ref=ref)
    form = DecisionForm(request.POST if request.method == "POST" else None, case=found)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        desk.decide(
            found, Status(data["decision"]), reviewer=reviewer, reasons=data["reasons"], note=data["note"] or "",
            confirmed=data["confirmed"],
        )  # fmt: skip
        return redirect("desk")
    found = desk.take(found, reviewer=reviewer)
    context = {
        "case": found,
        "form": form,
        "mine": found.taken_by_id == reviewer.pk,
        "barred": found.excluded_id == reviewer.pk,
        "voted": found.is_open and found.has_vote_of(reviewer),
        "evidence": f"{found.kind.replace('.', '/')}_case.html",
        "facts": f"{found.kind.replace('.', '/')}_facts.html",
        "cases": Case.objects.filter(status=Status.OPEN)[:_QUEUE],
    }
    return render(request, "review/case.html", context, status=422 if form.errors else 200)


@staff("reviewer")
def picture(request: HttpRequest, ref: str, upload: str) -> HttpResponse:
    """One page of the evidence; every look is on record."""
    found = get_object_or_404(Case, ref=ref)
    page = get_object_or_404(Upload, pk=upload, matter=found.matter, dropped_at=None)
    audit.record("upload.viewed", subject=found.matter, actor=as_person(request.user), purpose=page.purpose)
    return HttpResponse(files.get(page.file), content_type="image/jpeg")
