"""Where nothing matches: titles within a query, its words corrected, or fewer of them.

And the person that a misspelt name means.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from operator import itemgetter

from ..selection import SearchResult
from . import candidates, keys
from .candidates import MAX_READ_DATED, FilmMatch, Query, films_from, people_from, run_queries
from .keys import PERSON, STOP_WORDS, canonicalize, max_edits, normalize
from .parsing import NOISE_WORDS, Row, SearchText, tokenize

# Drop one known word only in queries of 2 to 5 words: each alternative is one more query.
FEW_WORDS = range(2, 6)
# Of series, the parts up to the eighth are looked for in plots.
MAX_PART = 8
PARTS_OF_SERIES = {str(n): w for w, n in keys.ORDINALS.items() if 0 < n <= MAX_PART}
# Names of more letters than these may have two typos.
MAX_SHORT_NAME = 5
# Words beside a title that say nothing about the film.
IGNORED_WORDS = STOP_WORDS | NOISE_WORDS | frozenset(keys.WORDS["unsaid"].split())
# A film whose title is part of a query, and the query's words that it does not have.
ContainedTitle = tuple[FilmMatch, tuple[str, ...]]


def correct_words(words: Sequence[str], known: Mapping[str, int]) -> dict[str, str]:
    """Return for each word the nearest known one, the more common of two; others are left out."""
    best: dict[str, tuple[int, bool, int, str]] = {}
    for other, films in known.items():
        edits = max_edits(other)
        for word in words:
            distance = keys.edit_distance(word, other, edits)
            if distance <= edits:
                rank = (distance, word[0] != other[0], -films, other)
                best[word] = min(best.get(word, rank), rank)
    return {word: rank[-1] for word, rank in best.items()}


@dataclass(frozen=True, slots=True)
class RelaxedWords:
    """The words to search for, in how many films each is, and the words that were dropped.

    `corrected` has what was typed for each word that was corrected; `year_length` counts the
    letters of a year that was dropped already.
    """

    words: tuple[str, ...]
    films: Mapping[str, int]
    dropped: tuple[str, ...]
    corrected: Mapping[str, str]
    year_length: int

    @classmethod
    def of(
        cls, text: SearchText, known: Mapping[str, int], similar: Mapping[str, int]
    ) -> "RelaxedWords":
        """Correct the words that no film has from similar ones; drop those without any."""
        unknown = [word for word in text.terms if word not in known]
        corrections = correct_words(unknown, similar)
        kept = (corrections.get(w, w) for w in text.terms if w in known or w in corrections)
        return cls(
            words=tuple(dict.fromkeys(kept)),
            films={**similar, **known},
            dropped=tuple(word for word in unknown if word not in corrections),
            corrected={right: word for word, right in corrections.items()},
            year_length=len(str(text.year or "")),
        )

    def is_possible(self, text: SearchText) -> bool:
        """Whether there are other words than a text's, or one of them can be dropped."""
        return self.is_sufficient and (self.words != text.terms or len(self.words) in FEW_WORDS)

    @property
    def is_sufficient(self) -> bool:
        """Whether the words kept tell films apart, and say at least as much as those dropped."""
        lost = len("".join(self.dropped)) + self.year_length
        return len("".join(self.words)) >= lost and not STOP_WORDS.issuperset(self.words)

    def without_one(self) -> Iterator[tuple[str, "RelaxedWords"]]:
        """Yield each word that tells films apart, and what is left without it.

        Nothing of very few or many words.
        """
        for word in self.words if len(self.words) in FEW_WORDS else ():
            rest = tuple(other for other in self.words if other != word)
            telling = [at for at, other in enumerate(rest) if other not in STOP_WORDS]
            if word not in STOP_WORDS and telling:
                dropped = (*self.dropped, self.corrected.get(word, word))
                kept = rest[telling[0] : telling[-1] + 1]
                fewer = replace(self, words=kept, dropped=dropped)
                if fewer.is_sufficient:
                    yield word, fewer


