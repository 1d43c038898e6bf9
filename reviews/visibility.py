"""What moderation can change in a review: its state, why it is held, and its spoiler mark."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from mflix_site.mongo import collections as mongo

from .documents import Review
from .errors import ReviewNotFound
from .services import update_tally


@dataclass(frozen=True, slots=True)
class Visibility:
    """A review's state and spoiler mark, and what only a moderator changes.

    `spoiler_locked`: a moderator set the mark, so that the author's edits keep it.
    """

    state: str
    spoiler: bool
    held_because: str = ""
    spoiler_locked: bool = False

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> "Visibility":
        """Return what `fields` returned, as a decision keeps it."""
        return cls(**{name: doc[name] for name in cls.__dataclass_fields__ if name in doc})

    @classmethod
    def of(cls, review: Review) -> "Visibility":
        return cls(review.state, review.spoiler, review.held_because, review.spoiler_locked)

    def fields(self) -> dict[str, Any]:
        """Return the fields as stored: of those that only a moderator changes, what is set."""
        return {k: v for k, v in asdict(self).items() if v or k in ("state", "spoiler")}

    def update(self) -> dict[str, Any]:
        fields = self.fields()
        unset = {name: "" for name in asdict(self) if name not in fields}
        return {"$set": fields, "$unset": unset} if unset else {"$set": fields}


# What `set_visibility` is, or does the same for many reviews at once.
VisibilityWriter = Callable[..., tuple[Visibility, Visibility]]


def set_visibility(
    *,
    review_id: ObjectId,
    change: Callable[[Visibility], Visibility],
    session: ClientSession,
) -> tuple[Visibility, Visibility]:
    """Within a decision's transaction: change a review and its film's tally; return old and new.

    `change` may raise VisibilityChanged. Raise ReviewNotFound if the author has deleted the
    review or erased its content.
    """
    not_erased = {"_id": review_id, "erased": {"$exists": False}}
    doc = mongo.reviews().find_one(not_erased, session=session)
    if doc is None:
        raise ReviewNotFound
    review = Review.from_doc(doc)
    before = Visibility.of(review)
    after = change(before)
    if after != before:
        mongo.reviews().update_one(not_erased, after.update(), session=session)
        update_tally(review, replace(review, state=after.state), session)
    return before, after


def delete_erased_review(review_id: ObjectId, session: ClientSession) -> bool:
    """Within a transaction: delete a review whose author had erased its content."""
    erased = {"_id": review_id, "erased": {"$exists": True}}
    return mongo.reviews().delete_one(erased, session=session).deleted_count > 0
