"""What moderation can change of a review: who may see it, why it is held, its spoiler mark."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from bson import ObjectId
from pymongo.client_session import ClientSession

from mflix_site.mongo import collections as mongo
from movies.tallies import TallyChange, change_tally

from .documents import VISIBLE, Review
from .errors import ReviewNotFound


@dataclass(frozen=True, slots=True)
class Visibility:
    """A review's state, its spoiler mark, and of both what only a moderator changes.

    `spoiler_locked`: a moderator set the mark, so that the author's edits keep it.
    """

    state: str
    spoiler: bool
    held_because: str = ""
    spoiler_locked: bool = False

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> "Visibility":
        """Read what a decision kept of it."""
        return cls(
            state=doc["state"],
            spoiler=bool(doc["spoiler"]),
            held_because=str(doc.get("held_because") or ""),
            spoiler_locked=bool(doc.get("spoiler_locked")),
        )

    @classmethod
    def of(cls, review: Review) -> "Visibility":
        """Return how a review stands."""
        return cls(review.state, review.spoiler, review.held_because, review.spoiler_locked)

    def fields(self) -> dict[str, Any]:
        """Return it as a decision keeps it: state and mark, and of the rest what is set."""
        return {k: v for k, v in asdict(self).items() if v or k in ("state", "spoiler")}

    def update(self) -> dict[str, Any]:
        """Return the update that makes a review so."""
        fields = self.fields()
        unset = {name: "" for name in asdict(self) if name not in fields}
        return {"$set": fields, "$unset": unset} if unset else {"$set": fields}


class VisibilityWriter(Protocol):
    """What `set_visibility` does, for whoever writes many reviews at once."""

    def __call__(
        self,
        *,
        review_id: ObjectId,
        change: Callable[[Visibility], Visibility],
        session: ClientSession,
    ) -> tuple[Visibility, Visibility]:
        """Change a review's visibility; return what it was and is."""


def set_visibility(
    *,
    review_id: ObjectId,
    change: Callable[[Visibility], Visibility],
    session: ClientSession,
) -> tuple[Visibility, Visibility]:
    """Within a decision's transaction: change a review and its film's tally; what was and is.

    `change` may raise VisibilityChanged. Raise ReviewNotFound where the author has deleted the
    review, or only an empty place is left of it.
    """
    with_words = {"_id": review_id, "erased": {"$exists": False}}
    doc = mongo.reviews().find_one(with_words, session=session)
    if doc is None:
        raise ReviewNotFound
    review = Review.from_doc(doc)
    before = Visibility.of(review)
    after = change(before)
    if after != before:
        mongo.reviews().update_one(with_words, after.update(), session=session)
    if by := (after.state == VISIBLE) - (before.state == VISIBLE):
        removed, added = (review.rating, None) if by < 0 else (None, review.rating)
        tally_change = TallyChange(by, removed_rating=removed, added_rating=added)
        change_tally(doc["movie_id"], tally_change, session=session)
    return before, after


def delete_erased_review(review_id: ObjectId, session: ClientSession) -> bool:
    """Within a transaction: free the place of a review whose author had erased its words."""
    erased = {"_id": review_id, "erased": {"$exists": True}}
    return mongo.reviews().delete_one(erased, session=session).deleted_count > 0
