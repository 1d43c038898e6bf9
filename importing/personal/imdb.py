"""IMDb: ratings, watchlists and lists, in the columns of all years."""

from collections.abc import Iterator

from mflix_site.text import Phrase as _
from mflix_site.text import fold_text

from .documents import Kind, Row
from .records import Format, Reading, Record, parse_position
from .values import to_plain_text

SOURCE = "imdb"
RATING_COLUMNS, DAY_COLUMNS = ("yourrating", "yourated"), ("daterated", "dateadded", "created")
# In any language that IMDb has: "TV Mini Series", "Fernsehserie", "Épisode", "Podcast Episode".
NON_FILM_TYPES = ("seri", "episo", "game", "podcast", "spiel")


def _is_imdb(columns: frozenset[str]) -> bool:
    return "const" in columns and bool(columns & {"title", "yourrating", "url"})


def _read(reading: Reading) -> Iterator[Row]:
    kind = _kind(reading)
    key = f"{SOURCE}:{fold_text(reading.stem())}"[:300] if kind == "list-entry" else ""
    name = reading.stem()[:300] if key else ""
    if key:
        yield Row(
            source=SOURCE, file=reading.name, row=0, kind="list", list_key=key, list_name=name
        )
    rated = next((column for column in RATING_COLUMNS if column in reading.columns), "")
    for record in reading:
        yield record.row(
            kind,
            rating=record.rating(rated, 10) if rated else None,
            added=record.day(*DAY_COLUMNS) if kind == "rating" else record.day("created"),
            position=parse_position(record.short_cell("position"))
            if kind == "list-entry"
            else None,
            note=to_plain_text(record.cell("description")) if kind != "rating" else "",
            list_key=key,
            list_name=name,
            skip_reason=skip_reason(record),
        )


def _kind(reading: Reading) -> Kind:
    """Return what a file holds; a watchlist has the columns of a list, and so had ratings once."""
    name = reading.name.lower()
    if "position" not in reading.columns or "rating" in name:
        return "rating"
    if "watchlist" in name:
        return "wanted"
    all_rated = "yourated" in reading.columns and all(r.cell("yourated") for r in reading)
    return "rating" if all_rated else "list-entry"


def skip_reason(record: Record) -> str:
    """Return why a row is no film, by its type in any of IMDb's spellings; "" for a film."""
    title_type = fold_text(record.cell("titletype", "type"))
    if title_type == "tv" or any(part in title_type for part in NON_FILM_TYPES):
        return _("It's a series, an episode or a game, not a film.")
    return ""


FORMATS = (Format(SOURCE, _is_imdb, _read, 2),)
