"""Films like a film: candidates by index, ranked by how rare the features they share are.

They are stored with the film, for they cost more than the rest of its page.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import blake2b
from itertools import islice
from operator import itemgetter
from typing import Any

from bson import ObjectId
from django.utils.translation import get_language
from pymongo.client_session import ClientSession

from mflix_site.caching import BoundedCache
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.bulk_writes import unchanged_filter
from mflix_site.mongo.joined_rows import Rows, flattened, joined, rows_by_name
from mflix_site.text import get_path, now

from .documents import (
    CARD_FIELDS,
    Movie,
    MovieCard,
    Neighbour,
    Reason,
    read_card,
    title_or_untitled,
)
from .errors import MovieNotFound
from .queries import UNUSED_FIELDS, catalogue_size, find_facts, get_cards
from .selection import SORTS
from .similarity_score import Candidate, Features, InverseDocumentFrequency, explain, similarity

# Stored / read (spares for deleted films) / shown.
MAX_STORED, MAX_READ, MAX_SHOWN = 30, 8, 6
# When the watcher recomputes a list, and when it must have.
MAX_AGE, OVERDUE_AFTER = timedelta(days=7), timedelta(days=8)
MAX_BY_PERSON, MAX_BY_KIND = 40, 12
MAX_COUNTED = 1000  # a kind of more films is common, however many more
MAX_SAME_EXPLANATION = 3  # films in a row for one reason, before others follow
POPULAR_FIRST = {"ranks.popularity": -1, "_id": -1}
TIER_FIRST = {"ranks.tier": -1, "_id": -1}  # popularity in steps, which a review seldom changes
NEWEST_FIRST = {"year": -1, "_id": -1}
CANDIDATE_FIELDS = {
    "directors": 1, "person_keys": 1, "kinds": 1, "genres": 1, "year": 1, "ranks.popularity": 1,
}  # fmt: skip

# Films with the cards of similar ones; the explanations on these are in a language.
films_read = BoundedCache[tuple[Movie, list[MovieCard]]](max_bytes=10_000_000)
Doc = dict[str, Any]
Pipeline = list[Doc]


def get_film_with_similar(movie_id: ObjectId) -> tuple[Movie, list[MovieCard]]:
    """Return a film and the cards of similar ones, in one command (index `_id_`).

    Where they are not stored yet, compute and store them. Raise MovieNotFound.
    """
    return read_film_and_cards(read_film_rows(movie_id))


def read_film_rows(movie_id: ObjectId, *others: Doc) -> Rows:
    """Read a film and a few similar ones, and what other stages of `joined` find, as rows."""
    lookups = [_joined_cards("row.film"), *others]
    row = {"$project": {"_id": 0, "row.film": "$$ROOT"}}
    pipeline = [*_film_stages(movie_id), row, *lookups, *flattened(*lookups)]
    return rows_by_name(mongo.movies().raw_list_of(pipeline))


def _film_stages(movie_id: ObjectId) -> Pipeline:
    few = {"films": {"$slice": ["$similar.films", MAX_READ]}}
    return [
        {"$match": {"_id": movie_id}},
        {"$project": UNUSED_FIELDS},
        {"$set": {"similar": {"$cond": [{"$ifNull": ["$similar", False]}, few, "$$REMOVE"]}}},
    ]


def _joined_cards(film: str) -> Doc:
    return joined("movies", "card", [{"$project": CARD_FIELDS}], f"{film}.similar.films.id")


def joined_film(movie_id: ObjectId) -> Pipeline:
    """Return the stages that join a film with a few similar ones, as rows `film` and `card`."""
    return [joined("movies", "film", _film_stages(movie_id)), _joined_cards("joined.film.film")]


def read_film_and_cards(rows: Rows) -> tuple[Movie, list[MovieCard]]:
    """Return a film and the cards of similar ones; raise MovieNotFound.

    They are cached for as long as their documents are the same.
    """
    if not rows["film"]:
        raise MovieNotFound
    stored = b"".join((*rows["film"], *rows["card"]))
    key = blake2b(stored, digest_size=16).digest(), get_language()
    if (cached := films_read.get(key)) is None:
        film = Movie.from_doc(mongo.decoded(rows["film"][0]))
        if film.similar is None:
            return film, neighbour_cards(update_similar(film)[:MAX_SHOWN])
        cached = film, cards_in_order(film.similar, map(read_card, rows["card"]), MAX_SHOWN)
        films_read.put(key, cached, 3 * len(rows["film"][0]))
    return cached[0], list(cached[1])


def unwatched_cards(neighbours: Iterable[Neighbour], member_id: ObjectId) -> list[MovieCard]:
    """Return the cards of neighbours that a member has not watched, in their order.

    Served by the indexes `_id_` and, to count the member's states, `one_per_member_and_film`.
    """
    neighbours = list(neighbours)
    own = {"member_id": member_id, "watched": True, "$expr": {"$eq": ["$movie_id", "$$movie"]}}
    lookup = {
        "from": "film_states", "let": {"movie": "$_id"}, "as": "counts",
        "pipeline": [{"$match": own}, {"$count": "watched"}],
    }  # fmt: skip
    pipeline: Pipeline = [
        {"$match": {"_id": {"$in": [n.id for n in neighbours]}}},
        {"$project": CARD_FIELDS},
        {"$lookup": lookup},
        {"$match": {"counts": []}},
        {"$unset": "counts"},
    ]
    cards = map(read_card, mongo.movies().raw_list_of(pipeline) if neighbours else ())
    return cards_in_order(neighbours, cards)


def update_similar(film: Movie) -> list[Neighbour]:
    """Compute and store the films similar to one, or popular ones where none shares anything.

    They are stored only while the film has the version that was read.
    """
    neighbours = find_neighbours(film, catalogue_size())[:MAX_STORED] or _popular_films(film)
    films = [{"id": n.id, "why": n.reason} for n in neighbours]
    as_read = {"_id": ObjectId(film.id), "version": film.version}
    mongo.movies().update_one(as_read, {"$set": {"similar": {"at": now(), "films": films}}})
    return neighbours


def refresh_similar(limit: int) -> int:
    """Recompute similar films that are missing or older than `MAX_AGE`, oldest first.

    Update at most `limit` films; return how many (index `similar_age`).
    """
    own = {"_id": {"$type": "objectId"}}  # a document of another application is no film
    docs = mongo.movies().find(own, UNUSED_FIELDS).sort("similar.at", 1).limit(limit)
    stale = [doc for doc in docs if not _is_recent(doc)]
    for doc in stale:
        update_similar(Movie.from_doc(doc))
    return len(stale)


def _is_recent(doc: Doc) -> bool:
    moment = get_path(doc, "similar.at")
    return isinstance(moment, datetime) and moment >= now() - MAX_AGE


def repair_similar(movie_ids: Sequence[ObjectId]) -> list[str]:
    """Discard the lists of some films that cannot be right, or are overdue; return which and why.

    Two commands (index `_id_`): no list is ranked again here, but when it is next wanted.
    """
    fields = {"title": 1, "similar": 1}
    docs = list(mongo.movies().find({"_id": {"$in": list(movie_ids)}}, fields))
    listed = {film_id for doc in docs for film_id in _listed_ids(doc)}
    existing = set(find_facts(listed, ("_id",)))
    reasons = []
    for doc in docs:
        if "similar" in doc and (reason := _list_problems(doc, existing)):
            unchanged = {"_id": doc["_id"], **unchanged_filter(doc, ["similar"])}
            mongo.movies().update_one(unchanged, {"$unset": {"similar": ""}})
            reasons.append(f"{title_or_untitled(doc)} ({reason})")
    return reasons


def _listed_ids(doc: Doc) -> list[Any]:
    similar = doc.get("similar")
    films = similar.get("films") if isinstance(similar, dict) else None
    rows = films if isinstance(films, list) else []
    ids = (row.get("id") if isinstance(row, dict) else None for row in rows)
    return [id if isinstance(id, ObjectId) else None for id in ids]


def _list_problems(doc: Doc, existing: set[Any]) -> str:
    ids, similar = _listed_ids(doc), doc["similar"]
    at = similar.get("at") if isinstance(similar, dict) else None
    problems = {
        "no date": not isinstance(at, datetime),
        "the film itself": doc["_id"] in ids,
        "a film twice": len(set(ids)) < len(ids),
        "a film that is gone": not existing >= set(ids),
        "too many films": len(ids) > MAX_STORED,
        "overdue": isinstance(at, datetime) and at < now() - OVERDUE_AFTER,
    }
    return ", ".join(reason for reason, is_so in problems.items() if is_so)


def clear_similar(doc: Mapping[str, Any], *, session: ClientSession) -> None:
    """Discard the stored similar lists of a film and of the films on its list."""
    films = {"_id": {"$in": [doc["_id"], *_listed_ids(dict(doc))]}}
    mongo.movies().update_many(films, {"$unset": {"similar": ""}}, session=session)


def _popular_films(film: Movie) -> list[Neighbour]:
    docs = mongo.movies().find({}, {"_id": 1}).sort(SORTS["popular"]).limit(MAX_READ)
    return [Neighbour(doc["_id"], "") for doc in docs if str(doc["_id"]) != film.id]


def cards_in_order(
    neighbours: Iterable[Neighbour], cards: Iterable[MovieCard], limit: int | None = None
) -> list[MovieCard]:
    """Return the first cards of neighbours in the order of these, with explanations."""
    by_id = {card.id: card for card in cards}
    pairs = ((by_id.get(str(n.id)), n.reason) for n in neighbours)
    shown = islice(((card, reason) for card, reason in pairs if card), limit)
    return [replace(card, explanation=explain(reason)) for card, reason in shown]


def find_neighbours(film: Movie, all_films: int) -> list[Neighbour]:
    """Return the films most similar to a film, best first, in one command.

    Every part of its union reads a few entries of one index: `person`, `kinds`, `genre`, and
    `newest` for films without a genre.
    """
    features = Features.of(film)
    pipelines = _candidate_pipelines(features)
    if not pipelines:
        return []
    rows = mongo.movies().list_of(*pipelines)
    found = (row for row in rows if isinstance(row.get("_id"), ObjectId))
    docs = {row["_id"]: row for row in found if str(row["_id"]) != film.id}
    counts = Counter(row["person"] for row in rows if "person" in row)
    people = InverseDocumentFrequency(counts, all_films, MAX_BY_PERSON)
    films_of_kinds = {row["kind"]: row["films"] for row in rows if "kind" in row}
    kinds = InverseDocumentFrequency(films_of_kinds, all_films, MAX_COUNTED)
    scored = []
    for movie_id, doc in docs.items():
        shared = similarity(features, Candidate.from_doc(doc), people, kinds)
        if any(shared.reason):
            popularity = float(get_path(doc, "ranks.popularity") or 0)
            scored.append((shared.score, popularity, movie_id, shared.reason))
    return _diversify([Neighbour(i, why) for *_, i, why in sorted(scored, reverse=True)])


def neighbour_cards(neighbours: Iterable[Neighbour]) -> list[MovieCard]:
    """Return the cards of neighbours in their order, with explanations (index `_id_`)."""
    neighbours = list(neighbours)
    cards = get_cards(n.id for n in neighbours) if neighbours else {}
    return cards_in_order(neighbours, cards.values())


def _candidate_pipelines(features: Features) -> list[Pipeline]:
    people = {**features.directors, **features.cast, **features.writers}
    pipelines = [
        [
            *_top_films_pipeline({"person_keys": key}, NEWEST_FIRST, MAX_BY_PERSON),
            _label_stage("person", key),
        ]
        for key in people
    ]
    for kind in features.kinds:
        if kind in features.genres:
            pipelines.append(_top_films_pipeline({"genres": kind}, POPULAR_FIRST))
        elif kind == str(features.year):
            pipelines.append(_top_films_pipeline({"year": features.year}, {"_id": -1}))
        else:
            counted: Pipeline = [
                {"$match": {"kinds": kind}},
                {"$limit": MAX_COUNTED},
                {"$count": "films"},
            ]
            pipelines += [
                _top_films_pipeline({"kinds": kind}, TIER_FIRST),
                [*counted, _label_stage("kind", kind)],
            ]
    return pipelines


def _label_stage(name: str, value: str) -> Doc:
    return {"$set": {name: {"$literal": value}}}


def _top_films_pipeline(match: Doc, order: dict[str, int], limit: int = MAX_BY_KIND) -> Pipeline:
    fields = {"$project": CANDIDATE_FIELDS}
    return [{"$match": match}, {"$sort": order}, {"$limit": limit}, fields]


def _diversify(neighbours: list[Neighbour]) -> list[Neighbour]:
    """Move those whose reason was given often back: seven films with one actor are dull."""
    given: Counter[Reason | str] = Counter()
    rounds = []
    for neighbour in neighbours:
        rounds.append(given[neighbour.reason] // MAX_SAME_EXPLANATION)
        given[neighbour.reason] += 1
    return [n for _, n in sorted(zip(rounds, neighbours, strict=True), key=itemgetter(0))]
