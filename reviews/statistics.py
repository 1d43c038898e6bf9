"""Figures about reviews for whoever runs the site."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bson import ObjectId
from pymongo.read_concern import ReadConcern

from accounts.queries import names_and_handles
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.daily_counts import counts_by_day, daily_count_pipeline

from .documents import HELD, HIDDEN, REMOVED, SHOWN

MOST_ACTIVE = 20
STATES = [*SHOWN, HELD, HIDDEN, REMOVED]
FIRST_ID = ObjectId("0" * 24)


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Who writes most: name, handle, and how many reviews."""

    name: str
    handle: str
    reviews: int


def reviews_by_day(since: datetime) -> dict[date, int]:
    """Give how many reviews were posted on each day since a moment (index `newest`)."""
    beside = {"state": {"$in": STATES}}
    return counts_by_day(mongo.reviews().aggregate(daily_count_pipeline("date", since, **beside)))


def most_active(size: int = MOST_ACTIVE) -> Sequence[Reviewer]:
    """Give who has most reviews, visible or not, as a majority of the members has them.

    Reads nothing but the index `by_author`; old comments that match no member count for nobody.
    """
    pipeline: list[Mapping[str, Any]] = [
        {"$match": {"author.id": {"$gte": FIRST_ID}}},
        {"$group": {"_id": "$author.id", "reviews": {"$sum": 1}}},
        {"$sort": {"reviews": -1, "_id": 1}},
        {"$limit": size},
    ]
    reading = mongo.reviews().with_options(read_concern=ReadConcern("majority"))
    rows = list(reading.aggregate(pipeline, hint="by_author"))
    names = names_and_handles(row["_id"] for row in rows)
    known = [row for row in rows if str(row["_id"]) in names]
    return [Reviewer(*names[str(row["_id"])], row["reviews"]) for row in known]
