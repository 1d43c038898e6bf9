"""Words of which no film has all: corrected, or fewer of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import dropwhile

from .candidates import MAX_READ_DATED, corrected_queries, films_with_words, run_queries
from .keys import STOP_WORDS, edit_distance, max_edits, normalize, required_words
from .parsing import SearchText, tokenize
from .ranking import FilmMatch, SearchResult, films_from, people_from

# Drop one known word only in queries of 2 to 5 words: each alternative is one more query.
FEW_WORDS = range(2, 6)


def correct_words(words: Sequence[str], known: Mapping[str, int]) -> dict[str, str]:
    """Return for each word the nearest known one, the more common of two; others are left out."""
    best: dict[str, tuple[int, bool, int, str]] = {}
    for other, films in known.items():
        edits = max_edits(other)
        for word in words:
            distance = edit_distance(word, other, edits)
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
        """Whether the words kept say at least as much as those dropped."""
        lost = len("".join(self.dropped)) + self.year_length
        return bool(self.telling) and len("".join(self.words)) >= lost

    @property
    def telling(self) -> tuple[str, ...]:
        """The words that tell films apart."""
        return tuple(word for word in self.words if word not in STOP_WORDS)

    @property
    def required(self) -> tuple[str, ...]:
        return required_words(self.words, self.films)

    def without_one(self) -> dict[str, "RelaxedWords"]:
        """Return what is left without each word that tells; nothing of very few or many words."""
        fewer: dict[str, RelaxedWords] = {}
        for word in self.telling if len(self.words) in FEW_WORDS else ():
            rest = _without_stop_words_around(other for other in self.words if other != word)
            dropped = (*self.dropped, self.corrected.get(word, word))
            fewer[word] = replace(self, words=rest, dropped=dropped)
        return {word: rest for word, rest in fewer.items() if rest.is_sufficient}


def _without_stop_words_around(words: Iterable[str]) -> tuple[str, ...]:
    left = list(dropwhile(STOP_WORDS.__contains__, words))
    return tuple(dropwhile(STOP_WORDS.__contains__, left[::-1]))[::-1]


def search_relaxed(text: SearchText, relaxed: RelaxedWords) -> SearchResult:
    """Search for corrected words, without those that no film has, or else without one more."""
    choices = {"": relaxed, **relaxed.without_one()}
    queries = corrected_queries(tokenize(" ".join(relaxed.words)))
    for word, choice in choices.items():
        queries["without", word] = films_with_words(choice.required, read=MAX_READ_DATED)
    rows = run_queries(queries)
    films, people = films_from(rows["prefix"], rows["words"]), people_from(rows["people"])
    if not (films or people):
        relaxed, films = _best_of(choices, {w: films_from(rows["without", w]) for w in choices})
        if not films and not relaxed.corrected:
            return SearchResult((), required_words(text.terms, relaxed.films))
    corrected = " ".join(relaxed.words)
    result = SearchResult.of(films, relaxed.required, people, corrected, relaxed.dropped)
    return result.for_remainder(text)


def _best_of(
    choices: Mapping[str, RelaxedWords], found: Mapping[str, list[FilmMatch]]
) -> tuple[RelaxedWords, list[FilmMatch]]:
    """Return the words that some film has, all of them or all but one, and films that have them.

    Prefer dropping a word where titles have the others, one that was corrected already, a number.
    """
    everything, best = choices[""], []
    for word, films in found.items():
        names = {film: set(normalize(film.title).split()) for film in films}
        wanted = set(choices[word].words)
        if films and not word:  # the words may be a title and others
            return everything, sorted(films, key=lambda film: not names[film] <= wanted)
        if films:
            titled = [film for film in films if wanted <= names[film]]
            is_sure = word not in everything.corrected
            rank = (not titled, is_sure, not word.isdecimal(), -len(films), word)
            best.append((rank, choices[word], [*titled, *films]))
    return min(best, key=lambda one: one[0])[1:] if best else (everything, [])
