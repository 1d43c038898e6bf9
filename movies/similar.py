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
from .documents import Movie, MovieCard, read_names, read_year
from .kinds import kind_keys
from .likeness import Candidate, Features, InverseDocumentFrequency, similarity

MAX_DIRECTORS, MAX_CAST, MAX_WRITERS = 3, 6, 3
TIER_ORDER = {"ranks.tier": -1, "_id": -1}  # popularity in halves: seldom moved by a review
MAX_BY_PERSON, MAX_BY_KIND = 40, 12
MAX_COUNTED = 1000  # beyond so many films a kind is common, however many more
MAX_SAME_EXPLANATION = 3  # so many films for the same reason, before others have had their turn
CANDIDATE_FIELDS = {
    "directors": 1, "person_keys": 1, "kinds": 1, "genres": 1, "year": 1, "ranks.popularity": 1,
}  # fmt: skip

Doc = dict[str, Any]
Pipeline = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A film that another leads to, and why."""

    id: ObjectId
    reason: str


def find_neighbours(film: Movie, films: int) -> list[Neighbour]:
    """Give the films most like a film of a catalogue of so many, best first, in one command.

    Every part of its union reads a few entries of one index: `person`, `kinds`, `genre`, and
    `newest` for films that nobody gave a genre.
    """
    traits = film_features(film)
    parts = _candidate_pipelines(film, traits)
    if not parts:
        return []
    unions = [{"$unionWith": {"coll": "movies", "pipeline": part}} for part in parts[1:]]
    rows = mongo.movies().list_of([*parts[0], *unions])
    candidates = {row["_id"]: row for row in rows if "_id" in row and str(row["_id"]) != film.id}
    return _rank(traits, candidates.values(), _frequencies(rows, films))


def neighbour_cards(leads: Iterable[Neighbour]) -> list[MovieCard]:
    """Give the cards of leads in their order, each with its reason (index `_id_`)."""
    leads = list(leads)
    found = queries.get_cards(lead.id for lead in leads) if leads else {}
    return [found[str(o.id)].because(o.reason) for o in leads if str(o.id) in found]


def film_features(film: Movie) -> Features:
    """Give what other films may share with a film: the first few of each."""
    card = film.card
    facts = {"genres": list(card.genres), "countries": list(film.countries), "year": card.year}
    kinds = [*kind_keys(facts), *card.genres[:3]]
    if not kinds and card.year:
        kinds = [str(card.year)]
    return Features(
        directors=_by_key(card.directors[:MAX_DIRECTORS]),
        cast=_by_key(film.cast[:MAX_CAST]),
        writers=_by_key(film.writers[:MAX_WRITERS]),
        kinds=tuple(kinds),
        genres=card.genres,
        year=card.year,
    )


def _by_key(names: Iterable[str]) -> dict[str, str]:
    return {key: name for name in names if (key := person_key(name))}


def _candidate_pipelines(film: Movie, traits: Features) -> list[Pipeline]:
    popular = {"ranks.popularity": -1, "_id": -1}
    people = {**traits.directors, **traits.cast, **traits.writers}
    parts = [
        _candidates({"person_keys": k}, {"year": -1, "_id": -1}, MAX_BY_PERSON, k) for k in people
    ]
    for kind in traits.kinds:
        if kind in film.card.genres:
            parts.append(_candidates({"genres": kind}, popular, MAX_BY_KIND))
        elif kind == str(film.card.year):
            parts.append(_candidates({"year": film.card.year}, {"_id": -1}, MAX_BY_KIND))
        else:
            parts += [_candidates({"kinds": kind}, TIER_ORDER, MAX_BY_KIND), _kind_frequency(kind)]
    return parts


def _candidates(
    having: Doc, order: dict[str, int], most: int, person: str | None = None
) -> Pipeline:
    mark = {"by": {"$literal": person}} if person else {}
    return [
        {"$match": having},
        {"$sort": order},
        {"$limit": most},
        {"$project": {**CANDIDATE_FIELDS, **mark}},
    ]


def _kind_frequency(kind: str) -> Pipeline:
    counted = {"kind": {"$literal": kind}}
    return [
        {"$match": {"kinds": kind}},
        {"$limit": MAX_COUNTED},
        {"$count": "films"},
        {"$set": counted},
    ]


def _frequencies(
    rows: Iterable[Doc], films: int
) -> tuple[InverseDocumentFrequency, InverseDocumentFrequency]:
    people: dict[str, int] = {}
    kinds: dict[str, int] = {}
    for row in rows:
        if "kind" in row:
            kinds[row["kind"]] = row["films"]
        elif "by" in row:
            people[row["by"]] = people.get(row["by"], 0) + 1
    return InverseDocumentFrequency(people, films, MAX_BY_PERSON), InverseDocumentFrequency(
        kinds, films, MAX_COUNTED
    )


def _rank(
    traits: Features,
    docs: Iterable[Doc],
    rarities: tuple[InverseDocumentFrequency, InverseDocumentFrequency],
) -> list[Neighbour]:
    scored = []
    for doc in docs:
        found = similarity(traits, _candidate(doc), *rarities)
        scored.append((found.score, _popularity(doc), doc["_id"], found.reason))
    return _diversify(
        [Neighbour(i, reason) for *_, i, reason in sorted(scored, reverse=True) if reason]
    )


def _diversify(leads: list[Neighbour]) -> list[Neighbour]:
    """Let a reason that was given often wait: seven films with one actor are no variety."""
    turns: Counter[str] = Counter()
    late = []
    for lead in leads:
        turns[lead.reason] += 1
        late.append((turns[lead.reason] - 1) // MAX_SAME_EXPLANATION)
    return [lead for _, lead in sorted(zip(late, leads, strict=True), key=itemgetter(0))]


def _candidate(doc: Mapping[str, Any]) -> Candidate:
    own = {*(doc.get("kinds") or ()), *read_names(doc.get("genres")), str(doc.get("year"))}
    return Candidate(
        directors=frozenset(map(person_key, read_names(doc.get("directors")))),
        people=frozenset(doc.get("person_keys") or ()),
        kinds=frozenset(own),
        year=read_year(doc.get("year")),
    )


def _popularity(doc: Mapping[str, Any]) -> float:
    return float((doc.get("ranks") or {}).get("popularity") or 0)
