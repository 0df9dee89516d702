"""Files at rest: sealed before they reach the store, whichever store that is."""

import uuid

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from chopmark.kit import keys


def put(data: bytes) -> str:
    """Seal and store; returns the name under which `get` finds it."""
    name = f"{uuid.uuid4().hex}.sealed"
    return default_storage.save(name, ContentFile(keys.seal(data, place=f"file|{name}")))


def get(name: str) -> bytes:
    """The plain bytes; raises FileNotFoundError when they were deleted."""
    with default_storage.open(name) as file:
        return keys.unseal(file.read(), place=f"file|{name}")


def drop(name: str) -> None:
    """Delete; a file that is gone already is as good."""
    default_storage.delete(name)
