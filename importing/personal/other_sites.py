"""Tables of other sites: IMDb in the columns of all years, TMDB, MovieLens, Netflix."""

import re
from collections.abc import Iterator
from typing import Any

from mflix_site.text import Phrase as _
from mflix_site.text import fold_text

from .documents import Kind, ReadError, Row
from .records import Format, Reading, Record, having
from .values import day_in_zone, parse_moment, parse_year, to_plain_text

# In any language that IMDb has: "TV Mini Series", "Fernsehserie", "Épisode", "Podcast Episode".
NON_FILM_TYPES = ("seri", "episo", "game", "podcast", "spiel")
# Netflix writes its two columns in the profile's language.
TITLE_NAMES = frozenset(("title", "titel", "titre", "titulo", "titolo", "tytuł", "tittel"))
DAY_NAMES = frozenset(("date", "datum", "data", "fecha", "dato", "tarih"))
SEASON = re.compile(
    r":\s*(?:(?:season|series|staffel|saison|temporada|stagione|seizoen|sasong|säsong|sæson|sezon|"
    r"part|volume|book|teil|partie|parte|episode|folge)\s*\d+|(?:limited|mini)[\s-]*series|"
    r"miniserie\w*|シーズン\s*\d+|시즌\s*\d+|сезон\s*\d+)\s*:",
    re.IGNORECASE,
)
# Tables of a public data set, which holds many people's ratings.
DATA_SET = (
    {"userid", "movieid", "rating", "timestamp"}, {"userid", "movieid", "tag", "timestamp"},
    {"movieid", "title", "genres"}, {"movieid", "imdbid", "tmdbid"},
)  # fmt: skip


def _reason_of_type(record: Record) -> str:
    """Return why a row is no film, by its type in any of IMDb's spellings; "" for a film."""
    title_type = fold_text(record.cell("titletype", "type"))
    if title_type == "tv" or any(part in title_type for part in NON_FILM_TYPES):
        return _("It's a series, an episode or a game, not a film.")
    return ""


def _imdb_kind(reading: Reading) -> Kind:
    """Return the kind of a file; a watchlist has the columns of a list, as ratings once had."""
    if "position" not in reading.columns:
        return "rating"
    if "watchlist" in reading.name.lower():
        return "wanted"
    all_rated = "yourated" in reading.columns and all(r.cell("yourated") for r in reading)
    return "rating" if all_rated else "list-entry"


def _read_imdb(reading: Reading) -> Iterator[Row]:
    kind, of_list = _imdb_kind(reading), dict[str, Any]()
    if kind == "list-entry":
        key, name = f"imdb:{fold_text(reading.stem())}"[:300], reading.stem()[:300]
        of_list = {"list_key": key, "list_name": name}
        yield Row(source="imdb", file=reading.name, number=0, kind="list", **of_list)
    rated = next((name for name in ("yourrating", "yourated") if name in reading.columns), "")
    for record in reading:
        fields: dict[str, Any] = {"rating": record.rating(rated, 10) if rated else None}
        if kind == "rating":
            fields["added"] = record.day("daterated", "dateadded", "created")
        else:
            fields["added"] = record.day("created")
            fields["note"] = to_plain_text(record.cell("description"))
        if of_list:
            fields |= {"position": record.position(), **of_list}
        yield record.row(kind, skip_reason=_reason_of_type(record), **fields)


def _read_tmdb(reading: Reading) -> Iterator[Row]:
    for record in reading:
        kind: Kind = "rating" if record.cell("yourrating") else "wanted"
        fields = {"rating": record.rating("yourrating", 10), "added": record.day("daterated")}
        year = parse_year(record.short_cell("releasedate"))
        is_episode = record.cell("seasonnumber", "episodenumber")
        reason = _("It's an episode, not a film.") if is_episode else ""
        yield record.row(kind, year=year, skip_reason=_reason_of_type(record) or reason, **fields)


def _read_movielens(reading: Reading) -> Iterator[Row]:
    for record in reading:
        rating = record.rating("rating", 5) if not record.cell("rating").startswith("-") else None
        reason = "" if rating else _("There's no rating in this row, so there's nothing to import.")
        yield record.row("rating", rating=rating, skip_reason=reason)


def _refuse_data_set(reading: Reading) -> Iterator[Row]:
    raise ReadError(
        _("This is a data set of many people's ratings, not your own. Export yours from MovieLens.")
    )


def _is_netflix(columns: frozenset[str]) -> bool:
    short = len(columns) == 2 and bool(columns & TITLE_NAMES) and bool(columns & DAY_NAMES)
    return short or {"profilename", "starttime", "title"} <= columns


def _read_netflix(reading: Reading) -> Iterator[Row]:
    titles, days = TITLE_NAMES & reading.columns, DAY_NAMES & reading.columns
    for record in reading:
        title = record.cells["title"] = record.cell(*titles)
        if "starttime" in reading.columns:
            day = day_in_zone(parse_moment(record.short_cell("starttime")), reading.zone)
        else:
            day = record.day(*days)
        reason = _("It's an episode, not a film.") if SEASON.search(title) else ""
        if record.cell("supplementalvideotype"):
            reason = _("It's a trailer or an extra, not a film.")
        yield record.row("entry", day=day, skip_reason=reason)


FORMATS = (
    Format("imdb", having("const", "title yourrating url"), _read_imdb, 2),
    Format("tmdb", having("tmdbid type name", "yourrating daterated"), _read_tmdb, 2),
    Format("movielens", lambda columns: columns in DATA_SET, _refuse_data_set),
    Format("movielens", having("movieid imdbid rating title"), _read_movielens, 2),
    Format("netflix", _is_netflix, _read_netflix),
)
