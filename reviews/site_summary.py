"""Figures of the site, computed by a watcher process so that no page has to count.

They are at most a minute old, or fifty times as old as they take to compute: see `count_facets`.
Until they are computed once, pages compute what they show.
"""

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pymongo.client_session import ClientSession
from pymongo.read_concern import ReadConcern

import accounts.queries
import movies.queries
from accounts.totals import FILMS, MEMBERS, REVIEWS, read_totals, repair_total
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.transactions import long_timeout
from mflix_site.text import now

from .documents import Doc
from .talked_about import find_talked_about

ID = "site"
MOST_ACTIVE_SIZE = 20


@dataclass(frozen=True, slots=True)
class Reviewer:
    """A member and the number of their reviews."""

    name: str
    handle: str
    reviews: int


def refresh_site_summary() -> Doc:
    """Compute all figures and store them; return them. Invalid totals are counted again."""
    with long_timeout():
        repair_totals(except_for=read_totals().keys() - {REVIEWS})
        summary = {name: compute() for name, compute in FIGURES.items()}
        stored = {**summary, "at": now(), "talked_about_at": now()}
        mongo.site_summary().replace_one({"_id": ID}, stored, upsert=True)
    return summary


def get_figure(name: str) -> Any:
    """Return one of the figures (index `_id_`), computed where it is not stored yet."""
    stored = mongo.site_summary().find_one({"_id": ID}, {name: 1})
    return stored[name] if stored else FIGURES[name]()


COUNTS: Mapping[str, Callable[[ClientSession | None], int]] = {
    FILMS: movies.queries.count_all_films,
    MEMBERS: accounts.queries.count_all_members,
    REVIEWS: movies.queries.count_all_reviews,
}


def repair_totals(except_for: Container[str] = ()) -> list[str]:
    """Count totals again and correct them; return those that were valid, and wrong."""
    names = [name for name in COUNTS if name not in except_for]
    return [drift for name in names if (drift := repair_total(name, COUNTS[name]))]


def complete_totals(valid: Mapping[str, int]) -> dict[str, int]:
    return {name: valid[name] if name in valid else COUNTS[name](None) for name in COUNTS}


def get_totals() -> dict[str, int]:
    """Return how many films, members and visible reviews there are (index `_id_`).

    Films and members are counted only where their totals are not valid: before the first recount,
    and after many were written at once until the watcher has counted, which is a matter of seconds.
    The number of reviews is as old as the watcher's last round.
    """
    return complete_totals(read_totals())


def refresh_talked_about() -> None:
    """Find the films talked about and store them with the time: cheap enough for every round."""
    fields = {"talked_about": find_talked_about(), "talked_about_at": now()}
    mongo.site_summary().update_one({"_id": ID}, {"$set": fields})


def find_most_active() -> Sequence[Doc]:
    """Return ids and numbers of the most active, their reviews visible or not, by `majority`.

    A covered query on the index `by_author`. Comments without a known author do not count.
    """
    pipeline: list[Mapping[str, Any]] = [
        {"$match": {"author.id": {"$type": "objectId"}}},
        {"$group": {"_id": "$author.id", "reviews": {"$sum": 1}}},
        {"$sort": {"reviews": -1, "_id": 1}},
        {"$limit": MOST_ACTIVE_SIZE},
    ]
    majority = mongo.reviews().with_options(read_concern=ReadConcern("majority"))
    return list(majority.aggregate(pipeline, hint="by_author"))


Figures = Mapping[str, Callable[[], Any]]
FIGURES: Figures = {"talked_about": find_talked_about, "most_active": find_most_active}


def most_active() -> Sequence[Reviewer]:
    """Return the members with the most reviews, under the names that they have now."""
    rows = get_figure("most_active")
    names = accounts.queries.names_and_handles(row["_id"] for row in rows)
    known = [row for row in rows if str(row["_id"]) in names]
    return [Reviewer(*names[str(row["_id"])], row["reviews"]) for row in known]
