"""Run the jobs: messages, reading of pictures, checks, everything that is done later."""

import argparse

import django
from django.core.management import call_command

EXAMPLE = "DATABASE_URL=postgresql://… chopmark worker --concurrency 4"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--concurrency", type=int, default=4, help="jobs at the same time")


def run(arguments: argparse.Namespace) -> int:
    django.setup()
    call_command(
        "procrastinate",
        "worker",
        "--concurrency",
        str(arguments.concurrency),
        "--shutdown-graceful-timeout",
        "8",
    )
    return 0
