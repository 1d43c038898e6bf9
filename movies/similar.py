"""Films like a film: candidates by index, ranked by how rare what they share with it is."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from bson import ObjectId

from mflix_site.mongo import collections as mongo

from . import queries
from .catalogue_fields import person_key
from .documents import Movie, MovieCard, names_of, year_of
from .kinds import kinds_of
from .likeness import Other, Rarity, Traits, likeness

DIRECTORS, CAST, WRITERS = 3, 6, 3
TIERED = {"ranks.tier": -1, "_id": -1}  # popularity in halves: seldom moved by a review
BY_PERSON, BY_KIND = 40, 12
COUNTED = 1000  # beyond so many films a kind is common, however many more
ALIKE = 3  # so many films for the same reason, before others have had their turn
SHAPE = {
    "directors": 1, "person_keys": 1, "kinds": 1, "genres": 1, "year": 1, "ranks.popularity": 1,
}  # fmt: skip

Doc = dict[str, Any]
Pipeline = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Lead:
    """A film that another leads to, and why."""

    id: ObjectId
    reason: str


def leads_from(film: Movie, films: int) -> list[Lead]:
    """Give the films most like a film of a catalogue of so many, best first, in one command.

    Every part of its union reads a few entries of one index: `person`, `kinds`, `genre`, and
    `newest` for films that nobody gave a genre.
    """
    traits = traits_of(film)
    parts = _parts(film, traits)
    if not parts:
        return []
    unions = [{"$unionWith": {"coll": "movies", "pipeline": part}} for part in parts[1:]]
    rows = mongo.movies().list_of([*parts[0], *unions])
    candidates = {row["_id"]: row for row in rows if "_id" in row and str(row["_id"]) != film.id}
    return _ranked(traits, candidates.values(), _rarities(rows, films))


def cards_of(leads: Iterable[Lead]) -> list[MovieCard]:
    """Give the cards of leads in their order, each with its reason (index `_id_`)."""
    leads = list(leads)
    found = queries.cards(lead.id for lead in leads) if leads else {}
    return [found[str(o.id)].because(o.reason) for o in leads if str(o.id) in found]


def traits_of(film: Movie) -> Traits:
    """Give what other films may share with a film: the first few of each."""
    card = film.card
    facts = {"genres": list(card.genres), "countries": list(film.countries), "year": card.year}
    kinds = [*kinds_of(facts), *card.genres[:3]]
    if not kinds and card.year:
        kinds = [str(card.year)]
    return Traits(
        directors=_by_key(card.directors[:DIRECTORS]),
        cast=_by_key(film.cast[:CAST]),
        writers=_by_key(film.writers[:WRITERS]),
        kinds=tuple(kinds),
        genres=card.genres,
        year=card.year,
    )


def _by_key(names: Iterable[str]) -> dict[str, str]:
    return {key: name for name in names if (key := person_key(name))}


def _parts(film: Movie, traits: Traits) -> list[Pipeline]:
    popular = {"ranks.popularity": -1, "_id": -1}
    people = {**traits.directors, **traits.cast, **traits.writers}
    parts = [_some({"person_keys": k}, {"year": -1, "_id": -1}, BY_PERSON, k) for k in people]
    for kind in traits.kinds:
        if kind in film.card.genres:
            parts.append(_some({"genres": kind}, popular, BY_KIND))
        elif kind == str(film.card.year):
            parts.append(_some({"year": film.card.year}, {"_id": -1}, BY_KIND))
        else:
            parts += [_some({"kinds": kind}, TIERED, BY_KIND), _number_of(kind)]
    return parts


def _some(having: Doc, order: dict[str, int], most: int, person: str | None = None) -> Pipeline:
    mark = {"by": {"$literal": person}} if person else {}
    return [{"$match": having}, {"$sort": order}, {"$limit": most}, {"$project": {**SHAPE, **mark}}]


def _number_of(kind: str) -> Pipeline:
    counted = {"kind": {"$literal": kind}}
    return [
        {"$match": {"kinds": kind}},
        {"$limit": COUNTED},
        {"$count": "films"},
        {"$set": counted},
    ]


def _rarities(rows: Iterable[Doc], films: int) -> tuple[Rarity, Rarity]:
    people: dict[str, int] = {}
    kinds: dict[str, int] = {}
    for row in rows:
        if "kind" in row:
            kinds[row["kind"]] = row["films"]
        elif "by" in row:
            people[row["by"]] = people.get(row["by"], 0) + 1
    return Rarity(people, films, BY_PERSON), Rarity(kinds, films, COUNTED)


def _ranked(traits: Traits, docs: Iterable[Doc], rarities: tuple[Rarity, Rarity]) -> list[Lead]:
    scored = []
    for doc in docs:
        found = likeness(traits, _other(doc), *rarities)
        scored.append((found.score, _popularity(doc), doc["_id"], found.reason))
    return _varied([Lead(i, reason) for *_, i, reason in sorted(scored, reverse=True) if reason])


def _varied(leads: list[Lead]) -> list[Lead]:
    """Let a reason that was given often wait: seven films with one actor are no variety."""
    turns: Counter[str] = Counter()
    late = []
    for lead in leads:
        turns[lead.reason] += 1
        late.append((turns[lead.reason] - 1) // ALIKE)
    return [lead for _, lead in sorted(zip(late, leads, strict=True), key=itemgetter(0))]


def _other(doc: Mapping[str, Any]) -> Other:
    own = {*(doc.get("kinds") or ()), *names_of(doc.get("genres")), str(doc.get("year"))}
    return Other(
        directors=frozenset(map(person_key, names_of(doc.get("directors")))),
        people=frozenset(doc.get("person_keys") or ()),
        kinds=frozenset(own),
        year=year_of(doc.get("year")),
    )


def _popularity(doc: Mapping[str, Any]) -> float:
    return float((doc.get("ranks") or {}).get("popularity") or 0)
