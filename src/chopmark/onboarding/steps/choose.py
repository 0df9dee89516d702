"""Who authorises the applicant: the legal representative on their phone, or the stamped letter."""

from typing import Any

from django import forms

from chopmark.onboarding.inviting import limits
from chopmark.onboarding.models import Application
from chopmark.onboarding.steps.face import LETTER, REP, is_representative
from chopmark.onboarding.steps.question import Question
from chopmark.web.forms import PageForm


class ChooseForm(PageForm):
    road = forms.ChoiceField(choices=[(REP, REP), (LETTER, LETTER)])


class Choose(Question):
    """Asked of everybody but the legal representative, where the type of the body knows both roads."""

    key = "choose"
    stage = "authorise"
    form = ChooseForm
    keeps = {"road": ""}
    answered_by = "road"
    depends = frozenset({"company", "route"})

    def applies(self, row: Application) -> bool:
        return row.rep_holds and not is_representative(row)

    def answer(self, row: Application, form: PageForm) -> None:
        """After three refusals the legal representative is not asked again (domain 9, case 13)."""
        chosen = form.cleaned_data["road"]
        row.road = chosen if limits.refusals_left(row) > 0 else LETTER

    def context(self, row: Application) -> dict[str, Any]:
        return {"left": limits.refusals_left(row)}
