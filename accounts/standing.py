"""How a member stands, what their role is, and how often their reports were right."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo import UpdateOne
from pymongo.client_session import ClientSession

from mflix_site.clock import now
from mflix_site.mongo import collections as mongo

from .documents import ADMIN, CLOSED, PROFILE, Member, Standing
from .errors import LastAdmin, MemberNotFound

HERE = {"closing": {"$exists": False}}


def set_standing(
    *, member_id: ObjectId, kind: str, until: datetime | None, session: ClientSession
) -> tuple[Standing, Standing]:
    """Within a decision's transaction: set a standing; give what it was and is.

    Closing an account ends its sessions. Raises MemberNotFound, and LastAdmin.
    """
    before = Member.from_doc(_found(member_id, session))
    if before.role == ADMIN:
        leave_an_admin(but=member_id, session=session)
    # A pipeline, so that one update sets the end or takes it away.
    ends: Any = {"$literal": until} if until else "$$REMOVE"
    update = [{"$set": {"standing": kind, "standing_until": ends}}]
    mongo.members().update_one({"_id": member_id, **HERE}, update, session=session)
    if kind == CLOSED:
        end_sessions(member_id=member_id, session=session)
    return before.standing, Standing(kind, until)


def set_role_of(*, member_id: ObjectId, role: str, session: ClientSession) -> tuple[Member, Member]:
    """Within a logged transaction: give a member a role; give them as they were and are.

    What a page lets them do follows at once: every request reads the member. Raises LastAdmin.
    """
    doc = _found(member_id, session)
    before = Member.from_doc(doc)
    if before.role == ADMIN and role != ADMIN:
        leave_an_admin(but=member_id, session=session)
    changed = {"$set": {"role": role}}
    mongo.members().update_one({"_id": member_id, **HERE}, changed, session=session)
    return before, Member.from_doc({**doc, "role": role})


def leave_an_admin(*, but: ObjectId, session: ClientSession) -> None:
    """Raise LastAdmin unless another admin in good standing stays.

    It touches the others, so of two admins who go at the same time one sees the other gone.
    """
    others = {"role": ADMIN, "_id": {"$ne": but}, "standing": {"$in": ["good", None]}, **HERE}
    touch = {"$set": {"counted_at": now()}}
    if not mongo.members().update_many(others, touch, session=session).matched_count:
        raise LastAdmin


def end_sessions(*, member_id: ObjectId, session: ClientSession) -> int:
    """Within a transaction: end all sessions of a member, and give how many there were."""
    mongo.members().update_one({"_id": member_id}, {"$inc": {"session_epoch": 1}}, session=session)
    mine = {"member_id": member_id}
    mongo.password_resets().delete_many(mine, session=session)
    return mongo.sessions().delete_many(mine, session=session).deleted_count


def count_reports(
    *, members: Mapping[ObjectId, int], was_right: bool, session: ClientSession
) -> None:
    """Within a decision's transaction: add to how often each of these members was right or wrong.

    The values are how many reports of theirs that were: one, or minus one to take it back.
    """
    path = "report_record.right" if was_right else "report_record.wrong"
    updates = [UpdateOne({"_id": id, **HERE}, {"$inc": {path: by}}) for id, by in members.items()]
    if updates:
        mongo.members().bulk_write(updates, ordered=False, session=session)


def _found(member_id: ObjectId, session: ClientSession) -> dict[str, Any]:
    doc = mongo.members().find_one({"_id": member_id, **HERE}, PROFILE, session=session)
    if doc is None:
        raise MemberNotFound("This member has left.")
    return doc
