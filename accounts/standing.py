"""Changing a member's standing, role and sessions within a transaction."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from mflix_site.mongo import collections as mongo
from mflix_site.text import now

from .documents import ADMIN, CLOSED, GOOD, NOT_CLOSING, WITHOUT_PASSWORD, Member, Standing
from .errors import LastAdmin, MemberNotFound


def set_standing(
    *, member_id: ObjectId, kind: str, until: datetime | None, session: ClientSession
) -> tuple[Standing, Standing]:
    """Within a decision's transaction: set a standing, and return the old and the new one.

    Closing an account ends its sessions. Raise MemberNotFound or LastAdmin.
    """
    # A pipeline update can set or remove the end.
    ends: Any = {"$literal": until} if until else "$$REMOVE"
    before = _update(member_id, {"standing": kind, "standing_until": ends}, session)
    if kind == CLOSED:
        end_sessions(member_id=member_id, session=session)
    return before.standing, Standing(kind, until)


def set_role(*, member_id: ObjectId, role: str, session: ClientSession) -> tuple[Member, Member]:
    """Within a transaction: set a member's role; return the member before and after.

    It applies from their next request on. Raise MemberNotFound or LastAdmin.
    """
    before = _update(member_id, {"role": role}, session)
    return before, replace(before, role=role)


def _update(member_id: ObjectId, fields: dict[str, Any], session: ClientSession) -> Member:
    present, update = {"_id": member_id, **NOT_CLOSING}, [{"$set": fields}]
    doc = mongo.members().find_one_and_update(present, update, WITHOUT_PASSWORD, session=session)
    if doc is None:
        raise MemberNotFound("This member has left.")
    before = Member.from_doc(doc)
    if before.role == ADMIN and fields.get("role") != ADMIN:
        require_another_admin(besides=member_id, session=session)
    return before


def require_another_admin(*, besides: ObjectId, session: ClientSession) -> None:
    """Raise LastAdmin unless there is another admin in good standing.

    The others are updated, so that two admins cannot leave in concurrent transactions.
    """
    in_good_standing = {"role": ADMIN, "standing": {"$in": [GOOD, None]}, **NOT_CLOSING}
    others = {"_id": {"$ne": besides}, **in_good_standing}
    update = {"$set": {"counted_at": now()}}
    if not mongo.members().update_many(others, update, session=session).matched_count:
        raise LastAdmin


def end_sessions(*, member_id: ObjectId, session: ClientSession) -> int:
    """Within a transaction: end all sessions of a member, and return how many there were."""
    mongo.members().update_one({"_id": member_id}, {"$inc": {"session_epoch": 1}}, session=session)
    return delete_sessions(member_id=member_id, session=session)


def delete_sessions(*, member_id: ObjectId, session: ClientSession) -> int:
    """Within a transaction: delete a member's sessions and reset links; return how many sessions.

    The caller increments `session_epoch`, which ends a session that is being saved at this moment.
    """
    own = {"member_id": member_id}
    mongo.password_resets().delete_many(own, session=session)
    return mongo.sessions().delete_many(own, session=session).deleted_count
