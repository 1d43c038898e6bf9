"""How alike two films are, and in what: the rarer a thing that they share, the more it counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import log

from .kinds import describe_kind

# A director makes two films more alike than an actor does, and an actor more than a writer; one
# who directed here and only acted there does so least.
DIRECTOR_WEIGHT, CAST_WEIGHT, WRITER_WEIGHT, OTHER_ROLE_WEIGHT = 1.0, 0.7, 0.6, 0.5
# Of two that share as much, the one made nearer in time is the more alike; 20 years are far.
YEAR_WEIGHT, MAX_YEARS_APART = 2.0, 20
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@dataclass(frozen=True, slots=True)
class Features:
    """What a film has that another may share; people are names by their keys."""

    directors: Mapping[str, str]
    cast: Mapping[str, str]
    writers: Mapping[str, str]
    kinds: tuple[str, ...]
    genres: tuple[str, ...]
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """Another film: who made it (keys), who had any part in it (keys), and what it is."""

    directors: frozenset[str]
    people: frozenset[str]
    kinds: frozenset[str]
    year: int | None = None


@dataclass(frozen=True, slots=True)
class InverseDocumentFrequency:
    """How many films have a thing, of all; what was not counted has `most`."""

    counts: Mapping[str, int]
    films: int
    most: int

    def of(self, thing: str) -> float:
        """Give a weight that grows as fewer films have the thing; never negative."""
        return log(1 + self.films / max(1, self.counts.get(thing, self.most)))


@dataclass(frozen=True, slots=True)
class Similarity:
    """How alike, as a number without unit, and why in words; nothing shared is 0 and ""."""

    score: float
    reason: str


def similarity(
    film: Features,
    other: Candidate,
    people: InverseDocumentFrequency,
    kinds: InverseDocumentFrequency,
) -> Similarity:
    """Add up the people that two films share, the rarest kind of both, and nearness in time."""
    directors = film.directors.keys() & other.directors
    cast = (film.cast.keys() & other.people) - directors
    writers = (film.writers.keys() & other.people) - directors - cast
    elsewhere = (film.directors.keys() & other.people) - directors - cast - writers
    kind = max((k for k in film.kinds if k in other.kinds), key=kinds.of, default="")
    if not (directors or cast or writers or elsewhere or kind):
        return Similarity(0, "")
    parts = (
        (directors, DIRECTOR_WEIGHT),
        (cast, CAST_WEIGHT),
        (writers, WRITER_WEIGHT),
        (elsewhere, OTHER_ROLE_WEIGHT),
    )
    score = sum(weight * people.of(key) for keys, weight in parts for key in sorted(keys))
    score += (kinds.of(kind) if kind else 0) + _year_score(film.year, other.year)
    reason = _explain_people(
        "same director" if directors else "same writer" if writers else "",
        [name for key, name in film.cast.items() if key in cast],
        [name for key, name in film.directors.items() if key in elsewhere],
    )
    return Similarity(score, reason or _explain_kind(kind, film.genres))


def _year_score(year: int | None, other: int | None) -> float:
    if year is None or other is None:
        return 0
    return YEAR_WEIGHT * max(0, 1 - abs(year - other) / MAX_YEARS_APART)


def _explain_people(same: str, cast: list[str], elsewhere: list[str]) -> str:
    """Say "same director and two of the cast", or "Orson Welles in both"."""
    if len(cast) > 1:
        number = NUMBERS[len(cast)] if len(cast) < len(NUMBERS) else "many"
        return " and ".join(filter(None, [same, f"{number} of the cast"]))
    names = [*cast, *elsewhere][:1]
    if same:
        return " and ".join([same, *names])
    return f"{names[0]} in both" if names else ""


def _explain_kind(kind: str, genres: tuple[str, ...]) -> str:
    return f"both: {describe_kind(kind, genres)}" if kind else ""
