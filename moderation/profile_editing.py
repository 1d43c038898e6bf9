"""Editing and clearing profiles: in this app because reviews hold their author's name as well."""

from collections.abc import Mapping, Sequence
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from accounts.documents import Member
from accounts.permissions import recheck_permission
from accounts.profiles import (
    PROFILE_FIELDS,
    check_handle_change,
    clear_profile,
    count_handle_change,
    restore_profile,
    set_profile,
)
from lists.bulk import rename_in_lists
from mflix_site.mongo.transactions import in_transaction
from reviews.authors import rename_author

from .documents import Effect
from .errors import NothingToDo, ProfileWordsRefused
from .hold_reasons import profile_refusal


def edit_profile(*, member: Member, parts: Mapping[str, Any]) -> Member:
    """Set parts of a member's profile, and their name and picture on all their reviews.

    What else moderators clear or the member changes meanwhile stays so. Raise NotAllowed,
    ProfileWordsRefused, HandleTaken or TooOften.
    """

    def work(session: ClientSession) -> tuple[Member, bool]:
        before = recheck_permission(member=member, action="profile", session=session)
        profile = {**{name: getattr(before, name) for name in PROFILE_FIELDS}, **parts}
        if reason := profile_refusal(before, profile):
            raise ProfileWordsRefused(reason)
        is_new_handle = check_handle_change(before, profile["handle"])
        changed = set_profile(member=before, profile=profile, session=session)
        if changed.as_author() != before.as_author():
            _rename(changed, session)
        return changed, is_new_handle

    changed, is_new_handle = in_transaction(work)
    if is_new_handle:
        count_handle_change(member)
    return changed


def _rename(member: Member, session: ClientSession) -> None:
    rename_author(member, session=session)
    rename_in_lists(member, session=session)


def clear_parts(member_id: ObjectId, parts: Sequence[str], session: ClientSession) -> Effect:
    """Within a decision's transaction: clear parts of a profile; return what that changes.

    The effect names none of the words, which leave with the member. Raise NothingToDo.
    """
    mark = ObjectId()
    if not change_cleared(member_id, mark, parts, session):
        raise NothingToDo
    before, after = {"cleared": list[str]()}, {"cleared": list(parts)}
    return {"profile": member_id, "mark": mark, "before": before, "after": after}


def change_cleared(
    member_id: ObjectId, mark: ObjectId, parts: Sequence[str], session: ClientSession
) -> bool:
    """Within a decision's transaction: clear parts of a profile; return whether that changes it.

    Without parts, put back what was cleared under the mark. Raise MemberNotFound.
    """
    of_member: dict[str, Any] = {"member_id": member_id, "mark": mark, "session": session}
    changed = clear_profile(parts=parts, **of_member) if parts else restore_profile(**of_member)
    if changed is not None:
        _rename(changed, session)
    return changed is not None
