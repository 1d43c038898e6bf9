"""Reporting: reports of one thing become one case, and enough that can be trusted hide a review."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo import ReturnDocument
from pymongo.client_session import ClientSession

from accounts.documents import Member
from accounts.permissions import recheck_permission
from mflix_site.clock import now
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.errors import Duplicate
from mflix_site.mongo.transactions import in_transaction
from mflix_site.text import fold_text
from reviews.documents import HIDDEN, VISIBLE
from reviews.errors import ReviewNotFound, VisibilityChanged
from reviews.visibility import Visibility, set_visibility

from .errors import AlreadyReported, OwnThing
from .rules import LOOKED_INTO, REASONS, REVIEW
from .targets import Target
from .trust import ENOUGH, ReportWeight, weigh_report

SECONDS_A_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Complaint:
    """Why somebody reports a thing: one of `REASONS`, and a note in their own words."""

    reason: str
    note: str = ""


def report(*, member: Member, thing: Target, complaint: Complaint, address: str) -> ObjectId:
    """Report a review or a member, and give the case that it belongs to.

    Raises OwnThing, and AlreadyReported while a report of the same person on it is open.
    """
    if thing.about.member_id == member.id:
        raise OwnThing
    voice = weigh_report(member, address, now())

    def work(session: ClientSession) -> ObjectId:
        action = f"report-{thing.about.kind}"
        recheck_permission(member=member, action=action, session=session)
        case = add_to_case(thing, complaint.reason, voice, session)
        doc = report_of(case, member, thing, complaint, voice)
        mongo.reports().insert_one(doc, session=session)
        if case["trust"] >= ENOUGH and not thing.by_staff:
            _hide(case, thing, session)
        return ObjectId(case["_id"])

    try:
        return in_transaction(work)
    except Duplicate as taken:
        if "reporter.id" not in taken.key:
            raise
        raise AlreadyReported from taken


def open_case(*, moderator: Member, thing: Target) -> ObjectId:
    """Look into a thing that nobody reported: give its open case, made where there is none."""
    action = f"open-{thing.about.kind}-case"

    def work(session: ClientSession) -> ObjectId:
        recheck_permission(member=moderator, action=action, session=session)
        return ObjectId(add_to_case(thing, LOOKED_INTO, None, session)["_id"])

    return in_transaction(work)


def add_to_case(
    thing: Target, reason: str, voice: ReportWeight | None, session: ClientSession
) -> dict[str, Any]:
    """Within a transaction: add a report, or a look, to the open case of a thing; give the case."""
    open_one = {"target.id": thing.about.id, "open": True}
    case: Any = mongo.cases().find_one_and_update(
        open_one,
        {"$setOnInsert": new_case(thing, now()), "$addToSet": {"reasons": reason}},
        upsert=True,
        return_document=ReturnDocument.AFTER,
        session=session,
    )
    if voice is None:
        return dict(case)
    known = voice.once_a_network and voice.network in case["networks"]
    increments = weight(reason, voice, known)
    networks = {"$addToSet": {"networks": voice.network}} if voice.once_a_network else {}
    counted: Any = mongo.cases().find_one_and_update(
        {"_id": case["_id"]},
        {"$inc": increments, **networks},
        return_document=ReturnDocument.AFTER,
        session=session,
    )
    return dict(counted)


def weight(reason: str, voice: ReportWeight, known: bool) -> dict[str, float]:
    """Give what a report adds to its case; `known` where its network has been counted there."""
    points = REASONS[reason].severity * voice.credibility * (0.1 if known else 1)
    trust = 0 if known else voice.trust
    return {"reports": 1, "points": points, "rank": points, "trust": trust}


def new_case(thing: Target, moment: datetime) -> dict[str, Any]:
    """Give what a case begins with; its rank is its points and the days that it waits."""
    return {
        "_id": ObjectId(),
        "target": thing.target,
        "about": thing.about_fields(),
        "words": search_words(thing),
        "shown": thing.words,
        "reports": 0,
        "points": 0.0,
        "rank": -moment.timestamp() / SECONDS_A_DAY,
        "trust": 0.0,
        "networks": [],
        "notes": [],
        "opened_at": moment,
    }


def search_words(thing: Target) -> list[str]:
    """Give the words by which a case is found: of the author's name and handle, and the film."""
    about = thing.about
    words = fold_text(f"{about.name} {about.handle} {about.title}").split()
    return list(dict.fromkeys(words))


def report_of(
    case: dict[str, Any], member: Member, thing: Target, complaint: Complaint, voice: ReportWeight
) -> dict[str, Any]:
    """Give the document of a report that is made now."""
    return {
        "_id": ObjectId(),
        "case_id": case["_id"],
        "target": thing.target,
        "about": thing.about_fields(),
        "reporter": {"id": member.id, "name": member.name, "handle": member.handle},
        "reason": complaint.reason,
        "note": complaint.note,
        "words": thing.words,
        "network": voice.network,
        "at": now(),
        "open": True,
    }


def _hide(case: dict[str, Any], thing: Target, session: ClientSession) -> None:
    """Hide a review until somebody has looked, where it is one and still visible."""
    target, spoiler = case["target"], bool((thing.words or {}).get("spoiler"))
    if target["kind"] != REVIEW or case.get("hidden_by_reports"):
        return
    visible = Visibility(VISIBLE, spoiler)
    try:
        set_visibility(review_id=target["id"], state=HIDDEN, expecting=visible, session=session)
    except (ReviewNotFound, VisibilityChanged):
        return
    mark = {"$set": {"hidden_by_reports": True}}
    mongo.cases().update_one({"_id": case["_id"]}, mark, session=session)
