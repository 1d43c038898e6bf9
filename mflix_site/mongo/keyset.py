"""Keyset pagination: the documents that follow another one in an order, found by an index.

However far a reader pages, MongoDB seeks to where the last page ended instead of counting from the
start, and documents that are inserted meanwhile neither repeat a row nor hide one.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from math import inf
from typing import Any

from mflix_site.paging import KeysetPage, Position
from mflix_site.text import get_path

from .collections import Collection, Document

Order = Sequence[tuple[str, int]]
# MongoDB compares a value only with those of its own type, so each type is a range of its own;
# documents without a value come last, whichever the direction.
RANGES: Mapping[type, Any] = {
    float: {"$gte": -inf},
    datetime: {"$gte": datetime(1, 1, 1, tzinfo=UTC)},
    str: {"$gte": ""},
    type(None): None,
}


def page_after(
    collection: Collection,
    selector: Mapping[str, Any],
    order: Order,
    after: Position | None,
    limit: int,
    *,
    projection: Mapping[str, Any] | None = None,
) -> KeysetPage[Document]:
    """Return up to `limit` documents after a position, or the first ones for None.

    The last field of `order` must be unique; a projection must include all of its fields.
    """
    docs: list[Document] = []
    for condition in _conditions(order, after):
        both = {"$and": [selector, condition]}
        chosen = both if selector and condition else selector or condition
        cursor = collection.find(chosen, projection).sort(list(order))
        docs += cursor.limit(limit + 1 - len(docs))
        if len(docs) > limit:
            last = docs[limit - 1]
            return KeysetPage(docs[:limit], tuple(get_path(last, path) for path, _ in order))
    return KeysetPage(docs, None)


def _conditions(order: Order, after: Position | None) -> Iterator[dict[str, Any]]:
    """Yield the filters of what follows a position, each of them a range of an index."""
    if after is None:
        first = order[0][0]
        yield from [{first: range_} for range_ in RANGES.values()] if len(order) > 1 else [{}]
        return
    types = list(RANGES)
    for depth in reversed(range(len(order))):
        same = {path: value for (path, _), value in zip(order[:depth], after, strict=False)}
        (path, direction), value = order[depth], after[depth]
        if value is not None:
            yield {**same, path: {"$gt" if direction > 0 else "$lt": value}}
        own = float if isinstance(value, int) else type(value)
        for later in types[types.index(own) + 1 :] if own in types else ():
            yield {**same, path: RANGES[later]}
