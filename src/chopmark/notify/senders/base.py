"""What a carrier of text messages must be able to do."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Receipt:
    """The carrier's own number for a message that it took."""

    number: str


class Sms(Protocol):
    def send(self, *, to: str, text: str) -> Receipt:
        """Hand over one message. Raises Unavailable when it was certainly not taken; any other
        trouble leaves it unsure.
        """
        ...
