"""Letterboxd: the tables of an account's export, lists, and the format that it imports."""

from collections.abc import Iterator, Sequence
from contextlib import suppress

from mflix_site.text import Phrase as _
from mflix_site.text import clean_line

from .csv_files import normalize_column_name
from .documents import Kind, Row
from .records import Format, Reading, Record, having
from .values import clean_cell, parse_day, parse_flag, split_tags, to_plain_text

SOURCE, OWN_FORMAT = "letterboxd", "csv"
LIST_MARK = "letterboxd list export"
LIST_HEADING = frozenset(("date", "name", "tags", "url", "description"))
FILM_COLUMNS = frozenset(("title", "name", "imdbid", "tmdbid", "letterboxduri"))
OWN_ENTRY = "entryurl"  # of a diary that was downloaded here: the entry's address
VIEWING_COLUMNS = frozenset(("rating", "rating10", "watcheddate", "review"))
# The order in which tables are read: entries before reviews, which join them.
ORDER: dict[Kind | None, int] = {
    "entry": 0, "review": 1, "rating": 2, "watched": 3, "wanted": 4, "liked": 5,
}  # fmt: skip


def account_kind(reading: Reading) -> Kind | None:
    """Return the kind of a table of films, by its columns, or else by its file's name."""
    kinds: dict[str, Kind] = {"review": "review", "watcheddate": "entry", "rating": "rating"}
    if column := next((column for column in kinds if column in reading.columns), ""):
        return kinds[column]
    name = reading.name.lower()
    base = name.rpartition("/")[2]
    if "watchlist" in base:
        return "wanted"
    if "like" in name or base == "films.csv":
        return "liked"
    return "watched" if "watched" in base else None


def _read_account(reading: Reading) -> Iterator[Row]:
    kind = account_kind(reading)
    unclear = _(
        "This file could hold films you've seen, liked or want to see. Name it watched.csv, "
        "likes.csv or watchlist.csv, or upload the whole ZIP file."
    )
    number = 0
    for number, record in enumerate(reading, 1):
        fields = {
            "added": record.day("date"),
            "uri": record.cell("letterboxduri")[:200],
            "note": to_plain_text(record.cell("notes")),
            "skip_reason": "" if kind else unclear,
        }
        viewing = _viewing(record) if kind in ("entry", "review", "rating") else {}
        yield record.row(kind or "watched", **fields, **viewing)
    if kind == "rating" and not number:
        yield Row(source=SOURCE, file=reading.name, number=0, kind=kind)


def _viewing(record: Record) -> dict[str, object]:
    return {
        "day": record.day("watcheddate"),
        "rating": record.rating("rating", 5),
        "rewatch": parse_flag(record.cell("rewatch")),
        "text": to_plain_text(record.cell("review")),
        "privacy": record.cell("privacy").lower()[:20],
        "spoiler": parse_flag(record.cell("spoiler")),
    }


def _read_list(reading: Reading) -> Iterator[Row]:
    heading = _list_heading(reading.table.preamble)
    key = (heading.get("url") or f"{SOURCE}:{reading.name}")[:300]
    name = (clean_line(heading.get("name", "")) or reading.stem())[:300]
    added = None
    with suppress(ValueError, OverflowError):
        added = parse_day(heading.get("date", ""))
    yield Row(
        source=SOURCE, file=reading.name, number=0, kind="list", list_key=key, list_name=name,
        description=to_plain_text(heading.get("description", "")), added=added,
        tags=split_tags(heading.get("tags", ""))[:60], privacy=heading.get("privacy", ""),
        ranked=parse_flag(heading.get("ranked", "")),
    )  # fmt: skip
    for record in reading:
        yield record.row(
            "list-entry", list_key=key, list_name=name, uri=record.cell("url")[:200], tags=(),
            position=record.position(), note=to_plain_text(record.cell("description")),
        )  # fmt: skip


def _list_heading(preamble: Sequence[Sequence[str]]) -> dict[str, str]:
    """Return the cells about the list itself, by their names in the line above them."""
    marks = [n for n, line in enumerate(preamble) if line[0].lower().startswith(LIST_MARK)]
    if not marks or len(preamble) < marks[0] + 3:
        return {}
    names, cells = preamble[marks[0] + 1 : marks[0] + 3]
    return dict(zip(map(normalize_column_name, names), map(clean_cell, cells), strict=False))


def _read_import_format(reading: Reading) -> Iterator[Row]:
    is_watchlist = "watchlist" in reading.name.lower() and not reading.columns & VIEWING_COLUMNS
    # Where both have a rating, the later column counts.
    scales = {"rating": 5, "rating10": 10}
    columns = [name for name in reading.table.columns if name in scales][::-1]
    for record in reading:
        rated = next((name for name in columns if record.cell(name)), "rating")
        viewing = _viewing(record) | {"rating": record.rating(rated, scales[rated])}
        kind = "wanted" if is_watchlist else _kind_of(viewing)
        address = {"uri": record.cell("letterboxduri", "url")[:200]}
        if entry := record.cell(OWN_ENTRY):
            kind, address = "entry", {"uri": entry[:200], "source": SOURCE}
        yield record.row(kind, **address, **_with_private_words(viewing))


def _with_private_words(viewing: dict[str, object]) -> dict[str, object]:
    """Return a viewing whose words are a note where only the member sees them, and no review."""
    if viewing["privacy"] in ("", "public"):
        return viewing
    return {**viewing, "note": viewing["text"], "text": ""}


def _kind_of(viewing: dict[str, object]) -> Kind:
    if viewing["day"] or viewing["rewatch"] or viewing["privacy"]:
        return "entry"
    return "review" if viewing["text"] else "rating" if viewing["rating"] else "watched"


ACCOUNT = Format(SOURCE, having("date name letterboxduri"), _read_account)
FORMATS = (Format(SOURCE, having("position name url"), _read_list, 9), ACCOUNT)
IMPORT_FORMAT = Format(
    OWN_FORMAT, lambda c: bool(FILM_COLUMNS & c) and not c >= LIST_HEADING, _read_import_format
)
