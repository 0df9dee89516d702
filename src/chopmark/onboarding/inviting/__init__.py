"""The legal representative's authorisation: an invitation, the pages on their phone, and what they signed."""
