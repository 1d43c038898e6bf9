"""Reading reviews: of a film, of a member, one's own; and how many were posted."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from bson import ObjectId
from django.utils.translation import gettext_lazy as _
from pymongo.client_session import ClientSession

from accounts.documents import Member
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.bulk_writes import in_batches
from mflix_site.mongo.daily_counts import count_by_day
from mflix_site.mongo.joined_rows import decoded_rows, joined
from mflix_site.mongo.keyset import page_after
from mflix_site.paging import KeysetPage, Page, Position, last_page, paginate_cursor
from movies.documents import CARD_FIELDS, HISTOGRAM_BINS, Movie, MovieCard, Tally
from movies.queries import get_cards
from movies.selection import FACET_FIELDS

from .documents import UNPUBLISHED, VISIBLE_STATES, Doc, FilmReview, Review
from .errors import NotYourReview, ReviewNotFound

Order = list[tuple[str, int]]
Filter = Mapping[str, Any]
Session = ClientSession | None
COMMENT_FIELDS = dict.fromkeys(
    ("movie_id", "author.id", "author.name", "name", "text", "date", "spoiler"), 1
)

PAGE_SIZE = 20
STATES = [*VISIBLE_STATES, *UNPUBLISHED]
VISIBLE_FILTER: Filter = {"state": {"$in": list(VISIBLE_STATES)}}
# What was imported from elsewhere is announced to nobody.
NEWS_FILTER: Filter = {**VISIBLE_FILTER, "source": {"$exists": False}}
# What another application's comment may have under this name is no rating of ours.
VALID_RATING: Doc = {
    "$cond": [
        {
            "$and": [
                {"$in": [{"$type": "$rating"}, ["int", "long"]]},
                {"$gte": ["$rating", 1]},
                {"$lte": ["$rating", 100]},
            ]
        },
        "$rating",
        None,
    ]
}
NEWEST_FIRST: Order = [("date", -1), ("_id", -1)]
SORTS: Mapping[str, Order] = {
    "newest": NEWEST_FIRST,
    "highest": [("rating", -1), ("date", -1), ("_id", -1)],
    "lowest": [("rating", 1), ("date", 1), ("_id", 1)],
}
SORT_LABELS = {"newest": _("Newest"), "highest": _("Highest rated"), "lowest": _("Lowest rated")}
MAX_REVIEWS_READ, MAX_COMMENTS, EXPORT_BATCH_SIZE = 1000, 500, 200


def page_of_film_reviews(film: Movie, sort: str, number: int) -> Page[Review]:
    """Return a page of a film's reviews; sorted by rating, only those that have one.

    Their number is the film's tally. Served by the indexes `newest_for_movie`, `rated_for_movie`.
    """
    of_film, total = _film_filter(ObjectId(film.id), sort), _film_total(film, sort)
    return page_of_reviews(of_film, SORTS[sort], number, total)


def joined_film_reviews(movie_id: ObjectId, sort: str, number: int) -> Doc:
    """Return the stage that joins a page of a film's reviews, as rows `review`."""
    pipeline: list[Doc] = [
        {"$match": _film_filter(movie_id, sort)},
        {"$sort": dict(SORTS[sort])},
        *([{"$skip": (number - 1) * PAGE_SIZE}] if number > 1 else []),
        {"$limit": PAGE_SIZE},
    ]
    return joined("comments", "review", pipeline)


def page_of_joined_reviews(
    rows: Iterable[bytes], film: Movie, sort: str, number: int
) -> Page[Review]:
    """Return the page of a film's reviews that was joined; the last if the number is beyond it."""
    total = _film_total(film, sort)
    if number > last_page(total, PAGE_SIZE):
        return page_of_film_reviews(film, sort, number)
    return Page(list(map(Review.from_doc, decoded_rows(rows))), number, PAGE_SIZE, total)


def _film_filter(movie_id: ObjectId, sort: str) -> Doc:
    rated = {} if sort == "newest" else {"rating": {"$gte": 1}}
    return {"movie_id": movie_id, **VISIBLE_FILTER, **rated}


def _film_total(film: Movie, sort: str) -> int:
    return film.card.review_count if sort == "newest" else film.card.rating_count


def film_reviews_after(
    film_id: ObjectId, sort: str, after: Position | None, limit: int
) -> KeysetPage[Review]:
    """Return the visible reviews of a film that follow a position, in one of `SORTS`.

    Served by the indexes `newest_for_movie` and `rated_for_movie`; by rating, only those that have
    one.
    """
    page = page_after(mongo.reviews(), _film_filter(film_id, sort), SORTS[sort], after, limit)
    return page.map(Review.from_doc)


