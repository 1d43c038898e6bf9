"""Facets of the browse page: how many films each value of a filter would leave."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import repeat
from typing import Any, NamedTuple

from mflix_site.caching import CachedRead
from mflix_site.mongo import collections as mongo
from mflix_site.paging import Page, format_count, last_page
from mflix_site.shared_reads import shared_read
from mflix_site.text import read_bson

from .documents import CARD_FIELDS, MovieCard
from .facet_index.bitmaps import BitmapIndex, Counts
from .facet_index.counting import count_from, find_index, without_words
from .facet_index.loading import FILMS_OF_INDEX, IndexState
from .queries import PAGE_SIZE, count_all_films, get_page
from .search.engine import cards_from_rows, positions_by_relevance, resolve
from .selection import (
    BARS,
    FACET_FIELDS,
    GROUPS,
    MAX_NUMBER,
    POPULAR,
    RANGES,
    ResolvedSelection,
    Selection,
    facet_values,
)

MAX_SHOWN, MAX_FIRST, MAX_HEIGHT = 40, 8, 32
MAX_FEW, MAX_COUNTED = 300, 50_000  # films that are counted
FIELDS_TO_SORT = {**FACET_FIELDS, **CARD_FIELDS, "ranks.tier": 1}
FIRST_NAME = slice(5, 8)  # in BSON, after the length and the type; a film's is its id
Doc = dict[str, Any]
Part = tuple[int, int]  # how many films before it, and in it
last_count: CachedRead[int] = CachedRead()  # of all films


class FacetChoice(NamedTuple):
    """A value of a filter, with how many films it would leave, or the least that it can be."""

    value: str
    films: int
    count_text: str
    is_selected: bool = False
    is_excluded: bool = False


@dataclass(frozen=True, slots=True)
class FacetGroup:
    """A filter with its values, most common first: those that are shown first, and the others.

    Chosen values are always among the first. `rest` has the value of each other one, how many films
    it would leave, and whether it is at least so many.
    """

    name: str
    first: tuple[FacetChoice, ...]
    rest: tuple[tuple[str, int, bool], ...]

    @property
    def others(self) -> tuple[FacetChoice, ...]:
        return tuple(
            FacetChoice(value, films, format_count(films, is_minimum=is_minimum))
            for value, films, is_minimum in self.rest
        )

    @property
    def choices(self) -> tuple[FacetChoice, ...]:
        return (*self.first, *self.others)


class HistogramBar(NamedTuple):
    """A bar of a histogram: `total` films or ratings from `low` to `high`, both included."""

    low: int
    high: int | None
    total: int
    height: int  # in the units of the page's scale
    is_selected: bool = False


@dataclass(frozen=True, slots=True)
class Facets:
    """All counts of a browse page; `films` is how many there are without any filter."""

    total: int
    total_text: str
    films: int
    groups: tuple[FacetGroup, ...]
    years: tuple[HistogramBar, ...]
    runtimes: tuple[HistogramBar, ...]


def facets_for(selection: Selection) -> Facets:
    """Count a selection, and every group's values as if that group itself had no filter."""
    return _count(without_words(resolve(selection)))[0]


def facets_and_page(
    selection: Selection, number: int, size: int = PAGE_SIZE
) -> tuple[Facets, Page[MovieCard]]:
    """Count a selection and return one of its pages, of words or a person in one command."""
    resolved, skip = resolve(selection), (number - 1) * size
    resolved = without_words(resolved) if resolved.is_of_filters else resolved
    # The count of common words is only a minimum: one film more shows whether a page follows.
    wanted = size if resolved.by_relevance else size + 1
    part = (skip, wanted) if resolved.q or resolved.person else None
    facets, rows, state = _count(resolved, part, order=resolved.sort or POPULAR)
    if not rows or number > last_page(facets.total, size):
        if resolved.is_truncated and not resolved.by_relevance:  # past the end, or oldest first
            page = get_page(resolved, number, size)
            return replace(facets, total=page.total, total_text=f"{page.total:,}"), page
        return facets, get_page(resolved, number, size, facets.total, state)
    cards = cards_from_rows(resolved, rows, skip, size)
    return facets, Page(cards, number, size, facets.total)


