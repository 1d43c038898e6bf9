"""Reviews follow their film: to the entry that it was merged into, or away with it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from accounts.notices import Notice, send_notices
from mflix_site.clock import now
from mflix_site.mongo import collections as mongo
from movies.errors import MovieNotFound
from movies.queries import ensure_film_exists
from movies.tallies import TALLY_PATHS, histogram_bin, increment_tally

from .documents import Review
from .services import revision_of

AT_ONCE = 200
# A second review of one member, which a moderator took down or has yet to see: it keeps its state,
# its decision and its appeal, and does not count as the member's one review of the film.
MERGED = {"origin": "merged"}
Doc = Mapping[str, Any]


@dataclass(slots=True)
class _Plan:
    """What moving some reviews comes to: who goes where, who gives way, and the film's tally."""

    moved: list[ObjectId] = field(default_factory=list)
    beside: list[ObjectId] = field(default_factory=list)
    replaced: list[tuple[Doc, Doc]] = field(default_factory=list)
    tally: list[int] = field(default_factory=lambda: [0] * len(TALLY_PATHS))

    def count(self, doc: Doc, sign: int = 1) -> None:
        """Add a review to the tally, or with sign -1 take it out, if everybody may see it."""
        review = Review.from_doc(doc)
        if not review.is_visible:
            return
        self.tally[0] += sign
        if review.rating is not None:
            self.tally[1] += sign * review.rating
            self.tally[2] += sign
            self.tally[3 + histogram_bin(review.rating)] += sign


def move_reviews_batch(
    from_id: ObjectId, to_id: ObjectId, title: str, session: ClientSession
) -> int:
    """Within a transaction: move some of a film's reviews to another film; give how many.

    Where one member reviewed both, the newer of two visible reviews stays, and the other becomes a
    revision of it, of which the member is told. Of two that are not both visible, the visible one
    is the member's review; the other stays beside it as it is. Raises MovieNotFound.
    """
    docs = list(mongo.reviews().find({"movie_id": from_id}, session=session).limit(AT_ONCE))
    if not docs:
        return 0
    ensure_film_exists(to_id, session=session)
    plan = _planned(docs, _twins(docs, to_id, session))
    for loser, winner in plan.replaced:
        _make_revision(loser, winner, session)
    mongo.reviews().update_many({"_id": {"$in": plan.beside}}, {"$set": MERGED}, session=session)
    everything = {"_id": {"$in": [doc["_id"] for doc in docs]}}
    mongo.reviews().update_many(everything, {"$set": {"movie_id": to_id}}, session=session)
    changes = {path: by for path, by in zip(TALLY_PATHS, plan.tally, strict=True) if by}
    if changes and not increment_tally(to_id, changes, session=session):
        raise MovieNotFound
    _tell(plan.replaced, title, session)
    return len(docs)


def _twins(
    docs: Sequence[Doc], to_id: ObjectId, session: ClientSession
) -> dict[ObjectId, dict[str, Any]]:
    """Give the reviews that the same members wrote of the other film, by member."""
    authors = [doc["author"]["id"] for doc in docs if _is_own(doc)]
    own = {"author.id": {"$in": authors}, "movie_id": to_id, "origin": "site"}
    return {doc["author"]["id"]: doc for doc in mongo.reviews().find(own, session=session)}


def _is_own(doc: Doc) -> bool:
    return doc.get("origin") == "site" and "id" in (doc.get("author") or {})


def _planned(docs: Sequence[Doc], twins: Mapping[ObjectId, Doc]) -> _Plan:
    plan = _Plan()
    for doc in docs:
        twin = twins.get(doc["author"]["id"]) if _is_own(doc) else None
        if twin is None:
            plan.count(doc)
            continue
        winner, loser = sorted((doc, twin), key=_precedence, reverse=True)
        if _is_visible(loser):
            plan.replaced.append((loser, winner))
            plan.count(twin, -1)
            plan.count(winner)
        else:
            plan.beside.append(loser["_id"])
            plan.count(doc)
    return plan


