"""Who may not decide, undo or answer, as they are involved; and when nobody else is left."""

from collections.abc import Iterable, Sequence
from contextlib import suppress

from bson import ObjectId

from accounts.documents import ADMIN, Member
from accounts.permissions import staff_among, staff_permitted_to
from mflix_site.errors import Forbidden
from mflix_site.mongo import collections as mongo

from . import log
from .documents import Decision, Target
from .errors import Overruled, OwnDecision, OwnReport, OwnTarget, StaffTarget
from .log import Session
from .rules import ACTIONS

Id = ObjectId | None
Concerned = tuple[Id, Id]  # an author and a target


def reported_among(
    reporter_ids: Iterable[ObjectId], target_ids: Iterable[ObjectId], session: Session
) -> set[tuple[ObjectId, ObjectId]]:
    """Return which of these members ever reported which of these targets (`by_reporter`)."""
    selector = {"reporter.id": {"$in": [*reporter_ids]}, "target.id": {"$in": [*target_ids]}}
    reports = mongo.reports().find(selector, {"reporter.id": 1, "target.id": 1}, session=session)
    return {(doc["reporter"]["id"], doc["target"]["id"]) for doc in reports}


def refusals(by: Member, targets: Sequence[Concerned], session: Session) -> list[Forbidden | None]:
    """Return why a moderator is involved in each of these, or None."""
    authors, ids = ([one for one in column if one] for column in zip(*targets, strict=True))
    staff = set() if by.role == ADMIN else set(staff_among(authors, session))
    reported = reported_among([by.id], ids, session) if ids else set()

    def refusal(author: ObjectId | None, target: ObjectId | None) -> Forbidden | None:
        if author == by.id:
            return OwnTarget()
        if author in staff:
            return StaffTarget()
        return OwnReport() if (by.id, target) in reported else None

    return [refusal(*one) for one in targets]


def check_may_handle(moderator: Member, concerned: Concerned, session: Session) -> None:
    """Raise OwnTarget, StaffTarget or OwnReport where a moderator is involved."""
    (refusal,) = refusals(moderator, [concerned], session)
    if refusal:
        raise refusal


def check_may_decide(by: Member, target: Target, action: str = "", session: Session = None) -> None:
    """Raise OwnTarget, StaffTarget, OwnReport, or Overruled after an appeal about the same."""
    check_may_handle(by, (target.member_id, target.id), session)
    # Served by the indexes `by_moderator_of_member` and `of_target`.
    about = {"about.member": str(target.member_id)} if target.member_id else {}
    concerning = about or {"about.id": str(target.id)}
    own = mongo.decisions().find(
        {**concerning, "private.moderator_id": by.id},
        {"about.id": 1, "action": 1},
        hint="by_moderator_of_member" if about else "of_target",
        session=session,
    )
    of_standing = {name for name, kind in ACTIONS.items() if kind.standing}
    same = [
        doc["_id"]
        for doc in own
        if doc["about"].get("id") == str(target.id) or {action, doc["action"]} <= of_standing
    ]
    _check_not_overruled(by, same, (target.member_id, target.id), session)


def check_may_undo(moderator: Member, decision: Decision, session: Session = None) -> None:
    """Raise OwnTarget, StaffTarget, OwnReport, or Overruled where an appeal would be undone."""
    concerned = (decision.member_id, decision.target_id)
    check_may_handle(moderator, concerned, session)
    standing_again = undo_chain(decision, session)[1::2]
    if any(row.private.get("moderator_id") == moderator.id for row in standing_again):
        _check_not_overruled(moderator, [row.id for row in standing_again], concerned, session)


def undoable_ids(moderator: Member, decisions: Sequence[Decision]) -> set[ObjectId]:
    """Return which decisions about one target a moderator may undo."""
    candidates = [one for one in decisions if one.can_be_undone]
    about = [(one.member_id, one.target_id) for one in candidates[:1]]
    if not candidates or refusals(moderator, about, None) != [None]:
        return set()
    ids = set()
    for one in candidates:
        with suppress(Forbidden):
            if one.undoes is not None:
                check_may_undo(moderator, one)
            ids.add(one.id)
    return ids


def check_may_answer(moderator: Member, appealed: Decision, session: Session = None) -> bool:
    """Raise OwnTarget, StaffTarget, OwnReport or OwnDecision where somebody else must answer.

    Return True for an admin who answers for their own decision, as nobody else could.
    """
    for refusal in answer_refusals(moderator, [appealed], session).values():
        raise refusal
    return moderator.id in _deciders(appealed, session)


def answer_refusals(
    moderator: Member, appealed: Sequence[Decision], session: Session = None
) -> dict[ObjectId, Forbidden]:
    """Return why a moderator may not answer appeals, by the ids of these decisions."""
    about = [(one.member_id, one.target_id) for one in appealed]
    reasons = refusals(moderator, about, session) if appealed else []
    refused = {d.id: reason for d, reason in zip(appealed, reasons, strict=True) if reason}
    for one in appealed:
        deciders = _deciders(one, session) if one.id not in refused else set()
        concerned = (one.member_id, one.target_id)
        if moderator.id in deciders and not _is_alone(moderator, concerned, deciders, session):
            refused[one.id] = OwnDecision()
    return refused


def _deciders(decision: Decision, session: Session) -> set[ObjectId | None]:
    """Return who made a decision; one that stands again is also that of who made it first."""
    chain = undo_chain(decision, session)[::2]
    return {row.private.get("moderator_id") for row in chain}


def undo_chain(decision: Decision, session: Session) -> list[Decision]:
    """Return a decision, the one that it undoes, the one that this undoes, and so on."""
    chain = [decision]
    while (number := chain[-1].undoes) is not None:
        chain.append(log.get_decision({"number": number}, session))
    return chain


def _is_alone(by: Member, concerned: Concerned, involved: Iterable[Id], session: Session) -> bool:
    """Return whether an admin is the only one who may answer: nobody else is not involved."""
    if by.role != ADMIN:
        return False
    member_id, target_id = concerned
    others = staff_permitted_to("answer-appeal", session)
    about_staff = bool(member_id and staff_among([member_id], session))
    left = {id for id, role in others.items() if role == ADMIN or not about_staff}
    left -= {by.id, member_id, *involved}
    reporters = reported_among(left, [target_id], session) if left and target_id else set()
    return not left - {reporter for reporter, _ in reporters}


def _check_not_overruled(
    moderator: Member, decision_ids: Sequence[ObjectId], concerned: Concerned, session: Session
) -> None:
    """Raise Overruled if an appeal about a decision was granted (index `one_per_decision`)."""
    granted = {"decision_id": {"$in": list(decision_ids)}, "granted": True}
    if not decision_ids or mongo.appeals().find_one(granted, {"_id": 1}, session=session) is None:
        return
    if not _is_alone(moderator, concerned, (), session):
        raise Overruled