def member_reviews_after(
    member_id: ObjectId, after: Position | None, limit: int, *, is_own: bool = False
) -> KeysetPage[FilmReview]:
    """Return a member's reviews that follow a position, newest first (index `by_author`).

    Their own list has also those that only they see.
    """
    own = {"author.id": member_id, **({"erased": None} if is_own else VISIBLE_FILTER)}
    page = page_after(mongo.reviews(), own, NEWEST_FIRST, after, limit).map(Review.from_doc)
    return KeysetPage(with_films(page.items), page.after)


def comments_on_film(movie_id: ObjectId) -> list[bytes]:
    """Return a film's newest visible reviews that have words, as BSON (`newest_for_movie`)."""
    own = {"movie_id": movie_id, **VISIBLE_FILTER, "text": {"$gt": ""}}
    # In one batch: the first one of MongoDB's own has 101 documents.
    size: Doc = {"limit": MAX_COMMENTS, "batch_size": MAX_COMMENTS}
    return list(mongo.reviews().find_raw(own, COMMENT_FIELDS, sort=NEWEST_FIRST, **size))


def page_of_reviews(selector: Filter, order: Order, number: int, total: int) -> Page[Review]:
    """Return a page of the `total` reviews that match; the last if the number is beyond it."""
    cursor = mongo.reviews().find(selector).sort(order)
    return paginate_cursor(cursor, Review.from_doc, number=number, size=PAGE_SIZE, total=total)


def find_own_review(member: Member, movie_id: ObjectId, session: Session = None) -> Review | None:
    """Return a member's own review of a film (index `one_per_member_and_movie`), or None."""
    own = {"author.id": member.id, "movie_id": movie_id, "origin": "site"}
    doc = mongo.reviews().find_one(own, session=session)
    return Review.from_doc(doc) if doc else None


def find_review(review_id: ObjectId, session: Session = None) -> Review | None:
    """Return a review by id (index `_id_`), whatever its state, or None."""
    doc = mongo.reviews().find_one({"_id": review_id}, session=session)
    return Review.from_doc(doc) if doc else None


def get_review(review_id: ObjectId) -> Review:
    """Return a review by id, whatever its state, or raise ReviewNotFound."""
    if review := find_review(review_id):
        return review
    raise ReviewNotFound


def get_review_with_film(review_id: ObjectId, viewer: Member | None) -> FilmReview:
    """Return a review with its film; raise ReviewNotFound for what the viewer may not see."""
    review = get_review(review_id)
    is_shown = review.is_visible or (viewer is not None and review.author_id == viewer.id)
    if is_shown and (items := with_films([review])):
        return items[0]
    raise ReviewNotFound


def newest_reviews(limit: int) -> list[FilmReview]:
    """Return the newest visible reviews with their films (index `newest`)."""
    return with_films(page_of_reviews(NEWS_FILTER, NEWEST_FIRST, 1, limit).items[:limit])


def get_own_review(member: Member, review_id: ObjectId) -> Review:
    """Return a member's own review; raise NotYourReview, or ReviewNotFound for an invisible one."""
    review = get_review(review_id)
    if review.author_id == member.id:
        return review
    raise NotYourReview if review.is_visible else ReviewNotFound


def film_lookup(fields: Mapping[str, Any], local: str = "movie_id") -> Doc:
    """Return the stage that joins the films that `local` names, as the list `film`."""
    pipeline = [{"$project": fields}]
    join = {"from": "movies", "localField": local, "foreignField": "_id", "pipeline": pipeline}
    return {"$lookup": {**join, "as": "film"}}


def with_films(reviews: Iterable[Review]) -> list[FilmReview]:
    reviews = list(reviews)
    films = get_cards(ObjectId(r.movie_id) for r in reviews if ObjectId.is_valid(r.movie_id))
    return [FilmReview(r, films[r.movie_id]) for r in reviews if r.movie_id in films]


def reviews_by_day(since: datetime) -> dict[date, int]:
    """Return how many reviews were posted on each day since a moment (index `newest`)."""
    # Naming every state lets the index serve the query.
    return count_by_day(mongo.reviews(), "date", since, state={"$in": STATES})


def approximate_review_count() -> int:
    """Return the number of reviews in the collection's metadata, for a progress bar: not exact."""
    return mongo.reviews().estimated_document_count()


