"""Closing an account: what identifies the member is erased first, their document last.

`close_account` is in `moderation/account_closing.py`, as it changes what later apps own.
"""

from bson import ObjectId
from django.utils.translation import gettext as _
from pymongo.client_session import ClientSession

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.transactions import in_transaction

from .documents import ADMIN, NOT_CLOSING, Member
from .errors import MemberNotFound
from .former_accounts import remember_names, remember_sanction
from .impersonation import joined_readings
from .notices import queue_security_mail
from .services import delete_sessions, require_another_admin
from .totals import MEMBERS, add_to_total

ERASED = (
    *("name_key", "name_words", "email", "email_key", "pending_email", "handle_key", "password"),
    *("former_handles", "preferences", "api_preferences", "about", "favorite_films", "seen_films"),
    "cleared_profiles",
)


def begin_closing(*, member: Member, keep_reviews: bool, keep_handle: bool = False) -> None:
    """Delete a member's e-mail address, password, preferences, sessions and notices at once.

    A sanction is kept for its length, and with `keep_handle` name and handles: as keyed hashes.
    The field `closing` stays until their reviews are anonymized or deleted; a purge can resume it.
    """
    update = {
        "$set": {"closing": {"keep_reviews": keep_reviews}},
        "$unset": dict.fromkeys(ERASED, ""),
        "$inc": {"session_epoch": 1},
    }

    def work(session: ClientSession) -> None:
        if member.role == ADMIN:
            require_another_admin(exclude=member.id, session=session)
        present = {"_id": member.id, **NOT_CLOSING}
        closed = mongo.members().find_one_and_update(present, update, session=session)
        if closed is None:
            raise MemberNotFound(_("This account is already being closed."))
        remember_sanction(closed, session)
        queue_security_mail("account-closed", closed, session)
        if keep_handle:
            handles = (str(closed.get("handle_key") or ""), *closed.get("former_handles", ()))
            names = (str(closed.get("name") or ""), *handles)
            remember_names(handles, set().union(*map(joined_readings, names)), session)
        delete_sessions(member_id=member.id, session=session)
        mongo.notices().delete_many({"member_id": member.id}, session=session)

    in_transaction(work)


def members_being_closed() -> list[tuple[ObjectId, bool]]:
    """Return the members who are being closed, and whether reviews stay (index `closing`)."""
    docs = mongo.members().find({"closing": {"$exists": True}}, {"closing": 1})
    return [(doc["_id"], bool(doc["closing"].get("keep_reviews"))) for doc in docs]


def delete_member(*, member_id: ObjectId) -> int:
    """Delete what is left of an account that is being closed; return how many documents it was."""
    selector = {"_id": member_id, "closing": {"$exists": True}}

    def work(session: ClientSession) -> int:
        deleted = mongo.members().delete_one(selector, session=session).deleted_count
        add_to_total(MEMBERS, -deleted, session=session)
        return deleted

    return in_transaction(work)
