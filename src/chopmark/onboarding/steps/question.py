"""What the questions have in common: a form, when they are asked, what they keep and what they forget."""

from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.db import models

from chopmark.kit.clock import now
from chopmark.onboarding.models import Application, Purpose
from chopmark.web.forms import PageForm

EVERY_PURPOSE = frozenset(Purpose)
BECOMING_ADMINISTRATOR = EVERY_PURPOSE - {Purpose.JOIN}


@dataclass(frozen=True)
class Refusal:
    """A "no" that has a page of its own; `facts` fill its texts."""

    key: str
    facts: dict[str, object] = field(default_factory=dict)


class Question:
    """One step. `keeps` names the fields of the row that hold its answer, so clearing is the same for all."""

    key: ClassVar[str]
    stage: ClassVar[str]
    form: ClassVar[type[PageForm]] = PageForm
    keeps: ClassVar[dict[str, Any]] = {}
    answered_by: ClassVar[str]
    depends: frozenset[str] = frozenset()
    purposes: ClassVar[frozenset[str]] = BECOMING_ADMINISTRATOR  # of which journeys it is a question
    is_evidence = False  # a picture stands beside the form

    def applies(self, row: Application) -> bool:
        return True

    def is_answered(self, row: Application) -> bool:
        return bool(getattr(row, self.answered_by))

    def clear(self, row: Application) -> None:
        for name, empty in self.keeps.items():
            setattr(row, name, empty)

    def snapshot(self, row: Application) -> tuple[object, ...]:
        """The answer as it stands, without the moment it was given; by it a changed answer is known."""
        return tuple(getattr(row, name) for name in self.keeps if not name.endswith("_at"))

    def initial(self, row: Application) -> dict[str, Any]:
        return {name: getattr(row, name) for name in self.form.base_fields if hasattr(row, name)}

    def make_form(self, row: Application, data: Any = None) -> PageForm:
        return self.form(data, initial=self.initial(row), entity_words=row.words)

    def examine(self, row: Application, form: PageForm, *, actor: models.Model) -> Refusal | None:
        """Ask the engines, outside of any lock. Speaks through the form, or by a refusal."""
        return None

    def answer(self, row: Application, form: PageForm) -> None:
        """Put the answer on the locked row."""
        setattr(row, self.answered_by, now())

    def context(self, row: Application) -> dict[str, Any]:
        """What the template needs beside row and form."""
        return {}
