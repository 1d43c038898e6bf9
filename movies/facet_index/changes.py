"""Changes of films since the facet index was built: recorded one by one, or all at once."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from accounts.totals import FILMS, add_to_total, invalidate_totals
from mflix_site.mongo import collections as mongo

from ..selection import GROUPS, ORDERS, RANGES

# The documents of `facet_counts`: the index's first bitmaps and its totals, which pages read, its
# further bitmaps, its generation, and the films that changed since.
HEAD, TOTALS, META, BITMAPS, CHANGE = "head", "totals", "meta", "bits:", "change:"
# Documents of another version are ignored by pages, and replaced by the next build.
VERSION = 3
CHANGES = {"_id": {"$gte": CHANGE, "$lt": "change;"}}
# All that the counts of a film depend on.
FACET_FIELDS = dict.fromkeys((*GROUPS.values(), *RANGES.values()), 1)
# And what its place in an order depends on.
CHANGED_FIELDS = FACET_FIELDS | {order[0][0]: 1 for order in ORDERS.values()}

Facts = Mapping[str, Any] | None


def bitmap_id(group: str, value: str) -> str:
    return f"{BITMAPS}{group}:{value}"


def order_id(sort: str) -> str:
    """Return the id of what holds an order: the films' numbers, of the first order their ids."""
    return bitmap_id("order", sort)


def record_change(
    movie_id: ObjectId, was: Facts, now: Facts, *, is_edit: bool = True, session: ClientSession
) -> None:
    """Record, in the transaction that changes a film, its `CHANGED_FIELDS` before and after.

    None for `was` is a new film, for `now` a deleted one. What a film was before its first change
    stays until the index is rebuilt. What is no edit has changed the tally only.
    """
    current = {"now": now, "edited": True} if is_edit else {"now": now}
    mongo.facet_counts().update_one(
        {"_id": f"{CHANGE}{movie_id}"},
        {"$setOnInsert": {"was": was}, "$set": current, "$inc": {"times": 1}},
        upsert=True,
        session=session,
    )
    if by := (now is not None) - (was is not None):
        add_to_total(FILMS, by, session=session)


@contextmanager
def bulk_change() -> Iterator[None]:
    """Invalidate the index before and after a block that changes many films.

    The second time, so that an index that was built within the block is not used.
    """
    invalidate()
    try:
        yield
    finally:
        invalidate()


def invalidate() -> None:
    """Delete what pages read first, people's summaries and the total of films.

    Pages compute until they are made again.
    """
    mongo.facet_counts().update_one({"_id": META}, {"$inc": {"generation": 1}}, upsert=True)
    mongo.facet_counts().delete_many({"_id": {"$in": [HEAD, TOTALS]}})
    invalidate_totals(FILMS)
    mongo.people().delete_many({})
