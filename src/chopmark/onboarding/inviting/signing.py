"""Pressing "sign": the intention goes on record first, a worker makes the paper afterwards."""

from django.db import transaction

from chopmark.kit.clock import now
from chopmark.kit.errors import IllegalMove
from chopmark.onboarding.inviting.states import Status
from chopmark.onboarding.inviting.tasks import sign_authorisation
from chopmark.onboarding.models import Invitation


@transaction.atomic
def press(invitation: Invitation, *, signature: str, device: str) -> None:
    """The intention to sign, recorded before anything is made; a worker composes and signs the paper.

    `signature` is the drawn or typed name as JSON, `device` the address and browser, both kept encrypted.
    A second press finds the first one.
    """
    held = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if held.status in (Status.SIGNING, Status.SIGNED):
        return
    if not held.may("sign") or held.identity_at is None or not held.is_shown:
        raise IllegalMove(here=held.status)
    held.signature, held.device, held.pressed_at = signature, device, now()
    held.move(Status.SIGNING, actor=held.person)
    sign_authorisation.defer(invitation_id=str(held.pk))
