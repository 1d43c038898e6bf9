"""A film's history: who made each version, when and why, and which film it was merged into."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from mflix_site.mongo import collections as mongo

from .errors import RevisionNotFound
from .film_facts import Difference, FilmFacts, diff_facts

MAX_REVISIONS = 100
MAX_MERGE_HOPS = 10


@dataclass(frozen=True, slots=True)
class RevisionInfo:
    """Who changes a film, with which action, why, and when."""

    action: str
    by: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Revision:
    """One version of a film, and how it differs from the version before."""

    number: int
    action: str
    by: str
    reason: str
    at: datetime | None
    facts: FilmFacts
    changes: Sequence[Difference] = ()

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> "Revision":
        """Read a document of `movie_revisions`."""
        was, now = _facts(doc, "was"), _facts(doc, "now")
        changes = diff_facts(was, now) if was else ()
        by, reason, at = doc["by"], doc["reason"], doc["at"]
        facts = now or FilmFacts("")
        return cls(doc["version"], doc["action"], by, reason, at, facts, changes)


def add_revision(
    movie_id: ObjectId,
    version: int,
    info: RevisionInfo,
    sides: Mapping[str, Any],
    session: ClientSession,
) -> None:
    """Insert a revision; `sides` holds the facts before and after it as `was` and `now`.

    Both are stored because imports change films without a revision.
    """
    own = {"_id": ObjectId(), "movie_id": movie_id, "version": version}
    mongo.movie_revisions().insert_one({**own, **asdict(info), **sides}, session=session)


def list_revisions(movie_id: ObjectId, now: FilmFacts) -> list[Revision]:
    """Return a film's versions, newest first, at most a hundred (index `by_movie`).

    The first of a film that was imported has no author; `now` is the film of today.
    """
    cursor = mongo.movie_revisions().find({"movie_id": movie_id}).sort("version", -1)
    docs = list(cursor.limit(MAX_REVISIONS))
    versions = [Revision.from_doc(doc) for doc in docs]
    if not docs or docs[-1]["version"] == 2:
        imported = _facts(docs[-1], "was") if docs else None
        versions.append(Revision(1, "", "", "", None, imported or now))
    return versions


def _facts(doc: Mapping[str, Any], side: str) -> FilmFacts | None:
    return FilmFacts.from_doc(doc[side]) if side in doc else None


def get_revision_facts(
    movie_id: ObjectId, number: int, session: ClientSession | None = None
) -> FilmFacts:
    """Return the facts of a film's version (index `by_movie`), or raise RevisionNotFound.

    The first version of a film that was imported is the one before its first edit.
    """
    for version, side in ((number, "now"), (number + 1, "was")):
        query = {"movie_id": movie_id, "version": version}
        doc = mongo.movie_revisions().find_one(query, session=session)
        if doc is not None and side in doc:
            return FilmFacts.from_doc(doc[side])
    raise RevisionNotFound


def find_merge_target(movie_id: ObjectId) -> ObjectId | None:
    """Return the film that a removed one was merged into, or None."""
    return find_merge_targets([movie_id]).get(movie_id)


def find_merge_targets(movie_ids: Sequence[ObjectId]) -> dict[ObjectId, ObjectId]:
    """Return which films removed ones were merged into, by those (index `by_movie`)."""
    targets: dict[ObjectId, ObjectId] = {}
    reached = {id: id for id in movie_ids}
    for _ in range(MAX_MERGE_HOPS):
        if not reached:
            break
        into = _last_targets(list(set(reached.values())))
        reached = {id: into[at] for id, at in reached.items() if at in into}
        targets |= reached
    return targets


def _last_targets(movie_ids: Sequence[ObjectId]) -> dict[ObjectId, ObjectId]:
    stages: list[Mapping[str, Any]] = [
        {"$match": {"movie_id": {"$in": movie_ids}}},
        {"$sort": {"movie_id": 1, "version": -1}},
        {"$group": {"_id": "$movie_id", "into": {"$first": "$into"}}},
    ]
    docs = mongo.movie_revisions().aggregate(stages)
    return {doc["_id"]: doc["into"] for doc in docs if doc["into"]}


@dataclass(frozen=True, slots=True)
class UnfinishedRemoval:
    """A removed film whose reviews and views were not all moved or deleted yet."""

    movie_id: ObjectId
    into: ObjectId | None
    title: str


def list_unfinished_removals(movie_id: ObjectId | None = None) -> list[UnfinishedRemoval]:
    """Return interrupted merges and deletions, of one film or of all (index `unfinished`)."""
    query = {"unfinished": True} | ({"movie_id": movie_id} if movie_id else {})
    docs = mongo.movie_revisions().find(query).limit(MAX_REVISIONS)
    return [
        UnfinishedRemoval(doc["movie_id"], doc.get("into"), str(doc["was"].get("title", "")))
        for doc in docs
    ]


def mark_removal_finished(movie_id: ObjectId) -> None:
    query = {"movie_id": movie_id, "unfinished": True}
    mongo.movie_revisions().update_one(query, {"$unset": {"unfinished": ""}})


def count_revisions(movie_id: ObjectId) -> int:
    """Count a film's revisions (index `by_movie`)."""
    return mongo.movie_revisions().count_documents({"movie_id": movie_id})


def find_removed(movie_ids: Sequence[ObjectId]) -> set[ObjectId]:
    """Return those of some films that were merged or deleted here (index `by_movie`)."""
    films, actions = {"$in": list(movie_ids)}, {"$in": ["merge-films", "delete-film"]}
    removals = mongo.movie_revisions().find({"movie_id": films, "action": actions}, {"movie_id": 1})
    return {doc["movie_id"] for doc in removals}
