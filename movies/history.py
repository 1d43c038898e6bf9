"""A film's history: who made each version, when and why, and where films that are gone went."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
    """Who changes a film, with which action, why, and when: what its history says of it."""

    action: str
    by: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Revision:
    """What somebody made of a film, and how it differs from the version before."""

    number: int
    action: str
    by: str
    reason: str
    at: datetime | None
    facts: FilmFacts
    changes: Sequence[Difference] = ()


def add_revision(
    movie_id: ObjectId,
    version: int,
    signature: RevisionInfo,
    kept: Mapping[str, Any],
    session: ClientSession,
) -> None:
    """Add a version to a film's history; `kept` holds its facts before and after: `was`, `now`.

    Both are kept, for imports change films without a version: a difference is the edit's alone.
    """
    mongo.movie_revisions().insert_one(
        {
            "_id": ObjectId(),
            "movie_id": movie_id,
            "version": version,
            "action": signature.action,
            "by": signature.by,
            "reason": signature.reason,
            "at": signature.at,
            **kept,
        },
        session=session,
    )


def list_revisions(movie_id: ObjectId, now: FilmFacts) -> list[Revision]:
    """Give a film's versions, newest first, at most a hundred (index `by_movie`).

    The first of a film that was imported has no author; `now` is what the film says today.
    """
    found = mongo.movie_revisions().find({"movie_id": movie_id}).sort("version", -1)
    docs = list(found.limit(MAX_REVISIONS))
    versions = [_revision(doc) for doc in docs]
    if not docs:
        return [Revision(1, "", "", "", None, now)]
    if docs[-1]["version"] == 2:
        versions.append(Revision(1, "", "", "", None, _facts(docs[-1], "was") or now))
    return versions


def _revision(doc: Mapping[str, Any]) -> Revision:
    was, now = _facts(doc, "was"), _facts(doc, "now")
    return Revision(
        number=doc["version"],
        action=doc["action"],
        by=doc["by"],
        reason=doc["reason"],
        at=doc["at"],
        facts=now or FilmFacts(""),
        changes=diff_facts(was, now) if was else (),
    )


def _facts(doc: Mapping[str, Any], side: str) -> FilmFacts | None:
    return FilmFacts.from_doc(doc[side]) if side in doc else None


def get_revision_facts(
    movie_id: ObjectId, number: int, session: ClientSession | None = None
) -> FilmFacts:
    """Give what a film's version said (index `by_movie`), or raise VersionNotFound.

    The first of a film that was imported is what its first edit found.
    """
    for version, side in ((number, "now"), (number + 1, "was")):
        chosen = {"movie_id": movie_id, "version": version}
        doc = mongo.movie_revisions().find_one(chosen, session=session)
        if doc is not None and side in doc:
            return FilmFacts.from_doc(doc[side])
    raise RevisionNotFound


def find_merge_target(movie_id: ObjectId) -> ObjectId | None:
    """Give the film that an entry which is gone was merged into (index `by_movie`), or None."""
    into: ObjectId | None = None
    for _ in range(MAX_MERGE_HOPS):
        last = mongo.movie_revisions().find({"movie_id": movie_id}, {"into": 1})
        doc = next(iter(last.sort("version", -1).limit(1)), {})
        if "into" not in doc:
            return into
        movie_id = into = doc["into"]
    return into


@dataclass(frozen=True, slots=True)
class UnfinishedRemoval:
    """A film that is gone while not all that belonged to it has followed; `into` is its heir."""

    movie_id: ObjectId
    into: ObjectId | None
    title: str


def list_unfinished_removals(movie_id: ObjectId | None = None) -> list[UnfinishedRemoval]:
    """Give what a killed merge or deletion left half done, of one film or of all (`unfinished`)."""
    chosen = {"unfinished": True} | ({"movie_id": movie_id} if movie_id else {})
    found = mongo.movie_revisions().find(chosen).limit(MAX_REVISIONS)
    return [
        UnfinishedRemoval(doc["movie_id"], doc.get("into"), str(doc["was"].get("title", "")))
        for doc in found
    ]


def mark_removal_finished(movie_id: ObjectId) -> None:
    """Say that all that belonged to a film which is gone has followed."""
    left = {"movie_id": movie_id, "unfinished": True}
    mongo.movie_revisions().update_one(left, {"$unset": {"unfinished": ""}})


def count_revisions(movie_id: ObjectId) -> int:
    """Count what a film's history holds (index `by_movie`)."""
    return mongo.movie_revisions().count_documents({"movie_id": movie_id})


def find_removed(movie_ids: Sequence[ObjectId]) -> set[ObjectId]:
    """Give those of some films that were merged or deleted here (index `by_movie`)."""
    ended = {
        "movie_id": {"$in": list(movie_ids)},
        "action": {"$in": ["merge-films", "delete-film"]},
    }
    return {doc["movie_id"] for doc in mongo.movie_revisions().find(ended, {"movie_id": 1})}
