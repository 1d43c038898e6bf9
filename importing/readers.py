"""The files to import, and their documents in batches: decoded, validated, with progress."""

import gzip
import io
import re
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import starmap
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, cast

import bson
from bson import ObjectId
from bson.codec_options import CodecOptions, DatetimeConversion
from bson.errors import BSONError

from mflix_site.errors import Problem

from .json_reader import Row, read_json

# Dates that Python cannot hold stay numbers of milliseconds, and are written back unchanged.
CODEC = CodecOptions[dict[str, Any]](
    tz_aware=True, datetime_conversion=DatetimeConversion.DATETIME_AUTO
)
NOT_UTF8 = "its text is not UTF-8: convert the file first, for example with iconv"
ENCODING_ERRORS = (BSONError, OverflowError, UnicodeError, ValueError, TypeError, RecursionError)
COMPRESSION_ERRORS = (EOFError, zlib.error, OSError)
# A batch ends at this many documents or bytes, so that memory stays flat.
BATCH_SIZE, BATCH_BYTES = 500, 8 << 20
MAX_DOCUMENT_SIZE, MIN_BSON_SIZE = 16 << 20, 5
# MongoDB's own limit allows a little more than 16 MB around a document.
MAX_BSON_SIZE = MAX_DOCUMENT_SIZE + (16 << 10)
GZIP, START_BYTES = b"\x1f\x8b", 64
# By the byte-order mark, or by the first character, which is a bracket of ASCII.
ENCODINGS = {
    **{b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe\x00\x00": "utf-32", b"\x00\x00\xfe\xff": "utf-32"},
    **{b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"},
    **{b"{\x00": "utf-16-le", b"[\x00": "utf-16-le", b"\x00{": "utf-16-be", b"\x00[": "utf-16-be"},
}
UNSUPPORTED = {
    GZIP: "it is compressed with gzip twice: unpack it once first",
    b"PK\x03\x04": "it is a ZIP archive or a spreadsheet: unpack it first",
    b"\x6d\xe2\x99\x81": "it is an archive of mongodump: restore it, or dump into a folder",
    b"(\xb5/\xfd": "it is compressed with zstd: unpack it first",
    b"BZh": "it is compressed with bzip2: unpack it first",
    b"\xfd7zXZ": "it is compressed with xz: unpack it first",
    b"7z\xbc\xaf": "it is a 7z archive: unpack it first",
    b"%PDF": "it is a PDF",
    b"<": "it is a web page or XML, not JSON",
}
MAX_ITEMS, MAX_CHARACTERS = 2000, 1000
USED_IN_FULL = (
    *("name", "title", "email", "rated", "poster", "type", "cast", "directors", "writers"),
    *("genres", "countries", "languages"),
)
FILE_NAME = re.compile(r"(?:.*\.)?([a-z]+)\.(json|jsonl|ndjson|bson)(?:\.gz)?", re.IGNORECASE)
DUMP_FOLDER = "sample_mflix"
# Comments refer to users and movies, so these come first.
IMPORTED = ("users", "movies", "comments")
IGNORED: Mapping[str, str] = {
    "sessions": "an import logs everybody out",
    "theaters": "the site doesn't show theaters",
}


class CannotImport(Problem):
    """The path holds nothing that can be imported; the sentence says why."""


class Source(NamedTuple):
    """A file, and the collection that it holds."""

    path: Path
    collection: str


# The files to read, in order, and the names of those ignored, each with the reason.
Sources = tuple[list[Source], list[tuple[str, str]]]


def find_sources(path: Path) -> Sources:
    """Return the files at a path, which may be a file, a folder, or the folder of a dump."""
    try:
        if path.is_file():
            return _select([path], strict=True)
        if not path.is_dir():
            raise CannotImport(f"There is no file or folder at {path}.")
        folders = (path, path / DUMP_FOLDER, path / "dump", path / "dump" / DUMP_FOLDER)
        for folder in filter(Path.is_dir, folders):
            files = sorted(file for file in folder.iterdir() if file.is_file())
            sources = _select(files, strict=False)
            if sources[0]:
                return sources
    except OSError as error:
        raise CannotImport(f"{error.filename} cannot be read: {error.strerror}.") from error
    if dumps := _dumps_below(path):
        names = " and ".join(f"{name}/" for name in dumps)
        raise CannotImport(f"{path} holds files to import in {names}: name one of them.")
    raise CannotImport(
        f"{path} holds no file to import: "
        f"{', '.join(IMPORTED)} as .json, .jsonl or .bson, or the same with .gz."
    )


def _dumps_below(path: Path) -> list[str]:
    """Return the folders that hold files to import, in a folder or in its `dump`."""
    folders = filter(Path.is_dir, sorted((*path.glob("*"), *path.glob("dump/*"))))
    held = {folder: _select(list(folder.iterdir()), strict=False)[0] for folder in folders}
    return [str(folder.relative_to(path)) for folder, sources in held.items() if sources]


def _select(files: Sequence[Path], *, strict: bool) -> Sources:
    chosen: list[Source] = []
    ignored: list[tuple[str, str]] = []
    for file in files:
        match = FILE_NAME.fullmatch(file.name)
        collection = match[1].lower() if match else ""
        if collection in IMPORTED:
            chosen.append(Source(file, collection))
        elif collection in IGNORED:
            ignored.append((file.name, IGNORED[collection]))
        elif strict:
            raise CannotImport(
                f"{file.name} is not imported: the name must be that of a collection "
                f"({', '.join((*IMPORTED, *IGNORED))}) with .json, .jsonl or .bson, and .gz if "
                "compressed."
            )
        elif ".metadata." not in file.name:
            ignored.append((file.name, "it isn't named after a collection"))
    chosen.sort(key=lambda source: (IMPORTED.index(source.collection), source.path.name))
    return chosen, ignored


class Record(NamedTuple):
    """A document and its place in the file, or None and the reason why it cannot be used."""

    place: str
    doc: dict[str, Any] | None
    reason: str = ""


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
    for place, doc, reason in _read_records(source, file):
        if doc is not None:
            reason, doc_size = _validate(doc)
            size += doc_size
        batch.append(Record(place, None if reason else doc, reason))
        if len(batch) >= BATCH_SIZE or size >= BATCH_BYTES:
            yield batch
            advance(file.tell() - position)
            batch, size, position = [], 0, file.tell()
    yield batch
    advance(file.tell() - position)


def _validate(doc: dict[str, Any]) -> tuple[str, int]:
    """Return the reason why MongoDB could not store a document, or "" and the size of its BSON."""
    if not isinstance(doc.get("_id"), ObjectId):
        return "its _id is not an ObjectId", 0
    if any(not name or name.startswith("$") or "." in name for name in doc):
        return "a field's name is empty, begins with $ or contains a dot", 0
    if long := next(filter(None, starmap(_length_problem, doc.items())), ""):
        return long, 0
    try:
        size = len(bson.encode(doc))
    except ENCODING_ERRORS as error:
        return _encoding_problem(doc, error), 0
    if size > MAX_DOCUMENT_SIZE:
        return f"it is larger than a document may be: {size:,} bytes", 0
    return "", size


def _encoding_problem(doc: dict[str, Any], error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "BSON cannot hold it: it is nested too deeply"
    if isinstance(error, UnicodeEncodeError):
        # Bytes that are not UTF-8 are read as these surrogates.
        is_byte = "\udc80" <= error.object[error.start] <= "\udcff"
        return NOT_UTF8 if is_byte else "BSON cannot hold it: half of a surrogate pair"
    for name, value in doc.items():
        try:
            bson.encode({"": value})
        except ENCODING_ERRORS:
            return (
                f"BSON cannot hold it: its {name} has a number, a date or a name that doesn't fit"
            )
    return "BSON cannot hold it"


def _length_problem(name: str, value: Any) -> str:
    """Return why a field is too long, of those that pages, indexes and search use in full."""
    if name not in USED_IN_FULL:
        return ""
    texts = value if isinstance(value, list) else [value]
    if len(texts) > MAX_ITEMS:
        return f"its {name} has {len(texts):,} items; at most {MAX_ITEMS:,} are allowed"
    longest = max((len(text) for text in texts if isinstance(text, str)), default=0)
    if longest > MAX_CHARACTERS:
        return f"its {name} has {longest:,} characters; at most {MAX_CHARACTERS:,} are allowed"
    return ""


def _read_records(source: Source, file: BinaryIO) -> Iterator[Record]:
    try:
        content = file
        if _start(file)[:2] == GZIP:  # whatever its name says
            content = cast(BinaryIO, gzip.GzipFile(fileobj=file))
        start = _start(content)
        reasons = (why for magic, why in UNSUPPORTED.items() if start.startswith(magic))
        if reason := next(reasons, ""):
            yield Record("the file", None, reason)
            return
        read = _read_bson if _is_bson(source.path, start) else _read_json
        yield from starmap(Record, read(content))
    except COMPRESSION_ERRORS as error:
        why = getattr(error, "strerror", None) or "it is cut off or damaged"
        yield Record("the end", None, f"the rest of the file cannot be read: {why}")


def _start(file: BinaryIO) -> bytes:
    start = file.read(START_BYTES)
    file.seek(0)
    return start


def _is_bson(path: Path, start: bytes) -> bool:
    """Return whether a file is a dump: by its first document, and by its name if it is empty."""
    named_so = ".bson" in [suffix.lower() for suffix in path.suffixes[-2:]]
    is_text = start[:1] in (b"{", b"[") and start[1:4] != bytes(3)
    is_document = start[3:4] == b"\0" and start[:4] != b"\0\0\0\0" and start[4:5] < b"\x14"
    return not is_text and (named_so or is_document)


def _read_json(file: BinaryIO) -> Iterator[Row]:
    start = _start(file)
    encoding = next((name for mark, name in ENCODINGS.items() if start.startswith(mark)), "utf-8")
    # What is invalid becomes lone surrogates, which BSON refuses: only that document is skipped.
    errors = "surrogateescape" if encoding.startswith("utf-8") else "replace"
    text = io.TextIOWrapper(file, encoding=encoding, errors=errors)
    try:
        yield from read_json(text)
    finally:
        text.detach()  # otherwise it closes the file, and its position is still needed


def _read_bson(file: BinaryIO) -> Iterator[Row]:
    """Yield every document of a dump; the first whose length is wrong is the last.

    `bson.decode_file_iter` would end at any broken document, and read what a wrong length says.
    """
    number = 0
    while head := file.read(4):
        number += 1
        place = f"document {number}"
        size = int.from_bytes(head, "little", signed=True)
        if len(head) == 4 and not MIN_BSON_SIZE <= size <= MAX_BSON_SIZE:
            yield place, None, f"its length of {size} cannot be; the rest is not readable"
            return
        data = head + file.read(max(size - 4, 0))
        if len(head) < 4 or len(data) < size:
            yield place, None, "the file ends in the middle of it"
            return
        try:
            yield place, bson.decode(data, CODEC), ""
        except ENCODING_ERRORS:
            yield place, None, "broken BSON: a length, a kind or a text in it is wrong"
