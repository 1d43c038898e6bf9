"""Counts of a selection by MongoDB: for words, for a person, and where there is no facet index."""

from collections import Counter
from typing import Any

from mflix_site.mongo import collections as mongo

from ..queries import count_all_films
from ..search.query import ResolvedSelection, resolve
from ..selection import GROUPS, RANGES, Selection
from .changes import TOTALS
from .values import BARS, FACET_FIELDS, Counts, Key

MAX_COUNTED = 50_000
FILMS_OF_INDEX = [{"$match": {"_id": TOTALS}}, {"$project": {"films": 1}}]

Doc = dict[str, Any]


def count_by_mongodb(selection: Selection, films: int | None = None) -> Counts:
    """Count a selection in one command, over at most `MAX_COUNTED` films; more are a minimum.

    Served by the index of what is not a group or a range, or by `_id_`. The number of all films is
    that of the last facet index; without one they are counted.
    """
    filters = {name: part for name in (*GROUPS, *RANGES) if (part := selection.part(name))}
    base = resolve(selection)
    # What one group leaves out, others count: only a filter that all share may go before.
    for name in filters if len(filters) > 1 else [n for n in filters if n != "rating"]:
        base = base.without(name)
    rows = _count_facets(base, filters)
    if films is None:
        films = rows["films"] if "films" in rows else count_all_films()
    counts = Counts(_count_of(rows["total"]), films)
    counts.is_minimum = _count_of(rows["all"]) >= MAX_COUNTED
    if selection.is_everything:
        counts.total = films
    for name in (*GROUPS, *BARS):
        counts.by_value.update(_values_of(name, rows[name]))
    if counts.is_minimum:
        counts.minimums = set(counts.by_value)
    return counts


def _count_facets(base: ResolvedSelection, filters: dict[str, Doc]) -> Doc:
    match = base.filter()
    pipeline: list[Doc] = [
        {"$match": match},
        {"$limit": MAX_COUNTED},
        {"$project": {**FACET_FIELDS, "_id": 0}},
        {
            "$facet": {
                "all": [{"$count": "count"}],
                "total": [*_all_but(filters, ""), {"$count": "count"}],
                **{group: [*_all_but(filters, group), *_by_value(group)] for group in GROUPS},
                **{name: [*_all_but(filters, name), *_by_bar(name)] for name in BARS},
            }
        },
        {"$unionWith": {"coll": "facet_counts", "pipeline": FILMS_OF_INDEX}},
    ]
    # With nothing to look for, the planner would read the collection instead of an index.
    counts, *films = mongo.movies().list_of(pipeline, **({} if match else {"hint": "_id_"}))
    return {**counts, **(films[0] if films else {})}


def _all_but(filters: dict[str, Doc], group: str) -> list[Doc]:
    return [{"$match": part} for name, part in filters.items() if name != group]


def _by_value(group: str) -> list[Doc]:
    path = f"${GROUPS[group]}"
    values = {"$cond": [{"$isArray": path}, {"$setUnion": [path, []]}, [path]]}
    return [
        {"$project": {"value": values}},
        {"$unwind": "$value"},
        {"$group": {"_id": "$value", "count": {"$sum": 1}}},
    ]


def _by_bar(name: str) -> list[Doc]:
    bounds = [*BARS[name], float("inf")]
    return [{"$bucket": {"groupBy": f"${RANGES[name]}", "boundaries": bounds, "default": "none"}}]


def _values_of(group: str, rows: list[Doc]) -> Counter[Key]:
    if group in BARS:
        bars = {str(low) for low in BARS[group]}
        counts = {str(row["_id"]).removesuffix(".0"): row["count"] for row in rows}
        return Counter({(group, low): n for low, n in counts.items() if low in bars})
    return Counter(
        {(group, r["_id"]): r["count"] for r in rows if isinstance(r["_id"], str) and r["_id"]}
    )


def _count_of(rows: list[Doc]) -> int:
    return int(rows[0]["count"]) if rows else 0
