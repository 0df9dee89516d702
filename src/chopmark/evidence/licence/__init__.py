"""Reads a business licence or another registration certificate; `reading` is the way in."""
