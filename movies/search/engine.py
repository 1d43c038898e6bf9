"""Search: films by title, people by name, and the words that further films must have."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bson import ObjectId

from . import candidates, relaxation
from .candidates import (
    NOTHING,
    Candidates,
    FilmMatch,
    PersonMatch,
    Queries,
    films_from,
    run_queries,
)
from .normalization import MIN_LENGTHS, SearchText, normalize, tokenize
from .relaxation import RelaxedWords, StrippedQuery, required_words

# Titles that begin as typed come before similar ones, but leave these so many of the ten places.
RESERVED_FOR_SIMILAR = 1
# The prefixes of the names of queries for parts of a text.
REMAINDER, WITHOUT_YEAR = "remainder ", "without year "


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Ranked films, the words that further films all have, and people.

    `corrected` is what was searched for where that is not what was typed, or empty; `year` a word
    that was taken as a year, `dropped` those that were not searched for.
    """

    films: tuple[FilmMatch, ...] = ()
    required_words: tuple[str, ...] = ()
    people: tuple[PersonMatch, ...] = ()
    corrected: str = ""
    year: int | None = None
    dropped: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        films: Iterable[FilmMatch],
        words: tuple[str, ...],
        people: Iterable[PersonMatch] = (),
        corrected: str = "",
        dropped: tuple[str, ...] = (),
    ) -> "SearchResult":
        """Return a result of the first films and people, each once."""
        ranked = tuple(dict.fromkeys(films))[: candidates.MAX_RANKED]
        everybody = tuple(dict.fromkeys(people))[: candidates.MAX_PEOPLE]
        return cls(ranked, words, everybody, corrected, None, dropped)

    @property
    def ids(self) -> list[ObjectId]:
        return [film.id for film in self.films]

    def for_remainder(self, remainder: StrippedQuery) -> "SearchResult":
        """Return the same as the result for the remainder of a query: of its year, if it has one.

        Where only films of the year before or after match the title, it is that year.
        """
        dropped, year = (*remainder.dropped, *self.dropped), remainder.text.year
        films = self.films
        if year and films:
            year = films[0].year
            films = tuple(film for film in films if film.year == year)
        corrected = self.corrected or (remainder.text.text if dropped or year else "")
        return replace(self, films=films, corrected=corrected, year=year, dropped=dropped)


@dataclass(frozen=True, slots=True)
class _Search:
    """A query and its remainder, each with its candidates."""

    text: SearchText
    own: Candidates
    remainder: StrippedQuery
    of_remainder: Candidates

    def words_of_year(self) -> tuple[str, ...]:
        """Return the words to look for in films of the year: those of a person that it names."""
        people, text = self.of_remainder.similar_people, self.remainder.text
        words = normalize(people[0].name).split() if people else text.terms
        return required_words(words, self.of_remainder.known_words)


def search(query: str, *, fuzzy: bool = True) -> SearchResult:
    """Find what a query means: as typed where anything matches that, or else nearly so.

    Without `fuzzy`, only as typed. At most three commands are sent.
    """
    text = tokenize(query)
    if not text.compact:
        return SearchResult()
    if not fuzzy:
        text = replace(text, edits=0)
        rows = run_queries(candidates.candidate_queries(text))
        return _as_typed(text, candidates.candidates_from(rows, text))
    first = _read_candidates(text, relaxation.strip_noise(text))
    own, remainder, other = first.own, first.remainder, first.of_remainder
    if own.has_match:
        return _as_typed(text, own, other.exact if remainder.text.year else [])
    if other.exact:
        return _as_typed(remainder.text, other).for_remainder(remainder)
    if own.similar or own.similar_people:
        return _nearest(text, own.similar, own.similar_people)
    return _remainder_result(remainder, other) or _search_further(first)


def _read_candidates(text: SearchText, remainder: StrippedQuery) -> _Search:
    queries = candidates.candidate_queries(text)
    if remainder.text is text:
        own = candidates.candidates_from(run_queries(queries), text)
        return _Search(text, own, remainder, own)
    rows = run_queries({**queries, **candidates.candidate_queries(remainder.text, REMAINDER)})
    own = candidates.candidates_from(rows, text)
    other = candidates.candidates_from(rows, remainder.text, REMAINDER)
    return _Search(text, own, remainder, other)


def _remainder_result(remainder: StrippedQuery, found: Candidates) -> SearchResult | None:
    # A name alone may have no film of the year.
    year = remainder.text.year
    if found.has_title or (found.has_match and not year):
        return _as_typed(remainder.text, found).for_remainder(remainder)
    people = () if year else found.similar_people
    if not found.has_match and (found.similar or people):
        return _nearest(remainder.text, found.similar, people).for_remainder(remainder)
    return None


