"""A process of the platform in which somebody asks for invitations of one organisation at once; prints how many it got."""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

os.environ["DJANGO_SETTINGS_MODULE"] = "chopmark.config.settings"

import django

django.setup()

from django.db import connection  # noqa: E402 - Django is set up first

from chopmark.kit.errors import TooMany  # noqa: E402
from chopmark.notify import limits  # noqa: E402


def ask(code: str) -> int:
    try:
        with suppress(TooMany):
            limits.use(limits.INVITATIONS_OF_ORGANISATION, of=code)
            return 1
        return 0
    finally:
        connection.close()


def main(code: str, times: int) -> None:
    with ThreadPoolExecutor(6) as pool:
        print(sum(pool.map(lambda _: ask(code), range(times))))  # noqa: T201 - read by the test


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
