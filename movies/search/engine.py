"""Search: films by title, people by name, and the words that further films must have."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bson import ObjectId

from . import candidates, keys, ranking
from .candidates import NOTHING, Candidates, Queries, Query, Rows, run_queries
from .filters import FieldFilter, facet_keys, plain_filters
from .keys import SearchText, normalize, required_words, tokenize
from .ranking import ContainedTitle, FilmMatch, PersonMatch, RelaxedWords
from .spelling import words_of_series

# Titles that begin as typed come before similar ones, but leave these at least one of ten places.
RESERVED_FOR_SIMILAR = 1
PLURALS = frozenset(("films", "movies"))
# The prefixes of the names of queries for parts of a text.
REMAINDER, WITHOUT_YEAR, WITHOUT = "remainder ", "without year ", "without "


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


def search(query: str, *, fuzzy: bool = True) -> SearchResult:
    """Find what a query means: as typed where anything matches that, or else nearly so.

    Without `fuzzy`, only as typed. At most three commands are sent.
    """
    text = tokenize(query) if fuzzy else replace(tokenize(query), edits=0)
    if not text.compact:
        return SearchResult()
    remainder = text.without_noise() if fuzzy else text
    queries = candidates.candidate_queries(text, others=facet_keys(text) if fuzzy else ())
    if fuzzy:
        queries["contained"] = candidates.contained_titles(remainder)
    if remainder is not text:
        queries |= candidates.candidate_queries(remainder, REMAINDER)
    rows = run_queries(queries)
    own = Candidates.from_rows(rows, text)
    other = own if remainder is text else Candidates.from_rows(rows, remainder, REMAINDER)
    filters, words = plain_filters(text, rows["terms"])
    many = not PLURALS.isdisjoint(text.words)  # "war films", of which none is called "War"
    if filters and not (words or own.exact or (other.exact and not many)):
        titles = _as_typed(own).films[: candidates.MAX_PER_KIND]
        return SearchResult(titles, filters=filters)
    if own.has_match or not fuzzy:
        typed = _as_typed(own, other.exact if remainder.year else [])
        return replace(typed, alternative=() if words else filters)
    if not other.exact and (own.similar or own.similar_people):
        return _nearest(text, own.similar, own.similar_people)
    contained = ranking.rank_contained(rows["contained"], remainder)
    named = SearchResult((), required_words(words, {}), filters=filters)
    return _result_of_remainder(other) or _search_further(own, other, contained, named)


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


def _result_of_remainder(matches: Candidates) -> SearchResult | None:
    # A name alone may have no film of the year.
    text = matches.text
    if matches.has_title or (matches.has_match and not text.year):
        return _as_typed(matches).for_remainder(text)
    people = () if text.year else matches.similar_people
    if not matches.has_match and (matches.similar or people):
        return _nearest(text, matches.similar, people).for_remainder(text)
    return None


def _as_typed(matches: Candidates, dated: Sequence[FilmMatch] = ()) -> SearchResult:
    # One film of each title first: ten films of one name would hide nine other titles.
    first = {film.compact: film for film in reversed(matches.with_prefix)}
    by_prefix = sorted(matches.with_prefix, key=lambda film: first[film.compact] is not film)
    films = list(dict.fromkeys([*matches.exact, *dated, *by_prefix, *matches.with_words]))
    similar = [film for distance, film in matches.similar if distance]
    best = films[: candidates.MAX_PER_KIND - RESERVED_FOR_SIMILAR]
    words = required_words(matches.text.terms, matches.known_words)
    people = [*matches.similar_people, *matches.people_with_prefix]
    return _result([*best, *similar, *films], words, people)


def _nearest(
    text: SearchText, similar: Sequence[tuple[int, FilmMatch]], people: Sequence[PersonMatch]
) -> SearchResult:
    """Search for the nearest title or, where that is nearer, for the nearest name."""
    by_name = bool(people) and (not similar or people[0].distance < similar[0][0])
    corrected = people[0].name if by_name else similar[0][1].title
    meant = replace(tokenize(corrected), year=text.year)
    rows = run_queries(_corrected_queries(meant, has_people=bool(people)))
    films = [*(film for _, film in similar), *candidates.films_from(rows, "prefix", "words")]
    everybody = [*people, *candidates.people_from(rows["people"])]
    return _result(films, required_words(meant.terms, {}), everybody, corrected)


def _corrected_queries(text: SearchText, *, has_people: bool) -> Queries:
    return {
        "prefix": candidates.titles_with_prefix(text.compact, year=text.year),
        "words": candidates.titles_with_words(text),
        "people": NOTHING if has_people else candidates.people_with_prefix(text.compact),
    }


def _search_further(
    own: Candidates, other: Candidates, contained: Sequence[ContainedTitle], named: SearchResult
) -> SearchResult:
    """Look for the words anywhere, then titles and names two edits away, then relax the query.

    The candidates are those of the full text and of its remainder. Other meanings are titles in
    it, and filters with words beside them.
    """
    text, undated, people = other.text, other.text.without_year(), other.similar_people
    known = {**other.known_words, **own.known_words}
    words = required_words(own.text.terms, known)
    # Of a year, the films of a person that is named, or else those with all words.
    of_year = normalize(people[0].name).split() if people else text.terms
    words_of_year = required_words(of_year, other.known_words)
    queries = _further_queries(text, words, words_of_year, known)
    rows = run_queries({**queries, "named": _any_named(named)})
    if rows["of year"]:
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
        matches = Candidates.from_rows(rows, undated, WITHOUT_YEAR)
        if of_remainder := _result_of_remainder(matches):
            return of_remainder
    people = ranking.rank_people(rows["people"], text.compact, 2)
    if similar or people:
        return _nearest(text, similar, people).for_remainder(text if similar else undated)
    relaxed = RelaxedWords.of(text, known, ranking.films_per_word(rows["corrections"]))
    can_relax = relaxed.is_sufficient and (relaxed.words != own.text.terms or relaxed.can_drop_one)
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
    is_long = len(text.compact) >= keys.MIN_LENGTHS[2] - 2
    *name, ordinal = words_of_series(text.terms) or ("",)
    series = (*required_words(name, known), ordinal) if name and set(name) <= set(known) else ()
    queries = {
        "series": candidates.films_with_words(series, read=candidates.MAX_READ_DATED),
        "corrections": candidates.similar_words(w for w in text.terms if w not in known),
    }
    if set(words) <= set(known):
        queries["anywhere"] = candidates.films_with_words(words, read=read)
    if is_long:
        queries["titles"] = candidates.similar_titles(text, 2)
        queries["people"] = candidates.similar_people(text.compact, (), 2)
    if text.year:
        # Any film of the year with the words (index `newest` or `words`).
        match = {"$match": candidates.words_filter(words_of_year, text.year)}
        queries["of year"] = candidates.FILMS, [match, {"$limit": 1}, {"$project": {"_id": 1}}]
        queries |= candidates.candidate_queries(text.without_year(), WITHOUT_YEAR)
    return queries


def _search_relaxed(text: SearchText, relaxed: RelaxedWords) -> SearchResult:
    """Search for corrected words, without those that no film has, or else without one more."""
    choices = {"": relaxed, **relaxed.without_one()}
    queries = _corrected_queries(tokenize(" ".join(relaxed.words)), has_people=False)
    for word, choice in choices.items():
        films_of = candidates.films_with_words(choice.required, read=candidates.MAX_READ_DATED)
        queries[WITHOUT + word] = films_of
    rows = run_queries(queries)
    films = candidates.films_from(rows, "prefix", "words")
    people = candidates.people_from(rows["people"])
    if not (films or people):
        relaxed, films = _choose_relaxation(choices, rows)
        if not films and not relaxed.corrected:
            return SearchResult((), required_words(text.terms, relaxed.films))
    corrected = " ".join(relaxed.words)
    result = _result(films, relaxed.required, people, corrected, relaxed.dropped)
    return result.for_remainder(text)


def _choose_relaxation(
    choices: Mapping[str, RelaxedWords], rows: Rows
) -> tuple[RelaxedWords, list[FilmMatch]]:
    """Return the words that some film has, all of them or all but one, and films that have them.

    Prefer dropping a word where titles have the others, and one that was corrected already.
    """
    everything, best = choices[""], []
    for word, choice in choices.items():
        films = candidates.films_from(rows, WITHOUT + word)
        names = {film: set(normalize(film.title).split()) for film in films}
        if films and choice is everything:  # the words may be a title and others
            return choice, sorted(films, key=lambda film: not names[film] <= set(choice.words))
        if films:
            titled = [film for film in films if set(choice.words) <= names[film]]
            rank = (not titled, word not in everything.corrected, -len(films), word)
            best.append((rank, choice, [*titled, *films]))
    return min(best, key=lambda one: one[0])[1:] if best else (everything, [])
