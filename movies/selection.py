"""Which films a person asked for, and in which order: from the URL to a filter and a sort."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from bson import ObjectId
from pymongo import ASCENDING, DESCENDING

from .derived_fields import person_key
from .search.query import InterpretedQuery, interpret

ASC, DESC = ASCENDING, DESCENDING
Sort = list[tuple[str, Any]]

# Every order is on two keys, the second of which leaves no two films in doubt. Each has an index.
SORTS: Mapping[str, Sort] = {
    "popular": [("ranks.popularity", DESC), ("_id", DESC)],
    "newest": [("year", DESC), ("_id", DESC)],
    "oldest": [("year", ASC), ("_id", ASC)],
    "title": [("title_key", ASC), ("_id", DESC)],
    "rating": [("ranks.score", DESC), ("_id", DESC)],
    "discussed": [("num_mflix_comments", DESC), ("_id", DESC)],
}
SORT_LABELS: Mapping[str, str] = {
    "popular": "Popular",
    "newest": "Newest",
    "oldest": "Oldest",
    "title": "Title",
    "rating": "Highest rated",
    "discussed": "Most discussed",
}
GROUPS: Mapping[str, str] = {
    "genre": "genres",
    "country": "countries",
    "language": "languages",
    "rated": "rated",
}
SeenFilms = Mapping[ObjectId, Mapping[str, Any]]
RANGES: Mapping[str, str] = {"year": "year", "runtime": "runtime", "rating": "ranks.rating"}


@dataclass(frozen=True, slots=True)
class Selection:
    """What a person asked for: OR within a group, AND between groups. Ratings are 1 to 100.

    `not_genre` and its like leave films out; `seen` holds films that are left out by their ids.
    """

    q: str = ""
    genre: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    rated: tuple[str, ...] = ()
    not_genre: tuple[str, ...] = ()
    not_country: tuple[str, ...] = ()
    not_language: tuple[str, ...] = ()
    not_rated: tuple[str, ...] = ()
    year_min: int | None = None
    year_max: int | None = None
    runtime_min: int | None = None
    runtime_max: int | None = None
    rating_min: int | None = None
    person: str = ""
    sort: str = ""
    seen: SeenFilms | None = None
    exact: bool = False
    reading: InterpretedQuery | None = None

    def resolved(self) -> "Selection":
        """Give the same selection with its words read, which asks the database; once is enough."""
        if not self.q or self.reading:
            return self
        return replace(self, reading=interpret(self.q, fuzzy=not self.exact))

    def without(self, name: str) -> "Selection":
        """Give the same selection without a group's filters, a range, or one other filter."""
        names = {name, f"not_{name}", f"{name}_min", f"{name}_max"}
        empty: dict[str, Any] = {f.name: f.default for f in fields(self) if f.name in names}
        return replace(self, **empty)

    def wanted(self, group: str) -> tuple[str, ...]:
        """Give the choices of a group of which a film must have one."""
        values: tuple[str, ...] = getattr(self, group)
        return values

    def unwanted(self, group: str) -> tuple[str, ...]:
        """Give the choices of a group of which a film must have none."""
        values: tuple[str, ...] = getattr(self, f"not_{group}")
        return values

    def bounds(self, name: str) -> tuple[int | None, int | None]:
        """Give the ends of a range, both included; None where it is open."""
        return getattr(self, f"{name}_min"), getattr(self, f"{name}_max", None)

    def part(self, name: str) -> dict[str, Any]:
        """Give the part of the filter that a group or a range has; empty where it has none."""
        if path := GROUPS.get(name):
            signs = (("$in", self.wanted(name)), ("$nin", self.unwanted(name)))
            said: dict[str, Any] = {sign: list(values) for sign, values in signs if values}
        else:
            path, ends = RANGES[name], zip(("$gte", "$lte"), self.bounds(name), strict=True)
            said = {sign: end for sign, end in ends if end is not None}
        return {path: said} if said else {}

    @property
    def is_everything(self) -> bool:
        """Tell whether nothing narrows the catalogue."""
        return not self.filter()

    def filter(self) -> dict[str, Any]:
        """Give the filter for `find` and `$match`; values are typed, and none is an operator."""
        chosen, reading = self.resolved().filter_beside_words(), self.resolved().reading
        text = reading.text_filter() if reading else None
        return {**text, **chosen} if text else chosen

    def filter_beside_words(self) -> dict[str, Any]:
        """Give the filter without what the plain words ask for; `$or` and `_id` are not in it."""
        chosen: dict[str, Any] = {}
        reading = self.resolved().reading
        if reading and (fields := reading.field_filters()):
            chosen["$and"] = fields
        for name in (*GROUPS, *RANGES):
            chosen |= self.part(name)
        if self.person:
            chosen["person_keys"] = person_key(self.person)
        if self.seen:
            chosen.setdefault("$and", []).append({"_id": {"$nin": list(self.seen)}})
        return chosen

    @property
    def by_relevance(self) -> bool:
        """Tell whether words without another order come by relevance."""
        reading = self.resolved().reading
        return not self.sort and reading is not None and bool(reading.ids)

    def order(self) -> Sort:
        """Give the sort; of films found by words, for those that are not ranked."""
        if self.by_relevance:
            return [("ranks.tier", DESC), ("_id", DESC)]
        return SORTS[self.sort or "popular"]