def _is_visible(doc: Doc) -> bool:
    return Review.from_doc(doc).is_visible


def _precedence(doc: Doc) -> tuple[bool, Any, ObjectId]:
    """The visible one comes first, then the one that was written or edited last."""
    return _is_visible(doc), doc.get("edited_at") or doc["date"], doc["_id"]


def _make_revision(loser: Doc, winner: Doc, session: ClientSession) -> None:
    """Keep what a review said as what its author said before in the other one."""
    earlier = {"review_id": loser["_id"]}
    mongo.reviews().delete_one({"_id": loser["_id"]}, session=session)
    follow = {"$set": {"review_id": winner["_id"]}}
    mongo.revisions().update_many(earlier, follow, session=session)
    revision = revision_of(Review.from_doc(loser), now())
    mongo.revisions().insert_one({**revision, "review_id": winner["_id"]}, session=session)


def _tell(replaced: Sequence[tuple[Doc, Doc]], title: str, session: ClientSession) -> None:
    told = {}
    for loser, winner in replaced:
        told[loser["author"]["id"]] = Notice(
            subject=f"Your two reviews of {title} are one now",
            paragraphs=(
                f"{title} had two entries here, and an admin has made one of them. Your newer "
                "review stays; what you said in the other is kept as what you said before.",
            ),
            quote=Review.from_doc(loser).text,
            path=f"/reviews/{winner['_id']}/edit/",
            label="Your review",
        )
    send_notices(told, session=session)


def delete_reviews_batch(movie_id: ObjectId, title: str, session: ClientSession) -> list[ObjectId]:
    """Within a transaction: delete some reviews of a film that is gone, and what they said before.

    Their authors are told, with their words. Gives the reviews' ids.
    """
    docs = list(mongo.reviews().find({"movie_id": movie_id}, session=session).limit(AT_ONCE))
    ids = [doc["_id"] for doc in docs]
    mongo.reviews().delete_many({"_id": {"$in": ids}}, session=session)
    mongo.revisions().delete_many({"review_id": {"$in": ids}}, session=session)
    send_notices(dict(_farewells(docs, title)), session=session)
    return ids


def _farewells(docs: Sequence[Doc], title: str) -> Iterator[tuple[ObjectId, Notice]]:
    for review in map(Review.from_doc, docs):
        if review.author_id is not None and not review.is_taken_down:
            said = f"An admin has taken {title} out of the catalogue, and its reviews with it."
            kept = "These are your words, to keep." if review.text else ""
            paragraphs = tuple(filter(None, (said, kept)))
            yield review.author_id, Notice(f"{title} is gone", paragraphs, quote=review.text)


@dataclass(frozen=True, slots=True)
class FilmDependents:
    """What belongs to a film: reviews, what they said before, and the first of their ids."""

    reviews: int
    revisions: int
    ids: tuple[ObjectId, ...]
    in_both: int = 0


MOST_IDS = 10_000


def dependents_of_film(movie_id: ObjectId, other_id: ObjectId | None = None) -> FilmDependents:
    """Give what goes with a film (indexes `newest_for_movie`, `by_review`).

    With another film: of how many members both have a review (`one_per_member_and_movie`). Beyond
    the first ten thousand reviews, what hangs on them is not counted.
    """
    chosen = {"movie_id": movie_id}
    found = mongo.reviews().find(chosen, {"author.id": 1, "origin": 1}).limit(MOST_IDS)
    docs = list(found)
    ids = tuple(doc["_id"] for doc in docs)
    earlier = mongo.revisions().count_documents({"review_id": {"$in": list(ids)}})
    authors = [doc["author"]["id"] for doc in docs if _is_own(doc)]
    both = {"author.id": {"$in": authors}, "movie_id": other_id, "origin": "site"}
    in_both = mongo.reviews().count_documents(both) if other_id and authors else 0
    total = len(ids) if len(ids) < MOST_IDS else mongo.reviews().count_documents(chosen)
    return FilmDependents(total, earlier, ids, in_both)
