"""Search: what a query means, as films, people, words and filters."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from mflix_site.caching import CachedRead
from mflix_site.text import get_path

from ..documents import MovieCard, read_card
from ..selection import InterpretedQuery, ResolvedSelection, SearchResult, Selection
from . import candidates, parsing, relaxing
from .candidates import FilmMatch, PersonMatch, films_from, people_from, run_queries, words_filter
from .keys import FACET, FACETS, ROLES, field_word, normalize
from .parsing import FieldFilter, Row, SearchText, facet_keys, parse, plain_filters, tokenize
from .relaxing import known_person

# Titles that begin as typed come before similar ones, but leave these at least one of ten places.
RESERVED_FOR_SIMILAR = 1
PLURALS = frozenset(("films", "movies"))
Values = Mapping[str, Sequence[Row]]  # of facets, by the keys that they are found by
MAX_VALUES = 3000  # of facets
# There are few of them, a new one is rare, and every search looks for some.
last_values: CachedRead[Values] = CachedRead(60)


class Candidates:
    """Candidate films, people and words for a text.

    `has_title`: a film's title matches exactly as typed; `has_match`: a film or a person does.
    """

    def __init__(self, text: SearchText, rows: candidates.Rows) -> None:
        """Rank what `candidate_queries` of the same text read."""
        terms = rows[text, "terms"]
        self.text, self.known_words = text, candidates.films_per_word(terms)
        self.similar = candidates.rank_titles(rows[text, "similar"], text, text.edits)
        self.exact = [film for film in self.similar if not film.distance]
        self.with_prefix = films_from(rows[text, "prefix"], rows[text, "canonical"])
        self.with_words = films_from(rows[text, "words"])
        initials = [] if self.known_words else films_from(rows[text, "initials"])
        self.with_initials = sorted(initials, key=lambda f: (-f.popularity, -(f.year or 0)))
        self.similar_people = candidates.rank_people(terms, text.compact, text.edits)
        self.people_with_prefix = people_from(rows[text, "people"])
        self.has_title = bool(self.exact or self.with_prefix or self.with_words)
        is_name = any(not person.distance for person in self.similar_people)
        self.has_match = bool(self.has_title or self.people_with_prefix or is_name)


def search(query: str, *, fuzzy: bool = True) -> SearchResult:
    """Find what a query means: as typed where anything matches that, or else nearly so.

    Without `fuzzy`, only as typed. At most three commands are sent.
    """
    text = tokenize(query) if fuzzy else replace(tokenize(query), edits=0)
    if not text.compact:
        return SearchResult()
    remainder = text.without_noise() if fuzzy else text
    queries, values = candidates.candidate_queries(text), last_values.get() if fuzzy else {}
    if remainder is not text:
        queries |= candidates.candidate_queries(remainder)
    if values is None:
        queries["values"] = _all_values_query()
    rows = run_queries(queries)
    values = last_values.put(_by_key(rows["values"])) if values is None else values
    own = Candidates(text, rows)
    other = own if remainder is text else Candidates(remainder, rows)
    filters, words = plain_filters(text, _named_values(text, values)) if fuzzy else ((), ())
    many = not PLURALS.isdisjoint(text.words)  # "war films", of which none is called "War"
    if filters and not (words or own.exact or (other.exact and not many)):
        titles = _exact_result(own).films[: candidates.MAX_PER_KIND]
        return SearchResult(titles, filters=filters)
    if own.has_match or not fuzzy:
        typed = _exact_result(own, other.exact if remainder.year else [])
        return replace(typed, alternative=() if words else filters)
    if not other.exact and (own.similar or own.similar_people):
        return _corrected_result(own, own.similar, own.similar_people)
    named = SearchResult((), candidates.required_words(words, {}).words, filters=filters)
    return _result_of_remainder(other) or _fallback_result(own, other, named)


def _all_values_query() -> candidates.Query:
    """Match every value of a facet in the dictionary, which are few (index `_id_`)."""
    stages: candidates.Stages = [
        {"$match": {"_id": candidates.within(f"{FACET}:")}},
        {"$limit": MAX_VALUES},
    ]
    return candidates.TERMS, [*stages, {"$project": {**candidates.TERM_FIELDS, "keys": 1}}]


def _all_values() -> Values:
    return last_values.get() or last_values.put(_by_key(run_queries({"": _all_values_query()})[""]))


def _by_key(rows: Sequence[Row]) -> Values:
    values: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        for key in row["keys"]:
            values[key].append(row)
    return values


def _named_values(text: SearchText, values: Values) -> list[Row]:
    """Return the values that a text may name, or nearly so, in the order of their keys."""
    named = (row for key in sorted(facet_keys(text)) for row in values.get(key, ()))
    return list({row["_id"]: row for row in named}.values())


def _result_of_remainder(matches: Candidates) -> SearchResult | None:
    # A name alone may have no film of the year.
    text = matches.text
    people = () if text.year else matches.similar_people
    if matches.has_title or (matches.has_match and not text.year):
        return _exact_result(matches).for_remainder(text)
    if not matches.has_match and (matches.similar or people):
        return _corrected_result(matches, matches.similar, people).for_remainder(text)
    return None


def _exact_result(matches: Candidates, dated: Sequence[FilmMatch] = ()) -> SearchResult:
    # One film of each title first: ten films of one name would hide nine other titles.
    first = {film.compact: film for film in reversed(matches.with_prefix)}
    by_prefix = sorted(matches.with_prefix, key=lambda film: first[film.compact] is not film)
    films = list(dict.fromkeys([*matches.exact, *dated, *by_prefix, *matches.with_words]))
    films = films or matches.with_initials
    similar = [film for film in matches.similar if film.distance]
    best = films[: candidates.MAX_PER_KIND - RESERVED_FOR_SIMILAR]
    words = candidates.required_words(matches.text.terms, matches.known_words)
    people = [*matches.similar_people, *matches.people_with_prefix]
    return SearchResult.of([*best, *similar, *films], words, people)


def _corrected_result(
    typed: Candidates, similar: Sequence[FilmMatch], people: Sequence[PersonMatch]
) -> SearchResult:
    """Search for the nearest title or, where that is nearer, for the nearest name.

    Films that have the words as typed come after it: then nothing is corrected.
    """
    by_name = bool(people) and (not similar or people[0].distance < similar[0].distance)
    corrected = people[0].name if by_name else similar[0].title
    meant = replace(tokenize(corrected), year=typed.text.year)
    words = candidates.required_words(typed.text.terms, typed.known_words)
    queries: candidates.Queries = {
        "prefix": candidates.titles_with_prefix_query(meant.compact, year=meant.year),
        "words": candidates.titles_with_words_query(meant),
    }
    if not people:
        queries["people"] = candidates.people_with_prefix_query(meant.compact)
    queries["typed"] = candidates.films_with_words_query(
        words.words, read=candidates.MAX_READ_DATED
    )
    if len(meant.terms) > 1:  # the rarest comes first
        queries["terms"] = candidates.terms_with_keys_query(candidates.word_keys(meant.terms))
    rows = run_queries(queries)
    if rows["typed"]:
        corrected = ""
    else:
        words = candidates.required_words(meant.terms, candidates.films_per_word(rows["terms"]))
    films = [*similar, *films_from(rows["typed"], rows["prefix"], rows["words"])]
    return SearchResult.of(films, words, [*people, *people_from(rows["people"])], corrected)


def _fallback_result(own: Candidates, other: Candidates, named: SearchResult) -> SearchResult:
    """Look for the words anywhere, then titles and names two edits away, then relax the query.

    The candidates are those of the full text and of its remainder. Other meanings are titles in
    it, and filters with words beside them.
    """
    text, undated, people = other.text, other.text.without_year(), other.similar_people
    known = {**other.known_words, **own.known_words}
    words = candidates.required_words(own.text.terms, known)
    # Of a year, the films of a person that is named, or else those with all words.
    of_year = normalize(people[0].name).split() if people else text.terms
    words_of_year = candidates.required_words(of_year, other.known_words)
    queries = relaxing.further_queries(text, words.words, known)
    rows = run_queries(queries | _films_exist(words_of_year.words, text.year, named))
    if rows["of year"]:
        name = people[0].name if people and people[0].distance else ""
        everybody = [*people, *other.people_with_prefix]
        return SearchResult.of((), words_of_year, everybody, name).for_remainder(text)
    titles = relaxing.rank_contained_titles(rows["contained"], text)
    meant = [film for film, missing in titles if not missing]
    meant += own.with_initials + relaxing.films_of_series(rows["series"], text)
    anywhere = SearchResult.of([*meant, *films_from(rows["anywhere"])], words)
    if meant or rows["named"] or (rows["anywhere"] and known.keys() >= set(words.words)):
        return named if rows["named"] and not meant else anywhere
    similar = candidates.rank_titles(rows["titles"], text, 2)
    if text.year and not similar and (found := _result_of_remainder(Candidates(undated, rows))):
        return found
    people = candidates.rank_people(rows["people"], text.compact, 2)
    if similar or people:
        return _corrected_result(other, similar, people).for_remainder(text if similar else undated)
    relaxed = relaxing.RelaxedWords.of(text, known, candidates.films_per_word(rows["corrections"]))
    can_relax = relaxed.is_possible(own.text) and not (titles and relaxed.dropped)
    if can_relax and not anywhere.films:
        return relaxing.search_relaxed(undated, relaxed)
    return relaxing.result_within(titles, undated) if titles and not anywhere.films else anywhere


def _films_exist(words: Sequence[str], year: int | None, named: SearchResult) -> candidates.Queries:
    """Return the queries for a film of the year, and for one with other words and their filters."""
    conditions: dict[str, list[Mapping[str, Any]]] = {}
    if year:
        conditions["of year"] = [words_filter(words, year)]
    if named.filters and named.required_words:
        filters = (filter_.match for filter_ in named.filters)
        conditions["named"] = [words_filter(named.required_words), *filters]
    one: candidates.Stages = [{"$limit": 1}, {"$project": {"_id": 1}}]
    return {
        name: (candidates.FILMS, [{"$match": {"$and": all_}}, *one])
        for name, all_ in conditions.items()
    }


def interpret(query: str, *, fuzzy: bool = True, scale: int = 100) -> InterpretedQuery:
    """Parse a query and search for its words; with `fuzzy`, typos are tolerated in names too."""
    parsed = parse(parsing.spell_out(query) if fuzzy else query, scale)
    is_lone = not parsed.text and len(parsed.fields) == 1
    meant = [(field, _meant_filter(field, fuzzy, is_lone)) for field in parsed.fields]
    if plain := next((field for field, filter_ in meant if filter_ is None), None):
        pattern, value = rf"(?<!\S){re.escape(plain.typed)}", plain.value
        without_minus = re.sub(pattern, lambda _: value, query, count=1)
        return interpret(without_minus, fuzzy=fuzzy, scale=scale)
    parsed = replace(parsed, fields=tuple(filter_ for _, filter_ in meant if filter_))
    result = search(parsed.text, fuzzy=fuzzy) if parsed.text else SearchResult()
    if result.filters:
        words = " ".join(w for w in tokenize(parsed.text).terms if w in result.required_words)
        parsed = replace(parsed, text=words, fields=(*parsed.fields, *result.filters))
    return InterpretedQuery(parsed, result)


def _meant_filter(field: FieldFilter, fuzzy: bool, is_lone: bool) -> FieldFilter | None:
    """Return a filter by the person or value that it means, nearly so too; "-horror" by the genre.

    None for a lone "-day", which is looked for: all films but a few would answer nothing.
    """
    if field.name in ROLES and fuzzy:
        name = known_person(field.value)
        return replace(field, value=name, match={"search.words": field_word(field.name, name)})
    if not (fuzzy and field.name in FACETS) if field.name else '"' in field.typed:
        return field
    text, of_field = tokenize(field.value), f"{FACET}:{field.name}"
    rows = [r for r in _named_values(text, _all_values()) if r["_id"].startswith(of_field)]
    filters, words = plain_filters(text, rows)
    is_value = len(filters) == 1 and not words and field.name in ("", filters[0].name)
    if field.name and any("".join(text.terms) in row["starts"] for row in rows):
        return field
    if is_value:
        return replace(filters[0], typed=field.typed, excludes=field.excludes)
    return None if is_lone and not field.name else field


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


def positions_by_relevance(
    selection: ResolvedSelection, docs: Sequence[Mapping[str, Any]], skip: int, limit: int
) -> list[int]:
    """Return the positions of a page's films among documents of all that match, by relevance.

    Ranked films come first, the others in `ResolvedSelection.order`.
    """
    ids = selection.query.result.ids if selection.query else []
    score = {movie_id: len(ids) - at for at, movie_id in enumerate(ids)}
    keys = [
        (score.get(doc["_id"], 0), get_path(doc, "ranks.tier") or 0, doc["_id"]) for doc in docs
    ]
    return sorted(range(len(docs)), key=keys.__getitem__, reverse=True)[skip : skip + limit]


def cards_from_rows(
    selection: ResolvedSelection, rows: Iterable[bytes], skip: int, limit: int
) -> list[MovieCard]:
    """Return the films of a page: by relevance the ranked ones in their order first."""
    cards = list(map(read_card, rows))
    if not (selection.query and selection.by_relevance):
        return cards[:limit]
    rank = {str(movie_id): at for at, movie_id in enumerate(selection.query.result.ids)}
    ranked = sorted((c for c in cards if c.id in rank), key=lambda card: rank[card.id])
    others = [card for card in cards if card.id not in rank]
    if not selection.filter_without_words():
        return ranked + others
    read_from, wanted_from = max(0, skip - len(rank)), max(0, skip - len(ranked))
    return (ranked[skip : skip + limit] + others[wanted_from - read_from :])[:limit]
