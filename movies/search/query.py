"""A query interpreted: field filters and films, as a filter and a sort for MongoDB."""

from dataclasses import dataclass, fields, replace
from typing import Any

from bson import ObjectId

from ..documents import read_title, read_year
from ..selection import DESC, SORTS, Selection, Sort
from . import candidates, keys
from .candidates import NOTHING, people_from, run_queries, words_filter
from .engine import SearchResult, search
from .filters import FieldFilter, ParsedQuery, parse
from .keys import ROLES, field_word, normalize, tokenize
from .ranking import correct_words, films_per_word, rank_people

MAX_SUGGESTIONS, MAX_SUGGESTED_PEOPLE, MIN_LETTERS = 8, 3, 2
# Names of more letters than these may have two typos.
MAX_SHORT_NAME = 5


@dataclass(frozen=True, slots=True)
class InterpretedQuery:
    """What a query means: field filters to be met, and films that match its words."""

    parsed: ParsedQuery
    result: SearchResult

    def field_filters(self) -> list[dict[str, Any]]:
        return [
            {"$nor": [field.match]} if field.excludes else dict(field.match)
            for field in self.parsed.fields
        ]

    def text_filter(self) -> dict[str, Any]:
        """Return the filter of the plain words; an empty one where there are only field filters."""
        if not self.parsed.text and self.parsed.fields:
            return {}
        ranked = {"_id": {"$in": self.result.ids}}
        return {"$or": [ranked, self.words_filter()]} if self.result.required_words else ranked

    def words_filter(self) -> dict[str, Any]:
        """Return the filter of films that have all the words somewhere."""
        return words_filter(self.result.required_words, self.result.year)


def interpret(query: str, *, fuzzy: bool = True, scale: int = 100) -> InterpretedQuery:
    """Parse a query and search for its words; with `fuzzy`, typos are tolerated in names too."""
    parsed = parse(query, scale)
    if fuzzy:
        fields = (_with_known_person(f) if f.name in ROLES else f for f in parsed.fields)
        parsed = replace(parsed, fields=tuple(fields))
    result = search(parsed.text, fuzzy=fuzzy) if parsed.text else SearchResult()
    if result.filters:
        words = " ".join(result.required_words)
        parsed = replace(parsed, text=words, fields=(*parsed.fields, *result.filters))
    return InterpretedQuery(parsed, result)


def _with_known_person(field: FieldFilter) -> FieldFilter:
    name = known_person(field.value)
    match = {"search.words": field_word(field.name, name)}
    return replace(field, value=name, match=match)


def known_person(typed: str) -> str:
    """Return the name of a known person: so called, or beginning so, or two edits away.

    What was typed if there is nobody like it.
    """
    words = normalize(typed).split()
    name = "".join(words)
    queries = {
        "near": candidates.similar_people(name, (), 1),
        "far": candidates.similar_people(name, (), 2) if len(name) > MAX_SHORT_NAME else NOTHING,
        "prefix": candidates.people_with_prefix(name, 1),
        "corrections": candidates.similar_words(words),
    }
    rows = run_queries(queries)
    near = rank_people([*rows["near"], *rows["far"]], name, 2)
    exact = [person for person in near if not person.distance]
    people = exact or people_from(rows["prefix"]) or near
    if not people:
        corrections = correct_words(words, films_per_word(rows["corrections"]))
        corrected = "".join(corrections.get(word, word) for word in words)
        rows = run_queries({"prefix": candidates.people_with_prefix(corrected, 1)})
        people = people_from(rows["prefix"])
    return people[0].name if people else typed


@dataclass(frozen=True, slots=True)
class ResolvedSelection(Selection):
    """A selection with its interpreted query; None where it has no words."""

    query: InterpretedQuery | None = None

    def filter(self) -> dict[str, Any]:
        """Return the filter for `find` and `$match`; values are typed, and none is an operator."""
        text = self.query.text_filter() if self.query else {}
        return {**text, **self.filter_without_words()}

    def filter_without_words(self) -> dict[str, Any]:
        """Return the filter of everything but the plain words; `$or` and `_id` are not in it."""
        combined = self.structured_filter()
        if self.query and (conditions := self.query.field_filters()):
            combined["$and"] = [*conditions, *combined.get("$and", ())]
        return combined

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


def resolve(selection: Selection, scale: int = 100) -> ResolvedSelection:
    """Interpret a selection's words and person by searching, ratings in words out of `scale`.

    A resolved selection is returned as it is.
    """
    if isinstance(selection, ResolvedSelection):
        return selection
    fuzzy = not selection.exact
    query = interpret(selection.q, fuzzy=fuzzy, scale=scale) if selection.q else None
    values = {field.name: getattr(selection, field.name) for field in fields(Selection)}
    if selection.person and fuzzy:
        values["person"] = known_person(selection.person)
    return ResolvedSelection(**values, query=query)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A film, or with no id a person, whose name begins as typed."""

    title: str
    year: int | None = None
    movie_id: ObjectId | None = None


def find_suggestions(query: str) -> list[Suggestion]:
    """Return films, then people, that begin so, from the second letter on; in one command.

    Few letters suggest popular films (index `words`), more of them the shortest titles
    (`title_begins`); people come from `begins`.
    """
    prefix = tokenize(query).compact
    if len(prefix) < MIN_LETTERS:
        return []
    films = candidates.titles_with_prefix(prefix, MAX_SUGGESTIONS)
    if len(prefix) in keys.SHORT_PREFIX_LENGTHS:
        films = candidates.films_with_words([keys.SHORT_PREFIX + prefix], MAX_SUGGESTIONS)
    people = candidates.people_with_prefix(prefix, MAX_SUGGESTIONS)
    rows = run_queries({"films": films, "people": people})
    names = [Suggestion(row["name"]) for row in rows["people"]]
    room = MAX_SUGGESTIONS - min(MAX_SUGGESTED_PEOPLE, len(names))
    titles = [
        Suggestion(read_title(d.get("title")) or "Untitled", read_year(d.get("year")), d["_id"])
        for d in rows["films"][:room]
    ]
    return [*titles, *names[: MAX_SUGGESTIONS - len(titles)]]
