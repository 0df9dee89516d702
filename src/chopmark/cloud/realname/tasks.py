"""Done later: reading a certificate, judging a face, paying a sum to a corporate account and looking for it."""

import procrastinate
from procrastinate.contrib.django import app

from chopmark.camera import judging
from chopmark.cloud.realname import filing, heads, transfers
from chopmark.cloud.realname.models import HeadCamera
from chopmark.evidence import certificates
from chopmark.kit.errors import Misconfigured, Unavailable

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


@app.task(name="chopmark.cloud.read_certificate", retry=certificates.RETRY, queue="engines", pass_context=True)
def read_certificate(context: procrastinate.JobContext, check_id: str) -> None:
    """Tried again when the reader does not answer or its worker died; after that the page goes on by typing."""
    tries = context.job.attempts  # those of a worker that died count too
    if tries > certificates.ATTEMPTS:
        filing.give_up(check_id)
        return
    try:
        filing.read(check_id)
    except Misconfigured:
        filing.give_up(check_id)
        raise
    except Unavailable:
        if tries < certificates.ATTEMPTS:
            raise
        filing.give_up(check_id)


@app.task(name="chopmark.cloud.judge_head", retry=judging.RETRY, queue="engines")
def judge_head(session_id: str, check_id: str) -> None:
    """The verdict of the server over what the camera sent."""
    heads.judge(session_id, check_id)


@app.task(name="chopmark.cloud.drop_stale_heads", queueing_lock="heads")
def drop_stale_heads(timestamp: int) -> None:
    """Every hour: frames that never came to a verdict."""
    judging.drop_stale(HeadCamera.objects.all())


@app.task(name="chopmark.cloud.drop_certificates", queueing_lock="certificates")
def drop_certificates(timestamp: int) -> None:
    """Every hour: pictures that were neither read nor given up."""
    filing.drop_stale()
