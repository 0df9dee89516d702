"""Organisations that are here already, and the people who come to them afterwards."""

from chopmark.onboarding import actions
from chopmark.onboarding.models import Application
from tests.jobs import work_all
from tests.journey import HEAD, a_minute_later

LATER = "100000000099"  # the cloud account of whoever comes afterwards


def taken_by(applicant):
    """Make the applicant super administrator, activated, of the organisation they name; the head by their face."""
    applicant.to("face_consent" if applicant.person is HEAD else "choose")
    row = applicant.row
    actions.authorise(row, by="face", actor=row.owner)
    actions.activate(row)
    work_all("supersede_others")
    a_minute_later()
    return Application.objects.get(pk=row.pk).organisation


def press(applicant, name, **changes):
    """On the page that says that the organisation is here already."""
    return applicant.company(**{name: "1", **changes})
