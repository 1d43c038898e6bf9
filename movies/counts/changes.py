"""What happened to films since their bits were made: noted one by one, or all at once."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from mflix_site.mongo import collections as mongo

HEAD, TOTALS, META, CHANGE = "head", "totals", "meta", "change:"
CHANGES = {"_id": {"$gte": CHANGE, "$lt": "change;"}}

Facts = Mapping[str, Any] | None


def note_change(movie_id: ObjectId, was: Facts, now: Facts, *, session: ClientSession) -> None:
    """Note, in the transaction that changes a film, what its facts were and are.

    None for `was` is a film that comes, for `now` one that goes. What a film was before its first
    change stays until the bits are made anew.
    """
    mongo.facet_counts().update_one(
        {"_id": f"{CHANGE}{movie_id}"},
        {"$setOnInsert": {"was": was}, "$set": {"now": now}, "$inc": {"times": 1}},
        upsert=True,
        session=session,
    )


@contextmanager
def changing_many() -> Iterator[None]:
    """Have pages count for themselves from now on: within the block many films change.

    The second time tells whoever made bits within the block that they are old.
    """
    forget()
    try:
        yield
    finally:
        forget()


def forget() -> None:
    """Drop what every page reads first, without which none believes the rest."""
    mongo.facet_counts().update_one({"_id": META}, {"$inc": {"generation": 1}}, upsert=True)
    mongo.facet_counts().delete_many({"_id": {"$in": [HEAD, TOTALS]}})
