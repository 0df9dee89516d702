"""What a carrier of text messages must be able to do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True)
class Receipt:
    """The carrier's own number for a message that it took."""

    number: str


@dataclass(frozen=True)
class Wording:
    """What a text was made of, for carriers that send by the number of an approved text."""

    template: str
    language: str
    values: Mapping[str, str] = field(repr=False)


class Refused(Exception):
    """The carrier did not take this message and will not take it; `code` is the carrier's."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Sms(Protocol):
    def send(self, *, to: str, text: str, wording: Wording) -> Receipt:
        """Hand over one message. Raises Unavailable when it was certainly not taken and may be later, Refused
        or Misconfigured when it was certainly not taken and will not be; any other trouble leaves it unsure.
        """
        ...