def search_relaxed(text: SearchText, relaxed: RelaxedWords) -> SearchResult:
    """Search for corrected words, without those that no film has, or else without one more."""
    choices = {"": relaxed, **dict(relaxed.without_one())}
    corrected = tokenize(" ".join(relaxed.words))
    queries: candidates.Queries = {
        "prefix": candidates.titles_with_prefix_query(corrected.compact, year=corrected.year),
        "words": candidates.titles_with_words_query(corrected),
        "people": candidates.people_with_prefix_query(corrected.compact),
    }
    for word, choice in choices.items():
        required = candidates.required_words(choice.words, choice.films)
        queries["titled", word] = candidates.titles_with_words_query(
            tokenize(" ".join(choice.words))
        )
        queries["without", word] = candidates.films_with_words_query(
            required.words, read=MAX_READ_DATED
        )
    rows = run_queries(queries)
    films, people = films_from(rows["prefix"], rows["words"]), people_from(rows["people"])
    if not (films or people):
        relaxed, films = _best_of(choices, rows)
        if not films and not relaxed.corrected:
            return SearchResult.of((), candidates.required_words(text.terms, relaxed.films))
    required, words = candidates.required_words(relaxed.words, relaxed.films), relaxed.words
    result = SearchResult.of(films, required, people, " ".join(words), relaxed.dropped)
    return result.for_remainder(text)


def _best_of(
    choices: Mapping[str, RelaxedWords], rows: candidates.Rows
) -> tuple[RelaxedWords, list[FilmMatch]]:
    """Return the words that some film has, all of them or all but one, and films that have them.

    Films that have them in the title come first. Prefer dropping a word where there are such, one
    that was corrected already, a number.
    """
    found = []
    for word, choice in choices.items():
        films, wanted = films_from(rows["titled", word], rows["without", word]), set(choice.words)
        names = {film: set(normalize(film.title).split()) for film in films}
        # All words may be a title and others.
        titled = [f for f in films if (wanted <= names[f] if word else names[f] <= wanted)]
        is_sure, is_word = word not in choices[""].corrected, not word.isdecimal()
        rank = (bool(word), not titled, is_sure, is_word, -len(names), word)
        found += [(rank, choice, [*titled, *films])] if films else []
    return min(found, key=itemgetter(0))[1:] if found else (choices[""], [])


def contained_phrases(text: SearchText) -> dict[str, tuple[int, int]]:
    """Return each title that may be part of a text, in either form, with its place."""
    terms, titles = text.terms, {}
    for start, end in combinations(range(len(terms) + 1), 2):
        words = terms[start:end]
        if len(words) < len(terms) and not STOP_WORDS.issuperset(words):
            titles["".join(words)] = titles["".join(canonicalize(words))] = (start, end)
    return titles


def rank_contained_titles(rows: Iterable[Row], text: SearchText) -> list[ContainedTitle]:
    """Return films whose title is part of the text, each with the words that it lacks.

    Films with all words come first; of the others, the title must be half of the text.
    """
    phrases, matches = contained_phrases(text), []
    for row in rows:
        film = FilmMatch.from_row(row)
        if text.year and abs(text.year - (film.year or 0)) > candidates.YEAR_TOLERANCE:
            continue
        forms = phrases.keys() & {film.compact, film.canonical, *film.aliases}
        start, end = max((phrases[form] for form in forms), key=lambda w: w[1] - w[0])
        others = (*text.terms[:start], *text.terms[end:])
        dropped = tuple(w for w in others if w not in row["has"] and w not in IGNORED_WORDS)
        letters = len("".join(text.terms[start:end]))
        if not dropped or letters * 2 >= len(text.compact):
            people = set(" ".join(row.get("person_keys", ())).split())
            unlikely = (bool(dropped), not people.issuperset(others), bool(start), -letters)
            order = (*unlikely, -film.popularity, -(film.year or 0), film.id)
            matches.append((*order, film, dropped))
    return [match[-2:] for match in sorted(matches)]


