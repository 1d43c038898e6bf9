"""How an export names a film, compared with the films of the catalogue."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from mflix_site.text import clean_line, fold_text
from movies.derived_fields import person_key
from movies.film_identity import KnownFilm, TitleForms

from .documents import Row

# How well a title agrees: the same letters, words, spelling; with letters lost; another name of
# the film; a part of its title.
LETTERS, WORDS, SPELLING, DAMAGED, NAME, PART, OTHER = range(7)
SURE = NAME
# In catalogues whose encoding was lost, one letter stands for any that had an accent.
LOST_LETTER = "è"
DOUBLY_ENCODED = re.compile("[ÂÃÄÅâ][\u0080-\u00ff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")
# Names such as the original ones, which the catalogue does not have.
OTHER_NAMES = Path(__file__).resolve().parents[1] / "data" / "other_names.tsv"


@dataclass(frozen=True)
class Description:
    """What a row says about its film; rows that say the same are matched once."""

    titles: tuple[str, ...]
    year: int | None
    imdb_id: int | None
    directors: tuple[str, ...]

    @classmethod
    def of(cls, row: Row) -> "Description":
        titles = dict.fromkeys(filter(None, (row.title, *row.other_titles)))
        return cls(tuple(titles), row.year, row.imdb_id, row.directors)

    @cached_property
    def forms(self) -> list[TitleForms]:
        repaired = filter(None, map(_undo_double_encoding, self.titles))
        return [TitleForms.of(title) for title in (*self.titles, *repaired)]

    @cached_property
    def damaged(self) -> dict[str, str]:
        """Return the titles by what they may be stored as if their letters were lost."""
        return {
            TitleForms.of(re.sub(letters, "e", title)).compact: title
            for title in self.titles
            for letters in ("[^\x00-\x7f]", "[\x80-\xff]")
            if not title.isascii()
        }

    @cached_property
    def title_keys(self) -> set[str]:
        keys = {key for form in self.forms for key in form.exact_keys}
        return keys | {
            key for t in self.damaged for key in TitleForms(t, t, frozenset()).exact_keys
        }

    @cached_property
    def numbers_of_name(self) -> frozenset[int]:
        """Return the IMDb numbers of the films that are also known by one of the titles."""
        numbers = _numbers_by_other_name()
        return frozenset(n for form in self.forms for n in numbers.get(form.canonical, ()))

    @cached_property
    def director_keys(self) -> frozenset[str]:
        return frozenset(filter(None, map(person_key, self.directors)))

    def title_level(self, film: KnownFilm) -> int:
        """Return how well a film's title agrees, the best of all forms."""
        if any(clean_line(t).casefold() == film.title.casefold() for t in self.titles):
            return LETTERS
        if any(form.compact and form.compact == film.compact for form in self.forms):
            return WORDS
        if any(form.canonical and form.canonical == film.canonical for form in self.forms):
            return SPELLING
        if any(_is_damaged(title, film.title) for title in self.damaged.values()):
            return DAMAGED
        if film.imdb_id in self.numbers_of_name:
            return NAME
        names = {film.compact, film.canonical, *film.aliases}
        parts = (names & {form.compact, form.canonical, *form.aliases} for form in self.forms)
        return PART if any(parts) else OTHER

    def directors_agree(self, film: KnownFilm) -> bool | None:
        """Return whether a director is the same, by surname too; None if either names none."""
        if not self.director_keys or not film.directors:
            return None
        return bool(_names(self.director_keys) & _names(film.directors))

    def is_other_number(self, film: KnownFilm) -> bool:
        """Return whether both have IMDb numbers, and not the same."""
        return None not in (self.imdb_id, film.imdb_id) and self.imdb_id != film.imdb_id


def _names(people: Collection[str]) -> set[str]:
    return {name for key in people for name in (key, key.split()[-1])}


def _undo_double_encoding(title: str) -> str:
    """Return "Amélie" for "AmÃ©lie", UTF-8 that was read as cp1252; "" for other titles."""
    with suppress(UnicodeError):
        return title.encode("cp1252").decode("utf-8") if DOUBLY_ENCODED.search(title) else ""
    return ""


def _is_damaged(title: str, stored: str) -> bool:
    """Return whether a stored title is this one, its lost letters standing for any accented."""
    title = unicodedata.normalize("NFC", title)
    if LOST_LETTER not in stored or len(title) != len(stored):
        return False
    return all(
        own == other or (other == LOST_LETTER and not own.isascii()) or _alike(own, other)
        for own, other in zip(title.lower(), stored.lower(), strict=False)
    )


def _alike(own: str, other: str) -> bool:
    return fold_text(own) == fold_text(other) and bool(fold_text(own) or not own.isalnum())


@cache
def _numbers_by_other_name() -> Mapping[str, set[int]]:
    """Return the IMDb numbers of films with each name, in the spelling of `TitleForms`."""
    names: defaultdict[str, set[int]] = defaultdict(set)
    for line in OTHER_NAMES.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            number, *others = line.split("\t")
            for name in others:
                names[TitleForms.of(name).canonical].add(int(number))
    return {name: numbers for name, numbers in names.items() if name}
