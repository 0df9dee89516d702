"""How many files one person may show: each is opened, kept, and read by a worker for whom others wait."""

import datetime as dt

from chopmark.notify import limits

# Readable or not. A letter has ten pages at most, and somebody photographs it a few times over; a program goes on.
FILES = limits.Limit("files_shown", ((60, dt.timedelta(hours=1)), (200, dt.timedelta(days=1))))


def count(shower: str) -> None:
    """One more file of this person, or of this matter where nobody is signed in; raises TooMany."""
    limits.use(FILES, of=shower)
