"""Search: films by title, people by name, and the words that further films must have."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from bson import ObjectId

from ..documents import read_title, read_year
from . import candidates, keys, ranking, relaxation
from .candidates import NOTHING, Candidates, Queries, Query, run_queries
from .filters import FieldFilter, plain_filters
from .keys import SearchText, normalize, required_words, tokenize
from .ranking import ContainedTitle, FilmMatch, PersonMatch
from .spelling import words_of_series

# Titles that begin as typed come before similar ones, but leave these at least one of ten places.
RESERVED_FOR_SIMILAR = 1
PLURALS = frozenset(("films", "movies"))
# The prefixes of the names of queries for parts of a text.
REMAINDER, WITHOUT_YEAR = "remainder ", "without year "
MAX_SUGGESTIONS, MAX_SUGGESTED_PEOPLE, MIN_LETTERS = 8, 3, 2


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Ranked films, the words that further films all have, and people.

    `corrected` is what was searched for where that is not what was typed, or empty; `year` a word
    that was taken as a year, `dropped` those that were not searched for; `filters` is what words
    mean as filters, and `alternative` what they might mean, were they no title.
    """

    films: tuple[FilmMatch, ...] = ()
    required_words: tuple[str, ...] = ()
    people: tuple[PersonMatch, ...] = ()
    corrected: str = ""
    year: int | None = None
    dropped: tuple[str, ...] = ()
    filters: tuple[FieldFilter, ...] = ()
    alternative: tuple[FieldFilter, ...] = ()

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


class Leads(NamedTuple):
    """What else a query may mean: a title in it, or filters with words beside them."""

    contained: Sequence[ContainedTitle]
    named: SearchResult


def search(query: str, *, fuzzy: bool = True) -> SearchResult:
    """Find what a query means: as typed where anything matches that, or else nearly so.

    Without `fuzzy`, only as typed. At most three commands are sent.
    """
    text = tokenize(query)
    if not text.compact:
        return SearchResult()
    if not fuzzy:
        text = replace(text, edits=0)
    remainder = text.without_noise() if fuzzy else text
    queries = candidates.candidate_queries(text)
    queries["facets"] = candidates.facet_values(text) if fuzzy else NOTHING
    queries["contained"] = candidates.contained_titles(remainder) if fuzzy else NOTHING
    if remainder is not text:
        queries |= candidates.candidate_queries(remainder, REMAINDER)
    rows = run_queries(queries)
    own = candidates.candidates_from(rows, text)
    other = own if remainder is text else candidates.candidates_from(rows, remainder, REMAINDER)
    filters, words = plain_filters(text, rows["facets"])
    many = not PLURALS.isdisjoint(text.words)  # "war films", of which none is called "War"
    if filters and not (words or own.exact or (other.exact and not many)):
        titles = _as_typed(text, own).films[: candidates.MAX_PER_KIND]
        return SearchResult(titles, filters=filters)
    if own.has_match or not fuzzy:
        typed = _as_typed(text, own, other.exact if remainder.year else [])
        return replace(typed, alternative=() if words else filters)
    if other.exact:
        return _as_typed(remainder, other).for_remainder(remainder)
    if own.similar or own.similar_people:
        return _nearest(text, own.similar, own.similar_people)
    contained = ranking.rank_contained(rows["contained"], remainder)
    named = SearchResult((), required_words(words, {}), filters=filters)
    return _remainder_result(remainder, other) or _search_further(
        text, remainder, own, other, Leads(contained, named)
    )


def _result(
    films: Iterable[FilmMatch],
    words: tuple[str, ...],
    people: Iterable[PersonMatch] = (),
    corrected: str = "",
    dropped: tuple[str, ...] = (),
) -> SearchResult:
    """Return a result of the first films and people, each once."""
    ranked = tuple(dict.fromkeys(films))[: candidates.MAX_RANKED]
    everybody = tuple(dict.fromkeys(people))[: candidates.MAX_PEOPLE]
    return SearchResult(ranked, words, everybody, corrected, None, dropped)


def _remainder_result(remainder: SearchText, matches: Candidates) -> SearchResult | None:
    # A name alone may have no film of the year.
    if matches.has_title or (matches.has_match and not remainder.year):
        return _as_typed(remainder, matches).for_remainder(remainder)
    people = () if remainder.year else matches.similar_people
    if not matches.has_match and (matches.similar or people):
        return _nearest(remainder, matches.similar, people).for_remainder(remainder)
    return None


def _as_typed(
    text: SearchText, matches: Candidates, dated: Sequence[FilmMatch] = ()
) -> SearchResult:
    # One film of each title first: ten films of one name would hide nine other titles.
    first = {film.compact: film for film in reversed(matches.with_prefix)}
    by_prefix = sorted(matches.with_prefix, key=lambda film: first[film.compact] is not film)
    films = list(dict.fromkeys([*matches.exact, *dated, *by_prefix, *matches.with_words]))
    similar = [film for distance, film in matches.similar if distance]
    best = films[: candidates.MAX_PER_KIND - RESERVED_FOR_SIMILAR]
    words = required_words(text.terms, matches.known_words)
    people = [*matches.similar_people, *matches.people_with_prefix]
    return _result([*best, *similar, *films], words, people)


