"""The films that a URL asks for: filters and a sort, and a page of them, without a database."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Self

from bson import ObjectId

from mflix_site.text import get_path

from .common_words import films_with_common_words_stages
from .derived_fields import person_key
from .documents import CARD_FIELDS
from .search import candidates
from .search.keys import FACETS
from .search.parsing import FieldFilter, ParsedQuery, SearchText

ASC, DESC = 1, -1
Sort = list[tuple[str, Any]]
Doc = dict[str, Any]

# Every sort is on two keys, the second of them unique, so that pages never overlap. Each has an
# index.
SORTS: Mapping[str, Sort] = {
    "popular": [("ranks.popularity", DESC), ("_id", DESC)],
    "newest": [("year", DESC), ("_id", DESC)],
    "oldest": [("year", ASC), ("_id", ASC)],
    "title": [("title_key", ASC), ("_id", DESC)],
    "rating": [("ranks.score", DESC), ("_id", DESC)],
    "discussed": [("num_mflix_comments", DESC), ("_id", DESC)],
}
POPULAR = "popular"
# The order of the course, by the number of viewers' ratings at Rotten Tomatoes.
AUDIENCE = "audience"
ORDERS: Mapping[str, Sort] = {
    **SORTS,
    AUDIENCE: [("tomatoes.viewer.numReviews", DESC), ("_id", DESC)],
}
GROUPS: Mapping[str, str] = FACETS
Key = tuple[str, str]  # a group and a value of it, or a histogram and where a bar begins
SeenFilms = Mapping[ObjectId, Mapping[str, Any]]
MAX_CHOICES = 20
FIRST_YEAR, LAST_YEAR = 1800, 2200
RANGES: Mapping[str, str] = {"year": "year", "runtime": "runtime", "rating": "ranks.rating"}
# Where the bars of a histogram begin; the last has no end.
BARS: Mapping[str, tuple[int, ...]] = {
    "year": (0, *range(1890, 2040, 10)),
    "runtime": (0, 30, 45, 60, 75, 90, 105, 120, 135, 150, 180),
}
MAX_NUMBER = 2**19
# All that the counts of a film depend on.
FACET_FIELDS = dict.fromkeys((*GROUPS.values(), *RANGES.values()), 1)


def facet_values(doc: Mapping[str, Any]) -> Iterator[Key]:
    """Yield a film's values as group and value, each once, and the bars that it is in."""
    for group, path in GROUPS.items():
        value = doc.get(path)
        values = value if isinstance(value, list) else [value]
        yield from dict.fromkeys((group, v) for v in values if v and isinstance(v, str))
    for name, bars in BARS.items():
        number = facet_number(doc, name)
        if number is not None and number >= 0:
            yield name, str(next(low for low in reversed(bars) if low <= number))


def facet_number(doc: Mapping[str, Any], name: str) -> float | None:
    """Return a film's number for a range, as MongoDB would compare it; None where it has none."""
    value = get_path(doc, RANGES[name])
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
        return None
    return max(-1, min(value, MAX_NUMBER))


