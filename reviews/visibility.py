"""What a decision can change of a review: who may see it, and whether it is folded."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from mflix_site.mongo import collections as mongo
from movies.tallies import TallyChange, change_tally

from .documents import VISIBLE, Review
from .errors import ReviewNotFound, VisibilityChanged


@dataclass(frozen=True, slots=True)
class Visibility:
    """How a review stands: its state, and whether it is folded as a spoiler."""

    state: str
    spoiler: bool

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> "Visibility":
        """Read what a decision kept of it."""
        return cls(state=doc["state"], spoiler=bool(doc["spoiler"]))

    def fields(self) -> dict[str, Any]:
        """Give it as a decision keeps it."""
        return asdict(self)


def set_visibility(
    *,
    review_id: ObjectId,
    state: str = "",
    spoiler: bool | None = None,
    expecting: Visibility | None = None,
    session: ClientSession,
) -> tuple[Visibility, Visibility]:
    """Within a decision's transaction: set what is given, and the film's tally; what was and is.

    With `expecting`, how it must stand now: raises JudgedMeanwhile. Raises ReviewNotFound where its
    author has removed it, or its words.
    """
    whole = {"_id": review_id, "erased": {"$exists": False}}
    doc = mongo.reviews().find_one(whole, session=session)
    if doc is None:
        raise ReviewNotFound
    review = Review.from_doc(doc)
    was = Visibility(review.state, review.spoiler)
    if expecting is not None and was != expecting:
        raise VisibilityChanged
    fate = Visibility(state or was.state, was.spoiler if spoiler is None else spoiler)
    if fate != was:
        update = {"$set": fate.fields(), "$unset": {"held_because": ""}}
        mongo.reviews().update_one(whole, update, session=session)
    if by := (fate.state == VISIBLE) - (was.state == VISIBLE):
        gone, come = (review.rating, None) if by < 0 else (None, review.rating)
        change_tally(
            doc["movie_id"],
            TallyChange(by, removed_rating=gone, added_rating=come),
            session=session,
        )
    return was, fate
