"""Seed step 4: the code on the mobile; with it name, number and mobile are checked together."""

from typing import Any

from django.db import models

from chopmark.audit import log as audit
from chopmark.evidence.engines.base import Identity as IdentityEngine
from chopmark.evidence.engines.base import IdentityMatch
from chopmark.evidence.idcard import Kind
from chopmark.evidence.models import Check
from chopmark.kit.clock import now
from chopmark.kit.engines import engine
from chopmark.kit.errors import Unavailable
from chopmark.kit.fields import index_of
from chopmark.notify import codes
from chopmark.notify.forms import CodeForm
from chopmark.onboarding.inviting.states import OPEN
from chopmark.onboarding.models import Application, Invitation
from chopmark.onboarding.states import Status
from chopmark.onboarding.steps.question import EVERY_PURPOSE, Question, Refusal
from chopmark.organisations.models import Membership
from chopmark.people.models import Person
from chopmark.web.forms import PageForm, later


class Contact(Question):
    key = "contact"
    stage = "authorise"
    purposes = EVERY_PURPOSE
    form = CodeForm
    keeps = {"identity_checked_at": None, "identity_shown_at": None, "activated_at": None}
    answered_by = "identity_checked_at"
    depends = frozenset({"identity"})

    def is_answered(self, row: Application) -> bool:
        """Confirmed, or in the hands of a person: then nothing is authorised before they decide."""
        return row.identity_checked_at is not None or row.identity_shown_at is not None

    def examine(self, row: Application, form: PageForm, *, actor: models.Model) -> Refusal | None:
        if not isinstance(form, CodeForm) or not enter_code(row, form, purpose="confirm"):
            return None
        try:
            match = _ask_identity(row, actor=actor)
        except Unavailable:
            form.add_error(None, str(later("onboarding.identity.source_down")))
            return None
        if match is IdentityMatch.NO_MATCH:
            return Refusal("identity_nomatch")
        if is_somebody_else(row, number=row.id_number or ""):
            return Refusal("account_held")
        return Refusal("mobile_bound", {"relink": True}) if belongs_to_another(row) else None

    def answer(self, row: Application, form: PageForm) -> None:
        settle(row)

    def context(self, row: Application) -> dict[str, Any]:
        wait = codes.may_send_at("confirm", mobile=row.mobile or "") - now()
        delivery = codes.delivery_of("confirm", mobile=row.mobile or "", matter=row.matter)
        return {"wait_seconds": max(int(wait.total_seconds()), 0), "delivery": delivery}


def settle(row: Application) -> None:
    """The identity is confirmed, by the source or by a person: write it on the row and on the person."""
    row.identity_checked_at, row.identity_shown_at = now(), None
    person = Person.objects.select_for_update().get(pk=row.owner_id)
    person.name, person.id_kind, person.id_number = row.applicant_name, row.id_kind, row.id_number
    person.mobile, person.identity_checked_at = row.mobile, row.identity_checked_at
    person.save()


def was_not_known(row: Application) -> bool:
    """Whether the code was right and the source could not confirm what stands on the row now."""
    asked = Check.objects.filter(matter=row.matter, kind="identity", superseded_at=None).order_by("-created_at").first()
    since = row.identity_answered_at
    return bool(asked and since and asked.created_at >= since and asked.verdict == IdentityMatch.NO_MATCH)


def enter_code(row: Application, form: CodeForm, *, purpose: str) -> bool:
    """Try the entered code; a wrong one speaks through the form."""
    digits = form.cleaned_data["code"]
    return form.hear(codes.enter(purpose, mobile=row.mobile or "", matter=row.matter, digits=digits))


def _ask_identity(row: Application, *, actor: models.Model) -> IdentityMatch:
    source: IdentityEngine = engine("identity")
    match = source.check(
        name=row.applicant_name or "", kind=Kind(row.id_kind), number=row.id_number or "", mobile=row.mobile
    )
    name = type(source).__name__
    Check.objects.create(matter=row.matter, kind="identity").end(match, engine=name)
    audit.record("identity.checked", subject=row.matter, actor=actor, engine=name, version="1", verdict=match)
    return match


def is_needed(person: Person) -> bool:
    """Whether something hangs on this account's identity: a membership, a decision under way, an open invitation."""
    in_review = Application.objects.filter(owner=person, status=Status.IN_REVIEW)
    invited = Invitation.objects.filter(person=person, status__in=sorted(OPEN))
    belongs = Membership.objects.filter(person=person, ended_at=None)
    return belongs.exists() or in_review.exists() or invited.exists()


def is_somebody_else(row: Application, *, number: str) -> bool:
    """Whether the account has the confirmed identity of another natural person, and something hangs on that."""
    owner = row.owner
    known = owner.id_number if owner.identity_checked_at else None
    return known is not None and known != number and is_needed(owner)


def belongs_to_another(row: Application) -> bool:
    """One natural person, one account (domain 2.1, case 16): identities are never merged by themselves."""
    index = index_of(Person, "id_number_index", row.id_number or "")
    others = Person.objects.filter(id_number_index=index, identity_checked_at__isnull=False).exclude(pk=row.owner_id)
    return others.exists()