def _as_typed(text: SearchText, found: Candidates, dated: Sequence[FilmMatch] = ()) -> SearchResult:
    # One film of each title first: ten films of one name would hide nine other titles.
    first = {film.compact: film for film in reversed(found.with_prefix)}
    by_prefix = sorted(found.with_prefix, key=lambda film: first[film.compact] is not film)
    films = list(dict.fromkeys([*found.exact, *dated, *by_prefix, *found.with_words]))
    similar = [film for distance, film in found.similar if distance]
    best = films[: candidates.MAX_PER_KIND - RESERVED_FOR_SIMILAR]
    words = required_words(text.terms, found.known_words)
    people = [*found.similar_people, *found.people_with_prefix]
    return SearchResult.of([*best, *similar, *films], words, people)


def _search_further(first: _Search) -> SearchResult:
    """Look for the words anywhere, then titles and names two edits away, then relax the query."""
    remainder, text = first.remainder, first.remainder.text
    undated = remainder.without_year()
    known = {**first.of_remainder.known_words, **first.own.known_words}
    words = required_words(first.text.terms, known)
    rows = run_queries(_further_queries(first, words, known))
    if rows.get("of year"):
        return _result_of_year(first)
    if rows["anywhere"]:
        return SearchResult.of(films_from(rows, "anywhere"), words)
    similar = candidates.rank_titles(rows["titles"], text, 2)
    if text.year and not similar:
        found = candidates.candidates_from(rows, undated.text, WITHOUT_YEAR)
        if result := _remainder_result(undated, found):
            return result
    people = candidates.rank_people(rows["people"], text.compact, 2)
    if similar or people:
        return _nearest(text, similar, people).for_remainder(remainder if similar else undated)
    relaxed = relaxation.relax(text, known, candidates.films_per_word(rows["corrections"]))
    if relaxed.is_sufficient and (relaxed.words != first.text.terms or relaxed.can_drop_one):
        return _search_relaxed(undated, relaxed)
    return SearchResult((), words)


def _further_queries(first: _Search, words: Sequence[str], known: Mapping[str, int]) -> Queries:
    text = first.remainder.text
    read = candidates.MAX_READ_DATED if text.year else candidates.MAX_READ
    anywhere = candidates.films_with_words(words, candidates.MAX_PER_KIND, read)
    is_long = len(text.compact) >= MIN_LENGTHS[2] - 2
    queries = {
        "anywhere": anywhere if set(words) <= set(known) else NOTHING,
        "titles": candidates.similar_titles(text, 2) if is_long else NOTHING,
        "people": candidates.similar_people(text.compact, (), 2) if is_long else NOTHING,
        "corrections": candidates.similar_words(w for w in text.terms if w not in known),
    }
    if text.year:
        # Any film of the year with the words or by whom they name (index `newest` or `words`).
        match = {"$match": candidates.words_filter(first.words_of_year(), text.year)}
        queries["of year"] = candidates.FILMS, [match, {"$limit": 1}, {"$project": {"_id": 1}}]
        queries |= candidates.candidate_queries(replace(text, year=None), WITHOUT_YEAR)
    return queries


def _result_of_year(first: _Search) -> SearchResult:
    similar = first.of_remainder.similar_people
    name = similar[0].name if similar and similar[0].distance else ""
    people = [*similar, *first.of_remainder.people_with_prefix]
    result = SearchResult.of((), first.words_of_year(), people, name)
    return result.for_remainder(first.remainder)


def _search_relaxed(remainder: StrippedQuery, relaxed: RelaxedWords) -> SearchResult:
    """Search for corrected words, without those that no film has, or else without one more."""
    queries = _corrected_queries(tokenize(" ".join(relaxed.words)))
    rows = run_queries({**queries, **relaxation.relaxation_queries(relaxed)})
    films, people = films_from(rows, "prefix", "words"), candidates.people_from(rows["people"])
    if not (films or people):
        relaxed, films = relaxation.choose_relaxation(relaxed, rows)
        if not films and not relaxed.corrected:
            return SearchResult((), required_words(remainder.text.terms, relaxed.films))
    result = SearchResult.of(
        films, relaxed.required, people, " ".join(relaxed.words), relaxed.dropped
    )
    return result.for_remainder(remainder)


def _nearest(
    text: SearchText, similar: Sequence[tuple[int, FilmMatch]], people: Sequence[PersonMatch]
) -> SearchResult:
    """Search for the nearest title or, where that is nearer, for the nearest name."""
    by_name = bool(people) and (not similar or people[0].distance < similar[0][0])
    corrected = people[0].name if by_name else similar[0][1].title
    meant = replace(tokenize(corrected), year=text.year)
    rows = run_queries(_corrected_queries(meant, people))
    films = [*(film for _, film in similar), *films_from(rows, "prefix", "words")]
    everybody = [*people, *candidates.people_from(rows["people"])]
    return SearchResult.of(films, required_words(meant.terms, {}), everybody, corrected)


def _corrected_queries(text: SearchText, people: Sequence[PersonMatch] = ()) -> Queries:
    name, size = text.compact, candidates.MAX_PER_KIND
    return {
        "prefix": candidates.titles_with_prefix(name, size, text.year),
        "words": candidates.titles_with_words(text),
        "people": NOTHING if people else candidates.people_with_prefix(name, candidates.MAX_PEOPLE),
    }
