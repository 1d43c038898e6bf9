"""Read an upload: the header decides what it is, never the file's name."""

from collections.abc import Iterator
from typing import BinaryIO

from .documents import Row
from .errors import ReadError


def read_upload(upload: BinaryIO, filename: str, *, zone: str = "UTC") -> Iterator[Row]:
    """Return the rows of an export; raise ReadError, at once or on the way, if it is none.

    `upload` is open in binary mode and can seek; plays in UTC become days of the time zone.
    """
    raise ReadError("We can't read this file.")
