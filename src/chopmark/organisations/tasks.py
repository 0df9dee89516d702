"""Done later: requests that nobody answered."""

from procrastinate.contrib.django import app

from chopmark.organisations.joining import actions


@app.task(name="chopmark.expire_join_requests", queueing_lock="joining")
def expire_join_requests(timestamp: int) -> None:
    """Every hour: whose thirty days are over."""
    actions.expire_due()
