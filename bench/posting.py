"""Posting a review beside a bare majority transaction that makes the same two writes, in turns."""

import statistics
import time
from collections.abc import Callable
from typing import Any

from bench.page_reads import prepare
from bench.served_site import connect

POSTS = 60


def measure(uri: str) -> dict[str, Any]:
    """Return the median milliseconds of both, and how many of ours fit in the time of one bare."""
    prepare(uri)
    from accounts.documents import Member
    from moderation.posting import post_review
    from reviews.documents import ReviewContent

    database = connect(uri)
    members = list(database.users.find({"handle": {"$exists": True}}).limit(POSTS))
    films = [doc["_id"] for doc in database.movies.find({}, {"_id": 1}).limit(POSTS)]
    database.comments.delete_many(
        {"movie_id": {"$in": films}, "author.id": {"$in": [doc["_id"] for doc in members]}}
    )
    content = ReviewContent("Worth every minute of the queue.", 80)
    ours: list[float] = []
    bare: list[float] = []
    for member, film in zip(members, films, strict=True):
        author = Member.from_doc(member)
        ours.append(
            timed(lambda m=author, f=film: post_review(member=m, movie_id=f, content=content))
        )
        bare.append(timed(lambda f=film: bare_transaction(database, f)))
    posts, transactions = statistics.median(ours), statistics.median(bare)
    return {"post a review, ms": posts, "bare ms": transactions, "ratio": transactions / posts}


def bare_transaction(database: Any, film: Any) -> None:
    """Insert a document and change a tally, with the site's write concern."""
    client = database.client
    with client.start_session() as session, session.start_transaction():
        review = {"movie_id": film, "text": "Worth every minute of the queue.", "rating": 80}
        database.bench_reviews.insert_one(review, session=session)
        change = {"$inc": {"num_mflix_comments": 1, "rating.sum": 80, "rating.count": 1}}
        database.movies.update_one({"_id": film}, change, session=session)


def timed(work: Callable[[], object]) -> float:
    """Return the milliseconds that some work takes."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000
