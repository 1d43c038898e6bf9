"""Words beside what a film is called: the year that it is from, "film", "movie"."""

import re
from dataclasses import dataclass, replace

from .folding import canonical, compact
from .titles import Typed

YEAR = re.compile(r"1[89]\d\d|20\d\d")
EMPTY = frozenset(("film", "films", "movie", "movies"))


@dataclass(frozen=True, slots=True)
class Rest:
    """A query without the words beside the name; the year is in `typed`, `dropped` says nothing."""

    typed: Typed
    dropped: tuple[str, ...] = ()

    def of_any_year(self) -> "Rest":
        """Give the same without the year, where no film of that year answers."""
        year = (str(self.typed.year),) if self.typed.year else ()
        return Rest(replace(self.typed, year=None), (*self.dropped, *year))


def rest_of(typed: Typed) -> Rest | None:
    """Set aside the last year, and words that any film answers to; None where nothing is to be.

    The whole is looked for as well: "2001" and "Blade Runner 2049" are titles.
    """
    years = [at for at, word in enumerate(typed.words) if YEAR.fullmatch(word)]
    for at in (*years[-1:], None):
        kept = [word for n, word in enumerate(typed.words) if n != at]
        words = tuple(word for word in kept if word not in EMPTY)
        if words and words != typed.words:
            year = None if at is None else int(typed.words[at])
            rest = Typed(" ".join(words), words, compact(words), compact(canonical(words)), year)
            return Rest(rest, tuple(dict.fromkeys(word for word in kept if word in EMPTY)))
    return None
