"""Everything that was ever reported on a seeded site, in the order of time, many at once."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from mflix_site.mongo.transactions import in_transaction
from mflix_site.mongo.upserts import in_batches
from mflix_site.progress import Progress
from moderation.bulk import find_by_ids
from movies.counts.changes import changing_many

from ..reported_reviews import written
from .batch import Batch
from .events import DECIDE, OPEN, Event, events
from .later import Later
from .people import People
from .plan import numbers, stories

AT_ONCE = 200
# A batch waits for its turn at the head of the log where a site decides meanwhile.
SECONDS_A_BATCH = 60.0


@dataclass(frozen=True, slots=True)
class Judged:
    """How many of each were put in; what was there already is not counted."""

    reports: int = 0
    cases: int = 0
    decisions: int = 0
    appeals: int = 0


def seed_moderation(
    *, reviews: int, reports: int, members: Sequence[dict[str, Any]], seed: int, until: datetime
) -> Judged:
    """Have about so many reports made of the seeded reviews, and decided. Safe to repeat.

    `members` are the seeded members' documents. Each batch is one transaction, chained to the
    head of the log as it is then: killed in between, a second run goes on where the first ended.
    """
    found = written(numbers(reviews, reports, seed), seed)
    people = People(members, seed)
    plan = stories(found, seed, until)
    put: Counter[str] = Counter()
    with Progress("Cases", len(plan)) as progress:
        for batch in in_batches(events(plan, people), AT_ONCE):
            put += _put(batch, until)
            progress(sum(event.step in (OPEN, DECIDE) for event in batch))
    return Judged(put["reports"], put["cases"], put["decisions"], put["appeals"])


def _put(batch: Sequence[Event], until: datetime) -> Counter[str]:
    waiting = _not_yet(batch, None)
    if not waiting:
        return Counter()

    def work(session: ClientSession) -> Counter[str]:
        return _written(_not_yet(waiting, session), until, session)

    with changing_many():
        return in_transaction(work, SECONDS_A_BATCH)


def _written(waiting: Sequence[Event], until: datetime, session: ClientSession) -> Counter[str]:
    batch = Batch(waiting, until, session)
    later = Later(batch, waiting)
    for event in waiting:
        act = batch.begin if event.step in (OPEN, DECIDE) else later.follow
        act(event)
    batch.flush()
    return batch.put


def _not_yet(batch: Sequence[Event], session: ClientSession | None) -> list[Event]:
    """Give those events of which nothing is there."""
    there = set(_there(batch, session))
    return [event for event in batch if event.proof[1] not in there]


def _there(batch: Sequence[Event], session: ClientSession | None) -> Iterator[ObjectId]:
    for name in sorted({event.proof[0] for event in batch}):
        ids = [event.proof[1] for event in batch if event.proof[0] == name]
        yield from find_by_ids(name, ids, session)
