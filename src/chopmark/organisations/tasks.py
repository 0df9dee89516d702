"""Done later: requests that nobody answered."""

from procrastinate.contrib.django import app

from chopmark.organisations.joining import actions
from chopmark.organisations.members import actions as members


@app.task(name="chopmark.expire_join_requests", queueing_lock="joining")
def expire_join_requests(timestamp: int) -> None:
    """Every hour: whose thirty days are over."""
    actions.expire_due()


@app.task(name="chopmark.expire_member_invitations", queueing_lock="members")
def expire_member_invitations(timestamp: int) -> None:
    """Every hour: links that nobody followed within their fourteen days."""
    members.expire_due()
