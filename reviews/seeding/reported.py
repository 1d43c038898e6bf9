"""Seeded reviews as moderation's seed needs them: when they were written, and held ones."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from bson import ObjectId
from pymongo.client_session import ClientSession

from mflix_site.mongo import collections as mongo
from mflix_site.seeded import seeded_id
from reviews.documents import HELD, VISIBLE, Review
from reviews.judging import judge

AT_ONCE = 2000
WHOLE = {"state": VISIBLE, "erased": {"$exists": False}}


@dataclass(frozen=True, slots=True)
class Written:
    """Which review, by whom, and when."""

    number: int
    id: ObjectId
    author_id: ObjectId
    date: datetime


def written(numbers: Iterable[int], seed: int) -> list[Written]:
    """Give when the seeded reviews with these numbers were written; some may be gone."""
    waiting, found = iter(numbers), list[Written]()
    while batch := list(islice(waiting, AT_ONCE)):
        by_id = {seeded_id(seed, "review", number): number for number in batch}
        fields = {"author.id": 1, "date": 1}
        docs = mongo.reviews().find({"_id": {"$in": list(by_id)}}, fields)
        found += [
            Written(by_id[doc["_id"]], doc["_id"], doc["author"]["id"], doc["date"])
            for doc in docs
            if doc.get("author", {}).get("id")
        ]
    return sorted(found, key=lambda one: one.number)


def visible(review_ids: Sequence[ObjectId], session: ClientSession) -> dict[ObjectId, Review]:
    """Give those of these reviews that everybody may see (index `_id_`)."""
    chosen = {"_id": {"$in": list(review_ids)}, **WHOLE}
    return {
        doc["_id"]: Review.from_doc(doc) for doc in mongo.reviews().find(chosen, session=session)
    }


def hold(review_id: ObjectId, because: str, session: ClientSession) -> None:
    """Hold a visible review, as if it had been held when it was posted; its tally follows."""
    judge(review_id=review_id, state=HELD, session=session)
    why = {"$set": {"held_because": because}}
    mongo.reviews().update_one({"_id": review_id}, why, session=session)
