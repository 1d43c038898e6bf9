"""Search: films by title, people by name, and the words that further films must have."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bson import ObjectId

from . import candidates, relaxation, titles
from .candidates import NOTHING, Candidates, PersonMatch, Queries, run_queries
from .keys import MIN_LENGTHS
from .normalization import SearchText, normalize, tokenize
from .relaxation import Remainder, required_words
from .titles import FilmMatch, unique_films

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

    @property
    def ids(self) -> list[ObjectId]:
        return [film.id for film in self.films]

    def for_remainder(self, remainder: Remainder) -> "SearchResult":
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
    """A query with its candidates; and its remainder, if it has one, with those for that."""

    text: SearchText
    own: Candidates
    remainder: Remainder | None
    of_remainder: Candidates


def search(query: str, *, fuzzy: bool = True) -> SearchResult:
    """Find what a query means: as typed where anything matches that, or else nearly so.

    Without `fuzzy`, only as typed. At most three commands are sent.
    """
    text = tokenize(query)
    if not text.compact:
        return SearchResult()
    first = _read_candidates(text, fuzzy)
    own, remainder, other = first.own, first.remainder, first.of_remainder
    if own.has_match or not fuzzy:
        return _as_typed(text, own, other.exact if remainder and remainder.text.year else [])
    if remainder and other.exact:
        return _as_typed(remainder.text, other).for_remainder(remainder)
    if own.similar or own.similar_people:
        return _nearest(text, own.similar, own.similar_people)
    if remainder and (result := _remainder_result(remainder, other)):
        return result
    return _search_further(first)


def _read_candidates(text: SearchText, fuzzy: bool) -> _Search:
    remainder = relaxation.remainder_of(text) if fuzzy else None
    edits = candidates.initial_edits(text) if fuzzy else 0
    queries = candidates.candidate_queries(text, edits)
    if remainder is None:
        own = candidates.candidates_from(run_queries(queries), text, edits)
        return _Search(text, own, None, own)
    other, its_edits = remainder.text, candidates.initial_edits(remainder.text)
    rows = run_queries({**queries, **candidates.candidate_queries(other, its_edits, REMAINDER)})
    own = candidates.candidates_from(rows, text, edits)
    of_remainder = candidates.candidates_from(rows, other, its_edits, REMAINDER)
    return _Search(text, own, remainder, of_remainder)


def _remainder_result(remainder: Remainder, found: Candidates) -> SearchResult | None:
    # A name alone may have no film of the year.
    year = remainder.text.year
    if found.has_title or (found.has_match and not year):
        return _as_typed(remainder.text, found).for_remainder(remainder)
    people = () if year else found.similar_people
    if not found.has_match and (found.similar or people):
        return _nearest(remainder.text, found.similar, people).for_remainder(remainder)
    return None


def _as_typed(text: SearchText, found: Candidates, dated: Sequence[FilmMatch] = ()) -> SearchResult:
    by_prefix = _remakes_last(found.with_prefix)
    films = unique_films([*found.exact, *dated, *by_prefix, *found.with_words])
    similar = [film for distance, film in found.similar if distance]
    ranked = unique_films(
        [*films[: candidates.MAX_PER_KIND - RESERVED_FOR_SIMILAR], *similar, *films]
    )
    words = required_words(text.terms, found.known_words)
    people = candidates.unique_people([*found.similar_people, *found.people_with_prefix])
    return SearchResult(tuple(ranked[: candidates.MAX_RANKED]), words, people)


def _remakes_last(films: Sequence[FilmMatch]) -> list[FilmMatch]:
    """Return one film of each title first: ten films of one name would hide nine other titles."""
    first = {film.compact: film for film in reversed(films)}
    return unique_films([*(film for film in films if first[film.compact] is film), *films])


def _search_further(first: _Search) -> SearchResult:
    """Look for the words anywhere, then titles and names two edits away, then relax the query."""
    remainder = first.remainder or Remainder(first.text)
    text, undated = remainder.text, remainder.without_year()
    known = {**first.of_remainder.known_words, **first.own.known_words}
    words = required_words(first.text.terms, known)
    read = titles.MAX_READ_DATED if text.year else titles.MAX_READ
    anywhere = titles.films_with_words(words, candidates.MAX_PER_KIND, read)
    is_long = len(text.compact) >= MIN_LENGTHS[2] - 2
    rows = run_queries(
        {
            "anywhere": anywhere if set(words) <= set(known) else NOTHING,
            "titles": titles.similar_titles(text, 2) if is_long else NOTHING,
            "people": candidates.similar_people(text.compact, (), 2) if is_long else NOTHING,
            "corrections": candidates.similar_words(w for w in text.terms if w not in known),
            **(_year_queries(first, remainder, undated) if text.year else {}),
        }
    )
    if rows.get("of year"):
        return _result_of_year(first, remainder)
    if rows["anywhere"]:
        return SearchResult(tuple(candidates.films_from(rows, "anywhere")), words)
    similar = titles.rank_titles(rows["titles"], text, 2)
    if text.year and not similar:
        edits = candidates.initial_edits(text)
        found = candidates.candidates_from(
            rows, undated.text, edits, WITHOUT_YEAR, first.of_remainder
        )
        if result := _remainder_result(undated, found):
            return result
    people = candidates.rank_people(rows["people"], text.compact, 2)
    if similar or people:
        return _nearest(text, similar, people).for_remainder(remainder if similar else undated)
    relaxed = relaxation.relax(text, known, rows["corrections"])
    if relaxed.is_sufficient and (relaxed.words != first.text.terms or relaxed.can_drop_one):
        return _search_relaxed(undated, relaxed)
    return SearchResult((), words)


def _year_queries(first: _Search, remainder: Remainder, undated: Remainder) -> Queries:
    """Find films of the query's year with its words or by whom it names; and titles of any year."""
    of_year = titles.any_film_of_year(_words_of_year(first, remainder), remainder.text.year)
    edits = candidates.initial_edits(undated.text)
    return {"of year": of_year, **candidates.title_queries(undated.text, edits, WITHOUT_YEAR)}


