"""One data row of a table on its way to a `Row`: cells by name, and which could not be used."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import islice
from typing import Any, NamedTuple

from mflix_site.text import Phrase
from mflix_site.text import Phrase as _

from . import values
from .csv_files import Cells, Table
from .documents import Kind, Row

MAX_TITLE, MAX_TAGS, MAX_TAG, MAX_SHORT = 500, 60, 100, 100
# So many rows are read to see whether the day or the month is first.
MAX_ROWS_OF_ORDER = 20_000
# A program that writes days its own way does so in all of these.
DAY_COLUMNS = ("date", "watcheddate", "daterated", "dateadded", "created", "modified")


class Record:
    """A data row: its cells by column, read as what they should be, with a warning if they aren't.

    A bad cell costs the cell, never the row.
    """

    def __init__(self, reading: "Reading", number: int, cells: Cells, fits: bool) -> None:
        self.reading, self.number, self.cells, self.fits = reading, number, cells, fits
        self._warnings: dict[str, None] = {}

    def cell(self, *names: str) -> str:
        """Return the first of these columns' cells that is not blank."""
        cells = (values.clean_cell(self.cells.get(name, "")) for name in names)
        return next(filter(None, cells), "")

    def short_cell(self, *names: str) -> str:
        """Return the beginning of a cell that should hold a number, a day or an id."""
        return self.cell(*names)[:MAX_SHORT]

    def position(self) -> int | None:
        with suppress(ValueError):
            return int(values.plain_number(self.short_cell("position"))[:9])
        return None

    def day(self, *names: str) -> str | None:
        for name in names:
            if text := self.short_cell(name):
                order = self.reading.order_of(name, text)
                try:
                    return values.parse_day(text, order)
                except values.FutureDay:
                    self._warn(_("The date “%(cell)s” is in the future, so it wasn't used."), text)
                except (ValueError, OverflowError):
                    self._warn(_("The date “%(cell)s” isn't clear, so it wasn't used."), text)
        return None

    def rating(self, name: str, out_of: int) -> int | None:
        text = self.short_cell(name)
        try:
            return values.parse_rating(text, out_of)
        except (ValueError, OverflowError):
            self._warn(_("“%(cell)s” isn't a rating we know, so it wasn't used."), text)
            return None

    def row(self, kind: Kind, **fields: Any) -> Row:
        year = values.parse_year(self.short_cell("year"))
        if self.cell("year") and year is None:
            self._warn(_("“%(cell)s” isn't a year, so it wasn't used."), self.cell("year"))
        title, year, others = values.split_title(self.cell("title", "name")[:MAX_TITLE], year)
        original = self.cell("originaltitle")[:MAX_TITLE]
        tags = values.split_tags(self.cell("tags")[:10_000])
        row: dict[str, Any] = {
            "source": self.reading.source, "file": self.reading.name, "number": self.number,
            "title": title, "year": year,
            "directors": values.split_tags(self.cell("directors", "director")[:1000])[:20],
            "other_titles": tuple(t for t in (original, *others) if t and t != title),
            "imdb_id": values.parse_imdb_id(self.short_cell("const", "imdbid")),
            "tmdb_id": values.parse_id(self.short_cell("tmdbid")),
            "tags": tuple(tag[:MAX_TAG] for tag in tags[:MAX_TAGS]),
            **fields,
        }  # fmt: skip
        if not self.fits:
            row["skip_reason"] = _("This line has more cells than the header, so it can't be read.")
        elif not (row["title"] or row["imdb_id"] or row["tmdb_id"]):
            row["skip_reason"] = row.get("skip_reason") or _("There's no film in this row.")
        return Row(kind=kind, warnings=tuple(self._warnings), **row)

    def _warn(self, sentence: Phrase, cell: str) -> None:
        self._warnings[sentence % {"cell": cell[:60]}] = None


class Reading:
    """A table being read: where its rows come from, and how its days are written."""

    def __init__(self, source: str, table: Table, zone: str) -> None:
        self.source, self.table, self.zone = source, table, zone
        self.name, self.columns = table.file.name, frozenset(table.columns)
        self._orders: dict[str, str] = {}

    def __iter__(self) -> Iterator[Record]:
        return (Record(self, *row) for row in self.table.rows())

    def order_of(self, column: str, text: str) -> str:
        """Return in which order a cell has day and month, by its column, others, or its form."""
        if (numbered := values.numbered_day(text)) is None:
            return ""
        if column not in self._orders:
            others = [name for name in DAY_COLUMNS if name in self.columns and name != column]
            orders = map(self._order_within, (column, *others))
            self._orders[column] = next(filter(None, orders), "")
        return self._orders[column] or values.usual_order(numbered, self.source)

    def _order_within(self, column: str) -> str:
        records = islice(self, MAX_ROWS_OF_ORDER)
        return values.day_order(record.cell(column)[:MAX_SHORT] for record in records)

    def stem(self) -> str:
        base = self.name.rpartition("/")[2]
        return base.rpartition(".")[0] or base


class Format(NamedTuple):
    """A kind of table: how it is recognized by its columns, and read."""

    source: str
    recognizes: Callable[[frozenset[str]], bool]
    read: Callable[[Reading], Iterator[Row]]
    order: int = 0


def having(required: str, some: str = "") -> Callable[[frozenset[str]], bool]:
    """Recognize tables with all the required columns, and with at least one of others."""
    needed, others = frozenset(required.split()), frozenset(some.split())
    return lambda columns: needed <= columns and (not others or bool(others & columns))
