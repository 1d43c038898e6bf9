"""Which entries of a diary a URL asks for: filters, as values that need no database."""

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

    def entry_filter(self) -> Doc:
        """Return the filter of what entries hold themselves, but for their days."""
        wanted: Doc = {}
        if self.genre:
            wanted["film.genres"] = self.genre
        if self.decade is not None:
            wanted["film.decade"] = self.decade
        if self.rating:
            wanted["rating"] = _rating_filter(self.rating)
        if self.rewatch:
            wanted["rewatch"] = self.rewatch == YES
        if self.tag:
            wanted["tag_keys"] = self.tag
        return wanted

    def day_filter(self) -> Doc:
        if self.undated:
            return {"day": None}
        return {"day": {"$gte": self.period, "$lt": f"{self.period}~"}} if self.period else {}


def _rating_filter(rating: str) -> Any:
    if rating in (ANY, NONE):
        return {"$gte": LOWEST} if rating == ANY else None
    step = int(rating)
    low = LOWEST if step == RATING_STEPS[0] else step - 5
    return {"$gte": low, "$lte": HIGHEST if step == RATING_STEPS[-1] else step + 4}
