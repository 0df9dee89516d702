"""Seed step 2, its end: is this the organisation that the cloud record names?"""

from chopmark.onboarding.steps.question import Question


class Confirm(Question):
    key = "confirm"
    stage = "cloud"
    keeps = {"confirmed_at": None}
    answered_by = "confirmed_at"
