"""What a member says about themselves: name, handle, picture, a few words, favourite films."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any
from zlib import crc32

from bson import ObjectId
from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import ngettext
from pymongo import ReturnDocument
from pymongo.client_session import ClientSession

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.collections import Duplicate
from mflix_site.text import now

from .documents import NOT_CLOSING, WITHOUT_PASSWORD, Member
from .errors import HandleTaken, MemberNotFound, TooOften
from .former_accounts import departed
from .names import handle_key, name_fields
from .rate_limits import check_rate_limit, require_below_limit

PROFILE_FIELDS = ("name", "handle", "about", "picture", "favorite_films")


def set_profile(*, member: Member, profile: Mapping[str, Any], session: ClientSession) -> Member:
    """Within a transaction: set a member's profile, and return the changed member.

    A former handle stays theirs: it leads to their page, and nobody else can take it. Raise
    HandleTaken or MemberNotFound.
    """
    key, own_key = handle_key(profile["handle"]), handle_key(member.handle)
    set_: dict[str, Any] = name_fields(profile["name"])
    set_ |= {"handle": profile["handle"], "handle_key": key, "about": profile["about"]}
    set_["favorite_films"] = list(profile["favorite_films"])
    set_["picture"] = profile["picture"]
    fields: dict[str, Any] = {name: {"$literal": value} for name, value in set_.items()}
    if key != own_key:
        if is_former_handle(key, exclude=member, session=session):
            raise HandleTaken
        used = {"$setUnion": [{"$ifNull": ["$former_handles", []]}, [{"$literal": own_key}]]}
        fields["former_handles"] = {"$setDifference": [used, [{"$literal": key}]]}
    present, after = {"_id": member.id, **NOT_CLOSING}, ReturnDocument.AFTER
    change = partial(mongo.members().find_one_and_update, present, [{"$set": fields}])
    try:
        doc = change(WITHOUT_PASSWORD, return_document=after, session=session)
    except Duplicate as taken:
        raise HandleTaken from taken
    if doc is None:
        raise MemberNotFound
    return Member.from_doc(doc)


def clear_profile(
    *, member_id: ObjectId, parts: Iterable[str], mark: ObjectId, session: ClientSession
) -> Member | None:
    """Within a decision's transaction: replace parts of a profile by neutral words.

    What they were stays in the member's document under `mark`. Return the changed member, or None
    where nothing changes. Raise MemberNotFound.
    """
    member = _member_to_clear({"_id": member_id}, session)
    number = crc32(str(member_id).encode())
    neutral = {"name": f"Member {number}", "handle": f"member_{number}", "about": ""}
    after = {part: neutral[part] for part in parts}
    before = {part: getattr(member, part) for part in after}
    if before == after:
        return None
    cleared = {"$push": {"cleared_profiles": {"id": mark, "before": before, "after": after}}}
    mongo.members().update_one({"_id": member_id}, cleared, session=session)
    return _change_parts(member, after, session)


def restore_profile(*, member_id: ObjectId, mark: ObjectId, session: ClientSession) -> Member:
    """Within a transaction: put back what was cleared under a mark; return the changed member.

    Raise MemberNotFound where the member has left, or has changed those parts since.
    """
    was_cleared = {"$elemMatch": {"id": mark}}
    chosen = {"_id": member_id, "cleared_profiles": was_cleared}
    member = _member_to_clear(chosen, session)
    doc = mongo.members().find_one(chosen, {"cleared_profiles": was_cleared}, session=session) or {}
    kept = doc["cleared_profiles"][0]
    if any(getattr(member, part) != words for part, words in kept["after"].items()):
        raise MemberNotFound
    removal = {"$pull": {"cleared_profiles": {"id": mark}}}
    mongo.members().update_one({"_id": member_id}, removal, session=session)
    return _change_parts(member, kept["before"], session)


def _member_to_clear(chosen: Mapping[str, Any], session: ClientSession) -> Member:
    present = {**chosen, **NOT_CLOSING}
    if doc := mongo.members().find_one(present, WITHOUT_PASSWORD, session=session):
        return Member.from_doc(doc)
    raise MemberNotFound


def _change_parts(member: Member, parts: Mapping[str, Any], session: ClientSession) -> Member:
    profile = {**{name: getattr(member, name) for name in PROFILE_FIELDS}, **parts}
    return set_profile(member=member, profile=profile, session=session)


def check_handle_change(member: Member, handle: str) -> bool:
    """Return whether a handle is another than the member's; raise TooOften past the limit."""
    if handle_key(handle) == handle_key(member.handle):
        return False
    try:
        require_below_limit("handle", member.id)
    except TooOften as error:
        limit, window = settings.LIMITS["handle"]
        again = date_format(now() + timedelta(seconds=error.retry_after), "DATE_FORMAT")
        sentence = ngettext(
            "You can change your handle once in %(days)s days. The next time is on %(date)s.",
            "You can change your handle %(limit)s times in %(days)s days. The next time is on "
            "%(date)s.",
            limit,
        )
        sentence %= {"limit": limit, "days": window // 86_400, "date": again}
        raise TooOften(sentence, retry_after=error.retry_after) from error
    return True


def count_handle_change(member: Member) -> None:
    """Count a change that succeeded; of two at once, both have."""
    with suppress(TooOften):
        check_rate_limit("handle", member.id)


def is_former_handle(
    key: str, *, exclude: Member | None = None, session: ClientSession | None = None
) -> bool:
    """Return whether another member, or a departed moderator, had this (`former_handles`)."""
    others = {"former_handles": key} | ({"_id": {"$ne": exclude.id}} if exclude else {})
    if mongo.members().find_one(others, {"_id": 1}, session=session) is not None:
        return True
    return bool(departed("handle", [key], session))
