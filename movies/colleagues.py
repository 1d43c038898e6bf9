"""The people that somebody worked with most."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mflix_site.mongo import collections as mongo

MAX_FILMS, MAX_COLLABORATORS, MIN_FILMS_TOGETHER = 500, 8, 2


@dataclass(frozen=True, slots=True)
class Collaborator:
    """Somebody, and in how many films they are named together with the person."""

    name: str
    films: int


def frequent_collaborators(key: str, spelled: Mapping[str, str]) -> list[Collaborator]:
    """Give those named in two or more of a person's films, most films first (index `person`).

    Of those with as many, the one they worked with last comes first. `spelled` gives names by key.
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
    return [Collaborator(spelled[r["_id"]], r["films"]) for r in rows if r["_id"] in spelled]
