"""Fill the practice world; called at every start."""

from typing import Any

from django.core.management.base import BaseCommand

from chopmark.practice import world


class Command(BaseCommand):
    help = "Put the invented organisations, residents and accounts in their place; writes only what differs."

    def handle(self, *args: Any, **options: Any) -> None:
        world.fill()
