"""Read an upload: the header decides what it is, never the file's name or the columns' order."""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from accounts.time_zones import is_time_zone
from mflix_site.text import clean_line

from . import letterboxd, other_sites, trakt
from .archives import MAX_UPLOAD, OWN_FOLDERS, SourceFile, buffered, files_in_archive
from .csv_files import Table
from .documents import ReadError, Row
from .records import Format, Reading
from .viewings import with_keys

MAX_ROWS = 200_000
ZIP, EMPTY_ZIP = b"PK\x03\x04", b"PK\x05\x06"
FORMATS = (*other_sites.FORMATS, *letterboxd.FORMATS, letterboxd.IMPORT_FORMAT)
UNSUPPORTED = {
    b"<": _("This is a web page, not an export. Download the file that the other site offers."),
    b"%PDF": _("This is a PDF. Upload the CSV, JSON or ZIP file of your export."),
    b"\x1f\x8b": _("This file is compressed with gzip. Unpack it, and upload what is inside."),
    b"7z\xbc\xaf": _("This is a 7z archive. Unpack it, and upload the files or a ZIP file."),
    b"Rar!": _("This is a RAR archive. Unpack it, and upload the files or a ZIP file."),
    b"\xd0\xcf\x11\xe0": _("This is a spreadsheet. Save it as a CSV file, and upload that."),
    b"SQLite": _("This is a database, not an export that we recognise."),
}
UNKNOWN = _(
    "We don't recognise this file. Upload a Letterboxd or Trakt ZIP file, or a CSV file with the "
    "columns of Letterboxd, IMDb, TMDB, MovieLens or Netflix: it needs a header line with at "
    "least a title."
)
DEFAULT_ZONE = "UTC"


def read_upload(upload: BinaryIO, filename: str, *, zone: str = DEFAULT_ZONE) -> Iterator[Row]:
    """Return the rows of an export; raise ReadError, at once or on the way, if it is none.

    `upload` is open in binary mode and can seek; it is read while the rows are. Plays in UTC become
    days of the time zone; of the export's own if the member has not set one.
    """
    size = upload.seek(0, 2)
    upload.seek(0)
    start = upload.read(64)
    upload.seek(0)
    if not size or not start.strip(b"\xef\xbb\xbf\xff\xfe \r\n\t\0"):
        raise ReadError(_("This file is empty."))
    if size > MAX_UPLOAD:
        sentence = _("This file is too large: at most %(most)s MB can be read.")
        raise ReadError(sentence % {"most": MAX_UPLOAD >> 20})
    if start.startswith((ZIP, EMPTY_ZIP)):
        files = files_in_archive(upload)
    else:
        text = start.lstrip(b"\xef\xbb\xbf \r\n\t")
        if why := next((why for magic, why in UNSUPPORTED.items() if text.startswith(magic)), ""):
            raise ReadError(why)
        name = clean_line(filename.replace("\\", "/").rpartition("/")[2])[:200]
        files = [SourceFile(name or str(_("Your file")), partial(_reopen, upload))]
    return _limited(with_keys(_read_files(files, zone)))


def _reopen(upload: BinaryIO) -> BinaryIO:
    """Return the upload from its start, at a position of its own: it may be read twice at once."""
    position = 0

    def read(size: int) -> bytes:
        nonlocal position
        upload.seek(position)
        data = upload.read(size)
        position += len(data)
        return data

    return buffered(read)


def _read_files(files: Sequence[SourceFile], zone: str) -> Iterator[Row]:
    json_files = [file for file in files if _is_json(file)]
    parts = trakt.find_parts(json_files)
    tables = _find_tables([file for file in files if file not in json_files], zone)
    if not parts and not tables:
        raise ReadError(UNKNOWN)
    own_zone = trakt.zone_of(json_files) if zone == DEFAULT_ZONE else ""
    rows = trakt.read_parts(parts, own_zone if own_zone and is_time_zone(own_zone) else zone)
    return chain(rows, *(format_.read(reading) for format_, reading in tables))


def _is_json(file: SourceFile) -> bool:
    start = next(file.chunks(256), b"")
    return start.lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t\0")[:1] in (b"[", b"{")


def _find_tables(files: Sequence[SourceFile], zone: str) -> list[tuple[Format, Reading]]:
    readings = []
    for file in files:
        table = Table(file, lambda columns: any(f.recognizes(columns) for f in FORMATS))
        columns = frozenset(table.columns)
        if format_ := next((f for f in FORMATS if f.recognizes(columns)), None):
            readings.append((format_, Reading(format_.source, table, zone)))
    at_root = [pair for pair in readings if pair[1].name.partition("/")[0] in OWN_FOLDERS]
    at_root += [pair for pair in readings if "/" not in pair[1].name]
    return sorted(at_root or readings, key=_reading_order)


def _reading_order(pair: tuple[Format, Reading]) -> tuple[int, str]:
    format_, reading = pair
    kind = letterboxd.account_kind(reading) if format_ is letterboxd.ACCOUNT else None
    return letterboxd.ORDER.get(kind, format_.order), reading.name


def _limited(rows: Iterator[Row]) -> Iterator[Row]:
    for number, row in enumerate(rows):
        if number >= MAX_ROWS:
            sentence = _("This export has more than %(most)s rows.")
            raise ReadError(sentence % {"most": f"{MAX_ROWS:,}"})
        yield row
