"""Reading a file's documents: opened, unpacked, and with how far it is."""

import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import BinaryIO, cast

from . import bson_dump, json_text
from .entries import Entry, checked, said
from .sources import CannotImport, Source

DAMAGED = (EOFError, zlib.error, OSError)
# A batch is sent when it has this many documents or bytes, so that memory stays flat.
DOCUMENTS_AT_ONCE, BYTES_AT_ONCE = 500, 8 << 20


def size_of(source: Source) -> int:
    """Give the size of a file in bytes, for progress."""
    try:
        return source.path.stat().st_size
    except OSError as error:
        raise CannotImport(f"{source.path} cannot be read: {error.strerror}.") from error


def batches(source: Source, advance: Callable[[int], None]) -> Iterator[list[Entry]]:
    """Give a file's entries in batches; `advance` is told how many bytes each took of the file."""
    with ExitStack() as stack:
        try:
            raw = stack.enter_context(source.path.open("rb"))
        except OSError as error:
            raise CannotImport(f"{source.path} cannot be read: {error.strerror}.") from error
        batch: list[Entry] = []
        size = done = 0
        for entry in _whole(source, raw):
            batch.append(entry)
            size += entry.size
            if len(batch) >= DOCUMENTS_AT_ONCE or size >= BYTES_AT_ONCE:
                yield batch
                advance(raw.tell() - done)
                batch, size, done = [], 0, raw.tell()
        yield batch
        advance(raw.tell() - done)


def _whole(source: Source, raw: BinaryIO) -> Iterator[Entry]:
    """Give all entries of a file; one whose compression is damaged ends with an entry saying so."""
    unpacked = cast(BinaryIO, gzip.GzipFile(fileobj=raw)) if source.is_zipped else raw
    try:
        for entry in _documents(source, unpacked):
            yield checked(entry)
    except DAMAGED as error:
        yield Entry("the end", None, f"the rest of the file cannot be read: {said(error)}")


def _documents(source: Source, file: BinaryIO) -> Iterator[Entry]:
    if source.is_bson:
        yield from bson_dump.documents(file)
        return
    # A byte that is no UTF-8 becomes a lone surrogate, which BSON refuses: that document stays out.
    text = io.TextIOWrapper(file, encoding="utf-8-sig", errors="surrogateescape")
    try:
        yield from json_text.documents(text)
    finally:
        text.detach()  # else it closes the file, which is still asked how far it is
