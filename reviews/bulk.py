"""Many reviews at once, for filling a site: inserted, found again, and shown or hidden."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import Any

from bson import ObjectId
from pymongo import UpdateOne
from pymongo.client_session import ClientSession

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.bulk_writes import insert_new
from movies.documents import HISTOGRAM_BINS
from movies.tallies import add_tallies, change_tallies, histogram_bin

from .documents import VISIBLE, Review
from .errors import ReviewNotFound
from .visibility import Visibility

BATCH_SIZE = 5000
Doc = dict[str, Any]
TallyRows = defaultdict[ObjectId, list[int]]


def insert_reviews(docs: Iterator[Doc], advance: Callable[[int], None]) -> int:
    """Insert visible reviews that do not exist yet and add them to the tallies; return how many.

    One batch is written by a thread while the next is generated. Killed before the end, the
    tallies are behind: `recount` counts them again.
    """
    tallies, inserted = _tally_rows(), 0
    with ThreadPoolExecutor(1) as writer:
        pending: tuple[Future[list[int]], list[Doc]] | None = None
        while True:
            batch = list(islice(docs, BATCH_SIZE))
            if pending:
                inserted += _count(tallies, pending[1], set(pending[0].result()))
                advance(len(pending[1]))
            if not batch:
                break
            pending = writer.submit(insert_new, mongo.reviews(mongo.ONE_MEMBER), batch), batch
    add_tallies(tallies)
    return inserted


def _tally_rows() -> TallyRows:
    return defaultdict(lambda: [0] * (HISTOGRAM_BINS + 3))


def _count(tallies: TallyRows, batch: Sequence[Doc], skipped: set[int]) -> int:
    for position, doc in enumerate(batch):
        if position not in skipped:
            _add(tallies[doc["movie_id"]], doc.get("rating"), 1)
    return len(batch) - len(skipped)


def _add(row: list[int], rating: int | None, by: int) -> None:
    """Add to a row of `add_tallies`: reviews, sum and number of ratings, then the histogram."""
    row[0] += by
    if rating is not None:
        row[1] += by * rating
        row[2] += by
        row[3 + histogram_bin(rating)] += by


def find_reviews_with_text(ids: Sequence[ObjectId]) -> list[Doc]:
    """Return `_id`, author's id and date of those of these reviews that say something."""
    chosen = {"_id": {"$in": ids}, "text": {"$ne": ""}, "author.id": {"$exists": True}}
    return list(mongo.reviews().find(chosen, {"author.id": 1, "date": 1}))


class BulkVisibility:
    """The reviews of one transaction: read at its start, changed in memory, written by `flush`."""

    def __init__(self, review_ids: Iterable[ObjectId], session: ClientSession) -> None:
        chosen = {"_id": {"$in": list(review_ids)}, "erased": {"$exists": False}}
        found = map(Review.from_doc, mongo.reviews().find(chosen, session=session))
        self.reviews = {ObjectId(review.id): review for review in found}
        self.current = {id: Visibility.of(one) for id, one in self.reviews.items()}

    def find_visible(self, review_id: ObjectId) -> Review | None:
        """Return a review that everybody may see, or None."""
        current = self.current.get(review_id)
        return self.reviews[review_id] if current and current.state == VISIBLE else None

    def set_visibility(
        self,
        *,
        review_id: ObjectId,
        change: Callable[[Visibility], Visibility],
        session: ClientSession,
    ) -> tuple[Visibility, Visibility]:
        """Change a review as `reviews.visibility.set_visibility` does, and raise as it does."""
        before = self.current.get(review_id)
        if before is None:
            raise ReviewNotFound
        self.current[review_id] = change(before)
        return before, self.current[review_id]

    def flush(self, session: ClientSession) -> None:
        """Write the reviews that have changed, and the tallies of their films."""
        updates, rows = [], _tally_rows()
        for review_id, after in self.current.items():
            review = self.reviews[review_id]
            if after == Visibility.of(review):
                continue
            updates.append(UpdateOne({"_id": review_id}, after.update()))
            if by := (after.state == VISIBLE) - (review.state == VISIBLE):
                _add(rows[ObjectId(review.movie_id)], review.rating, by)
        if updates:
            mongo.reviews().bulk_write(updates, ordered=False, session=session)
        change_tallies(rows, session=session)
