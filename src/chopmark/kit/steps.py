"""A wizard as a list of steps: the next question is derived from the row, never kept in a session."""

from collections.abc import Iterator, Sequence
from typing import Generic, Protocol, TypeVar

from chopmark.kit.errors import NotReady

Row = TypeVar("Row", contravariant=True)  # noqa: PLC0105 - the row that is asked about


class Step(Protocol[Row]):
    """One question: whether it is asked of this row, whether it is answered, and what it forgets."""

    @property
    def key(self) -> str: ...

    @property
    def depends(self) -> frozenset[str]:
        """Keys of the earlier steps whose changed answer makes this one void."""
        ...

    def applies(self, row: Row) -> bool: ...
    def is_answered(self, row: Row) -> bool: ...
    def clear(self, row: Row) -> None:
        """Forget the answer, on the row only; the caller saves."""
        ...


T = TypeVar("T")


class Flow(Generic[T]):
    """The steps in order."""

    def __init__(self, steps: Sequence[Step[T]]) -> None:
        self.steps = tuple(steps)

    def of(self, row: T) -> Iterator[Step[T]]:
        """The steps that apply to this row."""
        return (step for step in self.steps if step.applies(row))

    def current(self, row: T) -> Step[T] | None:
        """The first question without an answer; None when all are answered."""
        return next((step for step in self.of(row) if not step.is_answered(row)), None)

    def check_reached(self, row: T, key: str) -> Step[T]:
        """The step of this key, or NotReady when an earlier one is open or it does not apply."""
        for step in self.of(row):
            if step.key == key:
                return step
            if not step.is_answered(row):
                break
        raise NotReady(step=key)

    def before(self, row: T, key: str) -> Step[T] | None:
        """The step that "back" leads to."""
        previous = None
        for step in self.of(row):
            if step.key == key:
                return previous
            previous = step
        return None

    def rewind(self, row: T, key: str) -> list[Step[T]]:
        """Clear every answer that hangs on this one; returns the steps that had one and lost it."""
        lost = [step for step in self.steps if key in step.depends and step.is_answered(row)]
        for step in self.steps:
            if key in step.depends:
                step.clear(row)
        return lost
