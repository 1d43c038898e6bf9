"""The facet index in this process's memory: decoded once for each build, not for each page."""

import time
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from pymongo.read_concern import ReadConcern
from pyroaring import BitMap

from mflix_site.caching import BoundedCache
from mflix_site.mongo import collections as mongo

from ..search.keys import field_word
from ..selection import GROUPS, POPULAR, RANGES, Key, Selection
from .bitmaps import BYTES_OF_RANGES, BitmapIndex
from .changes import CHANGE, Changes

# The documents of `facet_counts`: the index's first bitmaps and its totals, which pages read, its
# further bitmaps, its generation, and the films that changed since.
HEAD, TOTALS, META, BITMAPS = "head", "totals", "meta", "bits:"
# Documents of another version are ignored by pages, and replaced by the next build.
VERSION = 4
CHANGES, ALL_BITMAPS = (
    {"_id": {"$gte": prefix, "$lt": f"{prefix[:-1]};"}}  # ";" follows ":"
    for prefix in (CHANGE, BITMAPS)
)
MAX_CHANGES, MAX_PARTS, MAX_CACHED = 1_000, 64, 256
MAX_TOTALS = 200  # of the values of a group, the most common
SNAPSHOT = ReadConcern("snapshot")
# How many films the index has, 1 for each film added since, -1 for each deleted. Python sums them:
# MongoDB 6.0.5 crashes when a `$set` before a `$group` within a `$unionWith` is explained.
_ADDED, _DELETED = ({"$cond": [{"$ifNull": [side, False]}, 1, 0]} for side in ("$now", "$was"))
FILMS_OF_INDEX = [
    {"$match": {"$or": [{"_id": TOTALS}, CHANGES]}},
    {"$set": {"films": {"$ifNull": ["$films", {"$subtract": [_ADDED, _DELETED]}]}}},
    {"$project": {"films": 1, "version": 1, "_id": 0}},
]

Doc = dict[str, Any]
Parts = dict[str, Sequence[Any]]


class LoadedIndex:
    """A build of the index: its head, its totals, and what selections have needed of the rest.

    `parts` is replaced, never changed: whoever holds it may go on reading.
    """

    def __init__(self, head: Doc, totals: Doc) -> None:
        self.build, self.is_partial = head["build"], head["partial"]
        self.films = BitMap(range(head["films"]))
        self.totals, self.head_totals = _totals(totals), _totals(head)
        self.values = {
            (name, row[0]): BitMap.deserialize(row[2])
            for name, rows in head["values"].items()
            for row in rows
        }
        self.parts: Parts = {}
        self.ranges = BoundedCache[BitMap](BYTES_OF_RANGES)
        self.cached: dict[Any, Any] = {}

    @cached_property
    def spellings(self) -> dict[str, tuple[str, ...]]:
        """Return the values that each word of a filter stands for, as `search.words` has it."""
        words: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
        for group, value in self.totals:
            words[field_word(group, value)] += (value,)
        return words

    def bitmaps(self, parts: Parts, selection: Selection) -> BitmapIndex:
        """Return the index for a selection: parts are of all films, where the head may not be."""
        values = dict(self.values)
        for key in chosen_values(selection):
            if part := parts[bitmap_id(*key)]:
                values[key] = part[0]
        slices = {name: parts.get(bitmap_id("number", name), ()) for name in RANGES}
        return BitmapIndex(self.films, values, slices, self.ranges)

    def cache_parts(self, held: Parts, names: Sequence[str], docs: Sequence[Doc]) -> Parts:
        """Cache the parts of these names, held or read, beside others; return all of them."""
        read = {doc["_id"]: _part(doc) for doc in docs}
        own = {name: held[name] if name in held else read.get(name, ()) for name in names}
        others = self.parts if len(self.parts) + len(own) <= MAX_PARTS else {}
        self.parts = parts = {**others, **own}
        return parts

    def cache(self, key: Any, value: Any) -> None:
        """Cache what was computed for a selection: its counts, or the films of one of its pages."""
        if len(self.cached) >= MAX_CACHED:
            self.cached = {}
        self.cached[key] = value


