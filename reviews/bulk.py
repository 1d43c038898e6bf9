"""Many reviews at once: to fill a site, or from the comments of `sample_mflix`.

A comment's author is matched by e-mail; its dates and ids are converted.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bson import DatetimeMS, Int64, ObjectId
from pymongo import UpdateOne
from pymongo.client_session import ClientSession

from accounts.bulk import email_of
from accounts.names import email_key
from accounts.queries import authors_by_email
from mflix_site.mongo import bulk_writes
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.bulk_writes import BulkResult, BulkWrite, in_batches, insert_new
from mflix_site.mongo.transactions import long_timeout
from mflix_site.mongo.waiting import all_documents
from mflix_site.text import now
from movies.bulk import existing_ids
from movies.history import find_removed
from movies.tallies import TALLY_PATHS, add_tallies, add_to_tally, change_tallies, start_of_week

from .documents import (
    UNPUBLISHED,
    VISIBLE,
    VISIBLE_STATES,
    Doc,
    Review,
    Visibility,
    read_author,
)
from .errors import ReviewNotFound
from .talked_about import recount_talk, recount_talk_of

BATCH_SIZE = 5000
UNDATED = datetime(1970, 1, 1, tzinfo=UTC)
SAMPLE, SITE = "sample_mflix", "site"
STATES = (VISIBLE, *UNPUBLISHED)
INITIAL = {"state": VISIBLE, "origin": SAMPLE, "version": 1}
READ = dict.fromkeys(("movie_id", "text", "date", "name", "email", "author", *INITIAL), 1)
# Of a comment that nobody has edited or moderated here. The reviews of a member who left have no
# e-mail address, and must not get their author back.
UNCHANGED_VALUES: Mapping[str, Sequence[Any]] = {
    "state": VISIBLE_STATES,
    "origin": (SAMPLE, None),
    "version": (1, None),
}
Stored = Mapping[str, Any]
Change = Callable[[Visibility], Visibility]
NO_MEMBER = "by somebody who isn't a member"


def insert_reviews(docs: Iterable[Doc], advance: Callable[[int], None]) -> int:
    """Insert visible reviews that do not exist yet and add them to the tallies; return how many.

    One batch is written by a thread while the next is generated. Killed before the end, the
    tallies are behind: `recount` counts them again.
    """
    tallies, inserted, batches = _tally_rows(), 0, in_batches(docs, BATCH_SIZE)
    talked_about, week = set[ObjectId](), start_of_week(now())
    with ThreadPoolExecutor(1) as writer:
        batch = next(batches, [])
        while batch:
            writing = writer.submit(insert_new, mongo.reviews(mongo.ONE_MEMBER), batch)
            next_batch, existing = next(batches, []), set(writing.result())
            new = [doc for position, doc in enumerate(batch) if position not in existing]
            for doc in new:
                add_to_tally(tallies[doc["movie_id"]], doc.get("rating"), 1)
            talked_about |= {doc["movie_id"] for doc in new if doc["date"] >= week}
            inserted += len(new)
            advance(len(batch))
            batch = next_batch
    add_tallies(tallies)
    recount_talk_of(list(talked_about))
    return inserted


def _tally_rows() -> defaultdict[ObjectId, list[int]]:
    return defaultdict(lambda: [0] * len(TALLY_PATHS))


def find_ratings_by_author(author_ids: Iterable[ObjectId]) -> defaultdict[ObjectId, list[Doc]]:
    """Return the film, date and rating of the reviews of these members (index `by_author`)."""
    chosen = {"author.id": {"$in": list(author_ids)}}
    docs = mongo.reviews().find(chosen, {"author.id": 1, "movie_id": 1, "date": 1, "rating": 1})
    reviews: defaultdict[ObjectId, list[Doc]] = defaultdict(list)
    for doc in docs.sort("_id", 1):
        reviews[doc["author"]["id"]].append(doc)
    return reviews


def find_reviews_with_text(ids: Sequence[ObjectId]) -> list[Doc]:
    """Return `_id`, author's id and date of those of these reviews that say something."""
    chosen = {"_id": {"$in": ids}, "text": {"$ne": ""}, "author.id": {"$exists": True}}
    return list(mongo.reviews().find(chosen, {"author.id": 1, "date": 1}))


def iterate_review_ids() -> Iterator[Doc]:
    yield from all_documents(mongo.reviews(), {"_id": 1})


