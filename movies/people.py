"""A person's page: the films they directed, wrote and acted in, and what those were given."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from mflix_site.mongo import collections as mongo

from .catalogue_fields import person_key
from .colleagues import Collaborator, frequent_collaborators
from .documents import CARD_FIELDS, MovieCard, read_names, strip_credit_note
from .errors import PersonNotFound
from .names import Credit, most_common_spellings, namesake_warning

CREDITS = {"Director": "directors", "Writer": "writers", "Cast": "cast"}
MAX_FILMS = 500


@dataclass(frozen=True, slots=True)
class Role:
    """What a person did, and the films in which they did it, newest first."""

    label: str
    cards: tuple[MovieCard, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """A person of the films; averages are 1 to 100, over the films that have such a rating."""

    name: str
    film_count: int
    outside_average: int | None
    member_average: int | None
    first_year: int | None
    last_year: int | None
    roles: tuple[Role, ...]
    colleagues: tuple[Collaborator, ...] = ()
    doubt: str = ""

    @property
    def shown(self) -> tuple[MovieCard, ...]:
        """Give the films of all roles, each once."""
        return tuple({card.id: card for role in self.roles for card in role.cards}.values())


def get_person(name: str) -> Person:
    """Give a person by name (index `person`), whatever its case or accents; or PersonNotFound."""
    key = person_key(name)
    order = [("year", -1), ("_id", -1)]
    fields = {**CARD_FIELDS, "writers": 1, "cast": 1}
    docs = list(mongo.movies().find({"person_keys": key}, fields).sort(order).limit(MAX_FILMS))
    if not docs:
        raise PersonNotFound
    summary = average_ratings(key)
    cards = {doc["_id"]: MovieCard.from_doc(doc) for doc in docs}
    years = sorted(card.year for card in cards.values() if card.year)
    credits_ = [c for doc in docs for c in _credits(doc)]
    spelled = most_common_spellings(credits_)
    return Person(
        name=spelled[key],
        film_count=summary["count"],
        outside_average=_rounded(summary["outside"]),
        member_average=_rounded(summary["member"]),
        first_year=years[0] if years else None,
        last_year=years[-1] if years else None,
        roles=tuple(_roles([c for c in credits_ if c.key == key], cards)),
        colleagues=tuple(frequent_collaborators(key, spelled)),
        doubt=namesake_warning(years),
    )


def average_ratings(key: str) -> dict[str, Any]:
    """Give count, and the averages outside and among members, of a person's films.

    `$match`, `$project`, `$group` and `$avg`; films without a rating are left out of its mean.
    """
    given = {"$convert": {"input": "$imdb.rating", "to": "double", "onError": 0, "onNull": 0}}
    real = {"$and": [{"$isNumber": "$imdb.rating"}, {"$gt": [given, 0]}, {"$lte": [given, 10]}]}
    outside = {"$cond": [real, {"$multiply": [given, 10]}, None]}
    rated = {"$gt": [{"$ifNull": ["$rating.count", 0]}, 0]}
    pipeline: list[dict[str, Any]] = [
        {"$match": {"person_keys": key}},
        {
            "$project": {
                "outside": outside,
                "member": {"$cond": [rated, {"$divide": ["$rating.sum", "$rating.count"]}, None]},
            }
        },
        {
            "$group": {
                "_id": None,
                "count": {"$sum": 1},
                "outside": {"$avg": "$outside"},
                "member": {"$avg": "$member"},
            }
        },
    ]
    rows = mongo.movies().list_of(pipeline)
    return rows[0] if rows else {"count": 0, "outside": None, "member": None}


def _rounded(value: float | None) -> int | None:
    return None if value is None else round(value)


def _credits(doc: dict[str, Any]) -> Iterator[Credit]:
    for label, path in CREDITS.items():
        for name in map(strip_credit_note, read_names(doc.get(path))):
            yield Credit(doc["_id"], label, name, person_key(name))


def _roles(own: Sequence[Credit], cards: dict[Any, MovieCard]) -> Iterator[Role]:
    for label in CREDITS:
        films = dict.fromkeys(c.film for c in own if c.label == label)
        if films:
            yield Role(label, tuple(cards[film] for film in films))
