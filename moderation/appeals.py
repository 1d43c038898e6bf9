"""Appeals: once a decision, in words, answered in words by somebody else."""

from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from accounts.documents import ADMIN, Member
from accounts.notices import Notice, send_notices
from accounts.permissions import recheck_permission
from accounts.queries import has_other_staff
from mflix_site.clock import now
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.errors import Duplicate
from mflix_site.mongo.transactions import in_transaction

from . import log
from .errors import (
    AlreadyAnswered,
    AlreadyAppealed,
    AppealNotFound,
    DecisionNotFound,
    NotAppealable,
    OwnDecision,
)
from .log_documents import Appeal, Decision
from .undo import (
    check_may_judge,
    get_decision_in_transaction,
    is_undone,
    subject_of,
    undo_in_transaction,
)

BY_THE_SAME = "Decided by the admin who made the decision: nobody else looks after the site."


def appeal(*, member: Member, decision_id: ObjectId, text: str) -> ObjectId:
    """Appeal a decision that concerns oneself, within 30 days; give the appeal.

    Raises DecisionNotFound for one that concerns others, NotAppealable, AlreadyAppealed.
    """
    doc = appeal_of(member, decision_id, text, now())

    def work(session: ClientSession) -> None:
        recheck_permission(member=member, action="appeal", session=session)
        decision = own_decision(member, decision_id, session)
        if is_undone(decision, session) or not decision.is_appealable(now()):
            raise NotAppealable
        mongo.appeals().insert_one(doc, session=session)

    try:
        in_transaction(work)
    except Duplicate as taken:
        if "decision_id" not in taken.key:
            raise
        raise AlreadyAppealed from taken
    return ObjectId(doc["_id"])


def appeal_of(member: Member, decision_id: ObjectId, text: str, moment: datetime) -> dict[str, Any]:
    """Give the document of an appeal that nobody has answered yet."""
    return {
        "_id": ObjectId(),
        "decision_id": decision_id,
        "member_id": member.id,
        "name": member.name,
        "handle": member.handle,
        "text": text,
        "at": moment,
        "open": True,
    }


def own_decision(
    member: Member, decision_id: ObjectId, session: ClientSession | None = None
) -> Decision:
    """Give a decision that concerns a member; another's is DecisionNotFound."""
    mine = {"_id": decision_id, "about.member": str(member.id)}
    doc = mongo.decisions().find_one(mine, session=session)
    if doc is None:
        raise DecisionNotFound
    return Decision.from_doc(doc)


def answer_appeal(
    *, moderator: Member, appeal_id: ObjectId, granted: bool, answer: str
) -> Decision:
    """Answer an appeal: the decision stands, or is taken back with all that it did.

    Raises AppealNotFound, AlreadyAnswered, OwnDecision, OwnThing, StaffThing, NotUndoable.
    """

    def work(session: ClientSession) -> Decision:
        turn = log.lock_log_head(session)
        recheck_permission(member=moderator, action="answer-appeal", session=session)
        one = _closed(appeal_id, moderator, granted, answer, session)
        judged = get_decision_in_transaction(one.decision_id, session)
        check_may_judge(moderator, judged, session)
        alone = _check_other(moderator, judged, session)
        reason = f"{answer} ({BY_THE_SAME})" if alone else answer
        if granted and not is_undone(judged, session):
            decision = undo_in_transaction(
                judged, "overturn", reason, by=moderator, turn=turn, session=session
            )
        else:
            entry = appeal_outcome_entry(judged, reason, granted)
            decision = Decision.from_doc(
                log.append(entry, by=moderator, turn=turn, session=session)
            )
        _tell(one, judged, decision, granted, session)
        return decision

    return in_transaction(work)


def _closed(
    appeal_id: ObjectId, moderator: Member, granted: bool, answer: str, session: ClientSession
) -> Appeal:
    """Close an open appeal with its answer, and give it."""
    answered = answer_of(moderator, granted, answer, now())
    waiting = {"_id": appeal_id, "open": True}
    doc = mongo.appeals().find_one_and_update(waiting, {"$set": answered}, session=session)
    if doc is not None:
        return Appeal.from_doc({**doc, **answered})
    there = mongo.appeals().find_one({"_id": appeal_id}, {"_id": 1}, session=session)
    raise AppealNotFound if there is None else AlreadyAnswered


def answer_of(moderator: Member, granted: bool, answer: str, moment: datetime) -> dict[str, Any]:
    """Give what an answer sets of an appeal."""
    return {
        "open": False,
        "granted": granted,
        "answer": answer,
        "answered_at": moment,
        "answered_by": moderator.handle,
    }


def check_answering(moderator: Member, judged: Decision) -> None:
    """Raise OwnThing, StaffThing or OwnDecision where somebody else must answer."""
    check_may_judge(moderator, judged)
    _check_other(moderator, judged)


def _check_other(moderator: Member, judged: Decision, session: ClientSession | None = None) -> bool:
    """Raise OwnDecision unless somebody else decides, or an admin who is alone; tell if so."""
    if judged.private.get("moderator_id") != moderator.id:
        return False
    if moderator.role == ADMIN and not has_other_staff(moderator.id, session):
        return True
    raise OwnDecision


def appeal_outcome_entry(judged: Decision, reason: str, granted: bool) -> log.Entry:
    """Give what is logged of an appeal that changes nothing."""
    return log.Entry(
        action="overturn" if granted else "uphold",
        reason=reason,
        rule=judged.rule,
        about=judged.about,
        detail=f"{judged.label}, number {judged.number}",
        private={"case_id": judged.private.get("case_id"), "judged_id": judged.id},
    )


def _tell(
    one: Appeal, judged: Decision, decision: Decision, granted: bool, session: ClientSession
) -> None:
    send_notices(answers(one, judged, decision, granted), session=session)


def answers(
    one: Appeal, judged: Decision, decision: Decision, granted: bool
) -> dict[ObjectId, Notice]:
    """Write to whoever appealed, and to whoever had decided."""
    what = "granted: the decision is taken back" if granted else "refused: the decision stands"
    path, label = f"/moderation/log/{decision.number}/", "In the log"
    subject = (
        f"Appeal {'granted' if granted else 'refused'}: {judged.label}, number {judged.number}"
    )
    answer = f"A {decision.role} answers: {decision.reason}"
    told = {}
    if one.member_id is not None and subject_of(judged) == one.member_id:
        paragraphs = (f"Your appeal is {what}.", answer)
        told[one.member_id] = Notice(subject, paragraphs, one.text, path, label)
    if (judge := judged.private.get("moderator_id")) and judge != one.member_id:
        paragraphs = (f"An appeal against your decision is {what}.", answer)
        told[judge] = Notice(subject, paragraphs, "", path, label)
    return told
