"""Seed step 2, its end: is this the organisation that the cloud record names?"""

from chopmark.onboarding.steps.question import EVERY_PURPOSE, Question


class Confirm(Question):
    key = "confirm"
    stage = "cloud"
    purposes = EVERY_PURPOSE
    keeps = {"confirmed_at": None}
    answered_by = "confirmed_at"
