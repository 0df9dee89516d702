"""The wiring as an application, so that its checks run in every mode."""

from django.apps import AppConfig
from django.core.checks import Tags, register

from chopmark.config import checks


class Wiring(AppConfig):
    name = "chopmark.config"

    def ready(self) -> None:
        register(checks.no_practice_engines)
        register(checks.tencent_is_complete)
        register(checks.outside_stamps_are_complete)
        register(checks.machine_approves_known_types)
        register(checks.no_practice_data, Tags.database)
