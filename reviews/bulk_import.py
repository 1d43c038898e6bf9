"""Comments of `sample_mflix` as reviews: authors matched by e-mail, dates and ids converted."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bson import ObjectId

from accounts.bulk_import import email_of
from accounts.names import email_key
from accounts.queries import authors_by_email
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.bulk_writes import BulkResult, BulkWrite, changed_fields
from movies.bulk_import import existing_ids
from movies.history import find_removed

from .documents import VISIBLE, VISIBLE_STATES

SAMPLE, SITE = "sample_mflix", "site"
INITIAL = {"state": VISIBLE, "origin": SAMPLE, "version": 1}
READ = dict.fromkeys(("movie_id", "text", "date", "name", "email", "author", *INITIAL), 1)
# A comment that nobody has edited or moderated here. The reviews of a member who left have no
# e-mail address, and must not get their author back.
UNCHANGED_HERE: Mapping[str, Any] = {
    "state": {"$in": list(VISIBLE_STATES)},
    "origin": {"$in": [SAMPLE, None]},
    "version": {"$in": [1, None]},
    "email": {"$exists": True},
}
NO_MEMBER = "by somebody who is no member"


@dataclass(frozen=True, slots=True)
class DryRunInserts:
    """The members' addresses and the films that a dry run would have inserted before."""

    emails: set[str] = field(default_factory=set)
    movie_ids: set[ObjectId] = field(default_factory=set)


def import_comments(
    docs: Sequence[Mapping[str, Any]], *, dry_run: DryRunInserts | None = None
) -> BulkResult:
    """Insert new comments, and set what differs on those that nobody has changed here.

    A dry run, which knows what it would have inserted before, writes nothing.
    """
    batch, before = BulkWrite(mongo.reviews(), "movie_id"), dry_run or DryRunInserts()
    by_id = {"_id": {"$in": [doc["_id"] for doc in docs]}}
    stored = {doc["_id"]: doc for doc in mongo.reviews().find(by_id, READ)}
    authors = authors_by_email(map(email_of, docs))
    reviews = [_review(doc, authors) for doc in docs]
    movie_ids = [review["movie_id"] for review in reviews if "movie_id" in review]
    films, removed = existing_ids(movie_ids) | before.movie_ids, find_removed(movie_ids)
    for index, (doc, review) in enumerate(zip(docs, reviews, strict=True)):
        if reason := _rejection(doc, review, removed):
            batch.skip(index, reason)
            continue
        _plan(batch, index, review, stored.get(doc["_id"]))
        if review["movie_id"] not in films:
            batch.add_remark("about a film that is not here")
        if "author" not in review and email_key(email_of(doc)) not in before.emails:
            batch.add_remark(NO_MEMBER)
    return batch.execute(dry_run=dry_run is not None)


def adopt_comments(docs: Sequence[Mapping[str, Any]]) -> BulkResult:
    """Set the fields that the comments of an existing database lack; their texts do not change."""
    batch = BulkWrite(mongo.reviews())
    authors = authors_by_email(map(email_of, docs))
    for index, doc in enumerate(docs):
        imported = doc.get("origin") != SITE
        review = _review(doc, authors) if imported else {}
        wanted = {n: v for n, v in review.items() if n not in INITIAL or n not in doc}
        if changes := _changes(wanted, doc):
            batch.update(index, {"_id": doc["_id"], **_as_read(doc)}, {"$set": changes})
        else:
            batch.count_unchanged()
        if imported and "author" not in review and "author" not in doc:
            batch.add_remark(NO_MEMBER)
    return batch.execute()


def iterate_comments() -> Iterator[dict[str, Any]]:
    """Yield all reviews in the order of their ids, with the fields that adopting needs."""
    fields = {name: 1 for name in READ if name != "text"}
    yield from mongo.reviews().find({}, fields).sort("_id", 1)


def _review(doc: Mapping[str, Any], authors: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a review that a comment has; those that it lacks are absent."""
    key = email_key(email_of(doc))
    fields = {
        "_id": doc["_id"],
        "movie_id": _object_id(doc.get("movie_id")),
        "text": _text(doc.get("text")),
        "date": _date(doc.get("date")),
        "name": _text(doc.get("name")),
        "email": _text(doc.get("email")),
        "author": authors.get(key) if key else None,
    }
    return {name: value for name, value in fields.items() if value is not None} | INITIAL


def _rejection(
    doc: Mapping[str, Any], review: Mapping[str, Any], removed: Collection[ObjectId]
) -> str:
    if doc.get("origin") == SITE:
        return "it is a review of such a site: bring these back with mongorestore"
    if review.get("movie_id") in removed:
        return "an admin has merged or deleted its film here"
    missing = [name for name in ("movie_id", "text", "date") if name not in review]
    return f"no usable {' and '.join(missing)}" if missing else ""


def _plan(
    batch: BulkWrite, index: int, review: dict[str, Any], stored: Mapping[str, Any] | None
) -> None:
    if stored is None:
        batch.insert(index, review)
    elif not (changes := _changes(review, stored)):
        batch.count_unchanged()
    elif _is_unchanged_here(stored):
        batch.update(index, {"_id": review["_id"], **UNCHANGED_HERE}, {"$set": changes})
    else:
        batch.count_unchanged()
        batch.add_remark("changed on the site since, and kept as they are there")


def _changes(wanted: Mapping[str, Any], stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return what differs. A stored author stays: they may have been renamed, or have left."""
    changes = changed_fields(wanted, stored)
    if "author" in stored:
        changes.pop("author", None)
    return changes


def _is_unchanged_here(stored: Mapping[str, Any]) -> bool:
    first = stored.get("version") in (1, None) and "email" in stored
    return (
        first and stored.get("state") in VISIBLE_STATES and stored.get("origin") in (SAMPLE, None)
    )


def _as_read(doc: Mapping[str, Any]) -> dict[str, Any]:
    """Return a filter that matches a review only while nobody else has changed it."""
    names = ("state", "version", "origin", "email", "author.id")
    read = {**doc, "author.id": (doc.get("author") or {}).get("id")}
    return {name: read.get(name) for name in names}


def _object_id(value: Any) -> ObjectId | None:
    if isinstance(value, ObjectId):
        return value
    return ObjectId(value) if isinstance(value, str) and ObjectId.is_valid(value) else None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _date(value: Any) -> datetime | None:
    try:
        date = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)
