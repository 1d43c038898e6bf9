"""One document read from a file, with its place, or the reason why it cannot be used."""

from dataclasses import dataclass
from typing import Any

import bson
from bson import ObjectId
from bson.codec_options import CodecOptions, DatetimeConversion
from bson.errors import BSONError

MAX_DOCUMENT_SIZE = 16 * 1024 * 1024
# Dates that Python cannot hold stay numbers of milliseconds, and are written back unchanged.
CODEC: CodecOptions[dict[str, Any]] = CodecOptions(
    tz_aware=True, datetime_conversion=DatetimeConversion.DATETIME_AUTO
)
ENCODING_ERRORS = (BSONError, OverflowError, UnicodeError, ValueError, TypeError, RecursionError)


@dataclass(frozen=True, slots=True)
class Record:
    """A document and its place, or None and the reason; `size` is that of its BSON."""

    place: str
    doc: dict[str, Any] | None
    reason: str = ""
    size: int = 0


def validate_record(record: Record) -> Record:
    """Return the record with its size, or without its document if MongoDB could not store that."""
    doc = record.doc
    if doc is None:
        return record
    if not isinstance(doc.get("_id"), ObjectId):
        return Record(record.place, None, "it has no ObjectId as its _id")
    if any(not name or name.startswith("$") or "." in name for name in doc):
        return Record(record.place, None, "a field's name is empty, begins with $ or holds a point")
    try:
        size = len(bson.encode(doc))
    except ENCODING_ERRORS as error:
        return Record(record.place, None, f"BSON cannot hold it: {short_message(error)}")
    if size > MAX_DOCUMENT_SIZE:
        return Record(record.place, None, f"it is larger than a document may be: {size:,} bytes")
    return Record(record.place, doc, size=size)


def short_message(error: BaseException) -> str:
    """Return an error's message on one line of at most 100 characters."""
    message = " ".join(str(error).split())
    return message[:100] if message else type(error).__name__
