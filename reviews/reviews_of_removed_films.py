"""Moving or deleting the reviews of a film that is merged into another or deleted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from accounts.notices import Notice, send_notices
from mflix_site.mongo import collections as mongo
from mflix_site.text import now
from movies.errors import MovieNotFound
from movies.queries import ensure_film_exists
from movies.tallies import TALLY_PATHS, add_to_tally, increment_tally

from .documents import Review
from .services import revision_of

BATCH_SIZE, MAX_IDS = 200, 10_000
# A member's second review of the film that is held or taken down: it keeps its state, its decision
# and its appeal, and does not count as the member's one review of the film.
MERGED = {"origin": "merged"}
Doc = Mapping[str, Any]


@dataclass(slots=True)
class _MovePlan:
    """Which reviews stay as second ones, which are replaced by which, and the tally's change."""

    second: list[ObjectId] = field(default_factory=list)
    replaced: list[tuple[Doc, Doc]] = field(default_factory=list)
    tally: list[int] = field(default_factory=lambda: [0] * len(TALLY_PATHS))

    def count(self, doc: Doc, sign: int = 1) -> None:
        review = Review.from_doc(doc)
        if review.is_visible:
            add_to_tally(self.tally, review.rating, sign)


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
    ensure_film_exists(to_id, session=session)
    authors = [doc["author"]["id"] for doc in docs if _is_own(doc)]
    own = {"author.id": {"$in": authors}, "movie_id": to_id, "origin": "site"}
    others = {doc["author"]["id"]: doc for doc in mongo.reviews().find(own, session=session)}
    plan = _plan_move(docs, others)
    for replaced, kept in plan.replaced:
        _make_revision(replaced, kept, session)
    mongo.reviews().update_many({"_id": {"$in": plan.second}}, {"$set": MERGED}, session=session)
    _move(docs, to_id, session)
    changes = {path: by for path, by in zip(TALLY_PATHS, plan.tally, strict=True) if by}
    if changes and not increment_tally(to_id, changes, session=session):
        raise MovieNotFound
    _notify_authors(plan.replaced, title, session)
    return len(docs)


def _move(docs: Sequence[Doc], to_id: ObjectId, session: ClientSession) -> None:
    # One by one: a sharded cluster changes a shard key in no other way.
    for doc in docs:
        found = {"_id": doc["_id"], "movie_id": doc["movie_id"]}
        mongo.reviews().update_one(found, {"$set": {"movie_id": to_id}}, session=session)


def _is_own(doc: Doc) -> bool:
    return doc.get("origin") == "site" and "id" in (doc.get("author") or {})


def _plan_move(docs: Sequence[Doc], others: Mapping[ObjectId, Doc]) -> _MovePlan:
    plan = _MovePlan()
    for doc in docs:
        other = others.get(doc["author"]["id"]) if _is_own(doc) else None
        if other is None:
            plan.count(doc)
            continue
        kept, surplus = sorted((doc, other), key=_precedence, reverse=True)
        if _is_visible(surplus):
            plan.replaced.append((surplus, kept))
            plan.count(other, -1)
            plan.count(kept)
        else:
            plan.second.append(surplus["_id"])
            plan.count(doc)
    return plan


def _is_visible(doc: Doc) -> bool:
    return Review.from_doc(doc).is_visible


def _precedence(doc: Doc) -> tuple[bool, Any, ObjectId]:
    # The visible one is kept; of two visible ones the one that was written or edited last.
    return _is_visible(doc), doc.get("edited_at") or doc["date"], doc["_id"]


def _make_revision(replaced: Doc, kept: Doc, session: ClientSession) -> None:
    of_kept = {"review_id": kept["_id"]}
    mongo.reviews().delete_one({"_id": replaced["_id"]}, session=session)
    for earlier in list(mongo.revisions().find({"review_id": replaced["_id"]}, session=session)):
        found = {"_id": earlier["_id"], "review_id": replaced["_id"]}
        mongo.revisions().update_one(found, {"$set": of_kept}, session=session)
    revision = revision_of(Review.from_doc(replaced), now())
    mongo.revisions().insert_one(revision | of_kept, session=session)


def _notify_authors(pairs: Sequence[tuple[Doc, Doc]], title: str, session: ClientSession) -> None:
    notices = {}
    for replaced, kept in pairs:
        notices[replaced["author"]["id"]] = Notice(
            subject=f"Your two reviews of {title} are now one",
            paragraphs=(
                f"{title} was in the catalogue twice, and an admin merged the two entries. Your "
                "newer review stays. The older one is kept as an earlier version of it.",
            ),
            quote=Review.from_doc(replaced).text,
            path=f"/reviews/{kept['_id']}/edit/",
            label="Your review",
        )
    send_notices(notices, session=session)


def delete_reviews_batch(movie_id: ObjectId, title: str, session: ClientSession) -> list[ObjectId]:
    """Within a transaction: delete a batch of a deleted film's reviews, and their revisions.

    The authors get a notice that quotes their review. Return the ids of the reviews.
    """
    docs = list(mongo.reviews().find({"movie_id": movie_id}, session=session).limit(BATCH_SIZE))
    ids = [doc["_id"] for doc in docs]
    mongo.reviews().delete_many({"_id": {"$in": ids}}, session=session)
    mongo.revisions().delete_many({"review_id": {"$in": ids}}, session=session)
    reviews = [review for review in map(Review.from_doc, docs) if not review.is_taken_down]
    notices = {r.author_id: _deletion_notice(r, title) for r in reviews if r.author_id is not None}
    send_notices(notices, session=session)
    return ids


def _deletion_notice(review: Review, title: str) -> Notice:
    paragraphs = [f"An admin removed {title} from the catalogue, and its reviews with it."]
    if review.text:
        paragraphs.append("Here is your review, for you to keep.")
    return Notice(f"{title} was removed from the catalogue", tuple(paragraphs), quote=review.text)


@dataclass(frozen=True, slots=True)
class FilmDependents:
    """How many reviews and revisions a film has, and the ids of the first reviews."""

    reviews: int
    revisions: int
    ids: tuple[ObjectId, ...]
    members_in_both: int = 0


def dependents_of_film(movie_id: ObjectId, other_id: ObjectId | None = None) -> FilmDependents:
    """Return what depends on a film (indexes `newest_for_movie`, `by_review`).

    With another film: also how many members reviewed both (index `one_per_member_and_movie`).
    Revisions are counted of the first 10,000 reviews only.
    """
    of_film = {"movie_id": movie_id}
    docs = list(mongo.reviews().find(of_film, {"author.id": 1, "origin": 1}).limit(MAX_IDS))
    ids = tuple(doc["_id"] for doc in docs)
    revisions = mongo.revisions().count_documents({"review_id": {"$in": list(ids)}})
    authors = [doc["author"]["id"] for doc in docs if _is_own(doc)]
    of_same_authors = {"author.id": {"$in": authors}, "movie_id": other_id, "origin": "site"}
    members_in_both = (
        mongo.reviews().count_documents(of_same_authors) if other_id and authors else 0
    )
    total = len(ids) if len(ids) < MAX_IDS else mongo.reviews().count_documents(of_film)
    return FilmDependents(total, revisions, ids, members_in_both)
