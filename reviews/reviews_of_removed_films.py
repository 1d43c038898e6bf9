"""Moving or deleting the reviews of a film that is merged into another or deleted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from accounts.notices import Notice, send_notices
from mflix_site.mongo import collections as mongo
from mflix_site.text import Phrase as _
from mflix_site.text import now
from movies.errors import MovieNotFound
from movies.tallies import TALLY_PATHS, add_to_tally, increment_tally, lock_film

from .documents import Review
from .talked_about import recount_talk

BATCH_SIZE, MAX_IDS = 200, 10_000
# A member's second review of the film that is held or taken down: it keeps its state, its decision
# and its appeal, and does not count as the member's one review of the film.
MERGED = {"$set": {"origin": "merged"}}
Doc = Mapping[str, Any]


def move_reviews_batch(
    from_id: ObjectId, to_id: ObjectId, title: str, session: ClientSession
) -> int:
    """Within a transaction: move a batch of a film's reviews to another film; return how many.

    If a member reviewed both, the older of two visible reviews becomes a revision of the newer, and
    the member gets a notice. If only one is visible, that is the member's review; the other stays
    as a second one, with its state. Raise MovieNotFound.
    """
    docs = list(mongo.reviews().find({"movie_id": from_id}, session=session).limit(BATCH_SIZE))
    if not docs:
        return 0
    lock_film(to_id, session=session)
    own = mongo.reviews().find(_same_authors_filter(docs, to_id), session=session)
    tally, second, replaced = _plan_move(docs, {doc["author"]["id"]: doc for doc in own})
    for surplus, kept in replaced:
        _make_revision(surplus, kept, session)
    mongo.reviews().update_many({"_id": {"$in": second}}, MERGED, session=session)
    for doc in docs:  # one by one: a sharded cluster changes a shard key in no other way
        by_id = {"_id": doc["_id"], "movie_id": from_id}
        mongo.reviews().update_one(by_id, {"$set": {"movie_id": to_id}}, session=session)
    changes = {path: by for path, by in zip(TALLY_PATHS, tally, strict=True) if by}
    if changes and not increment_tally(to_id, changes, session=session):
        raise MovieNotFound
    recount_talk([to_id], session)
    notices = {old["author"]["id"]: _merge_notice(old, new, title) for old, new in replaced}
    send_notices(notices, session=session)
    return len(docs)


def _plan_move(
    docs: Sequence[Doc], others: Mapping[ObjectId, Doc]
) -> tuple[list[int], list[ObjectId], list[tuple[Doc, Doc]]]:
    """Return the tally's change, which reviews stay as second ones, and which replace which."""
    tally, second, replaced = [0] * len(TALLY_PATHS), list[ObjectId](), list[tuple[Doc, Doc]]()
    for doc in docs:
        kept, other = doc, others.get(doc["author"]["id"]) if _is_own(doc) else None
        if other:
            surplus, kept = sorted((doc, other), key=_precedence)
            _count(tally, other, -1)
            if Review.from_doc(surplus).is_visible:
                replaced.append((surplus, kept))
            else:
                second.append(surplus["_id"])
        _count(tally, kept, 1)
    return tally, second, replaced


def _same_authors_filter(docs: Sequence[Doc], movie_id: ObjectId | None) -> Doc:
    authors = [doc["author"]["id"] for doc in docs if _is_own(doc)]
    return {"author.id": {"$in": authors}, "movie_id": movie_id, "origin": "site"}


def _is_own(doc: Doc) -> bool:
    return doc.get("origin") == "site" and "id" in (doc.get("author") or {})


def _precedence(doc: Doc) -> tuple[bool, Any, ObjectId]:
    # The visible one is kept; of two visible ones the one that was written or edited last.
    review = Review.from_doc(doc)
    return review.is_visible, review.changed_at or doc["date"], doc["_id"]


def _count(tally: list[int], doc: Doc, by: int) -> None:
    review = Review.from_doc(doc)
    if review.is_visible:
        add_to_tally(tally, review.rating, by)


def _make_revision(replaced: Doc, kept: Doc, session: ClientSession) -> None:
    of_kept = {"review_id": kept["_id"]}
    mongo.reviews().delete_one({"_id": replaced["_id"]}, session=session)
    for earlier in list(mongo.revisions().find({"review_id": replaced["_id"]}, session=session)):
        by_id = {"_id": earlier["_id"], "review_id": replaced["_id"]}
        mongo.revisions().update_one(by_id, {"$set": of_kept}, session=session)
    revision = Review.from_doc(replaced).revision(now())
    mongo.revisions().insert_one(revision | of_kept, session=session)


def _merge_notice(replaced: Doc, kept: Doc, title: str) -> Notice:
    text = _(
        "%(title)s was in the catalogue twice, and an admin merged the two. Your newer "
        "review stays. The older one is kept as an earlier version of it."
    )
    quote, path = Review.from_doc(replaced).text, f"/reviews/{kept['_id']}/edit/"
    subject = _("Your two reviews of %(title)s are now one")
    values = {"title": title}
    return Notice(subject % values, (text % values,), quote, path, _("Your review"))


def delete_reviews_batch(movie_id: ObjectId, title: str, session: ClientSession) -> list[ObjectId]:
    """Within a transaction: delete a batch of a deleted film's reviews, and their revisions.

    The authors get a notice that quotes their review. Return the ids of the reviews.
    """
    docs = list(mongo.reviews().find({"movie_id": movie_id}, session=session).limit(BATCH_SIZE))
    ids = [doc["_id"] for doc in docs]
    mongo.reviews().delete_many({"_id": {"$in": ids}}, session=session)
    mongo.revisions().delete_many({"review_id": {"$in": ids}}, session=session)
    values = {"title": title}
    subject = _("%(title)s was deleted, along with your review") % values
    text = _("An admin deleted %(title)s from the catalogue, along with its reviews.") % values
    keep = _("Here's your review, for you to keep.")
    notices = {
        review.author_id: Notice(subject, (text, keep) if review.text else (text,), review.text)
        for review in map(Review.from_doc, docs)
        if review.author_id is not None and not review.is_taken_down
    }
    send_notices(notices, session=session)
    return ids


@dataclass(frozen=True, slots=True)
class FilmDependents:
    """How many reviews and revisions a film has, and the ids of the first reviews."""

    reviews: int
    revisions: int
    ids: tuple[ObjectId, ...]
    members_in_both: int = 0


def dependents_of_film(movie_id: ObjectId, other_id: ObjectId | None = None) -> FilmDependents:
    """Count the documents that depend on a film (indexes `newest_for_movie`, `by_review`).

    With another film: also how many members reviewed both (index `one_per_member_and_movie`).
    Revisions are counted of the first 10,000 reviews only.
    """
    of_film, count = {"movie_id": movie_id}, mongo.reviews().count_documents
    docs = list(mongo.reviews().find(of_film, {"author.id": 1, "origin": 1}).limit(MAX_IDS))
    ids = tuple(doc["_id"] for doc in docs)
    revisions = mongo.revisions().count_documents({"review_id": {"$in": ids}})
    in_both = count(_same_authors_filter(docs, other_id)) if other_id else 0
    total = len(ids) if len(ids) < MAX_IDS else count(of_film)
    return FilmDependents(total, revisions, ids, in_both)
