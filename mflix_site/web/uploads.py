"""No form of the site takes a file: one that is sent is refused at once, and none is kept."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler


class RefuseFiles(FileUploadHandler):
    """Stop reading at the first file of a form."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Refuse it; the answer is the page of a request that makes no sense."""
        raise RequestDataTooBig("No form here takes a file.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Never reached: no file gets so far."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Never reached either."""
