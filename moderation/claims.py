"""Looking at a case: claiming it for a while, leaving it, and notes between moderators."""

from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from accounts.documents import Member
from accounts.permissions import permission_filter
from mflix_site.clock import now
from mflix_site.mongo import collections as mongo

from .errors import AlreadyDecided, CaseNotFound, ClaimedByOther, OwnTarget
from .rules import CLAIMED_FOR

MAX_NOTES = 200


def unclaimed_filter(moderator: Member, moment: datetime) -> dict[str, Any]:
    """Give the filter of cases that nobody else has claimed at this moment."""
    free = [{"claim": {"$exists": False}}, {"claim.until": {"$lte": moment}}]
    return {"$or": [*free, {"claim.id": moderator.id}]}


def claim_case(*, moderator: Member, case_id: ObjectId) -> None:
    """Claim an open case for a quarter of an hour; one's own claim begins anew.

    Raises CaseNotFound, AlreadyDecided, ClaimedByOther, OwnThing.
    """
    not_mine = permission_filter(moderator, "claim-case", "about.member_id")
    moment = now()
    claim = {"id": moderator.id, "handle": moderator.handle, "until": moment + CLAIMED_FOR}
    open_one = {"_id": case_id, "open": True, **unclaimed_filter(moderator, moment), **not_mine}
    if not mongo.cases().update_one(open_one, {"$set": {"claim": claim}}).matched_count:
        raise case_error(moderator, case_id)


def release_case(*, moderator: Member, case_id: ObjectId) -> None:
    """Leave a case to the others; leaving what one has not claimed changes nothing."""
    not_mine = permission_filter(moderator, "release-case", "about.member_id")
    claimed = {"_id": case_id, "claim.id": moderator.id, **not_mine}
    mongo.cases().update_one(claimed, {"$unset": {"claim": ""}})


def note_case(*, moderator: Member, case_id: ObjectId, text: str) -> None:
    """Leave a note for the other moderators, on an open case or a decided one."""
    not_mine = permission_filter(moderator, "note-case", "about.member_id")
    note = {"handle": moderator.handle, "text": text, "at": now()}
    noted = {"$push": {"notes": {"$each": [note], "$slice": -MAX_NOTES}}}
    if not mongo.cases().update_one({"_id": case_id, **not_mine}, noted).matched_count:
        raise case_error(moderator, case_id)


def case_error(
    moderator: Member, case_id: ObjectId, session: ClientSession | None = None
) -> Exception:
    """Give the error for a case that a write did not find: gone, one's own, decided, claimed."""
    doc = mongo.cases().find_one({"_id": case_id}, {"open": 1, "about": 1}, session=session)
    if doc is None:
        return CaseNotFound()
    if doc["about"].get("member_id") == moderator.id:
        return OwnTarget()
    return ClaimedByOther() if doc["open"] else AlreadyDecided()
