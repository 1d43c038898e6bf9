"""How similar two films are: by how rare the people and kinds are that they share."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import log
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from .derived_fields import describe_kind, kind_keys, person_key
from .documents import Movie, Reason, read_names, read_year

MAX_DIRECTORS, MAX_CAST, MAX_WRITERS = 3, 6, 3
# A director makes two films more alike than an actor does, and an actor more than a writer;
# least of all somebody who directed the one and only acted in the other.
ROLE_WEIGHTS = (1.0, 0.7, 0.6, 0.5)
# Of two candidates that share as much, the one made nearer in time is the more similar.
YEAR_WEIGHT, MAX_YEARS_APART = 2.0, 20
NUMBERS = {
    2: gettext_lazy("two"), 3: gettext_lazy("three"), 4: gettext_lazy("four"),
    5: gettext_lazy("five"), 6: gettext_lazy("six"),
}  # fmt: skip
SAME = {"director": gettext_lazy("same director"), "writer": gettext_lazy("same writer")}


@dataclass(frozen=True, slots=True)
class Features:
    """What other films may share with a film; people are names by their keys."""

    directors: Mapping[str, str]
    cast: Mapping[str, str]
    writers: Mapping[str, str]
    kinds: tuple[str, ...]
    genres: tuple[str, ...]
    year: int | None = None

    @classmethod
    def of(cls, film: Movie) -> "Features":
        """Return the features of a film, the first few of each."""
        card = film.card
        facts = {"genres": list(card.genres), "countries": list(film.countries), "year": card.year}
        kinds = [*kind_keys(facts), *card.genres[:3]]
        if not kinds and card.year:
            kinds = [str(card.year)]
        return cls(
            directors=_by_key(card.directors[:MAX_DIRECTORS]),
            cast=_by_key(film.cast[:MAX_CAST]),
            writers=_by_key(film.writers[:MAX_WRITERS]),
            kinds=tuple(kinds),
            genres=card.genres,
            year=card.year,
        )


@dataclass(frozen=True, slots=True)
class Candidate:
    """Another film: keys of its directors and of all its people, and its kinds."""

    directors: frozenset[str]
    people: frozenset[str]
    kinds: frozenset[str]
    year: int | None = None

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> "Candidate":
        """Read a document cut to `CANDIDATE_FIELDS`."""
        genres = read_names(doc.get("genres"))
        # In a database that is not adopted yet, anything may have these names.
        people, kinds = (
            value if isinstance(value := doc.get(name), list) else ()
            for name in ("person_keys", "kinds")
        )
        return cls(
            directors=frozenset(map(person_key, read_names(doc.get("directors")))),
            people=frozenset(people),
            kinds=frozenset((*kinds, *genres, str(doc.get("year")))),
            year=read_year(doc.get("year")),
        )


@dataclass(frozen=True, slots=True)
class InverseDocumentFrequency:
    """In how many of all films each feature occurs; one that was not counted occurs in `most`."""

    counts: Mapping[str, int]
    films: int
    most: int

    def weight(self, feature: str) -> float:
        """Return a weight that grows as fewer films have the feature; never negative."""
        return log(1 + self.films / max(1, self.counts.get(feature, self.most)))


@dataclass(frozen=True, slots=True)
class Similarity:
    """A score without unit, and the reason shown; 0 and an empty one where nothing is shared."""

    score: float
    reason: Reason

    @property
    def explanation(self) -> str:
        return explain(self.reason)


def similarity(
    film: Features,
    other: Candidate,
    people: InverseDocumentFrequency,
    kinds: InverseDocumentFrequency,
) -> Similarity:
    """Add up the weights of shared people, of the rarest shared kind, and of nearness in time."""
    directors = film.directors.keys() & other.directors
    cast = (film.cast.keys() & other.people) - directors
    writers = (film.writers.keys() & other.people) - directors - cast
    other_role = (film.directors.keys() & other.people) - directors - cast - writers
    kind = max((k for k in film.kinds if k in other.kinds), key=kinds.weight, default="")
    if not (directors or cast or writers or other_role or kind):
        return Similarity(0, Reason())
    weights = zip((directors, cast, writers, other_role), ROLE_WEIGHTS, strict=True)
    score = sum(weight * people.weight(key) for keys, weight in weights for key in sorted(keys))
    score += kinds.weight(kind) if kind else 0
    if film.year is not None and other.year is not None:
        score += YEAR_WEIGHT * max(0, 1 - abs(film.year - other.year) / MAX_YEARS_APART)
    same = "director" if directors else "writer" if writers else ""
    names = [name for key, name in film.cast.items() if key in cast]
    names += [name for key, name in film.directors.items() if key in other_role]
    reason = Reason(same, len(cast)) if len(cast) > 1 else Reason(same, name=(names or [""])[0])
    if not any(reason) and kind:
        reason = Reason(kind=describe_kind(kind, film.genres))
    return Similarity(score, reason)


def _by_key(names: Iterable[str]) -> dict[str, str]:
    return {key: name for name in names if (key := person_key(name))}


def explain(reason: Reason | str) -> str:
    """Return such as "same director and two of the cast", or "Orson Welles in both"."""
    return reason if isinstance(reason, str) else _explanation(reason, get_language())


@lru_cache(2048)
def _explanation(reason: Reason, _language: str | None) -> str:
    if reason.kind:
        return _("also %(kind)s") % {"kind": reason.kind}
    others = reason.name
    if reason.cast:
        others = _("%(number)s of the cast") % {"number": NUMBERS.get(reason.cast, _("many"))}
    if not reason.same:
        return _("%(name)s in both") % {"name": others} if reason.name else others
    same = str(SAME[reason.same])
    return _("%(one)s and %(other)s") % {"one": same, "other": others} if others else same
