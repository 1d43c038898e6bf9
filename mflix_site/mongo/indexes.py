"""Indexes in the database, compared with those that the code defines, and made to match."""

from collections.abc import Mapping, Sequence
from itertools import accumulate, combinations, groupby, islice
from operator import attrgetter
from typing import Any

from .collections import Document, Duplicate, collection
from .index_definitions import INDEXES, RETIRED, Index
from .transactions import long_timeout

MAX_DUPLICATES, COLLECTION = 10, attrgetter("collection")
# What the server adds to every index, and what says nothing about what it holds.
NOT_COMPARED = {"v", "key", "name", "ns", "background", "textIndexVersion"}


def _matches(index: Index, stored: Mapping[str, Any], inherited: Mapping[str, Any]) -> bool:
    """Return whether a stored index has our fields and options, or inherits a collation."""
    compared = stored.keys() - NOT_COMPARED
    options = {name: stored[name] for name in compared if stored[name] is not False}
    return options == {**inherited, **index.options} and tuple(stored["key"]) == index.keys


def find_drift() -> list[tuple[Index, str]]:
    """Return the indexes that are "retired" in the database, "missing" there, or "different"."""
    drift = list[tuple[Index, str]]()
    for name, group in groupby(sorted(INDEXES, key=COLLECTION), COLLECTION):
        present = collection(name).index_information()
        primary = present.get("_id_", {})
        inherited = {"collation": primary["collation"]} if "collation" in primary else {}
        old = (index for index in RETIRED if index.collection == name and index.name in present)
        drift += [(index, "retired") for index in old]
        for index in group:
            stored = present.get(index.name)
            if stored is None or not _matches(index, stored, inherited):
                drift.append((index, "different" if stored else "missing"))
    return drift


def conflicting_indexes(index: Index) -> list[str]:
    """Return the names of other indexes with the same keys, which MongoDB does not allow."""
    present = collection(index.collection).index_information()
    others = (name for name, stored in present.items() if tuple(stored["key"]) == index.keys)
    return [name for name in others if name != index.name]


def create_indexes(drift: Sequence[tuple[Index, str]]) -> None:
    """Create indexes, with one command for a collection; drop different and retired ones first."""
    for name, group in groupby(drift, lambda pair: pair[0].collection):
        pairs = list(group)
        with long_timeout():
            for index in (index for index, state in pairs if state != "missing"):
                collection(name).drop_index(index.name)
            if models := [index.model() for index, state in pairs if state != "retired"]:
                collection(name).create_indexes(models)


def find_parallel_arrays(index: Index) -> list[Document]:
    """Return documents with lists in several of an index's fields, of which it can hold one."""
    pairs = combinations([_is_list(name) for name, _ in index.keys], 2)
    chosen: Document = {"$or": [{"$and": list(pair)} for pair in pairs]}
    with long_timeout():
        found = collection(index.collection).find(chosen, {"_id": 1}) if len(index.keys) > 1 else ()
        return list(islice(found, MAX_DUPLICATES))


def _is_list(path: str) -> Document:
    prefixes = accumulate(path.split("."), "{}.{}".format)
    return {"$or": [{prefix: {"$type": "array"}} for prefix in prefixes]}


def find_duplicates(index: Index, problem: Duplicate) -> tuple[str, list[Document]]:
    """Return the key that kept a unique index from being created, and documents that have it."""
    values = getattr(problem.__cause__, "details", None) or {}
    key = values.get("keyValue") or {}
    chosen = {name: {"$eq": value} for name, value in key.items()}
    with long_timeout():
        docs = collection(index.collection).find(chosen, {"email": 1}).limit(MAX_DUPLICATES)
        return ", ".join(f"{name} {value!r}" for name, value in key.items()), list(docs)
