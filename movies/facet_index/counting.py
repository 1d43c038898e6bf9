"""Count a selection with the facet index and the changes since it was built."""

from collections import Counter
from dataclasses import replace
from typing import Any

from mflix_site.shared_reads import max_age

from ..search.parsing import FieldFilter
from ..selection import BARS, GROUPS, MAX_NUMBER, RANGES, ResolvedSelection, Selection
from .bitmaps import BitmapIndex, Counts
from .loading import MAX_CHANGES, MAX_TOTALS, IndexState, LoadedIndex, chosen_values, read_index

ENDS = {"$gte": "min", "$lte": "max"}


def count_by_index(selection: Selection) -> Counts | None:
    """Count a selection in one command (index `_id_`).

    None where it cannot be counted so (see `find_index`).
    """
    state = find_index(selection)
    return count_from(state, selection) if state else None


def find_index(
    selection: Selection, *, is_shared: bool = False, order: str = ""
) -> IndexState | None:
    """Return the index for a selection; None for words or a person, or where too much changed.

    One that is shared may be as old as visitors' pages may be. An order is read with it if named.
    """
    ends = [end or 0 for name in RANGES for end in selection.bounds(name)]
    if selection.q or selection.person or max(ends) >= MAX_NUMBER:
        return None
    state = read_index(selection, max_age() if is_shared else 0, order=order)
    return state if state and len(state.changes.docs) <= MAX_CHANGES else None


def without_words(selection: ResolvedSelection) -> ResolvedSelection:
    """Return a search of filters alone, such as "-horror", as one that the facet index counts.

    A search of other words, or of filters that are not facets, is returned itself.
    """
    if selection.query is None or not selection.is_of_filters:
        return selection
    state, fields = find_index(Selection(), is_shared=True), selection.query.parsed.fields
    parts = [_facet_of(field, state.index) for field in fields] if state else [None]
    within = tuple(part for part in parts if part)
    is_complete = len(within) == len(parts)
    return replace(selection, q="", query=None, within=within) if is_complete else selection


def _facet_of(field: FieldFilter, index: LoadedIndex) -> Selection | None:
    """Return the selection of a field's value or range; None where the index does not have it."""
    if field.name in GROUPS:
        typed = field.match["search.words"]
        words = [typed] if isinstance(typed, str) else typed["$in"]
        values = tuple(value for word in words for value in index.spellings[word])
        is_complete = sum(group == field.name for group, _ in index.totals) < MAX_TOTALS
        chosen: dict[str, Any] = {"not_" * field.excludes + field.name: values}
        return Selection(**chosen) if values and is_complete else None
    bounds = field.match.get(field.name, {})
    if field.name not in BARS or field.excludes or not bounds.keys() <= ENDS.keys():
        return None
    return Selection(**{f"{field.name}_{ENDS[op]}": number for op, number in bounds.items()})


def total_from(state: IndexState, selection: Selection) -> int:
    """Count the films of a selection alone, as `count_from` does."""
    total = len(state.index.bitmaps(state.parts, selection).matching(selection))
    changed = state.changes.all_films.signed_indexes
    return total + sum(sign * len(films.matching(selection)) for films, sign in changed)


def count_from(state: IndexState, selection: Selection) -> Counts:
    """Count a selection with the index and the changes since, without what the viewer has seen."""
    counts = _count_films(state, selection)
    keys = [*counts.by_value, *chosen_values(selection)]
    changes = state.changes
    changed = changes.with_other_values if selection.rating_min is None else changes.all_films
    for films, sign in changed.signed_indexes:
        if films.films:
            counts.add(films.count(selection, keys), sign)
    if selection.seen:
        seen = BitmapIndex.of(selection.seen.values()).count(selection, keys)
        seen.films = 0  # they are hidden, but still part of the catalogue
        counts.add(seen, -1)
    return counts


def _count_films(state: IndexState, selection: Selection) -> Counts:
    index = state.index
    filtered = {name for name in (*GROUPS, *RANGES) if selection.part(name)}
    if not filtered and not selection.within:
        films = len(index.films)
        return Counts(films, films, Counter(index.totals))
    counts = index.bitmaps(state.parts, selection).count(selection)
    if index.is_partial:
        # Filters are of all films, but values of the head only: other counts are minimums, except
        # where nothing else is filtered.
        chosen = set(chosen_values(selection))
        own = () if selection.within else (*GROUPS, *BARS)
        exact = {name for name in own if filtered <= {name}}
        for key, total in index.head_totals.items():
            if key[0] in exact:
                counts.by_value[key] = total
        counts.minimums = {k for k in counts.by_value if k[0] not in exact and k not in chosen}
    return counts
