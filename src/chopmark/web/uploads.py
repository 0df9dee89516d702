"""Uploads are held in memory only, up to a limit: nothing unsealed touches the disk."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import MemoryFileUploadHandler, StopUpload
from django.http import HttpRequest


class CappedMemoryHandler(MemoryFileUploadHandler):
    """Stops reading a body that is too large, keeping the connection so that the page can say so."""

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        self.activated = True
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.received += len(raw_data)
        if self.received > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            self.request.upload_was_cut = True  # type: ignore[union-attr]  # asked for by `was_cut`
            raise StopUpload(connection_reset=False)
        self.file.write(raw_data)


def was_cut(request: HttpRequest) -> bool:
    """Whether the body was too large, so that some of its files are missing; for views that have read it."""
    return getattr(request, "upload_was_cut", False)
