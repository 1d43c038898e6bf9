"""Editing one's profile: it is in this app because reviews hold their author's name as well."""

from collections.abc import Mapping
from typing import Any

from pymongo.client_session import ClientSession

from accounts.documents import Member
from accounts.permissions import recheck_permission
from accounts.profiles import check_handle_change, count_handle_change, set_profile
from lists.authors import rename_in_lists
from mflix_site.mongo.collections import in_transaction
from reviews.authors import rename_author

from .errors import ProfileWordsRefused
from .holds import profile_refusal


def edit_profile(*, member: Member, profile: Mapping[str, Any]) -> Member:
    """Set a member's profile, and their name and picture on all their reviews.

    Raise NotAllowed, ProfileWordsRefused, HandleTaken or TooOften.
    """
    if reason := profile_refusal(member, profile):
        raise ProfileWordsRefused(reason)
    is_new_handle = check_handle_change(member, profile["handle"])

    def work(session: ClientSession) -> Member:
        recheck_permission(member=member, action="profile", session=session)
        changed = set_profile(member=member, profile=profile, session=session)
        if changed.as_author() != member.as_author():
            rename_author(changed, session=session)
            rename_in_lists(changed, session=session)
        return changed

    changed = in_transaction(work)
    if is_new_handle:
        count_handle_change(member)
    return changed
