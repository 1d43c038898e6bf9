"""How many films each choice of a filter would leave, counted over the whole result."""

from dataclasses import dataclass
from typing import Any

from mflix_site.mongo import collections as mongo

from .selection import GROUPS, Selection

MOST = 24
LABELS = {"genre": "Genre", "country": "Country", "language": "Language", "rated": "Certificate"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a filter: what it submits, what it says, how many films it has, is it on."""

    value: str
    label: str
    count: int
    on: bool


@dataclass(frozen=True, slots=True)
class FacetGroup:
    """A filter with its choices, most common first; chosen ones always among them."""

    name: str
    label: str
    choices: tuple[Choice, ...]


def groups_for(selection: Selection) -> list[FacetGroup]:
    """Count every group's choices as if that group itself had no filter.

    Groups without a choice share one `$facet`; each with one is counted on its own.
    """
    selection = selection.resolved()
    counted = _counts(selection, [g for g in GROUPS if not getattr(selection, g)])
    for group in GROUPS:
        if getattr(selection, group):
            counted |= _counts(selection.without(group), [group])
    return [_group(name, counted[name], getattr(selection, name)) for name in GROUPS]


def _counts(selection: Selection, groups: list[str]) -> dict[str, list[dict[str, Any]]]:
    if not groups:
        return {}
    pipeline: list[dict[str, Any]] = [
        {"$match": selection.filter()},
        {"$project": {GROUPS[g]: 1 for g in groups} | {"_id": 0}},
        {"$facet": {g: _by_count(GROUPS[g]) for g in groups}},
    ]
    return dict(mongo.movies().list_of(pipeline)[0])


def _by_count(path: str) -> list[dict[str, Any]]:
    return [
        {"$unwind": f"${path}"},
        {"$group": {"_id": f"${path}", "count": {"$sum": 1}}},
        {"$sort": {"count": -1, "_id": 1}},
    ]


def _group(name: str, rows: list[dict[str, Any]], chosen: tuple[str, ...]) -> FacetGroup:
    known = {row["_id"]: row["count"] for row in rows if isinstance(row["_id"], str) and row["_id"]}
    shown = list(known)[:MOST] + [v for v in chosen if v not in list(known)[:MOST]]
    choices = (Choice(v, v, known.get(v, 0), v in chosen) for v in shown)
    return FacetGroup(name, LABELS[name], tuple(choices))
