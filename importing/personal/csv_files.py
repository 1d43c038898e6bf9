"""CSV files of any encoding, delimiter and line end, one row at a time in flat memory."""

import codecs
import csv
import io
import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TextIO

from django.utils.translation import gettext as _

from mflix_site.text import fold_text

from .archives import SourceFile
from .documents import ReadError

DELIMITERS = ",;\t|"
MAX_LINE, MAX_CELL, MAX_COLUMNS, MAX_HEADER_LINES = 1 << 20, 120_000, 200, 12
# A row with more cells than that beyond its columns is not one with an unquoted delimiter.
MAX_EXTRA_CELLS = 50
# Characters of a record of several lines; of the lines put back, beside twice those of the file.
MAX_RECORD, MAX_PUT_BACK = 4 * MAX_CELL, 1 << 20
MARKS = (
    *((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32")),
    *((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")),
)
# Columns whose text may span lines.
LONG_COLUMNS = frozenset(("review", "description", "comment", "content", "notes", "note", "bio"))
# What columns hold that tell whether the cells of a row have been shifted.
SHAPES: Mapping[str, re.Pattern[str]] = {
    **dict.fromkeys(("year", "position", "watchedyear"), re.compile(r"[^\d]{0,2}\d{0,4}\D{0,2}")),
    **dict.fromkeys(("const", "imdbid"), re.compile(r"(?i)\W*(?:tt)?\d*\W*")),
    **dict.fromkeys(("letterboxduri", "url"), re.compile(r"(?i)(?:https?://[^\s,;]*)?")),
    **dict.fromkeys(("rating", "rating10", "yourrating"), re.compile(r"\d,\d|[^A-Za-z,;]{0,9}")),
    "rewatch": re.compile(r"(?i)(?:yes|no|true|false|[01xyn]|ja|oui|s[ií])?"),
    **dict.fromkeys(("date", "watcheddate", "daterated", "created"), re.compile(r"[^,;]{0,30}")),
}
Cells = dict[str, str]
Recognizer = Callable[[frozenset[str]], bool]


def normalize_column_name(text: str) -> str:
    """Return a column's name in lower case, without spaces and punctuation: "letterboxduri"."""
    return fold_text(text).replace(" ", "")


def detect_encoding(file: SourceFile) -> str:
    """Return the encoding of a file: by its mark, by its zeros, UTF-8 if it is, or cp1252."""
    start = next(file.chunks(40), b"")
    if marked := next((name for mark, name in MARKS if start.startswith(mark)), ""):
        return marked
    for first, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        if len(start) > 3 and not start[first::2].strip(b"\0"):
            return name
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    broken = others = 0
    for chunk in file.chunks():
        if not chunk.isascii() or broken:
            text = decoder.decode(chunk)
            broken += text.count("\ufffd")
            others += sum(c > "\x7f" for c in text) - text.count("\ufffd")
    return "cp1252" if broken and broken >= others else "utf-8"


@contextmanager
def open_text(file: SourceFile, encoding: str) -> Iterator[TextIO]:
    """Open a file as text with its own line ends; what cannot be decoded is replaced."""
    with file.open() as stream:
        yield io.TextIOWrapper(stream, encoding, errors="replace", newline="")


class _Lines:
    """Lines that can be put back, but only so often that a file is read in linear time."""

    def __init__(self, text: TextIO) -> None:
        self._text, self._waiting = text, deque[str]()
        self._left = MAX_PUT_BACK

    def __iter__(self) -> Iterator[str]:
        while line := self._waiting.popleft() if self._waiting else self._read_line():
            yield line

    def _read_line(self) -> str:
        line = self._text.readline(MAX_LINE)
        if len(line) >= MAX_LINE:
            raise ReadError(_("This file has a line that is too long to be part of an export."))
        self._left += 2 * len(line)
        return line.replace("\0", "")

    def put_back(self, lines: list[str]) -> None:
        self._left -= sum(map(len, lines))
        self._waiting.extendleft(reversed(lines))

    @property
    def are_single(self) -> bool:
        """Return whether too many lines were put back, so that each line is now a record."""
        return self._left < 0


class Table:
    """A file's table: its columns by name, and its rows, which may be read again.

    Its header is the first line that `recognizes` knows, in the delimiter that makes it one.
    """

    def __init__(self, file: SourceFile, recognizes: Recognizer) -> None:
        self.file, self.encoding, self.delimiter = file, detect_encoding(file), ","
        self.columns: list[str] = []
        self._lines_before: list[str] = []
        with open_text(file, self.encoding) as text:
            lines = _Lines(text)
            for _number in range(MAX_HEADER_LINES):
                if self._recognize_header(lines, recognizes):
                    return
                _cells, consumed = _parse(lines, ",")
                self._lines_before += consumed

    def _recognize_header(self, lines: _Lines, recognizes: Recognizer) -> bool:
        for delimiter in DELIMITERS:
            cells, consumed = _parse(lines, delimiter)
            columns = [normalize_column_name(cell) for cell in cells[:MAX_COLUMNS]]
            if recognizes(frozenset(filter(None, columns))):
                self.delimiter, self.columns = delimiter, columns
                return True
            lines.put_back(consumed)
        return False

    @property
    def preamble(self) -> list[list[str]]:
        """Return the records before the header, without blank lines."""
        lines, records = _Lines(io.StringIO("".join(self._lines_before), newline="")), []
        while (parsed := _parse(lines, self.delimiter))[1]:
            records.append([cell[:MAX_CELL] for cell in parsed[0]])
        return list(filter(None, records))

    def rows(self) -> Iterator[tuple[int, Cells, bool]]:
        """Yield each row's number, its cells by column, and whether they fit the columns.

        Rows that are blank are counted, and not yielded.
        """
        with open_text(self.file, self.encoding) as text:
            lines = _Lines(text)
            for _line in range(len(self._lines_before) + 1):
                cells, consumed = _parse(lines, self.delimiter)
                if (
                    not consumed
                    or [normalize_column_name(c) for c in cells[:MAX_COLUMNS]] == self.columns
                ):
                    break
            number = 0
            while (record := self._read_record(lines)) is not None:
                number += bool(record)
                if any(cell.strip() for cell in record):
                    yield number, *self._by_column(record)

    def _read_record(self, lines: _Lines) -> list[str] | None:
        """Return the cells of the next record, which an unbalanced quote must not prolong."""
        cells, consumed = _parse(lines, self.delimiter)
        if '\\"' in "".join(consumed) and not self._is_well_formed(consumed):
            lines.put_back(consumed)
            escaped, taken = _parse(lines, self.delimiter, escapechar="\\")
            if len(escaped) == len(self.columns):
                return escaped
            lines.put_back(taken)
            cells, consumed = _parse(lines, self.delimiter)
        if len(consumed) > 1 and self._is_runaway(cells, consumed[0]):
            lines.put_back(consumed[1:])
            cells = _split(consumed[0], self.delimiter)
        return cells if consumed else None

    def _is_well_formed(self, record: list[str]) -> bool:
        """Return whether a record needs no reading with backslashes before its quotes."""
        try:
            cells = next(csv.reader(record, delimiter=self.delimiter, strict=True), [])
        except csv.Error:
            return False
        return len(cells) == len(self.columns)

    def _is_runaway(self, cells: list[str], first_line: str) -> bool:
        is_one_record = first_line.count(self.delimiter) + 1 == len(self.columns)
        if len(cells) != len(self.columns):
            return is_one_record or max(map(len, cells), default=0) > MAX_CELL
        short = (c for n, c in zip(self.columns, cells, strict=True) if n not in LONG_COLUMNS)
        return is_one_record and any("\n" in cell.strip() or "\r" in cell.strip() for cell in short)

    def _by_column(self, cells: list[str]) -> tuple[Cells, bool]:
        while len(cells) > len(self.columns) and not cells[-1].strip():
            cells.pop()
        fits = len(cells) <= len(self.columns)
        if not fits:
            repaired = [c for c in self._joined(cells) if self._fits(c)]
            fits = len(repaired) == 1 or self._fits(cells)
            cells = repaired[0] if len(repaired) == 1 else cells
        by_column: Cells = {}
        for name, cell in zip(self.columns, cells, strict=False):
            if not by_column.get(name):
                by_column[name] = cell[:MAX_CELL]
        return by_column, fits

    def _joined(self, cells: list[str]) -> Iterator[list[str]]:
        """Yield the cells with some neighbours joined, as an unquoted delimiter split them."""
        extra = len(cells) - len(self.columns)
        if extra > MAX_EXTRA_CELLS:
            return
        for at in range(len(self.columns)):
            joined = self.delimiter.join(cells[at : at + extra + 1])
            yield [*cells[:at], joined, *cells[at + extra + 1 :]]

    def _fits(self, cells: list[str]) -> bool:
        return all(
            SHAPES[name].fullmatch(cell.strip())
            for name, cell in zip(self.columns, cells, strict=False)
            if name in SHAPES
        )


def _parse(lines: _Lines, delimiter: str, **options: str) -> tuple[list[str], list[str]]:
    """Return the cells of the next record and its lines; no lines at the end of the file."""
    consumed: list[str] = []

    def take() -> Iterator[str]:
        length = 0
        for line in lines:
            consumed.append(line)
            length += len(line)
            if length > MAX_RECORD and len(consumed) > 1:
                raise csv.Error
            yield line
            if lines.are_single:
                return

    try:
        return next(csv.reader(take(), delimiter=delimiter, **options), []), consumed  # type: ignore[arg-type]
    except csv.Error:  # longer than in any export: a quote is not closed
        lines.put_back(consumed[1:])
        return _split(consumed[0], delimiter), consumed[:1]


def _split(line: str, delimiter: str) -> list[str]:
    return [cell.strip('"') for cell in line.rstrip("\r\n").split(delimiter)]
