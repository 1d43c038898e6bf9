"""Which entries of a diary, and which films of a member, a URL asks for, in which order."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any

from bson import ObjectId

from movies.documents import MovieCard

ANY, NONE, YES, NO = "any", "none", "yes", "no"
RATING_STEPS = tuple(range(10, 101, 10))
LOWEST, HIGHEST = 1, 100
# Facts that entries do not copy of their films.
FACTS = {"country": "countries", "director": "directors", "actor": "cast"}
SHUFFLED, SHORT, MEDIUM, LONG = "shuffled", "90", "120", "over"
UNKNOWN_LENGTH = 10**6
LENGTHS = {SHORT: (1, 90), MEDIUM: (1, 120), LONG: (121, UNKNOWN_LENGTH)}
VALUE_FILTERS = ("genre", "country", "language", "rated")
Doc = dict[str, Any]
SortKey = Callable[["ListedFilm"], Any]


@dataclass(frozen=True, slots=True)
class DiarySelection:
    """Filters of a diary, all of which an entry must match.

    `rating` is a number of half stars times ten, "any" or "none"; `tag` is a key.
    """

    year: int | None = None
    month: int | None = None
    undated: bool = False
    genre: str = ""
    decade: int | None = None
    rating: str = ""
    rewatch: str = ""
    tag: str = ""
    country: str = ""
    director: str = ""
    actor: str = ""

    @property
    def period(self) -> str:
        """Return how the days begin: a year, a month of one, or "" for all time."""
        if self.year is None:
            return ""
        return f"{self.year:04}-{self.month:02}" if self.month else f"{self.year:04}"

    def facts(self) -> dict[str, str]:
        """Return the filters by facts that only the films themselves have, by their paths."""
        return {path: value for name, path in FACTS.items() if (value := getattr(self, name))}

    def matches(self, entry: Mapping[str, Any]) -> bool:
        """Return whether an entry, as stored, has all that is asked for but days and `facts`."""
        film = entry["film"]
        return (
            (not self.genre or self.genre in (film.get("genres") or ()))
            and self.decade in (None, film.get("decade"))
            and (not self.rating or _has_rating(entry.get("rating"), self.rating))
            and (not self.rewatch or entry["rewatch"] is (self.rewatch == YES))
            and (not self.tag or self.tag in entry["tag_keys"])
        )

    def has_day(self, entry: Mapping[str, Any]) -> bool:
        """Return whether an entry is of the period, or without a day where that is asked for."""
        day = entry.get("day") or ""
        return not day if self.undated else day.startswith(self.period)

    def day_filter(self) -> Doc:
        """Return the filter of days for MongoDB."""
        return {"day": {"$gte": self.period, "$lt": f"{self.period}~"}} if self.period else {}


def _has_rating(rating: int | None, wanted: str) -> bool:
    if wanted in (ANY, NONE):
        return (rating is None) is (wanted == NONE)
    step = int(wanted)
    low = LOWEST if step == RATING_STEPS[0] else step - 5
    high = HIGHEST if step == RATING_STEPS[-1] else step + 4
    return rating is not None and low <= rating <= high


@dataclass(frozen=True, slots=True)
class ListedFilm:
    """A film of a member with what it is sorted and filtered by; `rating` is the member's own."""

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
        """Return the film's values for a filter of one value: its genres, its countries."""
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
    """Filters and a sort; `seed` shuffles, `pick` picks, and `logged` is "no" for films to log."""

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
