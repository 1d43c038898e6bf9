"""A believable site, the same for the same seed: films, members, reviews, reports, decisions."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
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
    films = seeded_films(size.films, seed)
    with Progress("Films", size.films) as progress:
        inserted["films"] = insert_films(films, progress)
    update_all_ranks()
    rebuild_dictionary()
    inserted["members"], members = _insert_members(size.members, seed, until)
    reviews = seeded_reviews(films, members, size.reviews, seed, until)
    with Progress("Reviews", size.reviews) as progress:
        inserted["reviews"] = insert_reviews(reviews, progress)
    diaries = partial(insert_diaries, DiaryPlanner(films, seed, until))
    inserted["entries"] = _for_batches("Diaries", members, diaries)
    lists = partial(_insert_lists, ListPlanner(films, seed, until))
    inserted["lists"] = _for_batches("Lists", members, lists)
    inserted += _insert_reports(size, members, seed, until)
    rebuild_facet_index()
    return inserted


def _insert_members(number: int, seed: int, until: datetime) -> tuple[int, list[Doc]]:
    inserted, existing = 0, list[Doc]()
    with Progress("Members", number) as progress:
        members = seeded_members(number, seed, until - _NEWEST_MEMBER)
        for batch in in_batches(members, BATCH_SIZE):
            new, present = insert_members(batch)
            inserted, existing = inserted + new, existing + present
            progress(len(batch))
    return inserted, existing


def insert_diaries(planner: DiaryPlanner, members: Sequence[Doc], least: int = 0) -> int:
    """Insert diaries and watchlists, with `least` films or more; return how many entries."""
    reviews = find_ratings_by_author(member["_id"] for member in members)
    plans = [planner.plan(member, reviews[member["_id"]], least) for member in members]
    entries = [entry for plan in plans for entry in plan.entries]
    states = [state for plan in plans for state in plan.states.values()]
    return insert_entries_and_states(entries, states)


def _insert_lists(planner: ListPlanner, members: Sequence[Doc]) -> int:
    reviews = find_ratings_by_author(member["_id"] for member in members)
    return insert_lists([made for m in members for made in planner.lists(m, reviews[m["_id"]])])


def _for_batches(what: str, members: Sequence[Doc], insert: Callable[[Sequence[Doc]], int]) -> int:
    """Insert what belongs to some members at a time; return how much that was."""
    inserted = 0
    with Progress(what, len(members)) as progress:
        for batch in in_batches(members, DIARIES_PER_BATCH):
            inserted += insert(batch)
            progress(len(batch))
    return inserted


def _insert_reports(size: Size, members: Sequence[Doc], seed: int, until: datetime) -> Counter[str]:
    # Each batch is one transaction, chained to the head of the log as it is then: killed in
    # between, the next run continues where this one ended.
    reviews = _find_reported(reported_numbers(size.reviews, size.reports, seed), seed)
    plans = plan_cases(reviews, seed, until)
    inserted: Counter[str] = Counter()
    with Progress("Cases", len(plans)) as progress:
        events = EventPlanner(members, seed).events(plans)
        for batch in in_batches(events, EVENTS_PER_BATCH):
            inserted += apply_events(batch, seen_before=until - _NOTICES_SEEN_AFTER)
            progress(sum(isinstance(event, CaseEvent) for event in batch))
    return inserted


def _find_reported(numbers: Iterable[int], seed: int) -> list[ReportedReview]:
    by_id = {review_id(seed, number): number for number in numbers}
    docs = (doc for ids in in_batches(by_id, BATCH_SIZE) for doc in find_reviews_with_text(ids))
    reported = ((by_id[d["_id"]], d["_id"], d["author"]["id"], d["date"]) for d in docs)
    return sorted(ReportedReview(*review) for review in reported)
