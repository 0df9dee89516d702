"""People of the practice world, and the staff that reviews."""

from tests.onboarding.conftest import applicant_of, inventions, practice_world, reviewer

__all__ = ["applicant_of", "inventions", "practice_world", "reviewer"]
