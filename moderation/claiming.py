"""Looking at a case: claiming it for a while, leaving it, and notes between moderators."""

from datetime import datetime
from typing import Any

from bson import ObjectId

from accounts.documents import Member
from accounts.permissions import require
from mflix_site.clock import now
from mflix_site.mongo import collections as mongo

from .errors import AlreadyDecided, CaseNotFound, ClaimedByOther
from .rules import CLAIMED_FOR


def free_for(moderator: Member, moment: datetime) -> dict[str, Any]:
    """Give the filter of cases that nobody else has claimed at this moment."""
    free = [{"claim": {"$exists": False}}, {"claim.until": {"$lte": moment}}]
    return {"$or": [*free, {"claim.id": moderator.id}]}


def claim_case(*, moderator: Member, case_id: ObjectId) -> None:
    """Claim an open case for a quarter of an hour; one's own claim begins anew.

    Raises CaseNotFound, AlreadyDecided, ClaimedByOther.
    """
    require(moderator, "claim-case")
    moment = now()
    claim = {"id": moderator.id, "handle": moderator.handle, "until": moment + CLAIMED_FOR}
    open_one = {"_id": case_id, "open": True, **free_for(moderator, moment)}
    if not mongo.cases().update_one(open_one, {"$set": {"claim": claim}}).matched_count:
        raise why_not(mongo.cases().find_one({"_id": case_id}, {"open": 1}))


def release_case(*, moderator: Member, case_id: ObjectId) -> None:
    """Leave a case to the others; leaving what one has not claimed changes nothing."""
    require(moderator, "release-case")
    mine = {"_id": case_id, "claim.id": moderator.id}
    mongo.cases().update_one(mine, {"$unset": {"claim": ""}})


def note_case(*, moderator: Member, case_id: ObjectId, text: str) -> None:
    """Leave a note for the other moderators, on an open case or a decided one."""
    require(moderator, "note-case")
    note = {"handle": moderator.handle, "text": text, "at": now()}
    if not mongo.cases().update_one({"_id": case_id}, {"$push": {"notes": note}}).matched_count:
        raise CaseNotFound


def why_not(case: Any) -> Exception:
    """Give the error for a case that a write did not find: gone, decided, or somebody else's."""
    if case is None:
        return CaseNotFound()
    return ClaimedByOther() if case["open"] else AlreadyDecided()
