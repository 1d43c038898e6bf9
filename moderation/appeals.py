"""Appeals: once a decision, in words, answered in words by somebody else."""

from datetime import datetime

from bson import ObjectId
from pymongo.client_session import ClientSession

from accounts.documents import Member
from accounts.notices import send_notices
from accounts.permissions import recheck_permission
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.collections import Duplicate
from mflix_site.mongo.transactions import in_transaction
from mflix_site.text import now

from . import log
from .documents import Appeal, Decision, Doc
from .errors import AlreadyAnswered, AlreadyAppealed, AppealNotFound, NotAppealable
from .impartiality import check_may_answer
from .log import Session
from .notices import appeal_notices
from .undo import OVERTURN, check_words_of, is_undone, undo_in_transaction

SAME_ADMIN_NOTE = "Answered by the admin who made the decision, as nobody else could."


def file_appeal(*, member: Member, decision_id: ObjectId, text: str) -> ObjectId:
    """Appeal a decision that concerns oneself, within 30 days; return the appeal's id.

    Raise DecisionNotFound for one that concerns others, NotAppealable, AlreadyAppealed.
    """
    doc = appeal_document(member, decision_id, text, now())

    def work(session: ClientSession) -> None:
        recheck_permission(member=member, action="appeal", session=session)
        decision = get_own_decision(member, decision_id, session)
        if is_undone(decision, session) or not decision.is_appealable(now()):
            raise NotAppealable
        mongo.appeals().insert_one(doc, session=session)

    try:
        in_transaction(work)
    except Duplicate as duplicate:
        if "decision_id" not in duplicate.key:
            raise
        raise AlreadyAppealed from duplicate
    return ObjectId(doc["_id"])


def appeal_document(member: Member, decision_id: ObjectId, text: str, moment: datetime) -> Doc:
    author = {"member_id": member.id, "name": member.name, "handle": member.handle}
    appeal = {"decision_id": decision_id, "text": text, "at": moment, "open": True}
    return {"_id": ObjectId(), **author, **appeal}


def get_own_decision(member: Member, decision_id: ObjectId, session: Session = None) -> Decision:
    """Return a decision that concerns a member; another's is DecisionNotFound."""
    return log.get_decision({"_id": decision_id, "about.member": str(member.id)}, session)


def answer_appeal(
    *, moderator: Member, appeal_id: ObjectId, granted: bool, answer: str, shown: str | None = None
) -> Decision:
    """Answer an appeal: the decision stands, or is undone; return what is logged.

    `shown` as in `Case.check_words`. Raise AppealNotFound, AlreadyAnswered, OwnDecision, OwnTarget,
    OwnReport, StaffTarget, WordsChanged, NotUndoable.
    """

    def work(session: ClientSession, append: log.Append) -> Decision:
        answered = answer_fields(moderator, granted, answer, now())
        doc = mongo.appeals().find_one_and_update(
            {"_id": appeal_id, "open": True}, {"$set": answered}, session=session
        )
        if doc is None:
            exists = mongo.appeals().find_one({"_id": appeal_id}, {"_id": 1}, session=session)
            raise AlreadyAnswered if exists else AppealNotFound
        appealed = log.get_decision({"_id": doc["decision_id"]}, session)
        is_same_admin = check_may_answer(moderator, appealed, session)
        check_words_of(appealed, shown, session)
        reason = f"{answer} ({SAME_ADMIN_NOTE})" if is_same_admin else answer
        if granted and not is_undone(appealed, session):
            decision = undo_in_transaction(appealed, OVERTURN, reason, append, session)
        else:
            decision = append(appeal_log_entry(appealed, reason, granted))
        notices = appeal_notices(Appeal.from_doc(doc), appealed, decision, granted)
        send_notices(notices, session=session)
        return decision

    return log.run_logged(moderator, "answer-appeal", work)


def answer_fields(moderator: Member, granted: bool, answer: str, moment: datetime) -> Doc:
    by = {"answered_at": moment, "answered_by": moderator.handle}
    return {"open": False, "granted": granted, "answer": answer, **by}


def appeal_log_entry(appealed: Decision, reason: str, granted: bool) -> log.LogEntry:
    private = {"case_id": appealed.private.get("case_id"), "judged_id": appealed.id}
    return log.entry_about(appealed, OVERTURN if granted else "uphold", reason, private)
