"""The spine: who did what to what, and when."""
