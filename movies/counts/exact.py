"""Counts of a selection by MongoDB itself: for words, for a person, and where no bits are kept."""

from collections import Counter
from typing import Any

from mflix_site.mongo import collections as mongo

from ..resolved_selection import ResolvedSelection, resolve
from ..selection import GROUPS, RANGES, Selection
from .facts import BARS, FACTS
from .tallying import Counts

MOST_COUNTED = 50_000

Doc = dict[str, Any]


def exact_counts(selection: Selection, films: int) -> Counts:
    """Count a selection in one command, over at most `MOST_COUNTED` films; more are "at least".

    Served by the index of what is not a group or a range, or by `_id_`.
    """
    active = {name: part for name in (*GROUPS, *RANGES) if (part := selection.part(name))}
    base = resolve(selection)
    # What one group leaves out, others count: only a filter that all share may go before.
    for name in active if len(active) > 1 else [n for n in active if n != "rating"]:
        base = base.without(name)
    rows = _counted(base, active)
    counts = Counts(_first(rows["total"]), films, more=_first(rows["all"]) >= MOST_COUNTED)
    if selection.is_everything:
        counts.total = films
    for group in (*GROUPS, *BARS):
        counts.choices.update(_choices(group, rows[group]))
        if counts.more:
            counts.least |= {key for key in counts.choices if key[0] == group}
    return counts


def _counted(base: ResolvedSelection, active: dict[str, Doc]) -> dict[str, list[Doc]]:
    chosen = base.filter()
    pipeline: list[Doc] = [
        {"$match": chosen},
        {"$limit": MOST_COUNTED},
        {"$project": {**FACTS, "_id": 0}},
        {
            "$facet": {
                "all": [{"$count": "count"}],
                "total": [*_but(active, ""), {"$count": "count"}],
                **{group: [*_but(active, group), *_by_choice(group)] for group in GROUPS},
                **{name: [*_but(active, name), *_by_bar(name)] for name in BARS},
            }
        },
    ]
    # With nothing to look for, the planner would read the collection instead of an index.
    return dict(mongo.movies().list_of(pipeline, **({} if chosen else {"hint": "_id_"}))[0])


def _but(active: dict[str, Doc], group: str) -> list[Doc]:
    return [{"$match": part} for name, part in active.items() if name != group]


def _by_choice(group: str) -> list[Doc]:
    path = f"${GROUPS[group]}"
    each = {"$cond": [{"$isArray": path}, {"$setUnion": [path, []]}, [path]]}
    return [
        {"$project": {"choice": each}},
        {"$unwind": "$choice"},
        {"$group": {"_id": "$choice", "count": {"$sum": 1}}},
    ]


def _by_bar(name: str) -> list[Doc]:
    bounds = [*BARS[name], float("inf")]
    return [{"$bucket": {"groupBy": f"${RANGES[name]}", "boundaries": bounds, "default": "none"}}]


def _choices(group: str, rows: list[Doc]) -> Counter[tuple[str, str]]:
    if group in BARS:
        bars = {str(low) for low in BARS[group]}
        found = {str(row["_id"]).removesuffix(".0"): row["count"] for row in rows}
        return Counter({(group, low): n for low, n in found.items() if low in bars})
    return Counter(
        {(group, r["_id"]): r["count"] for r in rows if isinstance(r["_id"], str) and r["_id"]}
    )


def _first(rows: list[Doc]) -> int:
    return int(rows[0]["count"]) if rows else 0
