"""Documents from a dump of `mongodump`: BSON, one document after another."""

from collections.abc import Iterator
from typing import BinaryIO

import bson

from .entries import BIGGEST, CODEC, UNWRITABLE, Entry, said

SMALLEST = 5
# MongoDB's own limit allows a little more than 16 MB around a document.
LARGEST = BIGGEST + 16 * 1024
CUT_OFF = "the file ends in the middle of it"


def documents(file: BinaryIO) -> Iterator[Entry]:
    """Give every document of a dump; the first whose length is wrong is the last."""
    number = 0
    while head := file.read(4):
        number += 1
        place = f"document {number}"
        size = int.from_bytes(head, "little", signed=True)
        if len(head) < 4:
            yield Entry(place, None, CUT_OFF)
            return
        if not SMALLEST <= size <= LARGEST:
            yield Entry(place, None, f"its length of {size} cannot be; the rest is not readable")
            return
        data = head + file.read(size - 4)
        if len(data) < size:
            yield Entry(place, None, CUT_OFF)
            return
        yield _decoded(place, data)


def _decoded(place: str, data: bytes) -> Entry:
    try:
        return Entry(place, bson.decode(data, CODEC))
    except UNWRITABLE as error:
        return Entry(place, None, f"broken BSON: {said(error)}")
