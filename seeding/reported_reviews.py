"""Seeded reviews as moderation's seed needs them: whose they are, and when they were written."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from bson import ObjectId

from reviews.bulk import find_reviews_with_text

from .randomness import seeded_id
from .reviews import ONLY_STARS

AT_ONCE = 2000
# Stars alone give nobody a reason to report them.
WITH_WORDS = 1 - ONLY_STARS


@dataclass(frozen=True, slots=True)
class Written:
    """Which review, by whom, and when."""

    number: int
    id: ObjectId
    author_id: ObjectId
    date: datetime


def written(numbers: Iterable[int], seed: int) -> list[Written]:
    """Give those of the seeded reviews with these numbers that have words, and are there."""
    waiting, found = iter(numbers), list[Written]()
    while batch := list(islice(waiting, AT_ONCE)):
        by_id = {seeded_id(seed, "review", number): number for number in batch}
        docs = find_reviews_with_text(list(by_id))
        found += [
            Written(by_id[doc["_id"]], doc["_id"], doc["author"]["id"], doc["date"]) for doc in docs
        ]
    return sorted(found, key=lambda one: one.number)
