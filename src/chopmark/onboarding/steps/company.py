"""Seed step 3: supplement the organisation, read from a licence or typed, checked with the registry."""

import json
from typing import Any

from django import forms
from django.db import models

from chopmark.audit import log as audit
from chopmark.evidence import certificates, judge, names, uploads, uscc
from chopmark.evidence.engines.base import CompanyStatus, Registry
from chopmark.evidence.models import Check
from chopmark.evidence.names import normalise_organisation, normalise_person, organisation_flaw, person_flaw, same_name
from chopmark.evidence.uploads import latest_check
from chopmark.evidence.uscc import EntityType
from chopmark.kit.clock import now
from chopmark.kit.engines import engine
from chopmark.kit.errors import Unavailable
from chopmark.onboarding.models import Application, Purpose
from chopmark.onboarding.steps.question import EVERY_PURPOSE, Question, Refusal
from chopmark.organisations.joining import actions as joining
from chopmark.organisations.models import Organisation
from chopmark.web import words
from chopmark.web.forms import PageForm, keyed, later

NAMED = "name"  # read where no cloud record names the organisation
READ = ("uscc", "legal_representative", "address", "entity_type")
_DAILY_CHECKS = 10  # domain 1.6: entity verifications of one operator a day


class CompanyForm(PageForm):
    """Everything stays editable; what the machine was unsure of has to be confirmed or changed."""

    entity_type = keyed(
        forms.ChoiceField(
            choices=[("", "—"), *((kind.value, later(f"onboarding.entity.{kind.value}")) for kind in EntityType)]
        ),
        "onboarding.company.type",
    )
    name = keyed(forms.CharField(max_length=200), "onboarding.company.name")
    uscc = keyed(forms.CharField(max_length=40), "onboarding.company.uscc")
    legal_representative = keyed(forms.CharField(max_length=50), "onboarding.company.rep")
    address = keyed(forms.CharField(max_length=500), "onboarding.company.address")

    def clean_uscc(self) -> str:
        verdict = uscc.check(self.cleaned_data["uscc"])
        if verdict.flaw:
            self.say("uscc", f"onboarding.company.uscc.{verdict.flaw}", n=len(verdict.code))
        return verdict.code

    def clean_name(self) -> str:
        name = normalise_organisation(self.cleaned_data["name"])
        if organisation_flaw(name):
            self.say("name", "onboarding.company.name.error")
        return name

    def clean_legal_representative(self) -> str:
        name = normalise_person(self.cleaned_data["legal_representative"])
        if person_flaw(name):
            self.say("legal_representative", "onboarding.company.rep.error")
        return name

    def clean_address(self) -> str:
        address = str(self.cleaned_data["address"])
        if not names.is_address(address):
            self.say("address", "onboarding.company.address.error")
        return names.normalise_address(address)


class Company(Question):
    key = "company"
    stage = "company"
    purposes = EVERY_PURPOSE
    form = CompanyForm
    answered_by = "company_answered_at"
    depends = frozenset({"confirm"})
    is_evidence = True
    keeps = {
        "entity_type": "", "name": "", "name_as_typed": "", "uscc": "", "legal_representative": None,
        "address": "", "purpose": Purpose.AUTHENTICATE, "succeeds_id": None, "company_answered_at": None,
        "inclusion_asked_at": None, "inclusion_passed_at": None,
    }  # fmt: skip

    def initial(self, row: Application) -> dict[str, Any]:
        read = {name: reading["value"] for name, reading in readings(row).items() if name in READ}
        kept = {name: getattr(row, name) for name in READ if getattr(row, name)}
        name_read = readings(row).get(NAMED, {}).get("value", "")
        return {**read, **kept, NAMED: row.name or row.cloud_name or name_read}

    def make_form(self, row: Application, data: Any = None) -> PageForm:
        """The words follow the kind that is chosen, read or kept; a script changes them with the choice."""
        initial = self.initial(row)
        kind = (data or initial).get("entity_type") or ""
        form = self.form(data, initial=initial, entity_words={**row.words, **words.entity_words(kind)})
        form.fields["name"].widget.attrs["readonly"] = bool(row.cloud_name)
        form.fields["uscc"].widget.attrs["class"] += " cm-code"
        form.fields["uscc"].widget.attrs["autocomplete"] = "off"
        form.fields["entity_type"].widget.attrs["data-labels"] = json.dumps(_labels())
        return form

    def examine(self, row: Application, form: PageForm, *, actor: models.Model) -> Refusal | None:
        if not _is_well_filled(row, form):
            return None
        verdict, refusal = _ask_registry(row, form, actor=actor)
        if verdict is judge.RegistryVerdict.MATCH and _differs_from_picture(row, form):
            return Refusal("rep_changed", {"inclusion": True})
        if verdict is judge.RegistryVerdict.NO_MATCH:
            _names_whom_the_picture_names(row, form)
        if asks_for_inclusion(form) and verdict not in (None, judge.RegistryVerdict.MATCH):
            _need_picture(row, form)
            return None
        if verdict in (None, judge.RegistryVerdict.NO_MATCH, judge.RegistryVerdict.NOT_FOUND):
            return refusal
        # Only who knows all three elements is told that the organisation is closed or here already.
        return refusal or _exists(row, form)

    def answer(self, row: Application, form: PageForm) -> None:
        """An answer that the registry does not confirm is kept all the same when a person is to look at it."""
        _decide_purpose(row, form)
        if row.uscc != form.cleaned_data["uscc"]:
            row.warned = None  # that was the head of another organisation
        for name in ("entity_type", "name", "uscc", "legal_representative", "address"):
            setattr(row, name, form.cleaned_data[name])
        row.name_as_typed = str(form["name"].data or "")[:200]
        row.company_answered_at = now()
        row.inclusion_passed_at = None
        row.inclusion_asked_at = now() if asks_for_inclusion(form) and not _is_confirmed(row) else None

    def context(self, row: Application) -> dict[str, Any]:
        check = latest_check(row.matter, "licence")
        return {"reading": check, "readings": readings(row), "warnings": certificates.warnings_of(check)}


