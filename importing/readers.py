"""The documents of a file in batches: uncompressed, decoded, validated, with the progress made."""

import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO, cast

import bson

from .json_reader import read_json
from .records import (
    CODEC,
    ENCODING_ERRORS,
    MAX_DOCUMENT_SIZE,
    Record,
    short_message,
    validate_record,
)
from .sources import CannotImport, Source

COMPRESSION_ERRORS = (EOFError, zlib.error, OSError)
# A batch ends at this many documents or bytes, so that memory stays flat.
BATCH_SIZE, BATCH_BYTES = 500, 8 << 20
MIN_BSON_SIZE = 5
# MongoDB's own limit allows a little more than 16 MB around a document.
MAX_BSON_SIZE = MAX_DOCUMENT_SIZE + 16 * 1024
CUT_OFF = "the file ends in the middle of it"


def open_source(source: Source) -> BinaryIO:
    """Open a file; raise CannotImport if it cannot be read."""
    try:
        return source.path.open("rb")
    except OSError as error:
        raise CannotImport(f"{source.path} cannot be read: {error.strerror}.") from error


def read_batches(
    source: Source, file: BinaryIO, advance: Callable[[int], None]
) -> Iterator[list[Record]]:
    """Yield a file's records in batches; call `advance` with the bytes each took of it."""
    batch: list[Record] = []
    size = position = 0
    for record in _read_records(source, file):
        batch.append(record)
        size += record.size
        if len(batch) >= BATCH_SIZE or size >= BATCH_BYTES:
            yield batch
            advance(file.tell() - position)
            batch, size, position = [], 0, file.tell()
    yield batch
    advance(file.tell() - position)


def _read_records(source: Source, file: BinaryIO) -> Iterator[Record]:
    content = cast(BinaryIO, gzip.GzipFile(fileobj=file)) if source.is_compressed else file
    try:
        records = read_bson(content) if source.is_bson else _read_json(content)
        yield from map(validate_record, records)
    except COMPRESSION_ERRORS as error:
        reason = f"the rest of the file cannot be read: {short_message(error)}"
        yield Record("the end", None, reason)


def _read_json(file: BinaryIO) -> Iterator[Record]:
    # Invalid UTF-8 becomes lone surrogates, which BSON refuses: only that document is skipped.
    text = io.TextIOWrapper(file, encoding="utf-8-sig", errors="surrogateescape")
    try:
        yield from read_json(text)
    finally:
        text.detach()  # else it closes the file, whose position is still needed


def read_bson(file: BinaryIO) -> Iterator[Record]:
    """Yield every document of a dump; the first whose length is wrong is the last.

    `bson.decode_file_iter` would end at any broken document, and read what a wrong length says.
    """
    number = 0
    while head := file.read(4):
        number += 1
        place = f"document {number}"
        size = int.from_bytes(head, "little", signed=True)
        if len(head) == 4 and not MIN_BSON_SIZE <= size <= MAX_BSON_SIZE:
            yield Record(place, None, f"its length of {size} cannot be; the rest is not readable")
            return
        data = head + file.read(max(size - 4, 0))
        if len(head) < 4 or len(data) < size:
            yield Record(place, None, CUT_OFF)
            return
        try:
            yield Record(place, bson.decode(data, CODEC))
        except ENCODING_ERRORS as error:
            yield Record(place, None, f"broken BSON: {short_message(error)}")
