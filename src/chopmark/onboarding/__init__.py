"""The journey: from a cloud account to an organisation with a super administrator."""