def _labels() -> dict[str, str]:
    """What the person at the head is called on the page, for each kind."""
    return {kind: words.text("onboarding.company.rep.label", **words.entity_words(kind)) for kind in EntityType}


def readings(row: Application) -> dict[str, Any]:
    """What the machine read from the picture that counts now."""
    return certificates.readings_of(latest_check(row.matter, certificates.KIND))


def _same_as_cloud(row: Application, form: PageForm) -> bool:
    """The cloud record is the source of the name; nothing here renames it (domain 9, case 6)."""
    if not row.is_by_cloud:
        return _same_as_picture(row, form)
    if not same_name(form.cleaned_data["name"], row.cloud_name):
        form.say("name", "refusal.name_differs.what", cloud_name=row.cloud_name, doc_name=form.cleaned_data["name"])
        return False
    read = readings(row).get("name", {})
    if read.get("sure") and not same_name(read["value"], row.cloud_name):
        form.say("name", "refusal.name_differs.what", cloud_name=row.cloud_name, doc_name=read["value"])
        return False
    return True


def _is_pictured(row: Application, form: PageForm) -> bool:
    """Without a cloud record the certificate is what the organisation is known by: it has to be there and read."""
    if row.is_by_cloud:
        return True
    check = latest_check(row.matter, "licence")
    reads = check is not None and check.is_pending
    if reads or not uploads.of(row.matter, "licence").exists():
        key = "onboarding.company.picture.reading" if reads else "onboarding.company.picture.needed"
        form.add_error(None, words.text(key, **form.entity_words))
        form.points_at = "picture"
    return not form.errors


def _same_as_picture(row: Application, form: PageForm) -> bool:
    """What was read surely from the certificate and what was typed are the same organisation."""
    name, code = (readings(row).get(key, {}) for key in (NAMED, "uscc"))
    if name.get("sure") and not same_name(name["value"], form.cleaned_data[NAMED]):
        form.say(NAMED, "onboarding.company.picture.differs", read=name["value"])
    if code.get("sure") and code["value"] != form.cleaned_data["uscc"]:
        form.say("uscc", "onboarding.company.picture.differs", read=code["value"])
    return not form.errors


def _unsure_confirmed(row: Application, form: PageForm) -> bool:
    for name in READ if row.is_by_cloud else (NAMED, *READ):
        reading = readings(row).get(name, {"value": "", "sure": True})
        unsure = bool(reading["value"]) and not reading["sure"]
        if unsure and form.cleaned_data[name] == reading["value"] and f"right_{name}" not in form.data:
            form.say(name, "onboarding.company.filled.unsure")
    return not form.errors


def _type_fits(form: PageForm) -> bool:
    """The prefix says whose kind the code is; businesses and public bodies are never mixed up (domain 1.3)."""
    chosen, coded = form.cleaned_data["entity_type"], uscc.entity_type_of(form.cleaned_data["uscc"])
    businesses = {EntityType.ENTERPRISE, EntityType.SOLE_TRADER}
    if coded is None or chosen == coded:
        return True
    if coded in businesses or chosen in businesses:
        form.say("entity_type", "onboarding.company.type.mismatch", type=later(f"onboarding.entity.{coded}"))
        return False
    return True


def asks_for_inclusion(form: PageForm) -> bool:
    """Whether the applicant pressed for a person to look at the certificate (domain 1.6)."""
    return "inclusion" in form.data


def _need_picture(row: Application, form: PageForm) -> None:
    if not uploads.of(row.matter, "licence").exists():
        form.add_error(None, words.text("onboarding.inclusion.picture", **form.entity_words))


def _is_well_filled(row: Application, form: PageForm) -> bool:
    """Whatever can be said without asking anybody is said first, one thing at a time."""
    if not _is_pictured(row, form) or not _same_as_cloud(row, form):
        return False
    if not _unsure_confirmed(row, form) or not _type_fits(form):
        return False
    return not asks_for_inclusion(form) or _names_whom_the_picture_names(row, form)


