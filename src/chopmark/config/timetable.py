"""What happens later and every night: the hour of each periodic job."""

from typing import Any

import procrastinate

from chopmark.cloud.realname.tasks import drop_certificates, drop_stale_heads, look_for_transfers
from chopmark.contracts.tasks import expire_contracts, remind_contracts, renew_contracts
from chopmark.notify.tasks import forget_old_uses
from chopmark.onboarding.documents.tasks import drop_decided_documents
from chopmark.onboarding.tasks import drop_stale_faces, expire_invitations, remind_of_registry
from chopmark.organisations.tasks import expire_join_requests, expire_member_invitations
from chopmark.seals.tasks import drop_seal_pictures
from chopmark.webhooks.tasks import gather_callbacks

STALLED_AFTER_SECONDS = 30  # three missed heartbeats of a worker


def on_app_ready(app: procrastinate.App) -> None:
    """Called by Procrastinate once Django and the tasks of all rooms are loaded."""
    app.periodic(cron="7 * * * *", periodic_id="faces")(drop_stale_faces)
    app.periodic(cron="17 * * * *", periodic_id="documents")(drop_decided_documents)
    app.periodic(cron="11 * * * *", periodic_id="registry")(remind_of_registry)
    app.periodic(cron="27 * * * *", periodic_id="limits")(forget_old_uses)
    app.periodic(cron="* * * * *", periodic_id="callbacks")(gather_callbacks)
    app.periodic(cron="*/5 * * * *", periodic_id="invitations")(expire_invitations)
    app.periodic(cron="23 * * * *", periodic_id="joining")(expire_join_requests)
    app.periodic(cron="53 * * * *", periodic_id="members")(expire_member_invitations)
    app.periodic(cron="47 * * * *", periodic_id="transfers")(look_for_transfers)
    app.periodic(cron="51 * * * *", periodic_id="certificates")(drop_certificates)
    app.periodic(cron="9 * * * *", periodic_id="heads")(drop_stale_heads)
    app.periodic(cron="3 1 * * *", periodic_id="reminders")(remind_contracts)  # nine in the morning in Beijing
    app.periodic(cron="37 * * * *", periodic_id="contracts")(expire_contracts)
    app.periodic(cron="33 * * * *", periodic_id="seal_pictures")(drop_seal_pictures)
    app.periodic(cron="43 18 * * *", periodic_id="renewals")(renew_contracts)  # before three at night in Beijing
    app.periodic(cron="* * * * * */10", periodic_id="rescue")(rescue_stalled_task(app))  # somebody waits at a page


def rescue_stalled_task(app: procrastinate.App) -> Any:
    """Jobs of a worker that died are taken again; without this nothing would rescue them."""

    @app.task(name="chopmark.rescue_stalled_jobs", queueing_lock="rescue", pass_context=True)
    async def rescue(context: procrastinate.JobContext, timestamp: int) -> None:
        manager = context.app.job_manager
        for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_SECONDS):
            await manager.retry_job(job)

    return rescue
