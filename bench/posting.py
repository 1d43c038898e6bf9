"""Posting a review beside a bare majority transaction that makes the same two writes, in turns."""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Any

from pymongo import UpdateOne

from bench.page_reads import prepare
from bench.served_site import connect

POSTS, RATING, TEXT = 60, 80, "Worth every minute of the queue."
TALLY = dict.fromkeys(("num_mflix_comments", "rating", "ranks", "talk"), 1)


def measure(uri: str) -> dict[str, Any]:
    """Return the median milliseconds of each, and how many of ours fit in the time of one bare.

    A bare transaction writes what a post writes into `comments` and `movies`, with their indexes
    and validators. One without indexes inserts three fields elsewhere and increments three.
    """
    prepare(uri)
    from accounts.documents import Member
    from moderation.posting import post_review
    from reviews.documents import ReviewContent

    database, content = connect(uri), ReviewContent(TEXT, RATING)
    members = list(database.users.find({"handle": {"$exists": True}}).limit(POSTS))
    ids = [doc["_id"] for doc in database.movies.find({}, {"_id": 1}).limit(2 * POSTS)]
    films, others = ids[::2], ids[1::2]
    by_them = {"author.id": {"$in": [doc["_id"] for doc in members]}}
    database.comments.delete_many({"movie_id": {"$in": ids}, **by_them})
    taken: dict[str, list[float]] = {"post": [], "bare": [], "unindexed": []}
    with without_trace(database, others, by_them):
        for member, film, other in zip(members, films, others, strict=True):
            author = Member.from_doc(member)
            works: dict[str, Callable[[], object]] = {
                "post": partial(post_review, member=author, movie_id=film, content=content),
                "bare": bare_post(database, author, other),
                "unindexed": partial(unindexed_transaction, database, other),
            }
            for name in sorted(works, reverse=len(taken["post"]) % 2 == 1):
                taken[name].append(timed(works[name]))
    post, bare, unindexed = map(statistics.median, taken.values())
    rows = {"post a review, ms": post, "bare ms": bare, "ratio": bare / post}
    return rows | {"bare, without indexes, ms": unindexed, "and its ratio": unindexed / post}


@contextmanager
def without_trace(database: Any, films: list[Any], reviews: dict[str, Any]) -> Iterator[None]:
    """Delete the reviews of these films after a block, and restore the films' tallies."""
    before = list(database.movies.find({"_id": {"$in": films}}, TALLY))
    yield
    database.comments.delete_many({"movie_id": {"$in": films}, **reviews})
    database.movies.bulk_write([UpdateOne({"_id": doc["_id"]}, [{"$set": doc}]) for doc in before])


def bare_post(database: Any, author: Any, film: Any) -> Callable[[], None]:
    """Return the transaction of the two writes that a post of this author makes, and no other."""
    from movies.tallies import TallyChange, talk_stage, tally_update
    from reviews.documents import ReviewContent
    from reviews.services import new_review_document

    review = new_review_document(author, film, ReviewContent(TEXT, RATING))
    increments = TallyChange(1, added_rating=RATING).increments()
    update = tally_update(increments, [talk_stage(1, datetime.now(UTC))])

    def transaction() -> None:
        with database.client.start_session() as session, session.start_transaction():
            database.comments.insert_one(review, session=session)
            database.movies.update_one({"_id": film}, update, session=session)

    return transaction


def unindexed_transaction(database: Any, film: Any) -> None:
    """Insert a document of three fields into a collection without indexes; count it with a film."""
    with database.client.start_session() as session, session.start_transaction():
        review = {"movie_id": film, "text": TEXT, "rating": RATING}
        database.bench_reviews.insert_one(review, session=session)
        change = {"$inc": {"num_mflix_comments": 1, "rating.sum": RATING, "rating.count": 1}}
        database.movies.update_one({"_id": film}, change, session=session)


def timed(work: Callable[[], object]) -> float:
    """Return the milliseconds that some work takes."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000