def _search_further(
    full: SearchText, text: SearchText, own: Candidates, other: Candidates, leads: Leads
) -> SearchResult:
    """Look for the words anywhere, then titles and names two edits away, then relax the query.

    The candidates are those of the full text and of its remainder.
    """
    undated, people = text.without_year(), other.similar_people
    known = {**other.known_words, **own.known_words}
    words = required_words(full.terms, known)
    # Of a year, the films of a person that is named, or else those with all words.
    of_year = normalize(people[0].name).split() if people else text.terms
    words_of_year = required_words(of_year, other.known_words)
    contained, named = leads
    further = _further_queries(text, words, words_of_year, known)
    rows = run_queries({**further, "named": _any_named(named)})
    if rows.get("of year"):
        name = people[0].name if people and people[0].distance else ""
        everybody = [*people, *other.people_with_prefix]
        return _result((), words_of_year, everybody, name).for_remainder(text)
    meant = [film for film, missing in contained if not missing]
    meant += candidates.films_titled(rows["series"], words_of_series(text.terms)[:-1])
    if meant or rows["named"] or rows["anywhere"]:
        result = _result([*meant, *candidates.films_from(rows, "anywhere")], words)
        return named if rows["named"] and not meant else result
    similar = ranking.rank_titles(rows["titles"], text, 2)
    if text.year and not similar:
        matches = candidates.candidates_from(rows, undated, WITHOUT_YEAR)
        if of_remainder := _remainder_result(undated, matches):
            return of_remainder
    people = ranking.rank_people(rows["people"], text.compact, 2)
    if similar or people:
        return _nearest(text, similar, people).for_remainder(text if similar else undated)
    relaxed = relaxation.relax(text, known, ranking.films_per_word(rows["corrections"]))
    can_relax = relaxed.is_sufficient and (relaxed.words != full.terms or relaxed.can_drop_one)
    if can_relax and not (contained and relaxed.dropped):
        return _search_relaxed(undated, relaxed)
    return _title_within(undated, contained, words)


def _title_within(
    text: SearchText, contained: Sequence[ContainedTitle], words: tuple[str, ...]
) -> SearchResult:
    if not contained:
        return SearchResult((), words)
    title, missing = contained[0]
    films = [film for film, dropped in contained if dropped == missing]
    return _result(films, (), (), title.title, missing).for_remainder(text)


def _any_named(named: SearchResult) -> Query:
    """Return the query for a film with all words that meets the filters that others mean."""
    filters = [dict(filter_.match) for filter_ in named.filters]
    if not filters or not named.required_words:
        return NOTHING
    match = {"$and": [candidates.words_filter(named.required_words), *filters]}
    return candidates.FILMS, [{"$match": match}, {"$limit": 1}, {"$project": {"_id": 1}}]


def _further_queries(
    text: SearchText, words: Sequence[str], words_of_year: Sequence[str], known: Mapping[str, int]
) -> Queries:
    read = candidates.MAX_READ_DATED if text.year else candidates.MAX_READ
    anywhere = candidates.films_with_words(words, read=read)
    is_long = len(text.compact) >= keys.MIN_LENGTHS[2] - 2
    *name, ordinal = words_of_series(text.terms) or ("",)
    series = (*required_words(name, known), ordinal) if name and set(name) <= set(known) else ()
    queries = {
        "series": candidates.films_with_words(series, read=candidates.MAX_READ_DATED),
        "anywhere": anywhere if set(words) <= set(known) else NOTHING,
        "titles": candidates.similar_titles(text, 2) if is_long else NOTHING,
        "people": candidates.similar_people(text.compact, (), 2) if is_long else NOTHING,
        "corrections": candidates.similar_words(w for w in text.terms if w not in known),
    }
    if text.year:
        # Any film of the year with the words (index `newest` or `words`).
        match = {"$match": candidates.words_filter(words_of_year, text.year)}
        queries["of year"] = candidates.FILMS, [match, {"$limit": 1}, {"$project": {"_id": 1}}]
        queries |= candidates.candidate_queries(text.without_year(), WITHOUT_YEAR)
    return queries


def _search_relaxed(text: SearchText, relaxed: relaxation.RelaxedWords) -> SearchResult:
    """Search for corrected words, without those that no film has, or else without one more."""
    queries = _corrected_queries(tokenize(" ".join(relaxed.words)))
    rows = run_queries({**queries, **relaxation.relaxation_queries(relaxed)})
    films = candidates.films_from(rows, "prefix", "words")
    people = candidates.people_from(rows["people"])
    if not (films or people):
        relaxed, films = relaxation.choose_relaxation(relaxed, rows)
        if not films and not relaxed.corrected:
            return SearchResult((), required_words(text.terms, relaxed.films))
    corrected = " ".join(relaxed.words)
    result = _result(films, relaxed.required, people, corrected, relaxed.dropped)
    return result.for_remainder(text)


def _nearest(
    text: SearchText, similar: Sequence[tuple[int, FilmMatch]], people: Sequence[PersonMatch]
) -> SearchResult:
    """Search for the nearest title or, where that is nearer, for the nearest name."""
    by_name = bool(people) and (not similar or people[0].distance < similar[0][0])
    corrected = people[0].name if by_name else similar[0][1].title
    meant = replace(tokenize(corrected), year=text.year)
    rows = run_queries(_corrected_queries(meant, people))
    films = [*(film for _, film in similar), *candidates.films_from(rows, "prefix", "words")]
    everybody = [*people, *candidates.people_from(rows["people"])]
    return _result(films, required_words(meant.terms, {}), everybody, corrected)


def _corrected_queries(text: SearchText, people: Sequence[PersonMatch] = ()) -> Queries:
    return {
        "prefix": candidates.titles_with_prefix(text.compact, year=text.year),
        "words": candidates.titles_with_words(text),
        "people": NOTHING if people else candidates.people_with_prefix(text.compact),
    }


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A film, or with no id a person, whose name begins as typed."""

    title: str
    year: int | None = None
    movie_id: ObjectId | None = None


def suggest(query: str) -> list[Suggestion]:
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
