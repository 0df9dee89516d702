"""The questions of a filing, in order; the open one is derived from the row."""

from dataclasses import dataclass, field

from chopmark.cloud.realname.models import Filing
from chopmark.kit.steps import Flow


@dataclass(frozen=True)
class Question:
    """One page; `answered_by` names the moment at which it was answered."""

    key: str
    answered_by: str
    depends: frozenset[str] = field(default=frozenset())

    def applies(self, row: Filing) -> bool:
        return row.ended_at is None

    def is_answered(self, row: Filing) -> bool:
        return getattr(row, self.answered_by) is not None

    def clear(self, row: Filing) -> None:
        setattr(row, self.answered_by, None)


FLOW: Flow[Filing] = Flow(
    (Question("details", "details_at"), Question("contact", "contact_at"), Question("proof", "ended_at"))
)
PAGES = {"details": "realname", "contact": "realname-contact", "proof": "realname-proof"}  # key -> name of its address
