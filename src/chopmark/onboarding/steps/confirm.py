"""Seed step 2, its end: is this the organisation that the cloud record names?"""

from chopmark.onboarding.models import Application
from chopmark.onboarding.steps.question import Question


class Confirm(Question):
    key = "confirm"
    stage = "cloud"
    keeps = {"confirmed_at": None}
    answered_by = "confirmed_at"

    def applies(self, row: Application) -> bool:
        """Without a cloud account there is no record to confirm."""
        return row.is_by_cloud
