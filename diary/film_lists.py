"""The films that a member has watched, likes or wants: filtered, sorted, and one by chance."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any

from bson import ObjectId

from accounts.documents import Member
from movies.documents import MovieCard

from .entry_queries import Diarist
from .errors import FilmsArePrivate
from .selection import NO

WATCHED, LIKED, WANTED = "watched", "liked", "wanted"
# The preference that keeps each kind to its member.
PRIVACY = {WATCHED: "films_private", LIKED: "films_private", WANTED: "watchlist_private"}
SHUFFLED, SHORT, MEDIUM, LONG = "shuffled", "90", "120", "over"
LENGTHS: Mapping[str, tuple[int, int]] = {SHORT: (1, 90), MEDIUM: (1, 120), LONG: (121, 10**6)}
UNKNOWN_LENGTH = 10**6
VALUE_FILTERS = ("genre", "country", "language", "rated")
SortKey = Callable[["ListedFilm"], Any]


def is_shown(owner: Member, diarist: Diarist, kind: str) -> bool:
    """Return whether the viewer may know this kind of a member's films."""
    return diarist.is_viewer or not getattr(owner.preferences, PRIVACY[kind])


def check_shown(owner: Member, diarist: Diarist, kind: str) -> None:
    """Raise FilmsArePrivate where a member keeps this kind of films from the viewer."""
    if not is_shown(owner, diarist, kind):
        raise FilmsArePrivate


@dataclass(frozen=True, slots=True)
class ListedFilm:
    """A film of a member, with the facts that it is sorted and filtered by.

    `rating` is the member's own; `is_logged` says whether their diary has entries about it.
    """

    movie_id: ObjectId
    added_at: datetime
    note: str
    rating: int | None
    is_logged: bool
    card: MovieCard
    title_key: str
    countries: tuple[str, ...]
    languages: tuple[str, ...]

    def values(self, name: str) -> tuple[str, ...]:
        """Return what a film has of a filter that chooses one value: its genres, its countries."""
        values = {"genre": self.card.genres, "country": self.countries, "language": self.languages}
        return values.get(name, tuple(filter(None, [self.card.rated])))


SORTS: Mapping[str, SortKey] = {
    "added": lambda film: (-film.added_at.timestamp(), film.movie_id),
    "release": lambda film: (-(film.card.year or 0), film.title_key, film.movie_id),
    "title": lambda film: (film.title_key, film.movie_id),
    "length": lambda film: (film.card.runtime or UNKNOWN_LENGTH, film.title_key, film.movie_id),
    "rating": lambda film: (-(film.rating or 0), film.title_key, film.movie_id),
}


@dataclass(frozen=True, slots=True)
class FilmSelection:
    """Filters and a sort; `seed` decides the order of shuffled films, `pick` which is picked.

    `logged` is "no" for the films that are not in the diary.
    """

    sort: str = "added"
    seed: str = ""
    genre: str = ""
    country: str = ""
    language: str = ""
    rated: str = ""
    decade: int | None = None
    length: str = ""
    logged: str = ""
    pick: str = ""

    @property
    def chosen(self) -> dict[str, str]:
        chosen = {name: getattr(self, name) for name in VALUE_FILTERS}
        return {name: value for name, value in chosen.items() if value}

    def matches(self, film: ListedFilm) -> bool:
        """Return whether a film passes the filters; one without the fact in question does not."""
        if any(value not in film.values(name) for name, value in self.chosen.items()):
            return False
        if self.decade and (film.card.year or 0) // 10 * 10 != self.decade:
            return False
        if self.logged == NO and film.is_logged:
            return False
        low, high = LENGTHS.get(self.length, (0, UNKNOWN_LENGTH))
        return low <= (film.card.runtime or 0) <= high

    def apply(self, films: Iterable[ListedFilm]) -> list[ListedFilm]:
        key = _shuffled(self.seed) if self.sort == SHUFFLED else SORTS[self.sort]
        return sorted(filter(self.matches, films), key=key)

    def picked(self, films: Iterable[ListedFilm]) -> ListedFilm | None:
        """Return the film that `pick` chooses of those that pass the filters."""
        return min(filter(self.matches, films), key=_shuffled(self.pick), default=None)


def _shuffled(seed: str) -> SortKey:
    """Return a key in whose order films stay where they are when others are added."""
    return lambda film: blake2b(film.movie_id.binary, key=seed.encode()[:64]).digest()
