"""Count a selection with the facet index, or by aggregation when the index is stale."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from bson import decode

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.collections import Pipeline
from mflix_site.shared_reads import max_age

from ..queries import count_all_films
from ..search.query import resolve
from ..selection import GROUPS, RANGES, Selection
from .bitmaps import BARS, MAX_NUMBER, BitmapIndex, Counts
from .changes import FACET_FIELDS, TOTALS
from .loading import MAX_CHANGES, IndexState, chosen_values, read_index

MAX_COUNTED, MAX_FEW = 50_000, 300
FILMS_OF_INDEX = [{"$match": {"_id": TOTALS}}, {"$project": {"films": 1, "_id": 0}}]
FIRST_NAME = slice(5, 8)  # in BSON, after the length and the type; a film's is its id

Doc = dict[str, Any]


def count_by_index(selection: Selection, films: int | None = None) -> Counts | None:
    """Count a selection in one command (index `_id_`).

    None where it cannot be counted so (see `find_index`), and where the index and its changes do
    not add up to `films`, if that is known.
    """
    state = find_index(selection)
    counts = state and count_from(state, selection)
    return counts if counts and films in (None, counts.films) else None


def find_index(selection: Selection, *, is_shared: bool = False) -> IndexState | None:
    """Return the index for a selection; None for words or a person, or where too much changed.

    One that is shared may be as old as visitors' pages may be.
    """
    ends = [end or 0 for name in RANGES for end in selection.bounds(name)]
    if selection.q or selection.person or max(ends) >= MAX_NUMBER:
        return None
    state = read_index(selection, max_age() if is_shared else 0)
    return state if state and len(state.changes) <= MAX_CHANGES else None


def count_from(state: IndexState, selection: Selection) -> Counts:
    """Count a selection with the index and the changes since, without what the viewer has seen."""
    counts = _count_films(state, selection)
    keys = [*counts.by_value, *chosen_values(selection)]
    by_rating = selection.rating_min is not None
    for side, sign in (("was", -1), ("now", 1)):
        docs = [d[side] for d in state.changes if d[side] and (by_rating or _facets_changed(d))]
        if docs:
            counts.add(BitmapIndex.of(docs).count(selection, keys), sign)
    if selection.seen:
        seen = BitmapIndex.of(selection.seen.values()).count(selection, keys)
        seen.films = 0  # they are hidden, but still part of the catalogue
        counts.add(seen, -1)
    return counts


def _count_films(state: IndexState, selection: Selection) -> Counts:
    index = state.index
    filtered = {name for name in (*GROUPS, *RANGES) if selection.part(name)}
    if not filtered:
        films = len(index.films)
        return Counts(films, films, Counter(index.totals))
    counts = index.bitmaps(state.parts, selection).count(selection)
    if index.is_partial:
        # Filters are of all films, but values of the head only: other counts are minimums, except
        # where nothing else is filtered.
        chosen = set(chosen_values(selection))
        exact = {name for name in (*GROUPS, *BARS) if filtered <= {name}}
        for key, total in index.head_totals.items():
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


def count_by_mongodb(selection: Selection, films: int | None = None) -> Counts:
    """Count a selection over at most `MAX_COUNTED` films; more are a minimum."""
    return count_and_read(selection, (), films)[0]


def count_and_read(
    selection: Selection, pipelines: Iterable[Pipeline], films: int | None = None
) -> tuple[Counts, list[bytes]]:
    """Count a selection, and return films of pipelines as BSON.

    In one command if there are few films, or else in two. Served by the index of what is not a
    group or a range, or by `_id_`. The number of all films is that of the last facet index; without
    one they are counted.
    """
    filters = {name: part for name in (*GROUPS, *RANGES) if (part := selection.part(name))}
    base = resolve(selection)
    # A group's own filter does not apply to its own counts: only a shared filter may go first.
    for name in filters if len(filters) > 1 else [n for n in filters if n != "rating"]:
        base = base.without(name)
    match = base.filter()
    # With nothing to look for, the planner would read the collection instead of an index.
    hint = {} if match else {"hint": "_id_"}
    few: list[Doc] = [
        {"$match": match},
        {"$limit": MAX_FEW + 1},
        {"$project": {**FACET_FIELDS, "_id": 0}},
    ]
    total: Doc = {"$unionWith": {"coll": "facet_counts", "pipeline": FILMS_OF_INDEX}}
    rows = mongo.movies().raw_list_of([*few, total], *pipelines, **hint)
    facts = [decode(raw) for raw in rows if raw[FIRST_NAME] != b"_id"]
    read = rows[len(facts) :]
    stored = facts.pop() if facts and "films" in facts[-1] else {}
    if films is None:
        films = stored["films"] if stored else count_all_films()
    if len(facts) > MAX_FEW:
        counts = _count_many(match, filters, hint)
    else:
        counts = BitmapIndex.of(facts).count(selection)
        counts.by_value = +counts.by_value
    counts.films = films
    counts.total = films if selection.is_everything else counts.total
    return counts, read


def _count_many(match: Doc, filters: dict[str, Doc], hint: Doc) -> Counts:
    def all_but(name: str) -> list[Doc]:
        return [{"$match": part} for other, part in filters.items() if other != name]

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
    ]
    (rows,) = mongo.movies().list_of(pipeline, **hint)
    total, counted = (sum(row["count"] for row in rows[name]) for name in ("total", "all"))
    counts = Counts(total, total, is_minimum=counted >= MAX_COUNTED)
    for name in (*GROUPS, *BARS):
        for row in rows[name]:
            value = row["_id"] if name in GROUPS else int(row["_id"])
            counts.by_value[name, str(value)] = row["count"]
    if counts.is_minimum:
        counts.minimums = set(counts.by_value)
    return counts


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
