"""Old comments become reviews: their authors matched by e-mail, their dates dates."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bson import ObjectId

from accounts.names import email_key
from accounts.queries import authors_by_email
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.bulk_writes import BulkResult, BulkWrite, changed_fields
from movies.history import gone_among
from reviews.documents import SHOWN, VISIBLE

from .films import present
from .members import address_of

SAMPLE, SITE = "sample_mflix", "site"
OWN = {"state": VISIBLE, "origin": SAMPLE, "version": 1}
FACTS = ("movie_id", "text", "date", "name", "email")
KEPT = dict.fromkeys((*FACTS, "author", *OWN), 1)
# What the site has not touched since it came: not edited, not moderated, not unsigned. The
# reviews of a member who left have no e-mail, and must not get their author back.
UNTOUCHED: Mapping[str, Any] = {
    "state": {"$in": list(SHOWN)},
    "origin": {"$in": [SAMPLE, None]},
    "version": {"$in": [1, None]},
    "email": {"$exists": True},
}


@dataclass(frozen=True, slots=True)
class Expected:
    """Who and what a dry run would have put in before the comments."""

    addresses: set[str] = field(default_factory=set)
    films: set[ObjectId] = field(default_factory=set)


def import_comments(
    docs: Sequence[Mapping[str, Any]], *, dry_run: bool, expected: Expected
) -> BulkResult:
    """Put in comments that are new, and change those that differ and that the site left alone."""
    batch = BulkWrite(mongo.reviews())
    chosen = {"_id": {"$in": [doc["_id"] for doc in docs]}}
    stored = {doc["_id"]: doc for doc in mongo.reviews().find(chosen, KEPT)}
    authors = authors_by_email(map(address_of, docs))
    prepared = [_prepared(doc, authors) for doc in docs]
    about = [new["movie_id"] for new in prepared if "movie_id" in new]
    films, gone = present(about) | expected.films, gone_among(about)
    for index, (doc, new) in enumerate(zip(docs, prepared, strict=True)):
        if reason := _unfit(doc, new, gone):
            batch.skip(index, reason)
            continue
        _plan(batch, index, new, stored.get(doc["_id"]))
        if new["movie_id"] not in films:
            batch.add_remark("about a film that is not here")
        if "author" not in new and email_key(address_of(doc)) not in expected.addresses:
            batch.add_remark("by somebody who is no member")
    return batch.execute(dry_run=dry_run)


def adopt_comments(docs: Sequence[Mapping[str, Any]]) -> BulkResult:
    """Add what the site needs to the comments of an existing database; the words stay."""
    batch = BulkWrite(mongo.reviews())
    authors = authors_by_email(map(address_of, docs))
    for index, doc in enumerate(docs):
        old = doc.get("origin") != SITE
        new = _prepared(doc, authors) if old else {}
        wanted = {n: v for n, v in new.items() if n not in OWN or n not in doc}
        changes = changed_fields(wanted, doc)
        _keep_author(changes, doc)
        if changes:
            batch.update(index, {"_id": doc["_id"], **_as_seen(doc)}, {"$set": changes})
        else:
            batch.count_unchanged()
        if old and "author" not in new and "author" not in doc:
            batch.add_remark("by somebody who is no member")
    return batch.execute()


def every_comment() -> Iterator[dict[str, Any]]:
    """Give all reviews in the order of their ids, with the fields that adopting looks at."""
    fields = {name: 1 for name in KEPT if name != "text"}
    yield from mongo.reviews().find({}, fields).sort("_id", 1)


def _prepared(doc: Mapping[str, Any], authors: Mapping[str, Any]) -> dict[str, Any]:
    """Give the fields of a review that a comment has; those that it lacks are absent."""
    key = email_key(address_of(doc))
    found = {
        "_id": doc["_id"],
        "movie_id": _film(doc.get("movie_id")),
        "text": _text(doc.get("text")),
        "date": date_of(doc.get("date")),
        "name": _text(doc.get("name")),
        "email": _text(doc.get("email")),
        "author": authors.get(key) if key else None,
    }
    return {name: value for name, value in found.items() if value is not None} | OWN


def _unfit(doc: Mapping[str, Any], new: Mapping[str, Any], gone: Collection[ObjectId]) -> str:
    if doc.get("origin") == SITE:
        return "it is a review of such a site: bring these back with mongorestore"
    if new.get("movie_id") in gone:
        return "an admin has merged or deleted its film here"
    lacking = [name for name in ("movie_id", "text", "date") if name not in new]
    return f"no usable {' and '.join(lacking)}" if lacking else ""


def _plan(
    batch: BulkWrite, index: int, new: dict[str, Any], stored: Mapping[str, Any] | None
) -> None:
    if stored is None:
        batch.insert(index, new)
        return
    changes = changed_fields(new, stored)
    _keep_author(changes, stored)
    if not changes:
        batch.count_unchanged()
    elif _is_untouched(stored):
        batch.update(index, {"_id": new["_id"], **UNTOUCHED}, {"$set": changes})
    else:
        batch.count_unchanged()
        batch.add_remark("changed on the site since, and kept as they are there")


def _keep_author(changes: dict[str, Any], stored: Mapping[str, Any]) -> None:
    """Leave an author that is there: the member may have another name by now, or have left."""
    if "author" in stored:
        changes.pop("author", None)


def _is_untouched(stored: Mapping[str, Any]) -> bool:
    whole = stored.get("version") in (1, None) and "email" in stored
    return whole and stored.get("state") in SHOWN and stored.get("origin") in (SAMPLE, None)


def _as_seen(doc: Mapping[str, Any]) -> dict[str, Any]:
    names = ("state", "version", "origin", "email", "author.id")
    known = {**doc, "author.id": (doc.get("author") or {}).get("id")}
    return {name: known.get(name) for name in names}


def _film(value: Any) -> ObjectId | None:
    if isinstance(value, ObjectId):
        return value
    return ObjectId(value) if isinstance(value, str) and ObjectId.is_valid(value) else None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def date_of(value: Any) -> datetime | None:
    """Give a date for a date or its text in ISO's form; None for what is neither."""
    try:
        found = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
