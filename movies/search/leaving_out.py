"""Words put right one by one; and where no film has all of them, which of them to leave out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from . import names, titles
from .answers import ENOUGH, Questions, Rows
from .asking import FILMS
from .film_keys import EMPTY_WORDS, TITLE_WORD
from .folding import folded
from .titles import Hit, Typed

# Of so many words one may be left out although films have it: each is a question more.
LEAST, MOST = 2, 5
WITHOUT = "without "


@dataclass(frozen=True, slots=True)
class Kept:
    """The words to search for, how many films have each, and those that no film has.

    `changed` gives for each word that was put right what was typed; `beside` counts the letters of
    a year that was left out already.
    """

    words: tuple[str, ...]
    films: Mapping[str, int]
    lost: tuple[str, ...] = ()
    changed: Mapping[str, str] = field(default_factory=dict)
    beside: int = 0

    @property
    def tells(self) -> bool:
        """Tell whether what is kept says as much as what is lost."""
        telling = [word for word in self.words if word not in EMPTY_WORDS]
        lost = len("".join(self.lost)) + self.beside
        return bool(telling) and len("".join(self.words)) >= lost

    @property
    def may_lose_one(self) -> bool:
        """Tell whether one word may be left out although films have it."""
        return LEAST <= len(self.words) <= MOST

    def without(self, word: str) -> "Kept":
        """Give the same without one of the words."""
        rest = tuple(other for other in self.words if other != word)
        lost = (*self.lost, self.changed.get(word, word))
        return replace(self, words=rest, lost=lost)


def further(words: Sequence[str], films: Mapping[str, int]) -> tuple[str, ...]:
    """Give the words that further films must have, the rarest first: its films are looked at."""
    telling = [w for w in dict.fromkeys(words) if w not in EMPTY_WORDS]
    if not telling:
        return tuple(TITLE_WORD + word for word in dict.fromkeys(words))
    return tuple(sorted(telling, key=lambda w: (films.get(w, 0), -len(w))))


def kept_of(typed: Typed, known: Mapping[str, int], rows: list[dict[str, Any]]) -> Kept:
    """Put words right that no film has, from words like them; those that cannot be are lost."""
    words = typed.few
    better = names.put_right([word for word in words if word not in known], rows)
    films = {**names.films_of_words(rows), **known}
    kept = (better.get(word, word) for word in words if word in known or word in better)
    lost = (word for word in words if word not in known and word not in better)
    changed = {right: word for word, right in better.items()}
    beside = len(str(typed.year)) if typed.year else 0
    return Kept(tuple(dict.fromkeys(kept)), films, tuple(lost), changed, beside)


def questions(kept: Kept) -> Questions:
    """Ask for films that have all of the words anywhere, or all but one."""
    fewer = {WITHOUT + word: kept.without(word) for word in kept.words if kept.may_lose_one}
    asked = {WITHOUT: kept, **{name: one for name, one in fewer.items() if one.tells}}
    return {
        name: (FILMS, titles.having_words(_rarest(one), ENOUGH, titles.FEWER_READ))
        for name, one in asked.items()
    }


def _rarest(kept: Kept) -> tuple[str, ...]:
    return further(kept.words, kept.films)


def chosen(kept: Kept, rows: Rows) -> tuple[Kept, list[Hit]]:
    """Give the words that some film has, and films that do: all of them, or all but one.

    A word is left out sooner where titles have the others, and where it was changed already.
    """
    if rows[WITHOUT]:
        return kept, list(map(Hit.from_row, rows[WITHOUT]))
    found = []
    for word in kept.words:
        if hits := list(map(Hit.from_row, rows.get(WITHOUT + word, ()))):
            fewer = kept.without(word)
            titled = [hit for hit in hits if set(fewer.words) <= set(folded(hit.title).split())]
            rank = (not titled, word not in kept.changed, -len(hits), word)
            found.append((rank, fewer, [*titled, *hits]))
    _, best, hits = min(found, key=lambda one: one[0], default=((), kept, []))
    return best, hits