def _part(doc: Doc) -> Sequence[Any]:
    if doc["_id"] == order_id(POPULAR):
        return bytes(doc["order"])
    if "order" in doc:
        return array("I", doc["order"]), array("I", doc["places"])
    return [BitMap.deserialize(part) for part in doc["bitmaps"]]


def _totals(doc: Doc) -> Counter[Key]:
    return Counter({(name, row[0]): row[1] for name, rows in doc["values"].items() for row in rows})


@dataclass(frozen=True, slots=True)
class IndexState:
    """The index at a moment: with the changes since it was built, and a selection's parts."""

    index: LoadedIndex
    changes: Changes
    parts: Parts
    read_at: float


last_read: list[IndexState] = []  # the one that was read last, if any


def read_index(selection: Selection, max_age: float = 0.0, *, order: str = "") -> IndexState | None:
    """Return the index with what a selection and an order need, in one command (index `_id_`).

    None where there is no index, or one of another version, or it is being replaced. What was
    read less than `max_age` seconds ago is not read again.
    """
    names = [bitmap_id(group, value) for group, value in chosen_values(selection)]
    for part in (selection, *selection.within):
        names += [bitmap_id("number", n) for n in RANGES if part.bounds(n) != (None, None)]
    names += map(order_id, {POPULAR, order} if order else ())
    now, last = time.monotonic(), next(iter(last_read), None)
    if last and now - last.read_at < max_age:
        parts = last.index.parts
        if parts.keys() >= set(names):
            return replace(last, parts=parts)
    state = last and _read_changes(last.index, names, now, last.changes)
    if state is None and (index := _load()):
        state = _read_changes(index, names, now)
    last_read[:] = [state] if state else []
    return state


def bitmap_id(group: str, value: str) -> str:
    return f"{BITMAPS}{group}:{value}"


def order_id(sort: str) -> str:
    """Return the id of an order's document: the films' numbers, or of the first order their ids."""
    return bitmap_id("order", sort)


def chosen_values(selection: Selection) -> Iterator[Key]:
    for group in GROUPS:
        for value in dict.fromkeys((*selection.wanted(group), *selection.unwanted(group))):
            yield group, value
    for other in selection.within:
        yield from chosen_values(other)


def _load() -> LoadedIndex | None:
    docs = _find({"_id": {"$in": [HEAD, TOTALS]}})
    if docs.keys() != {HEAD, TOTALS} or docs[HEAD].get("version") != VERSION:
        return None
    return LoadedIndex(docs[HEAD], docs[TOTALS])


def _read_changes(
    index: LoadedIndex, names: Sequence[str], now: float, last_changes: Changes | None = None
) -> IndexState | None:
    """Read the changes and the parts that are missing; None if the index was rebuilt since.

    `last_changes` are returned where nothing changed since: their indexes are made already.
    """
    held = index.parts  # another thread may replace them before the others are read
    missing = [name for name in names if name not in held]
    limit = MAX_CHANGES + len(missing) + 2  # the totals, and one change too many
    clauses = [{"_id": {"$in": [TOTALS, *missing]}}, CHANGES]
    docs = _find({"$or": clauses}, {"values": 0}, limit=limit)
    if len(docs) == limit:  # the totals may be missing: with so many changes no page uses them
        changed = [doc for id, doc in docs.items() if id.startswith(CHANGE)]
        return IndexState(index, Changes(changed), held, now)
    read = [docs.pop(name) for name in (TOTALS, *missing) if name in docs]
    if not read or read[0]["_id"] != TOTALS or any(doc["build"] != index.build for doc in read):
        return None
    parts, changes = index.cache_parts(held, names, read[1:]), Changes(list(docs.values()))
    if last_changes and last_changes.times == changes.times:
        changes = last_changes
    return IndexState(index, changes, parts, now)


def _find(filter_: Doc, fields: Doc | None = None, limit: int = 0) -> dict[str, Doc]:
    stored = mongo.facet_counts().with_options(read_concern=SNAPSHOT)
    found = stored.find(filter_, fields, limit=limit, batch_size=limit and limit + 1)
    return {doc["_id"]: doc for doc in found}