@dataclass(frozen=True, slots=True)
class Selection:
    """Filters, OR within a group and AND between groups, and a sort. Ratings are 1 to 100.

    `not_genre` and its like exclude films; `seen` holds films that are excluded by id. Films must
    also be in each selection of `within`. The words of `q` have no meaning before a search: see
    `ResolvedSelection`.
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
    within: "tuple[Selection, ...]" = ()

    def without(self, name: str) -> Self:
        """Return the selection without a group's filters, a range, or one other filter."""
        names = {name, f"not_{name}", f"{name}_min", f"{name}_max"}
        empty: Doc = {f.name: f.default for f in fields(self) if f.name in names}
        return replace(self, **empty)

    def wanted(self, group: str) -> tuple[str, ...]:
        """Return the values of a group of which a film must have one."""
        return tuple(getattr(self, group))

    def unwanted(self, group: str) -> tuple[str, ...]:
        """Return the values of a group of which a film must have none."""
        return tuple(getattr(self, f"not_{group}"))

    def bounds(self, name: str) -> tuple[int | None, int | None]:
        """Return the ends of a range, both included; None where it is open."""
        return getattr(self, f"{name}_min"), getattr(self, f"{name}_max", None)

    def part(self, name: str) -> Doc:
        """Return the filter of one group or range; empty where it has none."""
        if path := GROUPS.get(name):
            operators = (("$in", self.wanted(name)), ("$nin", self.unwanted(name)))
            condition: Doc = {op: list(values) for op, values in operators if values}
        else:
            path, ends = RANGES[name], zip(("$gte", "$lte"), self.bounds(name), strict=True)
            condition = {op: end for op, end in ends if end is not None}
        return {path: condition} if condition else {}

    def structured_filter(self) -> Doc:
        """Return the filter of everything but the words; `$or` and `_id` are not in it."""
        combined: Doc = {}
        for name in (*GROUPS, *RANGES):
            combined |= self.part(name)
        if self.person:
            combined["person_keys"] = person_key(self.person)
        conditions = [selection.structured_filter() for selection in self.within]
        if self.seen:
            conditions.append({"_id": {"$nin": list(self.seen)}})
        return {**combined, "$and": conditions} if conditions else combined

    @property
    def is_everything(self) -> bool:
        """Return whether no filter narrows the catalogue."""
        return not self.q and not self.structured_filter()


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Ranked films, the words that unranked films must have, rarest first, and people.

    `films_with_rarest` and `films_with_second` are how many films have the first two; `corrected`
    is what was searched for where that is not what was typed, or empty; `year` a word that was
    taken as a year, `dropped` those that were not searched for; `filters` is what words mean as
    filters, and `alternative` what they might mean, were they no title.
    """

    films: tuple[candidates.FilmMatch, ...] = ()
    required_words: tuple[str, ...] = ()
    films_with_rarest: int = 0
    films_with_second: int = 0
    people: tuple[candidates.PersonMatch, ...] = ()
    corrected: str = ""
    year: int | None = None
    dropped: tuple[str, ...] = ()
    filters: tuple[FieldFilter, ...] = ()
    alternative: tuple[FieldFilter, ...] = ()

    @classmethod
    def of(
        cls, films: Iterable[candidates.FilmMatch], required: candidates.RequiredWords,
        people: Iterable[candidates.PersonMatch] = (), corrected: str = "",
        dropped: tuple[str, ...] = (),
    ) -> "SearchResult":  # fmt: skip
        """Return a result of the first films and people, each once."""
        ranked = tuple(dict.fromkeys(films))[: candidates.MAX_RANKED]
        everybody = tuple(dict.fromkeys(people))[: candidates.MAX_PEOPLE]
        return cls(ranked, *required, everybody, corrected=corrected, dropped=dropped)

    @property
    def ids(self) -> list[ObjectId]:
        return [film.id for film in self.films]

    def for_remainder(self, text: SearchText) -> "SearchResult":
        """Return the same as the result for the remainder of a query: of its year, if it has one.

        Where only films of the year before or after match the title, it is that year.
        """
        films, year = self.films, text.year
        if year and films:
            year = films[0].year
            films = tuple(film for film in films if film.year == year)
        dropped = (*text.dropped, *self.dropped)
        corrected = self.corrected or (text.text if dropped or year else "")
        return replace(self, films=films, corrected=corrected, year=year, dropped=dropped)


@dataclass(frozen=True, slots=True)
class InterpretedQuery:
    """What a query means: field filters to be met, and films that match its words."""

    parsed: ParsedQuery
    result: SearchResult

    def text_filter(self) -> Doc:
        """Return the filter of the plain words; an empty one where there are only field filters."""
        if not self.parsed.text and self.parsed.fields:
            return {}
        ranked = {"_id": {"$in": self.result.ids}}
        return {"$or": [ranked, self.words_filter()]} if self.result.required_words else ranked

    def words_filter(self) -> Doc:
        """Return the filter of films that have all the words somewhere."""
        return candidates.words_filter(self.result.required_words, self.result.year)


@dataclass(frozen=True, slots=True)
class ResolvedSelection(Selection):
    """A selection with its interpreted query; None where it has no words."""

    query: InterpretedQuery | None = None

    def filter(self) -> Doc:
        """Return the filter for `find` and `$match`; values are typed, and none is an operator."""
        text = self.query.text_filter() if self.query else {}
        return {**text, **self.filter_without_words()}

    @property
    def is_truncated(self) -> bool:
        """Return whether only the most popular films with the rarest words are searched."""
        if self.query is None or self.person or self.query.parsed.fields:
            return False
        return self.query.result.films_with_rarest > candidates.MAX_FILMS_OF_WORD

    def match_stages(self) -> list[Doc]:
        """Return the stages that match the films; `filter` matches more if it is truncated."""
        if not (self.query and self.is_truncated):
            return [{"$match": self.filter()}]
        ranked = {**self.filter_without_words(), "_id": {"$in": self.query.result.ids}}
        union = {"coll": candidates.FILMS, "pipeline": [{"$match": ranked}]}
        return [*self.unranked_stages(self.query), {"$unionWith": union}]

    def unranked_stages(self, query: InterpretedQuery) -> list[Doc]:
        """Return the stages for films that are not ranked but have the words, sorted."""
        others = {**self.filter_without_words(), "_id": {"$nin": query.result.ids}}
        if self.is_truncated:
            others |= {"year": query.result.year} if query.result.year else {}
            # In another order pages list all films, and only the count is truncated.
            second = query.result.films_with_second if self.by_relevance else 0
            films = query.result.films_with_rarest, second
            return films_with_common_words_stages(query.result.required_words, films, others)
        return [{"$match": {**query.words_filter(), **others}}, {"$sort": dict(self.order())}]

    def filter_without_words(self) -> Doc:
        """Return the filter of everything but the plain words; `$or` and `_id` are not in it."""
        combined, parsed = self.structured_filter(), self.query and self.query.parsed
        if parsed and parsed.fields:
            fields = ({"$nor": [f.match]} if f.excludes else dict(f.match) for f in parsed.fields)
            combined["$and"] = [*fields, *combined.get("$and", ())]
        return combined

    @property
    def is_of_filters(self) -> bool:
        """Return whether the words are filters alone, such as "-horror" or "1980s"."""
        return bool(self.query and self.query.parsed.fields and not self.query.parsed.text)

    @property
    def by_relevance(self) -> bool:
        """Return whether films come by relevance: there are words and no other sort."""
        result = self.query.result if self.query and not self.sort else SearchResult()
        return bool(result.films) and not result.filters

    def order(self) -> Sort:
        """Return the sort; by relevance, that of films which are not ranked."""
        if self.by_relevance:
            return [("ranks.tier", DESC), ("_id", DESC)]
        return SORTS[self.sort or "popular"]

    def page_pipelines(self, skip: int, limit: int) -> list[list[Doc]]:
        """Return pipelines whose rows are all films that `cards_from_rows` needs; none by "oldest".

        By relevance the ranked films (index `_id_`) and others with all the words (index `words`).
        """
        project: Doc = {"$project": CARD_FIELDS}
        if not (self.query and self.by_relevance):
            order: Doc = {"$sort": dict(self.order())}
            part: list[Doc] = [{"$skip": skip}, {"$limit": limit}, project]
            chosen: Doc = {"$match": self.filter()}
            return [] if self.sort == "oldest" else [[chosen, order, *part]]
        ids, filters = self.query.result.ids, self.filter_without_words()
        # How many of the ranked films pass the filters is not known before they are read.
        ranked = ids if filters else ids[skip : skip + limit]
        room = limit + min(skip, len(ids)) if filters else limit - len(ranked)
        pipelines: list[list[Doc]] = [[{"$match": {**filters, "_id": {"$in": ranked}}}, project]]
        if room and self.query.result.required_words:
            first = {"$skip": max(0, skip - len(ids))}
            pipelines.append([*self.unranked_stages(self.query), first, {"$limit": room}, project])
        return pipelines