def member_reviews(
    member_id: ObjectId, number: int, sort: str = "newest"
) -> tuple[int, Tally, Page[FilmReview]]:
    """Return how many reviews a member has, the tally of their ratings, and a page with films.

    Sorted by rating, the page has only those with one. In one command, unless the page is beyond
    the last; served by the indexes `by_author` and `best_of_author`.
    """
    own: Doc = {"author.id": member_id, **VISIBLE_FILTER}
    page: list[Doc] = [
        {"$match": own if sort == "newest" else {**own, "rating": {"$gte": 1}}},
        {"$sort": dict(SORTS[sort])},
        {"$skip": (number - 1) * PAGE_SIZE},
        {"$limit": PAGE_SIZE},
        film_lookup(CARD_FIELDS),
    ]
    union = {"$unionWith": {"coll": "comments", "pipeline": page}}
    rows = mongo.reviews().list_of([*_tally_stages(member_id), union])
    docs = [row for row in rows if "film" in row]
    count, tally = _read_tally(rows[: len(rows) - len(docs)])
    total = count if sort == "newest" else tally.count
    if number > (last := last_page(total, PAGE_SIZE)):
        return member_reviews(member_id, last, sort)
    pairs = [(Review.from_doc(doc), film) for doc in docs for film in doc["film"]]
    items = [FilmReview(review, MovieCard.from_doc(film)) for review, film in pairs]
    return count, tally, Page(items, number, PAGE_SIZE, total)


def _tally_stages(member_id: ObjectId) -> list[Doc]:
    bin_ = {"$floor": {"$divide": [{"$subtract": ["$rating", 1]}, 10]}}
    return [
        {"$match": {"author.id": member_id, **VISIBLE_FILTER}},
        {"$project": {"rating": VALID_RATING}},
        {"$group": {"_id": bin_, "count": {"$sum": 1}, "sum": {"$sum": "$rating"}}},
    ]


def _read_tally(rows: Sequence[Mapping[str, Any]]) -> tuple[int, Tally]:
    rated = {int(row["_id"]): row for row in rows if row["_id"] is not None}
    histogram = tuple(rated[n]["count"] if n in rated else 0 for n in range(HISTOGRAM_BINS))
    total = sum(row["sum"] for row in rated.values())
    return sum(row["count"] for row in rows), Tally(total, sum(histogram), histogram)


def member_review_summary(member_id: ObjectId) -> tuple[int, int | None]:
    """Return the number of a member's reviews and their average rating (index `by_author`)."""
    count, tally = _read_tally(mongo.reviews().list_of(_tally_stages(member_id)))
    return count, tally.average


def has_visible_review(member_id: ObjectId) -> bool:
    """Return whether a member has a visible review (index `by_author`)."""
    visible = {"author.id": member_id, **VISIBLE_FILTER}
    return mongo.reviews().find_one(visible, {"_id": 1}) is not None


def films_reviewed_by(member_id: ObjectId) -> dict[ObjectId, Doc]:
    """Return the films of a member's newest reviews by id, with the fields that facets count.

    One aggregation (indexes `by_author` and `_id_`) over at most MAX_REVIEWS_READ reviews.
    """
    pipeline: list[Doc] = [
        {"$match": {"author.id": member_id}},
        {"$sort": dict(NEWEST_FIRST)},
        {"$limit": MAX_REVIEWS_READ},
        film_lookup(FACET_FIELDS),
        {"$unwind": "$film"},
        {"$replaceWith": "$film"},
    ]
    return {doc["_id"]: doc for doc in mongo.reviews().list_of(pipeline)}


def reviews_export(member_id: ObjectId) -> Iterator[Doc]:
    """Yield a member's reviews with their revisions (indexes `by_author` and `by_review`)."""
    docs = mongo.reviews().find({"author.id": member_id}, {"author.id": 0, "email": 0})
    for batch in in_batches(docs, EXPORT_BATCH_SIZE):
        ids = {"review_id": {"$in": [doc["_id"] for doc in batch]}}
        revisions: defaultdict[ObjectId, list[Any]] = defaultdict(list)
        for revision in mongo.revisions().find(ids, {"_id": 0}).sort("version", 1):
            revisions[revision.pop("review_id")].append(revision)
        yield from ({**doc, "revisions": revisions[doc["_id"]]} for doc in batch)


def unpublished_reviews_of(member_id: ObjectId) -> list[FilmReview]:
    """Return a member's newest reviews that only they see, with films (index `by_author`)."""
    own = {"author.id": member_id, "state": {"$in": UNPUBLISHED}, "erased": None}
    docs = mongo.reviews().find(own).sort(NEWEST_FIRST).limit(PAGE_SIZE)
    return with_films([Review.from_doc(doc) for doc in docs])
