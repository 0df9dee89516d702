"""Uploads are held in memory only, up to a limit: nothing unsealed touches the disk."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import MemoryFileUploadHandler, StopUpload


class CappedMemoryHandler(MemoryFileUploadHandler):
    """Stops reading a body that is too large, keeping the connection so that the page can say so."""

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        self.activated = True
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.received += len(raw_data)
        if self.received > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise StopUpload(connection_reset=False)
        self.file.write(raw_data)
