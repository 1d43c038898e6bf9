"""Small tables of other sites: TMDB, MovieLens, Netflix."""

import re
from collections.abc import Iterator

from mflix_site.text import Phrase as _

from .documents import ReadError, Row
from .imdb import skip_reason
from .records import Format, Reading, Record
from .values import day_in_zone, parse_moment, parse_year

# Netflix writes its two columns in the profile's language.
TITLE_NAMES = frozenset(("title", "titel", "titre", "titulo", "titolo", "tytuł", "tittel"))
DAY_NAMES = frozenset(("date", "datum", "data", "fecha", "dato", "tarih"))
SEASON = re.compile(
    r":\s*(?:(?:season|series|staffel|saison|temporada|stagione|seizoen|sasong|säsong|sæson|sezon|"
    r"part|volume|book|teil|partie|parte|episode|folge)\s*\d+|(?:limited|mini)[\s-]*series|"
    r"miniserie\w*|シーズン\s*\d+|시즌\s*\d+|сезон\s*\d+)\s*:",
    re.IGNORECASE,
)


def _is_tmdb(columns: frozenset[str]) -> bool:
    return {"tmdbid", "type", "name"} <= columns and bool({"yourrating", "daterated"} & columns)


def _read_tmdb(reading: Reading) -> Iterator[Row]:
    for record in reading:
        rating = record.rating("yourrating", 10)
        added = record.day("daterated")
        year = parse_year(record.short_cell("releasedate"))
        kind = "rating" if record.cell("yourrating") else "wanted"
        is_episode = record.cell("seasonnumber", "episodenumber")
        reason = skip_reason(record) or (_("It's an episode, not a film.") if is_episode else "")
        yield record.row(kind, rating=rating, added=added, year=year, skip_reason=reason)  # type: ignore[arg-type]


def _is_movielens(columns: frozenset[str]) -> bool:
    return {"movieid", "imdbid", "rating", "title"} <= columns


def _read_movielens(reading: Reading) -> Iterator[Row]:
    for record in reading:
        rating = record.rating("rating", 5) if not record.cell("rating").startswith("-") else None
        reason = "" if rating else _("There's no rating in this row, so there's nothing to import.")
        yield record.row("rating", rating=rating, skip_reason=reason)


def _is_data_set(columns: frozenset[str]) -> bool:
    return columns in (
        {"userid", "movieid", "rating", "timestamp"},
        {"movieid", "title", "genres"},
        {"movieid", "imdbid", "tmdbid"},
        {"userid", "movieid", "tag", "timestamp"},
    )


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
        title = record.cell(*titles)
        if "starttime" in reading.columns:
            day = day_in_zone(parse_moment(record.short_cell("starttime")), reading.zone)
        else:
            day = record.day(*days)
        record.set_cell("title", title)
        yield record.row("entry", day=day, skip_reason=_skip_reason(record, title))


def _skip_reason(record: Record, title: str) -> str:
    if record.cell("supplementalvideotype"):
        return _("It's a trailer or an extra, not a film.")
    return _("It's an episode, not a film.") if SEASON.search(title) else ""


FORMATS = (
    Format("tmdb", _is_tmdb, _read_tmdb, 2),
    Format("movielens", _is_data_set, _refuse_data_set),
    Format("movielens", _is_movielens, _read_movielens, 2),
    Format("netflix", _is_netflix, _read_netflix),
)
