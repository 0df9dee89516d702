"""The stamped letter: its pages, what a machine finds on them, and when that decides."""
