"""Between database and web: migrate, make the certificates, fill the practice world. Run as a process of its own."""

import os

import django
from django.apps import apps
from django.core.management import call_command


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chopmark.config.settings")
    django.setup()
    # With the checks: production must not start on practice engines or practice data.
    call_command("migrate", interactive=False, verbosity=0, skip_checks=False)
    call_command("make_certificates")
    if apps.is_installed("chopmark.practice"):
        call_command("fill_practice")


if __name__ == "__main__":
    main()