def merge_reviewers(review_ids: Sequence[Any], into: Mapping[str, Any]) -> None:
    """Merge who reviewed which film into a collection of another app, on the server.

    `into` is the `$merge` of documents with `member_id`, `movie_id`, `watched` and `watched_at`.
    """
    members_own = {"author.id": {"$type": "objectId"}, "erased": {"$exists": False}}
    chosen: Doc = {"_id": {"$in": list(review_ids)}, "movie_id": {"$type": "objectId"}}
    reviewer = {"_id": 0, "member_id": "$author.id", "movie_id": 1}
    # A comment's date may be one that nobody could read.
    made_at = {"$convert": {"input": "$_id", "to": "date", "onError": UNDATED}}
    date = {"$cond": [{"$eq": [{"$type": "$date"}, "date"]}, "$date", made_at]}
    watched = {"watched": {"$literal": True}, "watched_at": date}
    stages = ({"$match": {**chosen, **members_own}}, {"$project": {**reviewer, **watched}})
    with long_timeout():
        mongo.reviews().aggregate([*stages, {"$merge": into}])


class BulkVisibility:
    """The reviews of one transaction: read at its start, changed in memory, written by `flush`."""

    def __init__(self, review_ids: Iterable[ObjectId], session: ClientSession) -> None:
        chosen = {"_id": {"$in": list(review_ids)}, "erased": {"$exists": False}}
        read = map(Review.from_doc, mongo.reviews().find(chosen, session=session))
        self.reviews = {ObjectId(review.id): review for review in read}
        self.current = {id: Visibility.of(review) for id, review in self.reviews.items()}

    def find_visible(self, review_id: ObjectId) -> Review | None:
        current = self.current.get(review_id)
        return self.reviews[review_id] if current and current.state == VISIBLE else None

    def set_visibility(
        self, *, target_id: ObjectId, change: Change, session: ClientSession
    ) -> tuple[Visibility, Visibility]:
        """Change a review as `reviews.services.set_visibility` does, and raise as it does."""
        before = self.current.get(target_id)
        if before is None:
            raise ReviewNotFound
        self.current[target_id] = change(before)
        return before, self.current[target_id]

    def change(self, review_id: ObjectId, **fields: Any) -> None:
        self.current[review_id] = replace(self.current[review_id], **fields)

    def flush(self, session: ClientSession) -> None:
        updates, rows = [], _tally_rows()
        for review_id, after in self.current.items():
            review = self.reviews[review_id]
            if after == Visibility.of(review):
                continue
            updates.append(UpdateOne({"_id": review_id}, after.update()))
            if by := (after.state == VISIBLE) - review.is_visible:
                add_to_tally(rows[ObjectId(review.movie_id)], review.rating, by)
        if updates:
            mongo.reviews().bulk_write(updates, ordered=False, session=session)
        change_tallies(rows, session=session)
        recount_talk(list(rows), session)


def import_comments(
    docs: Sequence[Stored], *, dry_run: Collection[Any] | None = None
) -> BulkResult:
    """Insert new comments, and set what differs on those that nobody has changed here.

    A dry run writes nothing: `dry_run` are the films' ids and the members' e-mail keys that it
    would have inserted before.
    """
    batch, before = BulkWrite(mongo.reviews(), "movie_id"), dry_run or ()
    by_id = {"_id": {"$in": [doc["_id"] for doc in docs]}}
    stored = {doc["_id"]: doc for doc in mongo.reviews().find(by_id, READ)}
    authors = authors_by_email(map(email_of, docs))
    reviews = [_review(doc, authors) for doc in docs]
    movie_ids = [review["movie_id"] for review in reviews if "movie_id" in review]
    films, removed = existing_ids(movie_ids), find_removed(movie_ids)
    for index, (doc, review) in enumerate(zip(docs, reviews, strict=True)):
        if reason := _rejection(doc, review, removed):
            batch.skip(index, reason)
            continue
        _plan(batch, index, review, stored.get(doc["_id"]))
        if review["movie_id"] not in films and review["movie_id"] not in before:
            batch.add_remark("about a film that isn't here")
        if "author" not in review and email_key(email_of(doc)) not in before:
            batch.add_remark(NO_MEMBER)
    return batch.execute(dry_run=dry_run is not None)


