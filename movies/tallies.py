"""The tallies of many films: compared with a count of their reviews, and set to it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bson import ObjectId
from pymongo import UpdateOne
from pymongo.client_session import ClientSession

from mflix_site.mongo import collections as mongo

from .catalogue_fields import ranks_pipeline
from .counts.changes import forget
from .documents import HISTOGRAM_BINS, read_text


@dataclass(frozen=True, slots=True)
class CountedTally:
    """What the reviews of a film come to."""

    reviews: int = 0
    sum: int = 0
    ratings: int = 0
    histogram: tuple[int, ...] = (0,) * HISTOGRAM_BINS

    def fields(self) -> dict[str, Any]:
        """Give the fields of the film's document."""
        rating = {"sum": self.sum, "count": self.ratings, "histogram": list(self.histogram)}
        return {"num_mflix_comments": self.reviews, "rating": rating}

    def is_stored_in(self, doc: Mapping[str, Any]) -> bool:
        """Tell whether a document says just this."""
        return all(doc.get(name) == value for name, value in self.fields().items())


@dataclass(frozen=True, slots=True)
class TallyDrift:
    """A film whose tally was not what its reviews came to at one moment."""

    stored: Mapping[str, Any]
    count: CountedTally

    def __str__(self) -> str:
        """Say it in a few words."""
        title = read_text(self.stored.get("title")) or "Untitled"
        return f"{title} ({describe_tally(self.stored)}, now {describe_tally(self.count.fields())})"

    def mending(self) -> UpdateOne:
        """Give the write that sets the tally if it is still the one that was read."""
        fields = self.count.fields()
        as_read = {name: self.stored.get(name, {"$exists": False}) for name in fields}
        return UpdateOne({"_id": self.stored["_id"], **as_read}, {"$set": fields})


def all_film_ids() -> Iterator[ObjectId]:
    """Give the ids of all films in their order (index `_id_`)."""
    for doc in mongo.movies().find({}, {"_id": 1}).sort("_id", 1):
        yield doc["_id"]


def find_drift(
    counts: Mapping[ObjectId, CountedTally], *, session: ClientSession
) -> list[TallyDrift]:
    """Give those of these films whose tally is not as counted in the same session's snapshot."""
    keep = {"title": 1, "rating": 1, "num_mflix_comments": 1}
    found = mongo.movies().find({"_id": {"$in": list(counts)}}, keep, session=session)
    seen = [TallyDrift(doc, counts[doc["_id"]]) for doc in found]
    return [drift for drift in seen if not drift.count.is_stored_in(drift.stored)]


def correct_tallies(found: Sequence[TallyDrift]) -> int:
    """Set the tallies of these films unless they changed since; give how many it did."""
    writes = [drift.mending() for drift in found]
    return mongo.movies().bulk_write(writes, ordered=False).matched_count if writes else 0


def describe_tally(doc: Mapping[str, Any]) -> str:
    """Say a document's tally: "12 reviews, 4 ratings of 260 in all"."""
    rating = doc.get("rating")
    if not isinstance(rating, Mapping):
        return "not counted"
    reviews, count, total = doc.get("num_mflix_comments"), rating.get("count"), rating.get("sum")
    return f"{reviews} reviews, {count} ratings of {total} in all"


def update_ranks(movie_ids: Sequence[ObjectId]) -> int:
    """Compute the ranks of these films; give how many changed.

    Each document is its own source, so that a review that comes meanwhile is not lost.
    """
    chosen = {"_id": {"$in": list(movie_ids)}}
    changed = mongo.movies().update_many(chosen, ranks_pipeline()).modified_count
    if changed:
        forget()
    return changed
