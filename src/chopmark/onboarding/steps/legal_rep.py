"""Seed step 4 for an employee: the legal representative's mobile; the answer comes from their phone."""

from typing import Any

from django import forms
from django.db import models

from chopmark.audit import log as audit
from chopmark.evidence import idcard
from chopmark.evidence.engines.base import Identity, IdentityMatch, Registry
from chopmark.evidence.models import Check
from chopmark.kit.clock import now
from chopmark.kit.engines import engine
from chopmark.kit.errors import Unavailable
from chopmark.notify.mobiles import mobile_of
from chopmark.onboarding.inviting import actions, current, limits, links
from chopmark.onboarding.models import Application, Invitation
from chopmark.onboarding.steps.face import REP, is_representative
from chopmark.onboarding.steps.question import Question, Refusal
from chopmark.review import desk
from chopmark.web.forms import PageForm, keyed, later


class LegalRepForm(PageForm):
    """The number is asked for only where the registry does not know it."""

    mobile = keyed(
        forms.CharField(
            max_length=20,
            widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off", "class": "cm-code"}),
        ),
        "onboarding.legal_rep.mobile",
    )
    number = keyed(
        forms.CharField(
            required=False,
            max_length=24,
            widget=forms.TextInput(attrs={"autocomplete": "off", "class": "cm-code"}),
        ),
        "onboarding.legal_rep.number",
    )

    wants_documents = False  # set when the source said no and the applicant pressed for a person

    def clean_mobile(self) -> str:
        mobile = mobile_of(self.cleaned_data["mobile"])
        if mobile is None:
            self.say("mobile", "onboarding.legal_rep.mobile.error")
        return mobile or ""

    def clean_number(self) -> str:
        return idcard.normalise(self.cleaned_data["number"])


class LegalRep(Question):
    """Answered by a signature on somebody else's phone, never by this form: the form only invites."""

    key = "legal_rep"
    stage = "authorise"
    form = LegalRepForm
    keeps = {"rep_signed_at": None}
    answered_by = "rep_signed_at"
    depends = frozenset({"company", "identity", "contact", "route", "choose"})

    def applies(self, row: Application) -> bool:
        return row.rep_holds and not is_representative(row) and row.road == REP

    def make_form(self, row: Application, data: Any = None) -> PageForm:
        form = self.form(data, entity_words={**row.words, "rep": row.legal_representative or ""})
        if _registered_number(row):
            del form.fields["number"]
        return form

    def examine(self, row: Application, form: Any, *, actor: models.Model) -> Refusal | None:
        """The mobile must be registered in the legal representative's name; which part is wrong is never said."""
        if limits.refusals_left(row) <= 0:
            return Refusal("rep_refused_thrice")
        if desk.is_open(actions.REPORT, row.matter):
            return Refusal("rep_reported")
        if form.cleaned_data["mobile"] == row.mobile:
            form.say("mobile", "onboarding.legal_rep.mobile.error")
            return None
        if limits.match_tries_left(row) <= 0 or limits.invitations_left(form.cleaned_data["mobile"]) <= 0:
            return Refusal("rep_too_many")
        number = _registered_number(row) or form.cleaned_data.get("number", "")
        if not number or idcard.flaw_of(idcard.kind_of(number), number):
            form.say("number", "onboarding.identity.number.check")
            return None
        return _ask_identity(row, form, number=number, actor=actor)

    def answer(self, row: Application, form: Any) -> None:
        number = _registered_number(row) or form.cleaned_data["number"]
        actions.invite(row, mobile=form.cleaned_data["mobile"], number=number, is_matched=not form.wants_documents)

    def context(self, row: Application) -> dict[str, Any]:
        invitation, last = current.live(row), current.last(row)
        known = {"rep": row.legal_representative, "invitation": invitation, "last": last}
        known |= {"left": limits.refusals_left(row), "days": limits.DAYS}
        return {**known, **_waiting(invitation)} if invitation else known


def _waiting(invitation: Invitation) -> dict[str, Any]:
    """What the page of an applicant who waits needs."""
    wait = (limits.may_remind_at(invitation) - now()).total_seconds()
    return {
        "link": links.long_link(invitation),
        "state": current.state_of(invitation),
        "reminders": limits.reminders_left(invitation),
        "wait_seconds": max(int(wait), 0),
        "undelivered": limits.is_undelivered(invitation),
    }


def _registered_number(row: Application) -> str | None:
    """The registry's own number of the person at the head, where it gives one away."""
    if row.inclusion_passed_at:  # what a person confirmed is newer than the registry
        return None
    registry: Registry = engine("registry")
    try:
        return registry.number_of_head(row.uscc)
    except Unavailable:
        return None


def _is_known(row: Application, *, number: str) -> bool:
    """Whether name and number at least are the head's: then a person may decide about the mobile."""
    source: Identity = engine("identity")
    name, kind = row.legal_representative or "", idcard.kind_of(number)
    try:
        match = source.check(name=name, kind=kind, number=number, mobile=None)
        return match is IdentityMatch.MATCH and not _is_somebody_else(row, number=number)
    except Unavailable:
        return False


def _is_somebody_else(row: Application, *, number: str) -> bool:
    """Whether the registry, which may not give numbers away, says that this one is not the head's."""
    if row.inclusion_passed_at:  # what a person confirmed is newer than the registry
        return False
    registry: Registry = engine("registry")
    name = row.legal_representative or ""
    return registry.head_is(row.uscc, company=row.name, name=name, number=number) is False


def _match_of(row: Application, *, mobile: str, number: str) -> IdentityMatch:
    """One answer, whichever of the two sources says no."""
    source: Identity = engine("identity")
    name, kind = row.legal_representative or "", idcard.kind_of(number)
    match = source.check(name=name, kind=kind, number=number, mobile=mobile)
    return IdentityMatch.NO_MATCH if _is_somebody_else(row, number=number) else match


def _ask_identity(row: Application, form: LegalRepForm, *, number: str, actor: models.Model) -> Refusal | None:
    source: Identity = engine("identity")
    try:
        match = _match_of(row, mobile=form.cleaned_data["mobile"], number=number)
    except Unavailable:
        form.add_error(None, str(later("onboarding.identity.source_down")))
        return None
    name = type(source).__name__
    Check.objects.create(matter=row.matter, kind="rep_identity").end(match, engine=name)
    audit.record("representative.checked", subject=row.matter, actor=actor, engine=name, version="1", verdict=match)
    if match is IdentityMatch.NO_MATCH and "documents" in form.data and _is_known(row, number=number):
        form.wants_documents = True
    elif match is IdentityMatch.NO_MATCH:
        form.say("mobile", "onboarding.legal_rep.nomatch.text")
    return None
