"""The states of reviews and cases as they are stored, and what breaks the rules of `states`."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from bson import ObjectId

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.collections import in_snapshot
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

# Beyond this many reviews a test is about numbers, and checking each after every commit too slow.
MOST_REVIEWS = 60


class Snapshot(NamedTuple):
    """What a review is, and its last case."""

    review: str
    case: str


def snapshot_of(review_id: ObjectId, session: Any = None) -> Snapshot:
    """Return the state of a review and its case, in the words of `moderation.states`."""
    review = mongo.reviews().find_one({"_id": review_id}, session=session)
    cases = list(mongo.cases().find({"target.id": review_id}, session=session))
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


def broken_rules() -> list[str]:
    """Return a sentence for everything that is stored and should not be, as of one moment."""
    with in_snapshot() as session:
        if mongo.reviews().count_documents({}, session=session) > MOST_REVIEWS:
            return []
        return [*_of_reviews(session), *_of_cases(session), *_of_reports(session)]


def _of_reviews(session: Any) -> Iterator[str]:
    for doc in mongo.reviews().find({}, session=session):
        state, case = snapshot_of(doc["_id"], session)
        if case not in STATES[state]:
            yield f"a review is {state}, and its case is {case}"
        if state in TAKEN_DOWN and _last_decided_state(doc["_id"], session) != doc["state"]:
            yield f"a review is {state}, and no decision made it so"
        if (state == HELD) != (doc.get("held_because") in HOLD_REASONS.values()):
            yield f"a review is {state}, and is held because of {doc.get('held_because')}"


def _last_decided_state(review_id: ObjectId, session: Any) -> str:
    effects = [{"private.effect.review": review_id}, {"private.effect.also.review": review_id}]
    newest = mongo.decisions().find({"$or": effects}, session=session).sort("number", -1).limit(1)
    for row in newest:
        effect = row["private"]["effect"]
        return str(effect.get("also", effect)["after"]["state"])
    return ""


def _of_cases(session: Any) -> Iterator[str]:
    for case in mongo.cases().find({"open": True, "target.kind": "review"}, session=session):
        says_waiting = bool(case.get("hidden_by_reports") or case.get("held_because"))
        review = snapshot_of(case["target"]["id"], session).review
        if says_waiting and review not in (*WAITING, ABSENT):
            yield f"a case says that its review waits, which is {review}"


def _of_reports(session: Any) -> Iterator[str]:
    for report in mongo.reports().find({}, session=session):
        case = mongo.cases().find_one({"_id": report["case_id"]}, session=session)
        if case is None or report["open"] != case["open"]:
            is_open = "open" if report["open"] else "closed"
            yield f"a report is {is_open}, and its case is not"
