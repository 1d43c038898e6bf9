"""Closing an account, and anonymising or deleting what the member wrote.

It is in this app because it changes reports, cases and appeals too, which accounts may not import.
"""

from bson import ObjectId
from pymongo.client_session import ClientSession

from accounts.closing import begin_closing, delete_member, members_being_closed
from accounts.documents import Member
from accounts.names import handle_key
from accounts.notices import anonymize_notices, without_name
from accounts.queries import former_handles
from accounts.services import verify_own_password
from diary.bulk import delete_diary
from lists.bulk import anonymize_or_delete_lists
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.transactions import in_transaction
from reviews.authors import ANONYMOUS_AUTHOR, anonymize_or_delete_reviews

from .decisions import report_outcome
from .documents import Decision, Doc
from .rules import MEMBER

BATCH_SIZE = 50
ANONYMOUS: Doc = {
    "about.name": ANONYMOUS_AUTHOR["name"],
    "about.handle": "",
    "about.member_id": None,
}
WITHDRAWN_ANSWER = "Withdrawn, because the member closed their account."


def close_account(*, member: Member, password: str, keep_reviews: bool) -> int:
    """Close a member's account; return how many reviews were anonymised or deleted.

    Raise WrongPassword, and LastAdmin. Killed in the middle, the account is closed and `purge`
    does the rest.
    """
    verify_own_password(member=member, password=password)
    # A row of the log has the handle of its time (index `by_moderator`).
    in_log = set(map(handle_key, mongo.decisions().distinct("moderator.handle")))
    own_keys = {handle_key(member.handle), *former_handles(member.id)}
    keep_handle = member.is_staff or not own_keys.isdisjoint(in_log)
    begin_closing(member=member, keep_reviews=keep_reviews, keep_handle=keep_handle)
    return finish_closing(member.id, keep_reviews)


def finish_closing(member_id: ObjectId, keep_reviews: bool) -> int:
    """Anonymise or delete all that a closed account leaves, then the member; safe to repeat."""
    while docs := list(mongo.cases().find({"about.member_id": member_id}).limit(BATCH_SIZE)):
        for doc in docs:
            _anonymize_case(doc, keep_reviews)
    decided = map(Decision.from_doc, mongo.decisions().find({"about.member": str(member_id)}))
    anonymize_notices(decision.log_path for decision in decided)
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


def _anonymize_case(case: Doc, keep_reviews: bool) -> None:
    # The text of a profile is the member's own, and is deleted with it.
    keep_text = keep_reviews and case["target"]["kind"] != MEMBER
    words, shown = ({}, {}) if keep_text else ({"words": None}, {"shown": None})
    mongo.reports().update_many({"case_id": case["_id"]}, {"$set": {**ANONYMOUS, **words}})
    by_id, nameless = {"_id": case["_id"]}, {**ANONYMOUS, **shown, "words": []}

    def work(session: ClientSession) -> None:
        stored = mongo.cases().find_one(by_id, {"unsettled": 1}, session=session) or {}
        subjects = [one["notice"]["subject"] for one in stored.get("unsettled", ())]
        queued = {
            f"unsettled.{n}.notice.subject": without_name(subject)
            for n, subject in enumerate(subjects)
        }
        mongo.cases().update_one(by_id, {"$set": {**nameless, **queued}}, session=session)

    in_transaction(work)


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
