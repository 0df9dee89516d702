"""Seed step 2, its end: is this the organisation that the cloud record names?"""

from chopmark.onboarding.models import Application
from chopmark.onboarding.steps.question import EVERY_PURPOSE, Question


class Confirm(Question):
    key = "confirm"
    stage = "cloud"
    purposes = EVERY_PURPOSE
    keeps = {"confirmed_at": None}
    answered_by = "confirmed_at"

    def applies(self, row: Application) -> bool:
        """Without a cloud account there is no record to confirm."""
        return row.is_by_cloud
