"""What every session before a camera has in common."""

import uuid
from typing import ClassVar

from django.db import models

from chopmark.kit import keys
from chopmark.kit.clock import now

FRAMES_BEFORE = 4  # of looking straight ahead, against which every movement is judged
FRAMES_AFTER = 2  # more for the last movement: nothing comes after it that could show its end
FRAMES_EACH = (5, 6, 7)  # two seconds at least: people begin half a second after a prompt, and turn in as much again


def identity_index(number: str) -> bytes:
    """By which the checks of one natural person are counted and recognised."""
    return keys.blind(number, purpose="face.identity")


class CameraSession(models.Model):
    """One attempt: a nonce, the movements asked for, and who may answer; `name` and `number` say whose face it is."""

    filed_as: ClassVar[str]  # before the colon of its matter

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    id_number_index = models.BinaryField()
    token_digest = models.CharField(max_length=64, unique=True)
    claimed_by = models.CharField(max_length=64, null=True)
    movements = models.JSONField()
    verdict = models.CharField(max_length=16, default="open")
    created_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["id_number_index", "created_at"])]

    def __str__(self) -> str:
        return f"{self.filed_as} session {self.pk}"

    @property
    def matter(self) -> str:
        """The name under which its pictures, check and case are filed."""
        return f"{self.filed_as}:{self.pk}"

    @property
    def counts(self) -> list[int]:
        """How many frames the camera takes before the first prompt and after each: by lot, made again rather than kept.

        A recording of another session would have to fit this rhythm as well.
        """
        lots = keys.mac(str(self.pk).encode(), purpose="face.rhythm")
        *some, last = (FRAMES_EACH[lot % len(FRAMES_EACH)] for lot in lots[: len(self.movements)])
        return [FRAMES_BEFORE, *some, last + FRAMES_AFTER]

    @property
    def state(self) -> str:
        """waiting, opened, judging, or the verdict."""
        if self.ended_at:
            return self.verdict
        if self.answered_at:
            return "judging"
        return "opened" if self.claimed_by else "waiting"

    @property
    def number(self) -> str:
        """The identity document of whoever shows their face."""
        raise NotImplementedError

    @property
    def masked_name(self) -> str:
        """Whom the camera waits for, as a stranger may read it."""
        raise NotImplementedError

    @property
    def org(self) -> str:
        """For which organisation."""
        raise NotImplementedError
