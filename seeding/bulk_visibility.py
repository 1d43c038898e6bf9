"""Many reviews judged at once: decided in memory, then written with their films' tallies."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from bson import ObjectId
from pymongo import UpdateOne
from pymongo.client_session import ClientSession

from mflix_site.mongo import collections as mongo
from movies.documents import HISTOGRAM_BINS
from movies.tallies import change_tallies, histogram_bin
from reviews.documents import VISIBLE, Review
from reviews.errors import ReviewNotFound, VisibilityChanged
from reviews.visibility import Visibility


class Fates:
    """The reviews of a batch as its transaction sees them, and what becomes of them."""

    def __init__(self, review_ids: Iterable[ObjectId], session: ClientSession) -> None:
        chosen = {"_id": {"$in": list(review_ids)}, "erased": {"$exists": False}}
        found = map(Review.from_doc, mongo.reviews().find(chosen, session=session))
        self.reviews = {ObjectId(review.id): review for review in found}
        self.now = {id: Visibility(one.state, one.spoiler) for id, one in self.reviews.items()}
        self.because: dict[ObjectId, str] = {}

    def find_visible(self, review_id: ObjectId) -> Review | None:
        """Give a review that everybody may see, or None."""
        fate = self.now.get(review_id)
        return self.reviews[review_id] if fate and fate.state == VISIBLE else None

    def judge(
        self,
        *,
        review_id: ObjectId,
        state: str = "",
        spoiler: bool | None = None,
        expecting: Visibility | None = None,
        session: ClientSession,
    ) -> tuple[Visibility, Visibility]:
        """Do as `reviews.judging.judge` does, and raise as it does; written by `flush`."""
        was = self.now.get(review_id)
        if was is None:
            raise ReviewNotFound
        if expecting is not None and was != expecting:
            raise VisibilityChanged
        fate = Visibility(state or was.state, was.spoiler if spoiler is None else spoiler)
        self.now[review_id] = fate
        return was, fate

    def flush(self, session: ClientSession) -> None:
        """Write what has changed, and the tallies of the films that it is about."""
        updates, rows = [], defaultdict[ObjectId, list[int]](lambda: [0] * (HISTOGRAM_BINS + 3))
        for review_id, fate in self.now.items():
            review = self.reviews[review_id]
            if fate == Visibility(review.state, review.spoiler):
                continue
            updates.append(
                UpdateOne({"_id": review_id}, _update(fate, self.because.get(review_id)))
            )
            if by := (fate.state == VISIBLE) - (review.state == VISIBLE):
                _add(rows[ObjectId(review.movie_id)], review.rating, by)
        if updates:
            mongo.reviews().bulk_write(updates, ordered=False, session=session)
        change_tallies(rows, session=session)


def _update(fate: Visibility, because: str | None) -> dict[str, Any]:
    if because:
        return {"$set": {**fate.fields(), "held_because": because}}
    return {"$set": fate.fields(), "$unset": {"held_because": ""}}


def _add(row: list[int], rating: int | None, by: int) -> None:
    row[0] += by
    if rating is not None:
        row[1] += by * rating
        row[2] += by
        row[3 + histogram_bin(rating)] += by
