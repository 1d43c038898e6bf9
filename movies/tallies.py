"""The tallies of many films: read, and set as counted, within a transaction of the reviews."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bson import ObjectId
from pymongo import UpdateOne
from pymongo.client_session import ClientSession

from mflix_site.mongo import collections as mongo

from .catalogue_fields import ranks_pipeline
from .documents import BINS, text_of


@dataclass(frozen=True, slots=True)
class Count:
    """What the reviews of a film come to."""

    reviews: int = 0
    sum: int = 0
    ratings: int = 0
    histogram: tuple[int, ...] = (0,) * BINS

    def fields(self) -> dict[str, Any]:
        """Give the fields of the film's document."""
        rating = {"sum": self.sum, "count": self.ratings, "histogram": list(self.histogram)}
        return {"num_mflix_comments": self.reviews, "rating": rating}


@dataclass(frozen=True, slots=True)
class Drift:
    """A film whose tally was not what its reviews come to."""

    title: str
    before: str
    after: str

    def __str__(self) -> str:
        """Say it in a few words."""
        return f"{self.title} ({self.before}, now {self.after})"


def every_id() -> Iterator[ObjectId]:
    """Give the ids of all films in their order (index `_id_`)."""
    for doc in mongo.movies().find({}, {"_id": 1}).sort("_id", 1):
        yield doc["_id"]


def set_counts(counts: Mapping[ObjectId, Count], *, session: ClientSession) -> list[Drift]:
    """Set the tallies of these films where they differ from the counts, and give those."""
    keep = {"title": 1, "rating": 1, "num_mflix_comments": 1}
    chosen = {"_id": {"$in": list(counts)}}
    drifts, writes = [], []
    for doc in mongo.movies().find(chosen, keep, session=session):
        fields = counts[doc["_id"]].fields()
        if any(doc.get(name) != value for name, value in fields.items()):
            drifts.append(Drift(text_of(doc.get("title")) or "Untitled", said(doc), said(fields)))
            writes.append(UpdateOne({"_id": doc["_id"]}, {"$set": fields}))
    if writes:
        mongo.movies().bulk_write(writes, ordered=False, session=session)
    return drifts


def said(doc: Mapping[str, Any]) -> str:
    """Say a document's tally: "12 reviews, 4 ratings of 260 in all"."""
    rating = doc.get("rating")
    if not isinstance(rating, Mapping):
        return "not counted"
    reviews, count, total = doc.get("num_mflix_comments"), rating.get("count"), rating.get("sum")
    return f"{reviews} reviews, {count} ratings of {total} in all"


def rank(movie_ids: Sequence[ObjectId]) -> int:
    """Compute the ranks of these films; give how many changed.

    Each document is its own source, so that a review that comes meanwhile is not lost.
    """
    chosen = {"_id": {"$in": list(movie_ids)}}
    return mongo.movies().update_many(chosen, ranks_pipeline()).modified_count
