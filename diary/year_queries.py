"""Reading the viewings that statistics are computed from: those of a year, or all."""

from mflix_site.mongo import collections as mongo
from movies.documents import MovieCard, read_names, read_values
from movies.queries import find_facts

from .documents import Doc
from .entry_queries import Diarist
from .queries import NEWEST_FIRST
from .selection import DiarySelection
from .statistics import Viewing

VIEWING_FIELDS = {"movie_id": 1, "day": 1, "rating": 1, "rewatch": 1, "film": 1}
ONE_BATCH = 100_000  # of documents, so that a long diary costs no further commands


def viewings_of(diarist: Diarist, year: int | None) -> list[Viewing]:
    """Return the viewings of a year that the viewer may see, the newest first (index `by_day`).

    Of all years together also the undated ones, at the end.
    """
    selector = {**DiarySelection(year=year).day_filter(), **diarist.visible()}
    found = mongo.diary().find(selector, VIEWING_FIELDS, batch_size=ONE_BATCH).sort(NEWEST_FIRST)
    entries = list(found.hint("by_day"))
    films = find_facts({entry["movie_id"] for entry in entries})
    return [_viewing(entry, films.get(entry["movie_id"], {})) for entry in entries]


def _viewing(entry: Doc, film: Doc) -> Viewing:
    # By what entries copy they are filtered: so a number equals what its link opens.
    facts = {**film, **entry["film"], "_id": entry["movie_id"]}
    return Viewing(
        film=MovieCard.from_doc(facts),
        day=entry.get("day") or "",
        rating=entry.get("rating"),
        is_rewatch=entry.get("rewatch") is True,
        countries=read_values(facts.get("countries")),
        cast=read_names(facts.get("cast")),
    )


def years_with_entries(diarist: Diarist) -> list[int]:
    """Return the years in which there are entries, the latest first (index `by_day`)."""
    dated = {**diarist.visible(), "day": {"$gte": ""}}
    year = {"$group": {"_id": {"$substrCP": ["$day", 0, 4]}}}
    rows = mongo.diary().aggregate([{"$match": dated}, year])
    return sorted((int(row["_id"]) for row in rows), reverse=True)
