"""One document of a file, and where it stood."""

from dataclasses import dataclass
from typing import Any

import bson
from bson import ObjectId
from bson.codec_options import CodecOptions, DatetimeConversion
from bson.errors import BSONError

BIGGEST = 16 * 1024 * 1024
# Dates that Python cannot hold stay numbers of milliseconds, and are written back as they were.
CODEC: CodecOptions[dict[str, Any]] = CodecOptions(
    tz_aware=True, datetime_conversion=DatetimeConversion.DATETIME_AUTO
)
UNWRITABLE = (BSONError, OverflowError, UnicodeError, ValueError, TypeError, RecursionError)


@dataclass(frozen=True, slots=True)
class Entry:
    """A document at a place of a file, or why there is none; `size` is that of its BSON."""

    place: str
    doc: dict[str, Any] | None
    reason: str = ""
    size: int = 0


def checked(entry: Entry) -> Entry:
    """Give an entry with its size, or without its document if MongoDB could not store that."""
    doc = entry.doc
    if doc is None:
        return entry
    if not isinstance(doc.get("_id"), ObjectId):
        return Entry(entry.place, None, "it has no ObjectId as its _id")
    if any(not name or name.startswith("$") or "." in name for name in doc):
        return Entry(entry.place, None, "a field's name is empty, begins with $ or holds a point")
    try:
        size = len(bson.encode(doc))
    except UNWRITABLE as error:
        return Entry(entry.place, None, f"BSON cannot hold it: {said(error)}")
    if size > BIGGEST:
        return Entry(entry.place, None, f"it is larger than a document may be: {size:,} bytes")
    return Entry(entry.place, doc, size=size)


def said(error: BaseException) -> str:
    """Give an error's own words, in short."""
    words = " ".join(str(error).split())
    return words[:100] if words else type(error).__name__
