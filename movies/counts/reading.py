"""Counts of a selection from the bits that are kept ready; None where they cannot be believed."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from pymongo.read_concern import ReadConcern

from mflix_site.mongo import collections as mongo

from ..selection import GROUPS, RANGES, Selection
from .bits import Table
from .changes import CHANGES, HEAD, TOTALS
from .facts import BARS, HIGHEST
from .storing import head_table, key_of, rest_table, totals_of
from .tallying import Counts, counts_of

MOST_CHANGES = 300
SNAPSHOT = ReadConcern("snapshot")

Doc = dict[str, Any]


def kept_counts(selection: Selection, films: int) -> Counts | None:
    """Count a selection from the bits, in one command (index `_id_`); `films` is how many exist.

    None where words or a person are asked for, where there are no bits, where their documents are
    not of one build, or where bits and changes do not add up to the films that exist.
    """
    if selection.q or selection.person or _beyond(selection):
        return None
    head, named, changes = _read(selection)
    if (
        head is None
        or len(changes) > MOST_CHANGES
        or any(d["build"] != head["build"] for d in named)
    ):
        return None
    counts = _counted(head, named, selection)
    keys = [*counts.choices, *_chosen(selection)]
    matters = selection.rating_min is not None
    for side, sign in (("was", -1), ("now", 1)):
        docs = [doc[side] for doc in changes if doc[side] and (matters or _differ(doc))]
        if docs:
            counts.change_by(counts_of(Table.of(docs), selection, keys), sign)
    if counts.films != films:
        return None
    if selection.seen:
        seen = counts_of(Table.of(list(selection.seen.values())), selection, keys)
        counts.change_by(seen, -1)
    return counts


def _read(selection: Selection) -> tuple[Doc | None, list[Doc], list[Doc]]:
    named = list(_named(selection))
    first = HEAD if named else TOTALS
    kept = mongo.facet_counts().with_options(read_concern=SNAPSHOT)
    docs = kept.find({"$or": [{"_id": {"$in": [first, *named]}}, CHANGES]})
    head: Doc | None = None
    beside: list[Doc] = []
    changes: list[Doc] = []
    for doc in docs.limit(MOST_CHANGES + len(named) + 2):
        if doc["_id"] == first:
            head = doc
        else:
            (beside if "build" in doc else changes).append(doc)
    return head, beside, changes


def _named(selection: Selection) -> Iterable[str]:
    """Name the documents that the filters need beside the head."""
    yield from (key_of(group, value) for group, value in _chosen(selection))
    for name in RANGES:
        if selection.bounds(name) != (None, None):
            yield key_of("number", name)


def _chosen(selection: Selection) -> Iterable[tuple[str, str]]:
    for group in GROUPS:
        for value in dict.fromkeys((*selection.wanted(group), *selection.unwanted(group))):
            yield group, value


def _beyond(selection: Selection) -> bool:
    return any(end is not None and end >= HIGHEST for n in RANGES for end in selection.bounds(n))


def _counted(head: Doc, named: list[Doc], selection: Selection) -> Counts:
    if head["_id"] == TOTALS:
        totals = {(g, value): n for g, rows in head["choices"].items() for value, n in rows}
        return Counts(head["films"], head["films"], Counter(totals))
    counts = counts_of(head_table(head, named), selection)
    if not head["more"]:
        return counts
    rest = counts_of(rest_table(head, named), selection)
    parts = {g for g in (*GROUPS, *RANGES) if _is_filtered(selection, g)}
    counts.change_by(rest, 1)
    exact = {g for g in (*GROUPS, *BARS) if parts <= {g}}
    asked = set(_chosen(selection))
    counts.choices.update(
        {k: n - counts.choices[k] for k, n in totals_of(head).items() if k[0] in exact}
    )
    counts.least = {k for k in counts.choices if k[0] not in exact and k not in asked}
    return counts


def _is_filtered(selection: Selection, name: str) -> bool:
    if name in GROUPS:
        return bool(selection.wanted(name) or selection.unwanted(name))
    return selection.bounds(name) != (None, None)


def _differ(change: Mapping[str, Any]) -> bool:
    """Tell whether anything but the rating changed."""
    was, now = change["was"], change["now"]
    if not was or not now:
        return True
    return any(was.get(name) != now.get(name) for name in (*GROUPS.values(), *BARS))
