"""Closing an account: the member goes at once, their reviews go too or stay without a name."""

from bson import ObjectId

from accounts.documents import Member
from accounts.services import (
    begin_closing,
    delete_member,
    members_being_closed,
    verify_own_password,
)
from mflix_site.mongo import collections as mongo
from reviews.account_closing import ANONYMOUS_AUTHOR, anonymize_or_delete_reviews

WITHDRAWN_ANSWER = "Withdrawn: the account has been closed by its owner."


def close_account(*, member: Member, password: str, keep_reviews: bool) -> int:
    """Close a member's account and give how many reviews were unsigned or removed.

    Raises WrongPassword, and LastAdmin. Killed in the middle, the account is closed and `purge`
    does the rest.
    """
    verify_own_password(member=member, password=password)
    begin_closing(member=member, keep_reviews=keep_reviews)
    return finish_closing(member.id, keep_reviews)


def finish_closing(member_id: ObjectId, keep_reviews: bool) -> int:
    """Deal with all that a closed account leaves, and forget the member; safe to repeat."""
    _part_from_cases(member_id, keep_reviews)
    _part_from_reports(member_id)
    done = anonymize_or_delete_reviews(member_id, keep_reviews=keep_reviews)
    delete_member(member_id=member_id)
    return done


def finish_all_closings() -> int:
    """Finish what a killed process left half done; give how many accounts that were."""
    left = members_being_closed()
    for member_id, keep_reviews in left:
        finish_closing(member_id, keep_reviews)
    return len(left)


def _part_from_cases(member_id: ObjectId, keep_reviews: bool) -> None:
    """Take the name from what was reported of them, and the words where they go with them."""
    whose = {"about.member_id": member_id}
    ids = [doc["_id"] for doc in mongo.cases().find(whose, {"_id": 1})]
    nobody = {"about.name": ANONYMOUS_AUTHOR["name"], "about.handle": "", "about.member_id": None}
    words = {} if keep_reviews else {"words": None}
    shown = {} if keep_reviews else {"shown": None}
    mongo.reports().update_many({"case_id": {"$in": ids}}, {"$set": {**nobody, **words}})
    mongo.cases().update_many(whose, {"$set": {**nobody, **shown, "words": []}})


def _part_from_reports(member_id: ObjectId) -> None:
    """What they reported still counts, without their name; what they appealed is withdrawn."""
    mongo.reports().update_many({"reporter.id": member_id}, {"$set": {"reporter": {}}})
    theirs = {"member_id": member_id}
    withdrawn = {"$set": {"open": False, "granted": False, "answer": WITHDRAWN_ANSWER}}
    mongo.appeals().update_many({**theirs, "open": True}, withdrawn)
    gone = {"$unset": {"name": "", "handle": ""}, "$set": {"member_id": None}}
    mongo.appeals().update_many(theirs, gone)
