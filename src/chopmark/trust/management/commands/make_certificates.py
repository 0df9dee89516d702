"""Make the certificates of the house; called at every start."""

from typing import Any

from django.core.management.base import BaseCommand

from chopmark.trust import authority


class Command(BaseCommand):
    help = "Make or renew what signing needs, and put the root beside the key file; does nothing when all is there."

    def handle(self, *args: Any, **options: Any) -> None:
        authority.prepare()
