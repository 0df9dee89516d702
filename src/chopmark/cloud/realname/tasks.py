"""Done later: paying a sum to a corporate account, and asking whether it arrived."""

import procrastinate
from procrastinate.contrib.django import app

from chopmark.cloud.realname import transfers
from chopmark.kit.errors import Unavailable

_ATTEMPTS = 8


@app.task(
    name="chopmark.cloud.pay_transfer",
    retry=procrastinate.RetryStrategy(max_attempts=_ATTEMPTS, exponential_wait=4, retry_exceptions={Unavailable}),
)
def pay_transfer(transfer_id: str) -> None:
    """Some banks pay at once: asked right away, and every hour afterwards."""
    transfers.pay(transfer_id)
    transfers.look(transfer_id)


@app.task(name="chopmark.cloud.look_for_transfers", queueing_lock="transfers")
def look_for_transfers(timestamp: int) -> None:
    """Every hour; a bank that is silent now is asked the next time."""
    transfers.end_late()
    for identifier in transfers.on_their_way():
        try:
            transfers.look(identifier)
        except Unavailable:
            return
