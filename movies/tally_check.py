"""Check the tallies and the ranks of films against their reviews, and correct them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from bson import ObjectId
from pymongo import UpdateOne
from pymongo.client_session import ClientSession

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.bulk_writes import unchanged_filter
from mflix_site.mongo.waiting import all_documents

from .documents import title_or_untitled
from .tallies import RANKS_PIPELINE, TallyRows, invalidate_facets

Doc = Mapping[str, Any]
TALLY_FIELDS = {"title": 1, "rating": 1, "num_mflix_comments": 1}


class TallyDrift(NamedTuple):
    """A film whose stored tally differed from its reviews at one moment."""

    film: Doc
    counted: Doc

    def __str__(self) -> str:
        title = title_or_untitled(self.film)
        return f"{title} ({_tally_text(self.film)}, now {_tally_text(self.counted)})"

    @property
    def differs(self) -> bool:
        return any(self.film.get(name) != value for name, value in self.counted.items())

    def correction(self) -> UpdateOne:
        """Return the update that sets the tally if it is still the one that was read."""
        unchanged = unchanged_filter(self.film, self.counted)
        return UpdateOne({"_id": self.film["_id"], **unchanged}, {"$set": self.counted})


def _tally_text(doc: Doc) -> str:
    """Return the numbers of reviews and ratings, and the sum of the ratings, as text."""
    rating = doc.get("rating")
    if not isinstance(rating, Mapping):
        return "not counted"
    reviews, count, total = doc.get("num_mflix_comments"), rating.get("count"), rating.get("sum")
    return f"{reviews} reviews, {count} ratings of {total} in all"


def all_film_ids() -> Iterator[ObjectId]:
    """Yield the ids of all films in their order (index `_id_`)."""
    yield from (doc["_id"] for doc in all_documents(mongo.movies(), {"_id": 1}))


def find_drift(counts: TallyRows, *, session: ClientSession) -> list[TallyDrift]:
    """Return the films whose tally differs from the count in the same snapshot (index `_id_`)."""
    films = mongo.movies().find({"_id": {"$in": list(counts)}}, TALLY_FIELDS, session=session)
    compared = (TallyDrift(film, _tally_fields(*counts[film["_id"]])) for film in films)
    return [one for one in compared if one.differs]


def _tally_fields(reviews: int, sum: int, count: int, *histogram: int) -> Doc:
    rating = {"sum": sum, "count": count, "histogram": list(histogram)}
    return {"num_mflix_comments": reviews, "rating": rating}


def correct_tallies(drifts: Sequence[TallyDrift]) -> int:
    """Correct the tallies that have not changed since; return how many were."""
    updates = [drift.correction() for drift in drifts]
    return mongo.movies().bulk_write(updates, ordered=False).matched_count if updates else 0


def update_ranks(movie_ids: Sequence[ObjectId]) -> int:
    """Recompute the ranks of some films; return how many changed.

    The update reads each document itself, so that a concurrent review is not lost.
    """
    films = {"_id": {"$in": list(movie_ids)}}
    changed = mongo.movies().update_many(films, RANKS_PIPELINE).modified_count
    if changed:
        invalidate_facets()
    return changed