def adopt_comments(docs: Sequence[Stored]) -> BulkResult:
    """Set the fields that the comments of an existing database lack; their texts do not change."""
    batch = BulkWrite(mongo.reviews())
    authors = authors_by_email(map(email_of, docs))
    for index, doc in enumerate(docs):
        imported = doc.get("origin") != SITE
        review = _review(doc, authors) if imported else {}
        wanted = {n: v for n, v in review.items() if n not in INITIAL or not _is_own(n, doc)}
        if update := _adopting_update(_changes(wanted, doc), doc):
            # A change applies only while nobody else has changed the review.
            names = ("state", "version", "origin", "email", "author")
            unchanged = {"_id": doc["_id"], **bulk_writes.unchanged_filter(doc, names)}
            batch.update(index, unchanged, update)
        else:
            batch.count_unchanged()
        if imported and "author" not in review and not read_author(doc):
            batch.add_remark(NO_MEMBER)
    return batch.execute()


def _adopting_update(changes: Stored, doc: Stored) -> Doc:
    """Return the update, which also removes an author of another application's kind."""
    is_foreign = "author" in doc and not read_author(doc) and "author" not in changes
    removal = {"$unset": {"author": ""}} if is_foreign else {}
    return ({"$set": changes} if changes else {}) | removal


def _is_own(name: str, doc: Stored) -> bool:
    """Return whether a field of `INITIAL` has a value of ours, and not another application's."""
    value = doc.get(name)
    if name == "version":
        return type(value) in (int, Int64)
    return value in (STATES if name == "state" else (SAMPLE, SITE))


def iterate_comments() -> Iterator[Doc]:
    """Yield all reviews in the order of their ids, with the fields that adopting needs."""
    fields = {name: 1 for name in READ if name != "text"}
    yield from all_documents(mongo.reviews(), fields)


def _review(doc: Stored, authors: Stored) -> Doc:
    """Return the fields of a review that a comment has; those that it lacks are absent."""
    texts = {name: doc.get(name) for name in ("text", "name", "email")}
    movie_id = doc.get("movie_id")
    is_valid = isinstance(movie_id, str | ObjectId) and ObjectId.is_valid(movie_id)
    fields = {
        "_id": doc["_id"],
        "movie_id": ObjectId(movie_id) if is_valid else None,
        "date": _date(doc.get("date"), doc["_id"]),
        "author": authors.get(email_key(email_of(doc))) if email_of(doc) else None,
        **{name: value if isinstance(value, str) else None for name, value in texts.items()},
    }
    return {name: value for name, value in fields.items() if value is not None} | INITIAL


def _rejection(doc: Stored, review: Stored, removed: Collection[ObjectId]) -> str:
    if doc.get("origin") == SITE:
        return "it is a review of such a site: bring these back with mongorestore"
    if review.get("movie_id") in removed:
        return "an admin has merged or deleted its film here"
    missing = [name for name in ("movie_id", "text", "date") if name not in review]
    return f"no usable {' and '.join(missing)}" if missing else ""


def _plan(batch: BulkWrite, index: int, review: Doc, stored: Stored | None) -> None:
    if stored is None:
        batch.insert(index, review)
    elif not (changes := _changes(review, stored)):
        batch.count_unchanged()
    elif "email" in stored and all(stored.get(n) in v for n, v in UNCHANGED_VALUES.items()):
        unchanged = {name: {"$in": list(values)} for name, values in UNCHANGED_VALUES.items()}
        selector = {"_id": review["_id"], "email": {"$exists": True}, **unchanged}
        batch.update(index, selector, {"$set": changes})
    else:
        batch.count_unchanged()
        batch.add_remark("changed on the site since, and kept as they are there")


def _changes(wanted: Stored, stored: Stored) -> Doc:
    """Return differing fields. A stored author stays: they may have been renamed, or have left."""
    changes = bulk_writes.changed_fields(wanted, stored)
    if read_author(stored):
        changes.pop("author", None)
    return changes


def _date(value: Any, comment_id: Any) -> datetime | None:
    # Of a year before 1 or after 9999.
    if not isinstance(value, DatetimeMS):
        try:
            date = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        except ValueError:
            return None
        date = date if date.tzinfo else date.replace(tzinfo=UTC)
        if date <= now():
            return date
    # One of the future would stay on top; each import finds the same date instead.
    made_at = comment_id.generation_time if isinstance(comment_id, ObjectId) else UNDATED
    return made_at if made_at <= now() else UNDATED
