"""Count a selection with the facet index, or by aggregation when the index is stale."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from pymongo.read_concern import ReadConcern
from pyroaring import BitMap

from mflix_site.mongo import collections as mongo

from ..queries import count_all_films
from ..search.query import ResolvedSelection, resolve
from ..selection import GROUPS, RANGES, Selection
from .bitmaps import BARS, MAX_NUMBER, BitmapIndex, Counts, Key
from .changes import CHANGES, FACET_FIELDS, HEAD, TOTALS, VERSION, document_id

MAX_CHANGES, MAX_COUNTED = 300, 50_000
SNAPSHOT = ReadConcern("snapshot")
FILMS_OF_INDEX = [{"$match": {"_id": TOTALS}}, {"$project": {"films": 1}}]

Doc = dict[str, Any]


def count_by_index(selection: Selection, films: int | None = None) -> Counts | None:
    """Count a selection in one command (index `_id_`).

    None for words or a person, where there is no index or one of another version or build, and
    where it and the changes do not add up to `films`, if that is known.
    """
    ends = [end or 0 for name in RANGES for end in selection.bounds(name)]
    if selection.q or selection.person or max(ends) >= MAX_NUMBER:
        return None
    head, parts, changes = _read(selection)
    if head is None or head.get("version") != VERSION or len(changes) > MAX_CHANGES:
        return None
    if any(part["build"] != head["build"] for part in parts):
        return None
    counts = _count_from(head, parts, selection)
    keys = [*counts.by_value, *_chosen_values(selection)]
    by_rating = selection.rating_min is not None
    for side, sign in (("was", -1), ("now", 1)):
        docs = [doc[side] for doc in changes if doc[side] and (by_rating or _facets_changed(doc))]
        if docs:
            counts.add(BitmapIndex.of(docs).count(selection, keys), sign)
    if films not in (None, counts.films):
        return None
    if selection.seen:
        seen = BitmapIndex.of(selection.seen.values()).count(selection, keys)
        seen.films = 0  # they are hidden, but still part of the catalogue
        counts.add(seen, -1)
    return counts


def _read(selection: Selection) -> tuple[Doc | None, list[Doc], list[Doc]]:
    """Read the head or the totals, the parts that the filters need, and the changes."""
    names = [document_id(group, value) for group, value in _chosen_values(selection)]
    names += [document_id("number", n) for n in RANGES if selection.bounds(n) != (None, None)]
    first = HEAD if names else TOTALS
    stored = mongo.facet_counts().with_options(read_concern=SNAPSHOT)
    found = stored.find({"$or": [{"_id": {"$in": [first, *names]}}, CHANGES]})
    docs = {doc["_id"]: doc for doc in found.limit(MAX_CHANGES + len(names) + 2)}
    head = docs.pop(first, None)
    parts = [docs.pop(name) for name in names if name in docs]
    return head, parts, list(docs.values())


def _chosen_values(selection: Selection) -> Iterator[Key]:
    for group in GROUPS:
        for value in dict.fromkeys((*selection.wanted(group), *selection.unwanted(group))):
            yield group, value


def _count_from(head: Doc, parts: list[Doc], selection: Selection) -> Counts:
    rows = [(name, row) for name, rows in head["values"].items() for row in rows]
    totals = Counter({(name, row[0]): row[1] for name, row in rows})
    if head["_id"] == TOTALS:
        return Counts(head["films"], head["films"], totals)
    values = {(name, row[0]): BitMap.deserialize(row[2]) for name, row in rows}
    slices = {}
    for doc in parts:  # of all films, where the head may be of the most popular ones
        _, group, value = doc["_id"].split(":", 2)
        bitmaps = [BitMap.deserialize(bitmap) for bitmap in doc["bitmaps"]]
        if group == "number":
            slices[value] = bitmaps
        else:
            values[group, value] = bitmaps[0]
    counts = BitmapIndex(BitMap(range(head["films"])), values, slices).count(selection)
    if head["partial"]:
        # Filters are of all films, but values of the head only: other counts are minimums, except
        # where nothing else is filtered.
        chosen = set(_chosen_values(selection))
        filtered = {name for name in (*GROUPS, *RANGES) if selection.part(name)}
        exact = {name for name in (*GROUPS, *BARS) if filtered <= {name}}
        for key in totals:
            if key[0] in exact:
                counts.by_value[key] = totals[key]
        counts.minimums = {k for k in counts.by_value if k[0] not in exact and k not in chosen}
    return counts


def _facets_changed(change: Mapping[str, Any]) -> bool:
    """Return whether anything but the rating changed."""
    was, now = change["was"], change["now"]
    if not was or not now:
        return True
    return any(was.get(name) != now.get(name) for name in (*GROUPS.values(), *BARS))


def count_by_mongodb(selection: Selection, films: int | None = None) -> Counts:
    """Count a selection in one command, over at most `MAX_COUNTED` films; more are a minimum.

    Served by the index of what is not a group or a range, or by `_id_`. The number of all films is
    that of the last facet index; without one they are counted.
    """
    filters = {name: part for name in (*GROUPS, *RANGES) if (part := selection.part(name))}
    base = resolve(selection)
    # A group's own filter does not apply to its own counts: only a shared filter may go first.
    for name in filters if len(filters) > 1 else [n for n in filters if n != "rating"]:
        base = base.without(name)
    rows = _count_facets(base, filters)
    if films is None:
        films = rows["films"] if "films" in rows else count_all_films()
    total, counted = (sum(row["count"] for row in rows[name]) for name in ("total", "all"))
    counts = Counts(films if selection.is_everything else total, films)
    counts.is_minimum = counted >= MAX_COUNTED
    for name in (*GROUPS, *BARS):
        for row in rows[name]:
            value = row["_id"] if name in GROUPS else int(row["_id"])
            counts.by_value[name, str(value)] = row["count"]
    if counts.is_minimum:
        counts.minimums = set(counts.by_value)
    return counts


def _count_facets(base: ResolvedSelection, filters: dict[str, Doc]) -> Doc:
    def all_but(name: str) -> list[Doc]:
        return [{"$match": part} for other, part in filters.items() if other != name]

    match = base.filter()
    pipeline: list[Doc] = [
        {"$match": match},
        {"$limit": MAX_COUNTED},
        {"$project": {**FACET_FIELDS, "_id": 0}},
        {
            "$facet": {
                "all": [{"$count": "count"}],
                "total": [*all_but(""), {"$count": "count"}],
                **{name: [*all_but(name), *_count_values(name)] for name in GROUPS},
                **{name: [*all_but(name), *_count_bars(name)] for name in BARS},
            }
        },
        {"$unionWith": {"coll": "facet_counts", "pipeline": FILMS_OF_INDEX}},
    ]
    # With nothing to look for, the planner would read the collection instead of an index.
    counts, *films = mongo.movies().list_of(pipeline, **({} if match else {"hint": "_id_"}))
    return {**counts, **(films[0] if films else {})}


def _count_values(group: str) -> list[Doc]:
    path = f"${GROUPS[group]}"
    values = {"$cond": [{"$isArray": path}, {"$setUnion": [path, []]}, [path]]}
    return [
        {"$project": {"value": values}},
        {"$unwind": "$value"},
        {"$match": {"value": {"$type": "string", "$ne": ""}}},
        {"$sortByCount": "$value"},
    ]


def _count_bars(name: str) -> list[Doc]:
    bounds = [*BARS[name], float("inf")]
    bars = {"groupBy": f"${RANGES[name]}", "boundaries": bounds, "default": "none"}
    return [{"$bucket": bars}, {"$match": {"_id": {"$type": "number"}}}]
