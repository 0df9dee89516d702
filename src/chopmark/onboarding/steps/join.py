"""The end of a journey to an organisation that exists: ask its super administrator to be let in."""

from typing import Any

from chopmark.onboarding.models import Application, Purpose
from chopmark.onboarding.steps.question import Question
from chopmark.organisations.joining import actions as joining
from chopmark.organisations.members import actions as members
from chopmark.web.forms import PageForm


class Join(Question):
    """Answered by the super administrator, whose word ends the application; the press here only asks."""

    key = "join"
    stage = "authorise"
    depends = frozenset({"confirm", "company", "identity", "contact"})
    purposes = frozenset({Purpose.JOIN})

    def is_answered(self, row: Application) -> bool:
        return False

    def clear(self, row: Application) -> None:
        """Who asks, or for what, has changed: the question that was put is taken back."""
        joining.withdraw(row.matter, actor=row.owner)

    def answer(self, row: Application, form: PageForm) -> None:
        organisation = joining.standing(row.uscc)
        if organisation is not None and row.identity_checked_at is not None:
            invited = members.invitation_for(organisation, person=row.owner)
            joining.ask(organisation, person=row.owner, matter=row.matter, tells=invited is None)

    def context(self, row: Application) -> dict[str, Any]:
        """What a stranger may see: the masked administrator, and how their own request stands."""
        organisation, asked = joining.standing(row.uscc), joining.last_of(row.matter)
        known = {
            "organisation": organisation,
            "asked": asked if asked and asked.is_open else None,
            "reminds": bool(asked and joining.may_remind(asked)),
        }
        if organisation is None:
            return known
        return {
            **known,
            "member": joining.is_member(organisation, person=row.owner),
            "may_ask": row.identity_checked_at is not None and joining.may_ask(organisation, person=row.owner),
            "invited": members.invitation_for(organisation, person=row.owner) is not None,
            "words": {**row.words, "admin": organisation.masked_administrator},
        }
