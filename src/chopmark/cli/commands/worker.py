"""Run the jobs: messages, reading of pictures, checks, everything that is done later."""

import argparse

import django

from chopmark.kit.working import worker_app

_PATIENCE_SECONDS = 8  # for jobs under way, before the supervisor loses its own
EXAMPLE = "DATABASE_URL=postgresql://… chopmark worker --concurrency 4"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--concurrency", type=int, default=4, help="jobs at the same time")


def run(arguments: argparse.Namespace) -> int:
    django.setup()
    worker_app().run_worker(concurrency=arguments.concurrency, shutdown_graceful_timeout=_PATIENCE_SECONDS)
    return 0
