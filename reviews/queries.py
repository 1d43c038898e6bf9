"""Reading reviews: of a film, of a member, one's own, the newest, the most talked about."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from accounts.documents import Member
from mflix_site.mongo import collections as mongo
from mflix_site.paging import Page
from movies.counts.facts import FACTS
from movies.documents import MovieCard
from movies.queries import get_cards

from .documents import SHOWN, FilmReview, Review
from .errors import NotYourReview, ReviewNotFound

PAGE_SIZE = 20
MOST_SEEN = 1000
SHOWN_FILTER: Mapping[str, Any] = {"state": {"$in": list(SHOWN)}}
SORTS: Mapping[str, list[tuple[str, int]]] = {
    "newest": [("date", -1), ("_id", -1)],
    "highest": [("rating", -1), ("date", -1), ("_id", -1)],
    "lowest": [("rating", 1), ("date", 1), ("_id", 1)],
}
SORT_LABELS = {"newest": "Newest", "highest": "Highest", "lowest": "Lowest"}


def page_for_movie(movie_id: ObjectId, sort: str, number: int) -> Page[Review]:
    """Give a page of a film's reviews; by rating, only those that have one.

    Served by the indexes `newest_for_movie` and `rated_for_movie`.
    """
    chosen: dict[str, Any] = {"movie_id": movie_id, **SHOWN_FILTER}
    if sort != "newest":
        chosen["rating"] = {"$gte": 1}
    return _page(chosen, SORTS[sort], number)


def _page(chosen: dict[str, Any], order: list[tuple[str, int]], number: int) -> Page[Review]:
    page: Page[Review] = Page((), number, PAGE_SIZE, mongo.reviews().count_documents(chosen))
    number = min(number, page.last)
    cursor = mongo.reviews().find(chosen).sort(order)
    cursor = cursor.skip((number - 1) * PAGE_SIZE).limit(PAGE_SIZE)
    return Page([Review.from_doc(doc) for doc in cursor], number, PAGE_SIZE, page.total)


def find_own(
    member: Member, movie_id: ObjectId, session: ClientSession | None = None
) -> Review | None:
    """Give a member's own review of a film (index `one_per_member_and_movie`), or None."""
    own = {"author.id": member.id, "movie_id": movie_id, "origin": "site"}
    doc = mongo.reviews().find_one(own, session=session)
    return Review.from_doc(doc) if doc else None


def find_review(review_id: ObjectId) -> Review | None:
    """Give a review by id (index `_id_`), whatever its state, or None."""
    doc = mongo.reviews().find_one({"_id": review_id})
    return Review.from_doc(doc) if doc else None


def get_review(review_id: ObjectId) -> Review:
    """Give a review by id (index `_id_`), or raise ReviewNotFound."""
    review = find_review(review_id)
    if review is None:
        raise ReviewNotFound
    return review


def get_own_review(member: Member, review_id: ObjectId) -> Review:
    """Give a review to its author; another's is NotYourReview, a hidden one ReviewNotFound."""
    review = get_review(review_id)
    if review.author_id == member.id:
        return review
    raise NotYourReview if review.is_visible else ReviewNotFound


def page_of_author(member_id: ObjectId, number: int) -> Page[FilmReview]:
    """Give a page of a member's reviews beside their films, newest first (index `by_author`)."""
    page = _page({"author.id": member_id, **SHOWN_FILTER}, SORTS["newest"], number)
    return Page(_with_films(page.items), page.number, page.size, page.total)


def newest(size: int, certificates: Sequence[str] = ()) -> list[FilmReview]:
    """Give the newest reviews with words, one a member, beside their films (index `newest`).

    With `certificates`, only of films that have one of these.
    """
    chosen = {**SHOWN_FILTER, "text": {"$ne": ""}, "spoiler": {"$ne": True}}
    cursor = mongo.reviews().find(chosen).sort(SORTS["newest"]).limit(size * 8)
    by_author: dict[Any, Review] = {}
    for review in map(Review.from_doc, cursor):
        by_author.setdefault(review.author_id or review.author_name, review)
    found = _with_films(list(by_author.values()))
    return [f for f in found if not certificates or f.film.rated in certificates][:size]


def _with_films(reviews: Any) -> list[FilmReview]:
    films = get_cards(ObjectId(r.movie_id) for r in reviews if ObjectId.is_valid(r.movie_id))
    return [FilmReview(r, films[r.movie_id]) for r in reviews if r.movie_id in films]


def talked_about_since(since: datetime, size: int) -> list[tuple[MovieCard, int]]:
    """Give the films with the most reviews since a moment, with how many (index `newest`)."""
    pipeline: list[dict[str, Any]] = [
        {"$match": {**SHOWN_FILTER, "date": {"$gte": since}}},
        {"$group": {"_id": "$movie_id", "reviews": {"$sum": 1}, "last": {"$max": "$date"}}},
        {"$sort": {"reviews": -1, "last": -1, "_id": 1}},
        {"$limit": size},
    ]
    rows = mongo.reviews().list_of(pipeline)
    films = get_cards(row["_id"] for row in rows)
    return [(films[str(row["_id"])], row["reviews"]) for row in rows if str(row["_id"]) in films]


def summary_of_author(member_id: ObjectId) -> tuple[int, int | None]:
    """Give how many reviews a member wrote, and the mean of their ratings (index `by_author`)."""
    pipeline: list[dict[str, Any]] = [
        {"$match": {"author.id": member_id, **SHOWN_FILTER}},
        {"$group": {"_id": None, "count": {"$sum": 1}, "average": {"$avg": "$rating"}}},
    ]
    rows = mongo.reviews().list_of(pipeline)
    if not rows:
        return 0, None
    average = rows[0]["average"]
    return rows[0]["count"], None if average is None else round(average)


def films_reviewed_by(member_id: ObjectId) -> dict[ObjectId, dict[str, Any]]:
    """Give the films of a member's newest reviews by id, with the facts that counts depend on.

    One command (indexes `by_author` and `_id_`); at most `MOST_SEEN` reviews are looked at.
    """
    pipeline: list[dict[str, Any]] = [
        {"$match": {"author.id": member_id}},
        {"$sort": {"date": -1, "_id": -1}},
        {"$limit": MOST_SEEN},
        {
            "$lookup": {
                "from": "movies",
                "localField": "movie_id",
                "foreignField": "_id",
                "pipeline": [{"$project": FACTS}],
                "as": "film",
            }
        },
        {"$unwind": "$film"},
        {"$replaceWith": "$film"},
    ]
    return {doc["_id"]: doc for doc in mongo.reviews().aggregate(pipeline)}


def has_posted(member_id: ObjectId) -> bool:
    """Tell whether a member has a review that everybody may read (index `by_author`)."""
    mine = {"author.id": member_id, **SHOWN_FILTER}
    return mongo.reviews().find_one(mine, {"_id": 1}) is not None


def count() -> int:
    """Count all reviews, from the collection's metadata."""
    return mongo.reviews().estimated_document_count()


def own_documents(member_id: ObjectId) -> Iterator[dict[str, Any]]:
    """Give all of a member's reviews and what each said before, for their export."""
    for doc in mongo.reviews().find({"author.id": member_id}, {"author.id": 0, "email": 0}):
        before = mongo.revisions().find({"review_id": doc["_id"]}, {"_id": 0, "review_id": 0})
        yield {**doc, "revisions": list(before.sort("version", 1))}
