"""Query relaxation: without the year, without noise words, corrected, or without one more word."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from .candidates import MAX_PER_KIND, Queries, Rows, correct_words, films_from, films_per_word
from .keys import STOP_WORDS, TITLE_WORD
from .normalization import SearchText, normalize
from .titles import MAX_READ_DATED, FilmMatch, films_with_words

YEAR = re.compile(r"1[89]\d\d|20\d\d")
NOISE_WORDS = frozenset(("film", "films", "movie", "movies"))
# From so many words one that films have may be dropped: each costs a query more.
MIN_WORDS, MAX_WORDS = 2, 5
WITHOUT = "without "  # the prefix of the names of queries without a word


@dataclass(frozen=True, slots=True)
class Remainder:
    """A query without the year (which is in `text`) and noise words; and the words dropped."""

    text: SearchText
    dropped: tuple[str, ...] = ()

    def without_year(self) -> "Remainder":
        year = (str(self.text.year),) if self.text.year else ()
        return Remainder(replace(self.text, year=None), (*self.dropped, *year))


def remainder_of(text: SearchText) -> Remainder | None:
    """Set aside the last year and the noise words; return None where there are none.

    The full text is searched for as well: "2001" and "Blade Runner 2049" are titles.
    """
    years = [at for at, word in enumerate(text.words) if YEAR.fullmatch(word)]
    for at in (*years[-1:], None):
        others = [word for n, word in enumerate(text.words) if n != at]
        words = tuple(word for word in others if word not in NOISE_WORDS)
        if words and words != text.words:
            year = None if at is None else int(text.words[at])
            noise = dict.fromkeys(word for word in others if word in NOISE_WORDS)
            return Remainder(SearchText.of(words, year=year), tuple(noise))
    return None


@dataclass(frozen=True, slots=True)
class RelaxedWords:
    """The words to search for, in how many films each is, and the words that were dropped.

    `corrected` has what was typed for each word that was corrected; `year_length` counts the
    letters of a year that was dropped already.
    """

    words: tuple[str, ...]
    films: Mapping[str, int]
    dropped: tuple[str, ...] = ()
    corrected: Mapping[str, str] = field(default_factory=dict)
    year_length: int = 0

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
        dropped = (*self.dropped, self.corrected.get(word, word))
        return replace(self, words=rest, dropped=dropped)


def required_words(words: Sequence[str], films: Mapping[str, int]) -> tuple[str, ...]:
    """Return the words that further films must have, the rarest first: its films are read."""
    distinctive = [word for word in dict.fromkeys(words) if word not in STOP_WORDS]
    if not distinctive:
        return tuple(TITLE_WORD + word for word in dict.fromkeys(words))
    return tuple(sorted(distinctive, key=lambda word: (films.get(word, 0), -len(word))))


def relax(
    text: SearchText, known: Mapping[str, int], similar: list[dict[str, Any]]
) -> RelaxedWords:
    """Correct the words that no film has from similar ones; drop those without any."""
    words = text.terms
    corrections = correct_words([word for word in words if word not in known], similar)
    films = {**films_per_word(similar), **known}
    kept = [corrections.get(word, word) for word in words if word in known or word in corrections]
    dropped = tuple(word for word in words if word not in known and word not in corrections)
    corrected = {right: word for word, right in corrections.items()}
    year_length = len(str(text.year)) if text.year else 0
    return RelaxedWords(tuple(dict.fromkeys(kept)), films, dropped, corrected, year_length)


def relaxation_queries(relaxed: RelaxedWords) -> Queries:
    """Find films that have all of the words anywhere, or all but one."""
    fewer = {w: relaxed.without(w) for w in relaxed.words if relaxed.can_drop_one}
    choices = {"": relaxed, **{word: one for word, one in fewer.items() if one.is_sufficient}}
    return {
        WITHOUT + word: films_with_words(one.required, MAX_PER_KIND, MAX_READ_DATED)
        for word, one in choices.items()
    }


def choose_relaxation(relaxed: RelaxedWords, rows: Rows) -> tuple[RelaxedWords, list[FilmMatch]]:
    """Return the words that some film has, all of them or all but one, and films that have them.

    Prefer dropping a word where titles have the others, and one that was corrected already.
    """
    if rows[WITHOUT]:
        return relaxed, films_from(rows, WITHOUT)
    choices = []
    for word in relaxed.words:
        if rows.get(WITHOUT + word):
            films, fewer = films_from(rows, WITHOUT + word), relaxed.without(word)
            titled = [f for f in films if set(fewer.words) <= set(normalize(f.title).split())]
            rank = (not titled, word not in relaxed.corrected, -len(films), word)
            choices.append((rank, fewer, [*titled, *films]))
    _, best, films = min(choices, key=lambda choice: choice[0], default=((), relaxed, []))
    return best, films
