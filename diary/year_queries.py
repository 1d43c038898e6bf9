"""Reading the viewings that statistics are computed from: those of a year, or all."""

from mflix_site.mongo import collections as mongo
from movies.documents import CARD_FIELDS, MovieCard, read_names, read_values
from reviews.queries import film_lookup

from .documents import Doc
from .entry_queries import FACT_FIELDS, Diarist
from .queries import NEWEST_FIRST
from .selection import DiarySelection
from .statistics import Viewing

VIEWING_FIELDS = {"movie_id": 1, "day": 1, "rating": 1, "rewatch": 1}


def viewings_of(diarist: Diarist, year: int | None) -> list[Viewing]:
    """Return the viewings of a year that the viewer may see, the newest first.

    Of all years together also the undated ones, at the end. One aggregation (index `by_day`).
    """
    pipeline = [
        {"$match": {**DiarySelection(year=year).day_filter(), **diarist.visible()}},
        {"$sort": dict(NEWEST_FIRST)},
        {"$project": {**VIEWING_FIELDS, "copy": "$film"}},
        film_lookup({**CARD_FIELDS, **FACT_FIELDS}),
    ]
    return [_viewing(row) for row in mongo.diary().aggregate(pipeline, hint="by_day")]


def _viewing(row: Doc) -> Viewing:
    # By what entries copy they are filtered: so a number equals what its link opens.
    film = {**next(iter(row["film"]), {}), **row["copy"], "_id": row["movie_id"]}
    return Viewing(
        film=MovieCard.from_doc(film),
        day=row.get("day") or "",
        rating=row.get("rating"),
        is_rewatch=row.get("rewatch") is True,
        countries=read_values(film.get("countries")),
        cast=read_names(film.get("cast")),
    )


def years_with_entries(diarist: Diarist) -> list[int]:
    """Return the years in which there are entries, the latest first (index `by_day`)."""
    dated = {**diarist.visible(), "day": {"$gte": ""}}
    year = {"$group": {"_id": {"$substrCP": ["$day", 0, 4]}}}
    rows = mongo.diary().aggregate([{"$match": dated}, year])
    return sorted((int(row["_id"]) for row in rows), reverse=True)
