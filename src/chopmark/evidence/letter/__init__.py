"""Reads a stamped power of attorney against the sheet as it was issued, and says what a reviewer would object to."""
