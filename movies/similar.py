"""Films like a film: candidates by index, ranked by how rare the features they share are.

They are stored with the film, for they cost more than the rest of its page.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from math import log
from operator import itemgetter
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from mflix_site.clock import now
from mflix_site.mongo import collections as mongo

from .derived_fields import describe_kind, kind_keys, person_key
from .documents import CARD_FIELDS, Movie, MovieCard, Neighbour, read_names, read_year
from .errors import MovieNotFound
from .queries import UNUSED_FIELDS, catalogue_size, get_cards
from .selection import SORTS

# So many are stored, read for the film's page (one may be gone), and shown.
MAX_STORED, MAX_READ, MAX_SHOWN = 30, 8, 6
MAX_AGE = timedelta(days=7)
MAX_DIRECTORS, MAX_CAST, MAX_WRITERS = 3, 6, 3
MAX_BY_PERSON, MAX_BY_KIND = 40, 12
MAX_COUNTED = 1000  # a kind of more films is common, however many more
MAX_SAME_EXPLANATION = 3  # so many films in a row for one reason, before others follow
# A director makes two films more alike than an actor does, and an actor more than a writer;
# least of all somebody who directed the one and only acted in the other.
DIRECTOR_WEIGHT, CAST_WEIGHT, WRITER_WEIGHT, OTHER_ROLE_WEIGHT = 1.0, 0.7, 0.6, 0.5
# Of two candidates that share as much, the one made nearer in time is the more similar.
YEAR_WEIGHT, MAX_YEARS_APART = 2.0, 20
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
POPULAR_FIRST = {"ranks.popularity": -1, "_id": -1}
TIER_FIRST = {"ranks.tier": -1, "_id": -1}  # popularity in steps, which a review seldom changes
NEWEST_FIRST = {"year": -1, "_id": -1}
CANDIDATE_FIELDS = {
    "directors": 1, "person_keys": 1, "kinds": 1, "genres": 1, "year": 1, "ranks.popularity": 1,
}  # fmt: skip

Doc = dict[str, Any]
Pipeline = list[dict[str, Any]]


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
        return cls(
            directors=frozenset(map(person_key, read_names(doc.get("directors")))),
            people=frozenset(doc.get("person_keys") or ()),
            kinds=frozenset((*(doc.get("kinds") or ()), *genres, str(doc.get("year")))),
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
    """A score without unit, and the explanation shown; 0 and "" where nothing is shared."""

    score: float
    explanation: str


def get_film_with_similar(movie_id: ObjectId) -> tuple[Movie, list[MovieCard]]:
    """Return a film and the cards of similar ones, in one command (index `_id_`).

    Where they are not stored yet, compute and store them. Raises MovieNotFound.
    """
    cut = {"$set": {"shown": {"$slice": ["$similar.films", MAX_READ]}}}
    lookup = {
        "from": "movies",
        "localField": "shown.id",
        "foreignField": "_id",
        "pipeline": [{"$project": CARD_FIELDS}],
        "as": "cards",
    }
    # One document each, so that what is examined is what is returned.
    documents = {
        "$concatArrays": [[{"$unsetField": {"field": "cards", "input": "$$ROOT"}}], "$cards"]
    }
    pipeline: Pipeline = [
        {"$match": {"_id": movie_id}},
        {"$project": UNUSED_FIELDS},
        cut,
        {"$lookup": lookup},
        {"$project": {"documents": documents}},
        {"$unwind": "$documents"},
        {"$replaceWith": "$documents"},
    ]
    rows = mongo.movies().list_of(pipeline)
    if not rows:
        raise MovieNotFound
    movie = Movie.from_doc(rows[0])
    if movie.similar is None:
        return movie, neighbour_cards(update_similar(movie)[:MAX_SHOWN])
    cards = {card.id: card for card in map(MovieCard.from_doc, rows[1:])}
    return movie, _in_order(movie.similar, cards)[:MAX_SHOWN]


def update_similar(film: Movie) -> list[Neighbour]:
    """Compute and store the films similar to one, or popular ones where none shares anything.

    They are stored only while the film has the version that was read.
    """
    neighbours = find_neighbours(film, catalogue_size())[:MAX_STORED] or _popular_films(film)
    films = [{"id": n.id, "why": n.explanation} for n in neighbours]
    as_read = {"_id": ObjectId(film.id), "version": film.version}
    update = {"$set": {"similar": {"at": now(), "films": films}}}
    mongo.movies().update_one(as_read, update)
    return neighbours


def refresh_similar(limit: int) -> int:
    """Compute the similar films of those that have none or whose are older than `MAX_AGE`.

    At most `limit`, the oldest first (index `similar_age`); return how many.
    """
    docs = mongo.movies().find({}, UNUSED_FIELDS).sort("similar.at", 1).limit(limit)
    stale = [d for d in docs if "similar" not in d or d["similar"]["at"] < now() - MAX_AGE]
    for doc in stale:
        update_similar(Movie.from_doc(doc))
    return len(stale)


def delete_similar(doc: Mapping[str, Any], *, session: ClientSession) -> None:
    """Within the transaction that changes a film, delete its similar films, and theirs."""
    listed = [n["id"] for n in (doc.get("similar") or {}).get("films", ())]
    films = {"_id": {"$in": [doc["_id"], *listed]}}
    mongo.movies().update_many(films, {"$unset": {"similar": ""}}, session=session)


def _popular_films(film: Movie) -> list[Neighbour]:
    docs = mongo.movies().find({}, {"_id": 1}).sort(SORTS["popular"]).limit(MAX_READ)
    return [Neighbour(doc["_id"], "") for doc in docs if str(doc["_id"]) != film.id]


def _in_order(neighbours: Iterable[Neighbour], cards: Mapping[str, MovieCard]) -> list[MovieCard]:
    return [
        cards[str(n.id)].with_explanation(n.explanation) for n in neighbours if str(n.id) in cards
    ]


def find_neighbours(film: Movie, catalogue_size: int) -> list[Neighbour]:
    """Return the films most similar to a film, best first, in one command.

    Every part of its union reads a few entries of one index: `person`, `kinds`, `genre`, and
    `newest` for films without a genre.
    """
    features = Features.of(film)
    pipelines = _candidate_pipelines(features)
    if not pipelines:
        return []
    unions = [{"$unionWith": {"coll": "movies", "pipeline": rest}} for rest in pipelines[1:]]
    rows = mongo.movies().list_of([*pipelines[0], *unions])
    docs = {row["_id"]: row for row in rows if "_id" in row and str(row["_id"]) != film.id}
    people, kinds = _frequencies(rows, catalogue_size)
    scored = []
    for movie_id, doc in docs.items():
        found = similarity(features, Candidate.from_doc(doc), people, kinds)
        if found.explanation:
            scored.append((found.score, _popularity(doc), movie_id, found.explanation))
    return _diversify([Neighbour(i, why) for *_, i, why in sorted(scored, reverse=True)])


def neighbour_cards(neighbours: Iterable[Neighbour]) -> list[MovieCard]:
    """Return the cards of neighbours in their order, with explanations (index `_id_`)."""
    neighbours = list(neighbours)
    return _in_order(neighbours, get_cards(n.id for n in neighbours) if neighbours else {})


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
        return Similarity(0, "")
    weights = (
        (directors, DIRECTOR_WEIGHT),
        (cast, CAST_WEIGHT),
        (writers, WRITER_WEIGHT),
        (other_role, OTHER_ROLE_WEIGHT),
    )
    score = sum(weight * people.weight(key) for keys, weight in weights for key in sorted(keys))
    score += (kinds.weight(kind) if kind else 0) + _year_score(film.year, other.year)
    explanation = _explain_people(
        "same director" if directors else "same writer" if writers else "",
        [name for key, name in film.cast.items() if key in cast],
        [name for key, name in film.directors.items() if key in other_role],
    )
    if not explanation and kind:
        explanation = f"both: {describe_kind(kind, film.genres)}"
    return Similarity(score, explanation)


def _by_key(names: Iterable[str]) -> dict[str, str]:
    return {key: name for name in names if (key := person_key(name))}


def _candidate_pipelines(features: Features) -> list[Pipeline]:
    people = {**features.directors, **features.cast, **features.writers}
    pipelines = [
        _candidates({"person_keys": key}, NEWEST_FIRST, MAX_BY_PERSON, person=key) for key in people
    ]
    for kind in features.kinds:
        if kind in features.genres:
            pipelines.append(_candidates({"genres": kind}, POPULAR_FIRST, MAX_BY_KIND))
        elif kind == str(features.year):
            pipelines.append(_candidates({"year": features.year}, {"_id": -1}, MAX_BY_KIND))
        else:
            pipelines.append(_candidates({"kinds": kind}, TIER_FIRST, MAX_BY_KIND))
            pipelines.append(_kind_count(kind))
    return pipelines


def _candidates(match: Doc, order: dict[str, int], limit: int, person: str = "") -> Pipeline:
    mark = {"by": {"$literal": person}} if person else {}
    return [
        {"$match": match},
        {"$sort": order},
        {"$limit": limit},
        {"$project": {**CANDIDATE_FIELDS, **mark}},
    ]


def _kind_count(kind: str) -> Pipeline:
    return [
        {"$match": {"kinds": kind}},
        {"$limit": MAX_COUNTED},
        {"$count": "films"},
        {"$set": {"kind": {"$literal": kind}}},
    ]


def _frequencies(
    rows: Iterable[Doc], films: int
) -> tuple[InverseDocumentFrequency, InverseDocumentFrequency]:
    people: Counter[str] = Counter(row["by"] for row in rows if "by" in row)
    kinds = {row["kind"]: row["films"] for row in rows if "kind" in row}
    return (
        InverseDocumentFrequency(people, films, MAX_BY_PERSON),
        InverseDocumentFrequency(kinds, films, MAX_COUNTED),
    )


def _diversify(neighbours: list[Neighbour]) -> list[Neighbour]:
    """Move those whose explanation was given often back: seven films with one actor are dull."""
    given: Counter[str] = Counter()
    rounds = []
    for neighbour in neighbours:
        rounds.append(given[neighbour.explanation] // MAX_SAME_EXPLANATION)
        given[neighbour.explanation] += 1
    return [n for _, n in sorted(zip(rounds, neighbours, strict=True), key=itemgetter(0))]


def _popularity(doc: Mapping[str, Any]) -> float:
    return float((doc.get("ranks") or {}).get("popularity") or 0)


def _year_score(year: int | None, other: int | None) -> float:
    if year is None or other is None:
        return 0
    return YEAR_WEIGHT * max(0, 1 - abs(year - other) / MAX_YEARS_APART)


def _explain_people(same: str, cast: list[str], other_role: list[str]) -> str:
    """Return such as "same director and two of the cast", or "Orson Welles in both"."""
    if len(cast) > 1:
        number = NUMBERS[len(cast)] if len(cast) < len(NUMBERS) else "many"
        return " and ".join(filter(None, [same, f"{number} of the cast"]))
    names = [*cast, *other_role][:1]
    if same:
        return " and ".join([same, *names])
    return f"{names[0]} in both" if names else ""
