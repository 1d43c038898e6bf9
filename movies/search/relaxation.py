"""Query relaxation, where nothing has all words: correct some, leave out others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import OSA

from . import candidates
from .candidates import Queries, Rows
from .keys import STOP_WORDS, SearchText, max_edits, normalize, required_words
from .ranking import FilmMatch

# Drop one known word only in queries of 2 to 5 words: each alternative is one more query.
MIN_WORDS, MAX_WORDS = 2, 5
WITHOUT = "without "  # the prefix of the names of queries without a word


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

    @property
    def is_sufficient(self) -> bool:
        """Whether the words kept say at least as much as those dropped."""
        lost = len("".join(self.dropped)) + self.year_length
        return not STOP_WORDS.issuperset(self.words) and len("".join(self.words)) >= lost

    @property
    def can_drop_one(self) -> bool:
        return MIN_WORDS <= len(self.words) <= MAX_WORDS

    @property
    def required(self) -> tuple[str, ...]:
        return required_words(self.words, self.films)

    def without(self, word: str) -> "RelaxedWords":
        rest = tuple(other for other in self.words if other != word)
        return replace(self, words=rest, dropped=(*self.dropped, self.corrected.get(word, word)))


def correct_words(words: Sequence[str], known: Mapping[str, int]) -> dict[str, str]:
    """Return for each word the nearest known one, the more common of two; others are left out."""
    best: dict[str, tuple[int, bool, int, str]] = {}
    for other, films in known.items():
        edits = max_edits(other)
        for word in words:
            distance = OSA.distance(word, other, score_cutoff=edits)
            if distance <= edits:
                rank = (distance, word[0] != other[0], -films, other)
                best[word] = min(best.get(word, rank), rank)
    return {word: rank[-1] for word, rank in best.items()}


def relax(text: SearchText, known: Mapping[str, int], similar: Mapping[str, int]) -> RelaxedWords:
    """Correct the words that no film has from similar ones; drop those without any."""
    unknown = [word for word in text.terms if word not in known]
    corrections = correct_words(unknown, similar)
    kept = [corrections.get(w, w) for w in text.terms if w in known or w in corrections]
    return RelaxedWords(
        words=tuple(dict.fromkeys(kept)),
        films={**similar, **known},
        dropped=tuple(word for word in unknown if word not in corrections),
        corrected={right: word for word, right in corrections.items()},
        year_length=len(str(text.year or "")),
    )


def relaxation_queries(relaxed: RelaxedWords) -> Queries:
    """Find films that have all of the words anywhere, or all but one."""
    choices = {"": relaxed}
    if relaxed.can_drop_one:
        fewer = {word: relaxed.without(word) for word in relaxed.words}
        choices |= {word: option for word, option in fewer.items() if option.is_sufficient}
    return {
        WITHOUT + word: candidates.films_with_words(option.required, read=candidates.MAX_READ_DATED)
        for word, option in choices.items()
    }


def _is_titled(film: FilmMatch, relaxed: RelaxedWords) -> bool:
    """Whether the words are a title and others: "scarface pacino"."""
    return set(normalize(film.title).split()) <= set(relaxed.words)


def choose_relaxation(relaxed: RelaxedWords, rows: Rows) -> tuple[RelaxedWords, list[FilmMatch]]:
    """Return the words that some film has, all of them or all but one, and films that have them.

    Prefer dropping a word where titles have the others, and one that was corrected already.
    """
    if rows[WITHOUT]:
        films = candidates.films_from(rows, WITHOUT)
        return relaxed, sorted(films, key=lambda film: not _is_titled(film, relaxed))
    choices = []
    for word in relaxed.words:
        if rows.get(WITHOUT + word):
            films, fewer = candidates.films_from(rows, WITHOUT + word), relaxed.without(word)
            titled = [f for f in films if set(fewer.words) <= set(normalize(f.title).split())]
            rank = (not titled, word not in relaxed.corrected, -len(films), word)
            choices.append((rank, fewer, [*titled, *films]))
    _, best, films = min(choices, key=lambda choice: choice[0], default=((), relaxed, []))
    return best, films
