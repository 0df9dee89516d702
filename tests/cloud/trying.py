"""Wrong passwords from a process of its own: `python -m tests.cloud.trying`, told as JSON on standard input.

Prints how many passwords were truly compared, and what each try was answered.
"""

import json
import re
import sys

import django

django.setup()

from django.conf import settings  # noqa: E402 - once Django is set up
from django.test import Client  # noqa: E402

from chopmark.cloud.accounts import signin  # noqa: E402

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
CLOCK = re.compile(r"\d{1,2}月\d{1,2}日 \d\d:\d\d")


def main():
    told = json.load(sys.stdin)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # argon2 is slow by design
    compared = 0
    real = signin.check_password

    def compare(*given):
        nonlocal compared
        compared += 1
        return real(*given)

    signin.check_password = compare
    answers = [one(identifier, address) for identifier, address in told]
    json.dump({"compared": compared, "answers": answers}, sys.stdout)


def one(identifier, address):
    browser = Client(SERVER_NAME="127.0.0.1", REMOTE_ADDR=address)
    page = browser.post("/signin/?as=root", {"identifier": identifier, "password": "a wrong password"})
    body = TOKEN.sub("", page.content.decode()).replace(identifier, "")
    return [page.status_code, sorted(page.headers), CLOCK.sub("", body)]


if __name__ == "__main__":
    main()
