"""Which entries of a diary a URL asks for: filters, as values that need no database."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

ANY, NONE, YES, NO = "any", "none", "yes", "no"
RATING_STEPS = tuple(range(10, 101, 10))
LOWEST, HIGHEST = 1, 100
# Facts that entries do not copy of their films.
FACTS = {"country": "countries", "director": "directors", "actor": "cast"}
Doc = dict[str, Any]


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
