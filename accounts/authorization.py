"""Whoever acts may still do so when it is written: asked in the same transaction."""

from pymongo.client_session import ClientSession

from mflix_site.clock import now
from mflix_site.mongo import collections as mongo

from .documents import Member, Standing
from .errors import MemberNotFound, NotAllowed
from .permissions import standing_filter


def recheck_permission(*, member: Member, action: str, session: ClientSession) -> None:
    """Touch the document of whoever acts, if role and standing still let them do it.

    So a right that is revoked meanwhile, or an account that is closed, undoes the whole
    transaction. Raises NotAllowed or MemberNotFound.
    """
    moment = now()
    allowed = {"_id": member.id, **standing_filter(action, moment)}
    touch = {"$set": {"last_acted_at": moment}}
    if mongo.members().update_one(allowed, touch, session=session).matched_count:
        return
    there = {"_id": member.id, "closing": {"$exists": False}}
    doc = mongo.members().find_one(there, {"standing": 1, "standing_until": 1}, session=session)
    if doc is None:
        raise MemberNotFound("This account is closed.")
    raise NotAllowed.because(Standing.from_doc(doc).at(moment))