def _words_of_year(first: _Search, remainder: Remainder) -> tuple[str, ...]:
    people = first.of_remainder.similar_people[:1]
    words = normalize(people[0].name).split() if people else remainder.text.terms
    return required_words(words, first.of_remainder.known_words)


def _result_of_year(first: _Search, remainder: Remainder) -> SearchResult:
    similar = first.of_remainder.similar_people
    name = similar[0].name if similar and similar[0].distance else ""
    people = candidates.unique_people([*similar, *first.of_remainder.people_with_prefix])
    words = _words_of_year(first, remainder)
    return SearchResult((), words, people, name).for_remainder(remainder)


def _search_relaxed(remainder: Remainder, relaxed: relaxation.RelaxedWords) -> SearchResult:
    """Search for corrected words, without those that no film has, or else without one more."""
    text = tokenize(" ".join(relaxed.words))
    rows = run_queries({**_corrected_queries(text), **relaxation.relaxation_queries(relaxed)})
    films, people = (
        candidates.films_from(rows, "prefix", "words"),
        candidates.people_from(rows["people"]),
    )
    if not (films or people):
        relaxed, films = relaxation.choose_relaxation(relaxed, rows)
        if not films and not relaxed.corrected:
            return SearchResult((), required_words(remainder.text.terms, relaxed.films))
    corrected, ranked = " ".join(relaxed.words), tuple(unique_films(films)[: candidates.MAX_RANKED])
    result = SearchResult(
        ranked, relaxed.required, candidates.unique_people(people), corrected, None, relaxed.dropped
    )
    return result.for_remainder(remainder)


def _nearest(
    text: SearchText, similar: Sequence[tuple[int, FilmMatch]], people: Sequence[PersonMatch]
) -> SearchResult:
    """Search for the nearest title or, where that is nearer, for the nearest name."""
    matches = [film for _, film in similar]
    by_name = bool(people) and (not similar or people[0].distance < similar[0][0])
    corrected = people[0].name if by_name else matches[0].title
    meant = replace(tokenize(corrected), year=text.year)
    rows = run_queries(_corrected_queries(meant, people))
    films = tuple(
        unique_films([*matches, *candidates.films_from(rows, "prefix", "words")])[
            : candidates.MAX_RANKED
        ]
    )
    everybody = candidates.unique_people([*people, *candidates.people_from(rows["people"])])
    return SearchResult(films, required_words(meant.terms, {}), everybody, corrected)


def _corrected_queries(text: SearchText, people: Sequence[PersonMatch] = ()) -> Queries:
    name, size, most_people = text.compact, candidates.MAX_PER_KIND, candidates.MAX_PEOPLE
    return {
        "prefix": titles.titles_with_prefix(name, size, text.year),
        "words": candidates.title_words_query(text),
        "people": NOTHING if people else candidates.people_with_prefix(name, most_people),
    }
