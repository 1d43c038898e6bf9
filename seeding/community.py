"""A believable site, the same for the same seed: films, members, reviews, reports, decisions."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import chain
from typing import Any

from accounts.bulk import insert_members
from diary.bulk import insert_entries_and_states
from lists.bulk import insert_lists
from mflix_site.mongo.bulk_writes import in_batches
from mflix_site.progress import Progress
from moderation.bulk import CaseEvent, apply_events
from movies.bulk import insert_films, update_all_ranks
from movies.facet_index.building import rebuild_facet_index
from movies.search.indexing import rebuild_dictionary
from reviews.bulk import find_ratings_by_author, find_reviews_with_text, insert_reviews

from .diaries import DiaryPlanner
from .films import seeded_films
from .lists import ListPlanner
from .member_behaviour import check_enough_pairs
from .members import seeded_members
from .report_events import EventPlanner
from .report_plan import ReportedReview, plan_cases, reported_numbers
from .reviews import review_id, seeded_reviews

BATCH_SIZE, DIARIES_PER_BATCH, EVENTS_PER_BATCH = 2000, 100, 200
_NOTICES_SEEN_AFTER = timedelta(days=14)
_NEWEST_MEMBER = timedelta(days=2)
Doc = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Size:
    """How many of each to insert; reports in proportion to the reviews unless given."""

    films: int
    members: int
    reviews: int
    reports: int | None = None


def seed_site(size: Size, *, seed: int, until: datetime) -> Counter[str]:
    """Insert a whole site; return how many of each were inserted. Raise TooFewPairs.

    Everything follows from the seed and from `until`, the moment of the newest review or decision.
    Safe to repeat: what exists stays as it is, and is not counted.
    """
    check_enough_pairs(size.reviews, size.members, size.films)
    inserted: Counter[str] = Counter()
    films: list[Doc] = []
    with Progress("Films", size.films) as progress:
        inserted["films"] = insert_films(
            _collected(seeded_films(size.films, seed), films), progress
        )
    update_all_ranks()
    rebuild_dictionary()
    members: list[Doc] = []
    seeded = seeded_members(size.members, seed, until - _NEWEST_MEMBER)
    inserted["members"] = _in_batches("Members", seeded, BATCH_SIZE, partial(_add, members))
    reviews = seeded_reviews(films, members, size.reviews, seed, until)
    with Progress("Reviews", size.reviews) as progress:
        inserted["reviews"] = insert_reviews(reviews, progress)
    diaries = partial(insert_diaries, DiaryPlanner(films, seed, until))
    inserted["entries"] = _in_batches("Diaries", members, DIARIES_PER_BATCH, diaries)
    lists = partial(_insert_lists, ListPlanner(films, seed, until))
    inserted["lists"] = _in_batches("Lists", members, DIARIES_PER_BATCH, lists)
    inserted += _insert_reports(size, members, seed, until)
    rebuild_facet_index()
    return inserted


def _collected(docs: Iterable[Doc], kept: list[Doc]) -> Iterator[Doc]:
    """Yield documents, and keep them."""
    for doc in docs:
        kept.append(doc)
        yield doc


def _add(members: list[Doc], seeded: Sequence[Doc]) -> int:
    """Insert members, and add those that there are now; return how many are new."""
    new, present = insert_members(seeded)
    members += present
    return new


def insert_diaries(planner: DiaryPlanner, members: Sequence[Doc], least: int = 0) -> int:
    """Insert diaries and watchlists, with `least` films or more; return how many entries."""
    reviews = find_ratings_by_author(member["_id"] for member in members)
    plans = (planner.plan(member, reviews[member["_id"]], least) for member in members)
    entries, states = zip(*plans, strict=True)
    return insert_entries_and_states([*chain(*entries)], [*chain(*states)])


def _insert_lists(planner: ListPlanner, members: Sequence[Doc]) -> int:
    reviews = find_ratings_by_author(member["_id"] for member in members)
    return insert_lists([made for m in members for made in planner.lists(m, reviews[m["_id"]])])


def _in_batches(
    what: str, members: Sequence[Doc], size: int, insert: Callable[[Sequence[Doc]], int]
) -> int:
    """Insert what belongs to some members at a time; return how many documents that was."""
    inserted = 0
    with Progress(what, len(members)) as progress:
        for batch in in_batches(members, size):
            inserted += insert(batch)
            progress(len(batch))
    return inserted


def _insert_reports(size: Size, members: Sequence[Doc], seed: int, until: datetime) -> Counter[str]:
    # Each batch is one transaction, chained to the head of the log as it is then: after a kill
    # the next run continues where this one ended.
    numbers = reported_numbers(size.reviews, size.reports, seed)
    by_id = {review_id(seed, number): number for number in numbers}
    docs = (doc for ids in in_batches(by_id, BATCH_SIZE) for doc in find_reviews_with_text(ids))
    reported = ((by_id[d["_id"]], d["_id"], d["author"]["id"], d["date"]) for d in docs)
    plans = plan_cases(sorted(ReportedReview(*review) for review in reported), seed, until)
    inserted: Counter[str] = Counter()
    with Progress("Cases", len(plans)) as progress:
        events = EventPlanner(members, seed).events(plans)
        for batch in in_batches(events, EVENTS_PER_BATCH):
            inserted += apply_events(batch, seen_before=until - _NOTICES_SEEN_AFTER)
            progress(sum(isinstance(event, CaseEvent) for event in batch))
    return inserted
