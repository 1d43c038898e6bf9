"""Counts of a selection from the facet index; None where it cannot be trusted."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from pymongo.read_concern import ReadConcern

from mflix_site.mongo import collections as mongo

from ..selection import GROUPS, RANGES, Selection
from .bitmaps import BitmapIndex
from .changes import CHANGES, HEAD, TOTALS
from .storage import VERSION, document_id, load_index, stored_totals
from .values import BARS, MAX_NUMBER, Counts, Key

MAX_CHANGES = 300
SNAPSHOT = ReadConcern("snapshot")

Doc = dict[str, Any]


def count_by_index(selection: Selection, films: int | None = None) -> Counts | None:
    """Count a selection in one command (index `_id_`).

    None for words or a person, where there is no index or one of another version or build, and
    where it and the changes do not add up to `films`, if that is known.
    """
    if selection.q or selection.person or _exceeds_numbers(selection):
        return None
    head, parts, changes = _read(selection)
    if head is None or head.get("version") != VERSION or len(changes) > MAX_CHANGES:
        return None
    if any(part["build"] != head["build"] for part in parts):
        return None
    counts = _count(head, parts, selection)
    keys = [*counts.by_value, *_chosen_values(selection)]
    by_rating = selection.rating_min is not None
    for side, sign in (("was", -1), ("now", 1)):
        docs = [doc[side] for doc in changes if doc[side] and (by_rating or _facets_changed(doc))]
        if docs:
            counts.add(BitmapIndex.of(docs).count(selection, keys), sign)
    if films not in (None, counts.films):
        return None
    if selection.seen:
        counts.add(BitmapIndex.of(selection.seen.values()).count(selection, keys), -1)
    return counts


def _read(selection: Selection) -> tuple[Doc | None, list[Doc], list[Doc]]:
    """Read the head or the totals, the parts that the filters need, and the changes."""
    names = [document_id(group, value) for group, value in _chosen_values(selection)]
    names += [document_id("number", n) for n in RANGES if selection.bounds(n) != (None, None)]
    first = HEAD if names else TOTALS
    stored = mongo.facet_counts().with_options(read_concern=SNAPSHOT)
    docs = stored.find({"$or": [{"_id": {"$in": [first, *names]}}, CHANGES]})
    head: Doc | None = None
    parts: list[Doc] = []
    changes: list[Doc] = []
    for doc in docs.limit(MAX_CHANGES + len(names) + 2):
        if doc["_id"] == first:
            head = doc
        else:
            (parts if "build" in doc else changes).append(doc)
    return head, parts, changes


def _chosen_values(selection: Selection) -> Iterator[Key]:
    for group in GROUPS:
        for value in dict.fromkeys((*selection.wanted(group), *selection.unwanted(group))):
            yield group, value


def _exceeds_numbers(selection: Selection) -> bool:
    ends = (end for name in RANGES for end in selection.bounds(name))
    return any(end is not None and end >= MAX_NUMBER for end in ends)


def _count(head: Doc, parts: list[Doc], selection: Selection) -> Counts:
    if head["_id"] == TOTALS:
        return Counts(head["films"], head["films"], Counter(stored_totals(head)))
    counts = load_index(head, parts).count(selection)
    if head["partial"]:
        # Filters are of all films, but values of the head only: other counts are minimums, except
        # where nothing else is filtered.
        chosen = set(_chosen_values(selection))
        filtered = {name for name in (*GROUPS, *RANGES) if selection.part(name)}
        exact = {name for name in (*GROUPS, *BARS) if filtered <= {name}}
        for key, total in stored_totals(head).items():
            if key[0] in exact:
                counts.by_value[key] = total
        counts.minimums = {k for k in counts.by_value if k[0] not in exact and k not in chosen}
    return counts


def _facets_changed(change: Mapping[str, Any]) -> bool:
    """Return whether anything but the rating changed."""
    was, now = change["was"], change["now"]
    if not was or not now:
        return True
    return any(was.get(name) != now.get(name) for name in (*GROUPS.values(), *BARS))