def _differs_from_picture(row: Application, form: PageForm) -> bool:
    """Whether the licence names somebody else than was typed. Whom the registry still names in their place is a former
    head, who must not authorise (domain 9, case 10); anybody else is a slip of the hand.
    """
    read = readings(row).get("legal_representative", {})
    return bool(read.get("sure")) and not same_name(read["value"], form.cleaned_data["legal_representative"])


def _names_whom_the_picture_names(row: Application, form: PageForm) -> bool:
    """Else the field says whom: also before a person looks at it, who would find the same difference."""
    if not _differs_from_picture(row, form):
        return True
    read = readings(row)["legal_representative"]["value"]
    form.say("legal_representative", "onboarding.company.rep_differs", read=read)
    return False


def _is_confirmed(row: Application) -> bool:
    """Whether the registry's last answer to this person was yes."""
    check = latest_check(row.matter, "registry")
    return check is not None and check.verdict == judge.RegistryVerdict.MATCH


def _ask_registry(
    row: Application, form: PageForm, *, actor: models.Model
) -> tuple[judge.RegistryVerdict | None, Refusal | None]:
    registry: Registry = engine("registry")
    if _asked_today(row) >= _DAILY_CHECKS:
        return None, Refusal("too_many", {"time": "00:00"})
    asked = {name: form.cleaned_data[name] for name in ("name", "uscc", "legal_representative")}
    try:
        found = registry.confirm(**asked)
    except Unavailable:
        form.add_error(None, str(later("onboarding.company.registry_down")))
        return None, None
    verdict = judge.judge_confirmation(found)
    _write_down(row, registry, verdict, actor=actor)
    if verdict in (judge.RegistryVerdict.NO_MATCH, judge.RegistryVerdict.NOT_FOUND) and not asks_for_inclusion(form):
        form.add_error(None, str(later("onboarding.company.nomatch.text", **form.entity_words)))
    closed = found.status if verdict is judge.RegistryVerdict.CLOSED else None
    return verdict, _closed(closed, found.since) if closed else None


def _asked_today(row: Application) -> int:
    """Over all applications of this person: starting anew does not refill the day."""
    matters = [own.matter for own in Application.objects.filter(owner=row.owner_id)]
    return Check.objects.filter(matter__in=matters, kind="registry", created_at__date=now().date()).count()


def _write_down(row: Application, registry: Registry, verdict: judge.RegistryVerdict, *, actor: models.Model) -> None:
    name = type(registry).__name__
    check = Check.objects.create(matter=row.matter, kind="registry")
    check.end(verdict, engine=name)
    audit.record("registry.checked", subject=row.matter, actor=actor, engine=name, version="1", verdict=verdict)


def _closed(status: CompanyStatus, since: object) -> Refusal:
    return Refusal(
        "registry_closed",
        {"state": later(f"registry.status.{status}"), "date": since or "—", "days": 30, "inclusion": True},
    )


def _exists(row: Application, form: PageForm) -> Refusal | None:
    """One organisation a code (domain 9, case 1): the applicant may join it, or succeed its super administrator, who is
    told of the attempt.
    """
    organisation = joining.standing(form.cleaned_data["uscc"])
    if organisation is None or _has_a_way(row, form, organisation):
        return None
    facts: dict[str, object] = {"org": organisation.name, "admin": organisation.masked_administrator}
    if joining.is_member(organisation, person=row.owner):
        return Refusal("org_exists", {**facts, "workspace": organisation.pk})
    joining.tell_of_repeat(organisation, by=row.owner, ref=row.ref)
    return Refusal("org_exists", facts)


def _has_a_way(row: Application, form: PageForm, organisation: Organisation) -> bool:
    """Said what for; nobody succeeds themselves."""
    purpose = _purpose(row, form)
    return purpose is Purpose.JOIN or (purpose is Purpose.CHANGE and not organisation.is_administered_by(row.owner))


def _purpose(row: Application, form: PageForm) -> Purpose:
    """Pressed now, or said before of the same code."""
    pressed = [purpose for purpose in (Purpose.JOIN, Purpose.CHANGE) if purpose.value in form.data]
    if pressed:
        return pressed[0]
    return Purpose(row.purpose) if row.uscc == form.cleaned_data["uscc"] else Purpose.AUTHENTICATE


def _decide_purpose(row: Application, form: PageForm) -> None:
    """Nobody joins or succeeds where nobody is; whom a change is about is written down now, and holds for them only."""
    organisation = joining.standing(form.cleaned_data["uscc"])
    if asks_for_inclusion(form) and not _is_confirmed(row):  # only who knows all three elements is told who is here
        organisation = None
    row.purpose = _purpose(row, form) if organisation else Purpose.AUTHENTICATE
    row.succeeds = organisation.super_administrator if organisation and row.changes else None
