"""Uploads are refused at once, for no form of the site takes a file."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler


class RefuseFiles(FileUploadHandler):
    """Stop reading at the first file of a form."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Raise RequestDataTooBig, which is answered with an error page."""
        raise RequestDataTooBig("No form here takes a file.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
