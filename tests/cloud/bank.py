"""A bank that remembers what it was asked to pay, and says what the test wants."""

from chopmark.evidence.engines.base import Payment
from chopmark.kit.errors import Unavailable


class Counter:
    """A bank that remembers what it was asked to pay."""

    paid = {}
    state = Payment.ARRIVED
    silent = False

    def pay(self, *, reference, holder, number, cents):
        if Counter.silent:
            raise Unavailable
        Counter.paid.setdefault(reference, []).append((holder, number, cents))

    def where_is(self, reference):
        return Counter.state
