"""CSV in Letterboxd's import format: cells that spreadsheets would run are made harmless.

Such a cell gets an apostrophe before it, and our own reader takes that off again.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from .personal.documents import Row

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
IMPORT_COLUMNS = (
    *("Title", "Year", "imdbID", "tmdbID", "Directors", "Rating", "WatchedDate", "Rewatch"),
    *("Tags", "Review"),
)


def guarded(cell: object) -> str:
    """Return a cell that no spreadsheet takes for a formula; `unguarded` is its inverse."""
    text = "" if cell is None else str(cell)
    bare = text.lstrip("'")
    return f"'{text}" if bare.startswith(FORMULA_STARTS) else text


def unguarded(text: str) -> str:
    """Return what `guarded` was given."""
    bare = text.lstrip("'")
    return text[1:] if text.startswith("'") and bare.startswith(FORMULA_STARTS) else text


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Yield the lines of a CSV file, with line ends as Letterboxd has them."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(header)
    for cells in rows:
        writer.writerow([guarded(cell) for cell in cells])
        if buffer.tell() > 1 << 16:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def stars(rating: int | None) -> str:
    """Return a rating of 1 to 100 as Letterboxd's stars where it is one of those, else exactly."""
    return "" if rating is None else f"{rating / 20:g}"


def import_cells(row: Row) -> Sequence[object]:
    """Return the cells of a row that no film was found for, in IMPORT_COLUMNS."""
    return (
        row.title,
        row.year,
        f"tt{row.imdb_id:07d}" if row.imdb_id else "",
        row.tmdb_id,
        ", ".join(row.directors),
        stars(row.rating),
        row.day,
        "true" if row.rewatch else "",
        ", ".join(row.tags),
        row.text,
    )
