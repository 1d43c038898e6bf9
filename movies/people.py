"""People of the films: their credits, average ratings and most frequent collaborators."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from mflix_site.mongo import collections as mongo

from .derived_fields import person_key
from .documents import CARD_FIELDS, MovieCard, read_names, strip_credit_note
from .errors import PersonNotFound

ROLES = {"Director": "directors", "Writer": "writers", "Cast": "cast"}
MAX_FILMS = 500
MAX_COLLABORATORS, MIN_FILMS_TOGETHER = 8, 2
# Careers of eighty years, and gaps of forty within one, are so rare that two people of the same
# name are more likely.
MAX_CAREER, MAX_GAP = 80, 40


@dataclass(frozen=True, slots=True)
class Credit:
    """One name in one film, the role it is credited for, and the key it is found by."""

    film: Any
    role: str
    name: str
    key: str


@dataclass(frozen=True, slots=True)
class Role:
    """A role such as director, and the person's films in that role, newest first."""

    label: str
    cards: tuple[MovieCard, ...]


@dataclass(frozen=True, slots=True)
class Collaborator:
    """Somebody named together with a person, and in how many films."""

    name: str
    films: int


@dataclass(frozen=True, slots=True)
class Person:
    """A person's page; averages are 1 to 100, over the films that have such a rating."""

    name: str
    film_count: int
    imdb_average: int | None
    member_average: int | None
    first_year: int | None
    last_year: int | None
    roles: tuple[Role, ...]
    collaborators: tuple[Collaborator, ...] = ()
    namesake_warning: str = ""

    @property
    def cards(self) -> tuple[MovieCard, ...]:
        """Return the films of all roles, each once."""
        return tuple({card.id: card for role in self.roles for card in role.cards}.values())


def get_person(name: str) -> Person:
    """Return a person by name, ignoring case and accents (index `person`).

    Raises PersonNotFound.
    """
    key = person_key(name)
    order = [("year", -1), ("_id", -1)]
    fields = {**CARD_FIELDS, "writers": 1, "cast": 1}
    docs = list(mongo.movies().find({"person_keys": key}, fields).sort(order).limit(MAX_FILMS))
    if not docs:
        raise PersonNotFound
    averages = average_ratings(key)
    cards = {doc["_id"]: MovieCard.from_doc(doc) for doc in docs}
    years = sorted(card.year for card in cards.values() if card.year)
    credits_ = [c for doc in docs for c in _credits(doc)]
    spellings = most_common_spellings(credits_)
    return Person(
        name=spellings.get(key, name),
        film_count=averages["count"],
        imdb_average=_rounded(averages["imdb"]),
        member_average=_rounded(averages["member"]),
        first_year=years[0] if years else None,
        last_year=years[-1] if years else None,
        roles=tuple(_roles([c for c in credits_ if c.key == key], cards)),
        collaborators=tuple(frequent_collaborators(key, spellings)),
        namesake_warning=namesake_warning(years),
    )


def average_ratings(key: str) -> dict[str, Any]:
    """Return the number of a person's films, and their average ratings on IMDb and by members.

    `$match`, `$project`, `$group` and `$avg` (index `person`); `$avg` ignores films without a
    rating.
    """
    given = {"$convert": {"input": "$imdb.rating", "to": "double", "onError": 0, "onNull": 0}}
    valid = {"$and": [{"$isNumber": "$imdb.rating"}, {"$gt": [given, 0]}, {"$lte": [given, 10]}]}
    imdb = {"$cond": [valid, {"$multiply": [given, 10]}, None]}
    rated = {"$gt": [{"$ifNull": ["$rating.count", 0]}, 0]}
    member = {"$cond": [rated, {"$divide": ["$rating.sum", "$rating.count"]}, None]}
    totals = {
        "_id": None,
        "count": {"$sum": 1},
        "imdb": {"$avg": "$imdb"},
        "member": {"$avg": "$member"},
    }
    pipeline: list[dict[str, Any]] = [
        {"$match": {"person_keys": key}},
        {"$project": {"imdb": imdb, "member": member}},
        {"$group": totals},
    ]
    rows = mongo.movies().list_of(pipeline)
    return rows[0] if rows else {"count": 0, "imdb": None, "member": None}


def frequent_collaborators(key: str, spellings: Mapping[str, str]) -> list[Collaborator]:
    """Return those named in two or more of a person's films, most films first (index `person`).

    Of those with as many, the one they worked with last comes first.
    """
    pipeline: list[dict[str, Any]] = [
        {"$match": {"person_keys": key}},
        {"$sort": {"year": -1, "_id": -1}},
        {"$limit": MAX_FILMS},
        {"$project": {"person_keys": 1, "year": 1}},
        {"$unwind": "$person_keys"},
        {"$match": {"person_keys": {"$ne": key}}},
        {"$group": {"_id": "$person_keys", "films": {"$sum": 1}, "last": {"$max": "$year"}}},
        {"$match": {"films": {"$gte": MIN_FILMS_TOGETHER}}},
        {"$sort": {"films": -1, "last": -1, "_id": 1}},
        {"$limit": MAX_COLLABORATORS},
    ]
    rows = mongo.movies().aggregate(pipeline)
    return [Collaborator(spellings[r["_id"]], r["films"]) for r in rows if r["_id"] in spellings]


def most_common_spellings(credits_: Iterable[Credit]) -> dict[str, str]:
    """Return for each key the name as most films spell it; the first of equally common ones."""
    spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for credit in credits_:
        spellings[credit.key][credit.name] += 1
    return {key: counter.most_common(1)[0][0] for key, counter in spellings.items()}


def namesake_warning(years: Sequence[int]) -> str:
    """Return why films of these years, in order, may be of several people; "" if unlikely."""
    if not years:
        return ""
    if years[-1] - years[0] > MAX_CAREER:
        return f"These credits span {years[0]}–{years[-1]}: perhaps more than one person"
    start, end = max(pairwise(years), key=lambda pair: pair[1] - pair[0], default=(0, 0))
    if end - start > MAX_GAP:
        return f"Nothing between {start} and {end}: perhaps more than one person"
    return ""


def _rounded(value: float | None) -> int | None:
    return None if value is None else round(value)


def _credits(doc: dict[str, Any]) -> Iterator[Credit]:
    for role, path in ROLES.items():
        for name in map(strip_credit_note, read_names(doc.get(path))):
            yield Credit(doc["_id"], role, name, person_key(name))


def _roles(credits_: Sequence[Credit], cards: dict[Any, MovieCard]) -> Iterator[Role]:
    for role in ROLES:
        films = dict.fromkeys(c.film for c in credits_ if c.role == role)
        if films:
            yield Role(role, tuple(cards[film] for film in films))