def result_within(titles: Sequence[ContainedTitle], text: SearchText) -> SearchResult:
    """Return the films of the best title within a text, and the words that were dropped for it."""
    title, missing = titles[0]
    films = [film for film, dropped in titles if dropped == missing]
    return SearchResult.of(
        films, candidates.RequiredWords(), (), title.title, missing
    ).for_remainder(text)


def further_queries(
    text: SearchText, words: Sequence[str], known: Mapping[str, int]
) -> candidates.Queries:
    """Return the queries for a text that nothing matches as typed; its words as they are required.

    `contained` finds films of which some words beside each other are the title.
    """
    titles = [keys.exact_key(keys.TITLE, title) for title in contained_phrases(text)]
    has = {"$setIntersection": ["$search.words", {"$literal": list(text.terms)}]}
    fields = {**candidates.FILM_FIELDS, "person_keys": 1, "has": has}
    read = MAX_READ_DATED if text.year else candidates.MAX_READ
    queries: candidates.Queries = {
        "corrections": similar_words_query(w for w in text.terms if w not in known),
        "contained": candidates.films_with_keys_query(titles, fields),
        "anywhere": candidates.films_with_words_query(words, read=read),
    }
    *series, part = words_of_series(text) or ("",)
    if series and known.keys() >= set(series):
        wanted = (*candidates.required_words(series, known).words, part)
        queries["series"] = candidates.films_with_words_query(wanted, read=MAX_READ_DATED)
    if len(text.compact) >= keys.MIN_LENGTHS[2] - 2:
        queries["titles"] = candidates.similar_titles_query(text, 2)
        queries["people"] = candidates.terms_with_keys_query(
            keys.fuzzy_keys(PERSON, text.compact, 2)
        )
    return queries | (candidates.candidate_queries(text.without_year()) if text.year else {})


def words_of_series(text: SearchText) -> tuple[str, ...]:
    """Return the words of a series and "third", as plots have it, for its name and a 3.

    Nothing for a text without a number at its end.
    """
    *name, number = canonicalize(text.terms)
    return (*name, PARTS_OF_SERIES[number]) if name and number in PARTS_OF_SERIES else ()


def films_of_series(rows: Iterable[Row], text: SearchText) -> list[FilmMatch]:
    """Return the films that have the words of a series in their title."""
    words = set(words_of_series(text)[:-1])
    return [f for f in films_from(rows) if words <= set(canonicalize(normalize(f.title).split()))]


def similar_words_query(words: Iterable[str]) -> Query:
    """Match words that these may be misspellings of (index `keys`)."""
    wanted: list[str] = []
    for word in words:
        for edits in keys.MIN_LENGTHS:
            wanted += keys.candidate_keys(word, keys.WORD, edits)
        wanted += candidates.word_keys(keys.undo_transpositions(word, 1))
    return candidates.terms_with_keys_query(wanted)


def known_person(typed: str) -> str:
    """Return the name of a known person: so called, or beginning so, or two edits away.

    What was typed if there is nobody like it.
    """
    words = normalize(typed).split()
    name = "".join(words)
    edits = (1, 2) if len(name) > MAX_SHORT_NAME else (1,)
    names = (key for most in edits for key in keys.fuzzy_keys(PERSON, name, most))
    queries = {
        "near": candidates.terms_with_keys_query(names),
        "prefix": candidates.people_with_prefix_query(name, 1),
        "corrections": similar_words_query(words),
    }
    rows = run_queries(queries)
    near = candidates.rank_people(rows["near"], name, 2)
    exact = [person for person in near if not person.distance]
    people = exact or people_from(rows["prefix"]) or near
    if not people:
        corrections = correct_words(words, candidates.films_per_word(rows["corrections"]))
        corrected = "".join(corrections.get(word, word) for word in words)
        people = people_from(
            run_queries({"": candidates.people_with_prefix_query(corrected, 1)})[""]
        )
    return people[0].name if people else typed