def _count(
    selection: ResolvedSelection, part: Part | None = None, order: str = ""
) -> tuple[Facets, Sequence[bytes], IndexState | None]:
    """Count a selection from the facet index, in one command at most; return the index too.

    Or else by MongoDB, in one command more that also returns a part of the films.
    """
    has_words = selection.q or selection.person
    state = None if has_words else find_index(selection, is_shared=True, order=order)
    if state is None:
        # Without words and what a viewer has seen it is the same for everybody.
        is_shared = selection.query is None and selection.seen is None
        read = shared_read(count_and_read) if is_shared else count_and_read
        counts, rows = read(selection, part)
        return _facets(counts, selection), rows, None
    selection = replace(selection, sort="")
    key = (state.changes.version, selection) if selection.seen is None else None
    facets: Facets | None = key and state.index.cached.get(key)
    if facets is None:
        facets = _facets(count_from(state, selection), selection)
        if key:
            state.index.cache(key, facets)
    return facets, (), state


def count_and_read(selection: Selection, part: Part | None = None) -> tuple[Counts, list[bytes]]:
    """Count a selection, and return the films of a part of it as BSON, for `cards_from_rows`.

    In one command if there are few films, each read once of a search, or else in two. Served by the
    index of what is no group or range, or by `_id_`. The number of films is cached as pages are.
    """
    filters = {name: own for name in (*GROUPS, *RANGES) if (own := selection.part(name))}
    base = resolve(selection)
    pipelines = base.page_pipelines(*part) if part else []
    is_ranked = part and base.by_relevance and not base.filter_without_words()
    # A group's own filter does not apply to its own counts: only a shared filter may go first.
    for name in filters if len(filters) > 1 else [n for n in filters if n != "rating"]:
        base = base.without(name)
    stages = base.match_stages()
    # With nothing to look for, the planner would read the collection instead of an index.
    hint: Doc = {"hint": "_id_"} if stages == [{"$match": {}}] else {}
    project = FIELDS_TO_SORT if is_ranked else {**FACET_FIELDS, "_id": 0}
    few: list[Doc] = [*stages, {"$limit": MAX_FEW + 1}, {"$project": project}]
    if (films := last_count.get()) is None:
        few.append({"$unionWith": {"coll": "facet_counts", "pipeline": FILMS_OF_INDEX}})
    rows = mongo.movies().raw_list_of(few, *(() if is_ranked else pipelines), **hint)
    read = [raw for raw in rows if raw[FIRST_NAME] == b"_id"]
    facts = list(map(read_bson, rows if is_ranked else rows[: len(rows) - len(read)]))
    if films is None:
        films = _count_catalogue([doc for doc in facts if "films" in doc])
        facts = [doc for doc in facts if "films" not in doc]
    if len(facts) > MAX_FEW:
        counts, others = _count_many(stages, filters, hint, pipelines if is_ranked else ())
        read = others if is_ranked else read
    else:
        counts = _count_few(facts, selection if filters else None)
        if part and is_ranked:
            read = [read[at] for at in positions_by_relevance(base, facts, *part)]
    counts.is_minimum |= base.is_truncated
    if counts.is_minimum and part and read and not base.by_relevance:
        counts.total = max(counts.total, part[0] + len(read))
    counts.minimums = set(counts.by_value) if counts.is_minimum else set()
    counts.films = films
    counts.total = films if selection.is_everything else counts.total
    return counts, read


def _count_catalogue(stored: Sequence[Doc]) -> int:
    is_built = any("version" in row for row in stored)
    films = sum(row["films"] for row in stored) if is_built else count_all_films()
    return last_count.put(films)


def _count_few(films: Sequence[Doc], selection: Selection | None) -> Counts:
    if selection:
        counts = BitmapIndex.of(films).count(selection)
        return replace(counts, by_value=+counts.by_value)
    return Counts(len(films), 0, Counter(key for doc in films for key in facet_values(doc)))


