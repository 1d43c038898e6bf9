"""One data row of a table on its way to a `Row`: cells by name, and which could not be used."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, NamedTuple

from mflix_site.text import Phrase
from mflix_site.text import Phrase as _

from . import values
from .csv_files import Cells, Table
from .documents import Kind, Row

MAX_TITLE, MAX_TAGS, MAX_TAG, MAX_SHORT = 500, 60, 100, 100

# A program that writes days its own way does so in all of these.
DAY_COLUMNS = ("date", "watcheddate", "daterated", "dateadded", "created", "modified")


class Record:
    """A data row: its cells by column, read as what they should be, with a warning if they aren't.

    A bad cell costs the cell, never the row.
    """

    def __init__(self, reading: "Reading", number: int, cells: Cells, fits: bool = True) -> None:
        self.reading, self.number, self.fits = reading, number, fits
        self._cells = cells
        self._warnings: list[str] = []

    def cell(self, *names: str) -> str:
        """Return the first of these columns' cells that is not blank."""
        cells = (values.clean_cell(self._cells.get(name, "")) for name in names)
        return next(filter(None, cells), "")

    def short_cell(self, *names: str) -> str:
        """Return the beginning of a cell that should hold a number, a day or an id."""
        return self.cell(*names)[:MAX_SHORT]

    def set_cell(self, name: str, text: str) -> None:
        self._cells[name] = text

    def day(self, *names: str) -> str | None:
        for name in names:
            if text := self.short_cell(name):
                order = self.reading.order_of(name) if values.needs_order(text) else ""
                try:
                    usual = values.usual_order(text, self.reading.source)
                    return values.parse_day(text, order or usual)
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
        directors = values.split_tags(self.cell("directors", "director")[:1000])
        tags = values.split_tags(self.cell("tags")[:10_000])
        row: dict[str, Any] = {
            "source": self.reading.source, "file": self.reading.name, "row": self.number,
            "title": title, "year": year, "directors": directors[:20],
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
        warning = sentence % {"cell": cell[:60]}
        if warning not in self._warnings:
            self._warnings.append(warning)


class Reading:
    """A table being read: where its rows come from, and how its days are written."""

    def __init__(self, source: str, table: Table, zone: str) -> None:
        self.source, self.table, self.zone = source, table, zone
        self.name, self.columns = table.file.name, table.names
        self._orders: dict[str, str] = {}

    def __iter__(self) -> Iterator[Record]:
        for number, cells, fits in self.table.rows():
            yield Record(self, number, cells, fits)

    def order_of(self, column: str) -> str:
        """Return in which order a column has day and month, by its cells or other columns'."""
        if column not in self._orders:
            others = [name for name in DAY_COLUMNS if name in self.columns and name != column]
            orders = map(self._order_within, (column, *others))
            self._orders[column] = next(filter(None, orders), "")
        return self._orders[column]

    def _order_within(self, column: str) -> str:
        cells = (cells.get(column, "") for _number, cells, _fits in self.table.rows())
        return values.day_order(values.clean_cell(cell)[:MAX_SHORT] for cell in cells)

    def stem(self) -> str:
        base = self.name.rpartition("/")[2]
        return base.rpartition(".")[0] or base


class Format(NamedTuple):
    """A kind of table: how it is recognized by its columns, and read."""

    source: str
    recognizes: Callable[[frozenset[str]], bool]
    read: Callable[[Reading], Iterator[Row]]
    order: int = 0


def parse_position(text: str) -> int | None:
    with suppress(ValueError):
        return int(values.plain_number(text)[:9])
    return None
