"""The states of reviews and cases as they are stored, and what breaks the rules of `states`."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from bson import ObjectId

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.transactions import in_snapshot
from moderation.states import (
    ABSENT,
    DECIDED,
    HIDDEN_BY_DECISION,
    HIDDEN_BY_REPORTS,
    HOLD_REASONS,
    NO_CASE,
    OPEN,
    SAME,
    STATES,
    TAKEN_DOWN,
    TRANSITIONS,
    WAITING,
)
from reviews.documents import HELD, HIDDEN, VISIBLE

Doc = dict[str, Any]
# Beyond this many reviews a test is about numbers, and checking each after every commit too slow.
MOST_REVIEWS = 60


class Snapshot(NamedTuple):
    """What a review is, and its last case."""

    review: str
    case: str


def snapshot_of(review_id: ObjectId) -> Snapshot:
    """Return the state of a review and its case, in the words of `moderation.states`."""
    review = mongo.reviews().find_one({"_id": review_id})
    return _snapshot(review, list(mongo.cases().find({"target.id": review_id})))


def _snapshot(review: Doc | None, cases: list[Doc]) -> Snapshot:
    opened = next((case for case in cases if case["open"]), None)
    case = OPEN if opened else DECIDED if cases else NO_CASE
    if review is None:
        return Snapshot(ABSENT, case)
    state = review.get("state", VISIBLE)
    if state == HIDDEN:
        by_reports = opened is not None and opened.get("hidden_by_reports")
        state = HIDDEN_BY_REPORTS if by_reports else HIDDEN_BY_DECISION
    return Snapshot(state, case)


def is_allowed(service: str, before: Snapshot, after: Snapshot) -> bool:
    """Whether the table of transitions has this step."""
    return any(
        t.case == after.case or (t.case == SAME and before.case == after.case)
        for t in TRANSITIONS
        if (t.service, t.before, t.after) == (service, before.review, after.review)
    )


class Stored:
    """All reviews, cases and reports as of one moment, and what decisions last made of reviews."""

    def __init__(self, session: Any) -> None:
        read = _read_together(session)
        self.reviews = {doc["_id"]: doc for doc in read["comments"]}
        self.reports = read["reports"]
        self.cases = {doc["_id"]: doc for doc in read["cases"]}
        self.cases_of: defaultdict[Any, list[Doc]] = defaultdict(list)
        for case in self.cases.values():
            self.cases_of[case["target"]["id"]].append(case)
        self.effects = dict(_effects_of(read["decisions"]))
        undone = {row.get("undoes") for row in read["decisions"]}
        self.undone_ids = {row["_id"] for row in read["decisions"] if row["number"] in undone}
        standing = [row for row in read["decisions"] if row["number"] not in undone]
        self.standing_states = {
            (id, effect.get("also", effect)["after"]["state"])
            for id, effect in _effects_of(standing)
        }
        self.appeals = read["appeals"]

    def snapshot_of(self, review_id: Any) -> Snapshot:
        return _snapshot(self.reviews.get(review_id), self.cases_of[review_id])

    def last_decided_state(self, review_id: Any) -> str:
        effect = self.effects.get(review_id)
        return str(effect.get("also", effect)["after"]["state"]) if effect else ""


def broken_rules() -> list[str]:
    """Return a sentence for everything that is stored and should not be, as of one moment."""
    if mongo.reviews().estimated_document_count() > MOST_REVIEWS:
        return []
    with in_snapshot() as session:
        stored = Stored(session)
    return [*_of_reviews(stored), *_of_cases(stored), *_of_reports(stored), *_of_appeals(stored)]


def _read_together(session: Any) -> dict[str, list[Doc]]:
    """Return all documents of what the rules are about, read by one command."""
    pipeline: list[Doc] = [{"$set": {"read from": "comments"}}]
    for name in ("cases", "reports", "decisions", "appeals"):
        named = [{"$set": {"read from": name}}]
        pipeline.append({"$unionWith": {"coll": name, "pipeline": named}})
    names = ("comments", "cases", "reports", "decisions", "appeals")
    read: dict[str, list[Doc]] = {name: [] for name in names}
    for doc in mongo.reviews().aggregate(pipeline, session=session):
        read[doc.pop("read from")].append(doc)
    return read


def _effects_of(decisions: list[Doc]) -> Iterator[tuple[ObjectId, Doc]]:
    """Yield what each decision changed and in which review, the newest decision last."""
    for row in sorted(decisions, key=lambda row: row["number"]):
        if isinstance(effect := row["private"].get("effect"), dict):
            for review_id in {effect.get("review"), effect.get("also", {}).get("review")} - {None}:
                yield review_id, effect


def _of_reviews(stored: Stored) -> Iterator[str]:
    for doc in stored.reviews.values():
        state, case = stored.snapshot_of(doc["_id"])
        if case not in STATES[state]:
            yield f"a review is {state}, and its case is {case}"
        if state in TAKEN_DOWN and stored.last_decided_state(doc["_id"]) != doc["state"]:
            yield f"a review is {state}, and no decision made it so"
        if state in TAKEN_DOWN and (doc["_id"], doc["state"]) not in stored.standing_states:
            yield f"a review is {state}, and no decision that stands made it so"
        if (state == HELD) != (doc.get("held_because") in HOLD_REASONS):
            yield f"a review is {state}, and is held because of {doc.get('held_because')}"


def _of_cases(stored: Stored) -> Iterator[str]:
    for case in stored.cases.values():
        if not case["open"] or case["target"]["kind"] != "review":
            continue
        says_waiting = bool(case.get("hidden_by_reports") or case.get("held_because"))
        review = stored.snapshot_of(case["target"]["id"]).review
        if says_waiting and review not in (*WAITING, ABSENT):
            yield f"a case says that its review waits, which is {review}"


def _of_appeals(stored: Stored) -> Iterator[str]:
    for appeal in stored.appeals:
        if appeal["open"] and appeal["decision_id"] in stored.undone_ids:
            yield "an appeal waits, and its decision has been undone"


def _of_reports(stored: Stored) -> Iterator[str]:
    for report in stored.reports:
        case = stored.cases.get(report["case_id"])
        if case and "unsettled" in case:
            continue
        if case is None or report["open"] != case["open"]:
            is_open = "open" if report["open"] else "closed"
            yield f"a report is {is_open}, and its case is not"
