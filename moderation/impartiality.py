"""Who may decide a case, undo a decision or answer an appeal: nobody who is involved in it."""

from collections.abc import Sequence

from bson import ObjectId
from pymongo.client_session import ClientSession

from accounts.documents import ADMIN, Member
from accounts.permissions import has_other_staff, is_staff
from mflix_site.mongo import collections as mongo

from . import log
from .documents import Decision, Target
from .errors import Overruled, OwnDecision, OwnReport, OwnTarget, StaffTarget
from .queries import has_reported
from .rules import ACTIONS

Session = ClientSession | None


def check_may_handle(
    moderator: Member, member_id: ObjectId | None, target_id: ObjectId | None, session: Session
) -> None:
    """Raise OwnTarget, StaffTarget or OwnReport where a moderator is involved."""
    if member_id == moderator.id:
        raise OwnTarget
    if moderator.role != ADMIN and member_id and is_staff(member_id, session):
        raise StaffTarget
    if target_id and has_reported(moderator, target_id, session):
        raise OwnReport


def check_may_decide(
    moderator: Member, target: Target, action: str = "", session: Session = None
) -> None:
    """Raise OwnTarget, StaffTarget, OwnReport, or Overruled after an appeal about the same."""
    check_may_handle(moderator, target.member_id, target.id, session)
    # Served by the indexes `of_member` and `of_thing`.
    about = {"about.member": str(target.member_id)} if target.member_id else {}
    concerning = about or {"about.id": str(target.id)}
    own = mongo.decisions().find(
        {**concerning, "private.moderator_id": moderator.id},
        {"about.id": 1, "action": 1},
        session=session,
    )
    sets_standing = bool(action and ACTIONS[action].standing)
    same = [
        doc["_id"]
        for doc in own
        if doc["about"].get("id") == str(target.id) or (sets_standing and _sets_standing(doc))
    ]
    _check_not_overruled(moderator, same, session)


def _sets_standing(doc: dict[str, str]) -> bool:
    action = ACTIONS.get(doc["action"])
    return bool(action and action.standing)


def check_may_undo(moderator: Member, decision: Decision, session: Session = None) -> None:
    """Raise OwnTarget, StaffTarget, OwnReport, or Overruled where an appeal would be undone."""
    check_may_handle(moderator, decision.member_id, decision.target_id, session)
    standing_again = chain_of(decision, session)[1::2]
    if any(_is_by(row, moderator) for row in standing_again):
        _check_not_overruled(moderator, [row.id for row in standing_again], session)


def check_may_answer(moderator: Member, appealed: Decision, session: Session = None) -> bool:
    """Raise OwnTarget, StaffTarget, OwnReport or OwnDecision where somebody else must answer.

    A decision that stands again is also that of whoever made it first. Return True for an admin
    who answers for their own decision, as there are no other staff.
    """
    check_may_handle(moderator, appealed.member_id, appealed.target_id, session)
    if not any(_is_by(row, moderator) for row in chain_of(appealed, session)[::2]):
        return False
    if _is_only_staff(moderator, session):
        return True
    raise OwnDecision


def chain_of(decision: Decision, session: Session) -> list[Decision]:
    """Return a decision, the one that it undoes, the one that this undoes, and so on."""
    chain = [decision]
    while (number := chain[-1].undoes) is not None:
        chain.append(log.get_decision({"number": number}, session))
    return chain


def _is_by(row: Decision, moderator: Member) -> bool:
    return bool(row.private.get("moderator_id") == moderator.id)


def _is_only_staff(moderator: Member, session: Session) -> bool:
    return moderator.role == ADMIN and not has_other_staff(moderator.id, session)


def _check_not_overruled(
    moderator: Member, decision_ids: Sequence[ObjectId], session: Session
) -> None:
    """Raise Overruled if an appeal about a decision was granted (index `one_per_decision`)."""
    granted = {"decision_id": {"$in": list(decision_ids)}, "granted": True}
    if not decision_ids or mongo.appeals().find_one(granted, {"_id": 1}, session=session) is None:
        return
    if not _is_only_staff(moderator, session):
        raise Overruled