def _count_many(
    stages: list[Doc], filters: dict[str, Doc], hint: Doc, others: Sequence[list[Doc]]
) -> tuple[Counts, list[bytes]]:
    def all_but(name: str) -> list[Doc]:
        return [{"$match": part} for other, part in filters.items() if other != name]

    pipeline: list[Doc] = [
        *stages,
        {"$limit": MAX_COUNTED},
        {"$project": {**FACET_FIELDS, "_id": 0}},
        {
            "$facet": {
                "all": [{"$count": "count"}],
                "total": [*all_but(""), {"$count": "count"}],
                **{name: [*all_but(name), *_value_count_stages(name)] for name in (*GROUPS, *BARS)},
            }
        },
    ]
    counted_films, *read = mongo.movies().raw_list_of(pipeline, *others, **hint)
    rows = read_bson(counted_films)
    total, counted = (sum(row["count"] for row in rows[name]) for name in ("total", "all"))
    counts = Counts(total, total, is_minimum=counted >= MAX_COUNTED)
    for name in (*GROUPS, *BARS):
        for row in rows[name]:
            value = row["_id"] if name in GROUPS else int(row["_id"])
            counts.by_value[name, str(value)] = row["count"]
    return counts, read


def _value_count_stages(name: str) -> list[Doc]:
    """Return the stages that count the films of each value of a group, or of each bar."""
    if name in BARS:
        bounds = [*BARS[name], float("inf")]
        bars = {"groupBy": f"${RANGES[name]}", "boundaries": bounds, "default": "none"}
        return [{"$bucket": bars}, {"$match": {"_id": {"$type": "number"}}}]
    path = f"${GROUPS[name]}"
    values = {"$cond": [{"$isArray": path}, {"$setUnion": [path, []]}, [path]]}
    return [
        {"$project": {"value": values}},
        {"$unwind": "$value"},
        {"$match": {"value": {"$type": "string", "$ne": ""}}},
        {"$sortByCount": "$value"},
    ]


def _facets(counts: Counts, selection: ResolvedSelection) -> Facets:
    by_group: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for (group, value), films in counts.by_value.items():
        by_group[group][value] = films
    return Facets(
        total=counts.total,
        total_text=format_count(counts.total, is_minimum=counts.is_minimum),
        films=counts.films,
        groups=tuple(_group(name, by_group, counts, selection) for name in GROUPS),
        years=_histogram("year", counts, selection),
        runtimes=_histogram("runtime", counts, selection),
    )


def _group(
    name: str, by_group: Mapping[str, Mapping[str, int]], counts: Counts, selection: Selection
) -> FacetGroup:
    selected, excluded = selection.wanted(name), selection.unwanted(name)
    by_value, minimums = by_group[name], counts.minimums
    shown = sorted(sorted(by_value), key=by_value.__getitem__, reverse=True)[:MAX_SHOWN]
    chosen = {*selected, *excluded}

    def choice(value: str) -> FacetChoice:
        count = by_value.get(value, 0)
        text = format_count(count, is_minimum=(name, value) in minimums)
        return FacetChoice(value, count, text, value in selected, value in excluded)

    rest = [value for value in shown[MAX_FIRST:] if value not in chosen]
    are_minimums = [(name, value) in minimums for value in rest] if minimums else repeat(False)
    return FacetGroup(
        name,
        first=tuple(map(choice, dict.fromkeys((*shown[:MAX_FIRST], *selected, *excluded)))),
        rest=tuple(zip(rest, map(by_value.__getitem__, rest), are_minimums, strict=False)),
    )


def _histogram(name: str, counts: Counts, selection: Selection) -> tuple[HistogramBar, ...]:
    """Return the bars from the first to the last that has films."""
    lows = BARS[name]
    films = [counts.by_value[name, str(low)] for low in lows]
    filled = [at for at, count in enumerate(films) if count]
    if not filled:
        return ()
    first, last = selection.bounds(name)
    highs = (*(low - 1 for low in lows[1:]), None)
    bars = list(zip(lows, highs, films, strict=True))[filled[0] : filled[-1] + 1]
    most, begins, ends = max(films), first or 0, MAX_NUMBER if last is None else last
    return tuple(
        HistogramBar(low, high, count, -(-MAX_HEIGHT * count // most), is_selected)
        for low, high, count in bars
        for is_selected in [low <= ends and (high is None or high >= begins)]
    )
