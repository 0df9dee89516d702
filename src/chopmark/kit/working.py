"""The app of a worker.

Procrastinate's own command gives the worker's connection to the one app that there is. A task that defers another one
then does so outside its own transaction: the other job may run before what it is about is there, and stays when the
transaction is undone. So the worker gets an app of its own, and whoever defers goes on using Django's connection.
"""

import procrastinate
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector


def worker_app() -> procrastinate.App:
    """With the same tasks and the same timetable; it fetches and ends jobs by a connection of its own."""
    connector = app.connector
    if not isinstance(connector, DjangoConnector):
        raise TypeError("jobs are deferred by Django's connection")
    own = procrastinate.App(
        connector=connector.get_worker_connector(), import_paths=app.import_paths, worker_defaults=app.worker_defaults
    )
    own.tasks, own.periodic_registry = app.tasks, app.periodic_registry
    return own
