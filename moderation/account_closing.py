"""Closing an account, and anonymising or deleting what the member wrote.

It is in this app because it changes reports, cases and appeals too, which accounts may not import.
"""

from bson import ObjectId

from accounts.closing import begin_closing, delete_member, members_being_closed
from accounts.documents import Member
from accounts.services import verify_own_password
from diary.bulk import delete_diary
from lists.bulk import anonymize_or_delete_lists
from mflix_site.mongo import collections as mongo
from reviews.authors import ANONYMOUS_AUTHOR, anonymize_or_delete_reviews

from .decisions import report_outcome
from .documents import Decision, Doc
from .rules import MEMBER

WITHDRAWN_ANSWER = "Withdrawn, because the member closed their account."


def close_account(*, member: Member, password: str, keep_reviews: bool) -> int:
    """Close a member's account; return how many reviews were anonymised or deleted.

    Raise WrongPassword, and LastAdmin. Killed in the middle, the account is closed and `purge`
    does the rest.
    """
    verify_own_password(member=member, password=password)
    by_member = {"moderator.handle": member.handle}  # a row of the log (index `by_moderator`)
    keep_handle = member.is_staff or bool(mongo.decisions().find_one(by_member, {"_id": 1}))
    begin_closing(member=member, keep_reviews=keep_reviews, keep_handle=keep_handle)
    return finish_closing(member.id, keep_reviews)


def finish_closing(member_id: ObjectId, keep_reviews: bool) -> int:
    """Anonymise or delete all that a closed account leaves, then the member; safe to repeat."""
    written = {"about.member_id": member_id}
    case_ids = [doc["_id"] for doc in mongo.cases().find(written, {"_id": 1})]
    name = ANONYMOUS_AUTHOR["name"]
    anonymous: Doc = {"about.name": name, "about.handle": "", "about.member_id": None}
    words, shown = ({}, {}) if keep_reviews else ({"words": None}, {"shown": None})
    # The text of a profile is the member's own, and is deleted with it.
    of_profiles, about_member = {"target.kind": MEMBER}, {"case_id": {"$in": case_ids}}
    mongo.reports().update_many({**about_member, **of_profiles}, {"$set": {"words": None}})
    mongo.cases().update_many({**written, **of_profiles}, {"$set": {"shown": None}})
    mongo.reports().update_many(about_member, {"$set": {**anonymous, **words}})
    mongo.cases().update_many(written, {"$set": {**anonymous, **shown, "words": []}})
    # What they reported still counts, without their name; what they appealed is withdrawn.
    mongo.reports().update_many({"reporter.id": member_id}, {"$set": {"reporter": {}}})
    own = {"member_id": member_id}
    withdrawn = {"$set": {"open": False, "granted": False, "answer": WITHDRAWN_ANSWER}}
    mongo.appeals().update_many({**own, "open": True}, withdrawn)
    nameless = {"$unset": {"name": "", "handle": ""}, "$set": {"member_id": None}}
    mongo.appeals().update_many(own, nameless)
    count = anonymize_or_delete_reviews(member_id, keep_reviews=keep_reviews)
    delete_diary(member_id)
    anonymize_or_delete_lists(member_id, keep=keep_reviews)
    delete_member(member_id=member_id)
    return count


def finish_all_closings() -> int:
    """Finish what a killed process left half done; return how many accounts that were."""
    unfinished = members_being_closed()
    for member_id, keep_reviews in unfinished:
        finish_closing(member_id, keep_reviews)
    return len(unfinished)


def close_reports_of_departed() -> int:
    """Close reports that were left open on decided cases; return how many.

    Older versions left these open when the case was decided. Served by the indexes `by_reporter`,
    `of_case` and `_id_`.
    """
    departed = {"reporter.id": None, "open": True}
    case_ids = mongo.reports().distinct("case_id", departed)
    closed = 0
    for case in mongo.cases().find({"_id": {"$in": case_ids}, "open": False}):
        decision = mongo.decisions().find_one({"_id": case.get("decision_id")})
        outcome = report_outcome(Decision.from_doc(decision)) if decision else {"open": False}
        unclosed = {"case_id": case["_id"], "open": True}
        closed += mongo.reports().update_many(unclosed, {"$set": outcome}).modified_count
    return closed
