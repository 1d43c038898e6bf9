"""A selection whose words were interpreted by search, as a filter and a sort for MongoDB."""

from dataclasses import dataclass, fields
from typing import Any

from .search.query import InterpretedQuery, interpret
from .selection import DESC, SORTS, Selection, Sort


@dataclass(frozen=True, slots=True)
class ResolvedSelection(Selection):
    """A selection with its interpreted query; None where it has no words."""

    query: InterpretedQuery | None = None

    def filter(self) -> dict[str, Any]:
        """Return the filter for `find` and `$match`; values are typed, and none is an operator."""
        text = self.query.text_filter() if self.query else None
        return {**(text or {}), **self.filter_without_words()}

    def filter_without_words(self) -> dict[str, Any]:
        """Return the filter of everything but the plain words; `$or` and `_id` are not in it."""
        combined = self.structured_filter()
        if self.query and (conditions := self.query.field_filters()):
            combined["$and"] = [*conditions, *combined.get("$and", ())]
        return combined

    @property
    def by_relevance(self) -> bool:
        """Return whether films come by relevance: there are words and no other sort."""
        return not self.sort and self.query is not None and bool(self.query.ids)

    def order(self) -> Sort:
        """Return the sort; by relevance, that of films which are not ranked."""
        if self.by_relevance:
            return [("ranks.tier", DESC), ("_id", DESC)]
        return SORTS[self.sort or "popular"]


def resolve(selection: Selection) -> ResolvedSelection:
    """Interpret a selection's words by searching; a resolved selection is returned as it is."""
    if isinstance(selection, ResolvedSelection):
        return selection
    query = interpret(selection.q, fuzzy=not selection.exact) if selection.q else None
    values = {field.name: getattr(selection, field.name) for field in fields(Selection)}
    return ResolvedSelection(**values, query=query)
