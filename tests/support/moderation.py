"""Reports, cases and decisions for tests: made by the services, as people make them."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from bson import ObjectId

from accounts.documents import Member
from accounts.notices import Notice
from mflix_site.mongo import collections as mongo
from mflix_site.text import now
from moderation.decisions import DecisionInput, decide_case
from moderation.documents import Decision, Target, words_hash
from moderation.posts import (
    find_post,
    get_member_target,
    get_visible_review_target,
)
from moderation.reports import ReportContent, file_report

from .cast import make_member

LONG_AGO = timedelta(days=400)


def a_decision_input(action: str = "remove", **fields: Any) -> DecisionInput:
    """Return a decision input; a suspension ends in a week."""
    until = now() + timedelta(days=7) if action == "suspend" else None
    given = {"rule": "2", "reason": "It is about a person, not the film.", "until": until}
    return DecisionInput(action=action, **{**given, **fields})


def network_of(member: Member) -> str:
    """Return an address in a network of a member's own."""
    return "10.{}.{}.1".format(*member.id.binary[-2:])


def a_report(member: Member, review_id: str, reason: str = "abusive", **fields: Any) -> ObjectId:
    """Report a review as a member; return the id of its case."""
    snapshot = get_visible_review_target(ObjectId(review_id))
    address = fields.pop("address", network_of(member))
    content = ReportContent(reason, fields.pop("note", ""))
    return file_report(member=member, snapshot=snapshot, content=content, ip=address)


def a_report_of_member(member: Member, handle: str, reason: str = "spam") -> ObjectId:
    """Report a member as another; return the id of the case."""
    snapshot, content = get_member_target(handle), ReportContent(reason)
    return file_report(member=member, snapshot=snapshot, content=content, ip=network_of(member))


def decided(
    moderator: Member, case_id: ObjectId, action: str = "remove", **fields: Any
) -> Decision:
    """Decide a case as a moderator."""
    shown = fields.pop("shown", None)
    chosen = a_decision_input(action, **fields)
    return decide_case(moderator=moderator, case_id=case_id, chosen=chosen, shown=shown)


def shown_on(page_id: Any) -> str:
    """Return what the form of a case, a decision or an appeal is sent with, if opened now."""
    appeal = mongo.appeals().find_one({"_id": ObjectId(page_id)}) or {"decision_id": page_id}
    row = mongo.decisions().find_one({"_id": ObjectId(appeal["decision_id"])})
    case_id = row["private"]["case_id"] if row else ObjectId(page_id)
    case = mongo.cases().find_one({"_id": case_id}) or {}
    return words_hash(find_post(Target.from_doc(case)))


def an_old_member(name: str, **fields: Any) -> Member:
    """Insert a member who joined long ago, and whose reports count."""
    return make_member(name, joined_at=now() - LONG_AGO, **fields)


def state_of(review_id: str) -> str:
    """Return a review's state as it is stored; empty where there is none."""
    doc = mongo.reviews().find_one({"_id": ObjectId(review_id)}, {"state": 1})
    return doc["state"] if doc else ""


def inbox_of(member: Member) -> list[dict[str, Any]]:
    """Return a member's notices, oldest first, in words."""
    docs = mongo.notices().find({"member_id": member.id}).sort("at", 1)
    return [{**doc, **asdict(Notice.from_doc(doc))} for doc in docs]


def as_stored(member: Member) -> dict[str, Any]:
    """Return a member's document as it is now."""
    return mongo.members().find_one({"_id": member.id}) or {}
