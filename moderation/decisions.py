"""Deciding a case: the change, the log row, the notices and the tally in one transaction."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from bson import ObjectId
from django.utils.translation import gettext as _
from pymongo.client_session import ClientSession

import diary.visibility
import lists.visibility
from accounts.documents import Member
from accounts.errors import MemberNotFound
from accounts.notices import send_notices
from accounts.permissions import permission_filter
from accounts.services import set_standing
from mflix_site.errors import NotFound, Problem
from mflix_site.mongo import collections as mongo
from mflix_site.text import now
from reviews.documents import HELD, HIDDEN, VISIBLE, Visibility
from reviews.queries import find_review
from reviews.services import VisibilityWriter, delete_erased_review, set_visibility

from . import log
from .documents import Case, Decision, Effect
from .errors import NothingToDo
from .impartiality import check_may_decide
from .notices import decision_notices
from .queries import case_error, unclaimed_filter
from .rules import ACTIONS, ENTRY, LIST, REVIEW
from .settling import Settlement, record_change, report_outcome, settle_reports
from .states import DECISIONS

DISMISS = "dismiss"


class PostKind(NamedTuple):
    """How to read and change posts of a kind.

    `find` returns a post with its `state`, `version`, `is_visible` and `paragraphs`, or None.
    """

    write_visibility: VisibilityWriter
    find: Callable[[ObjectId], Any]


POST_KINDS: Mapping[str, PostKind] = {
    REVIEW: PostKind(set_visibility, find_review),
    ENTRY: PostKind(diary.visibility.set_visibility, diary.visibility.find_words),
    LIST: PostKind(lists.visibility.set_visibility, lists.visibility.find_words),
}


def visibility_writer(kind: str) -> VisibilityWriter:
    return POST_KINDS[kind].write_visibility


def find_post(kind: str, post_id: ObjectId) -> Any:
    return POST_KINDS[kind].find(post_id)


def delete_erased(kind: str, post_id: ObjectId, session: ClientSession) -> bool:
    """Within a transaction: delete a review whose author had erased its content.

    Other posts leave no place behind when their author deletes them.
    """
    return kind == REVIEW and delete_erased_review(post_id, session)


@dataclass(frozen=True, slots=True)
class DecisionInput:
    """What a moderator chose: one of `ACTIONS`, a rule, a public reason, a private note."""

    action: str
    rule: str
    reason: str
    note: str = ""
    until: datetime | None = None


def decide_case(*, moderator: Member, case_id: ObjectId, chosen: DecisionInput) -> Decision:
    """Decide an open case, once.

    Raise AlreadyDecided, ClaimedByOther, OwnTarget, OwnReport, StaffTarget, Overruled,
    NothingToDo; NotFound where the target is gone.
    """
    # The author may be nobody: a comment of an old database. `$ne` lets that through.
    not_own = permission_filter(moderator, "decide-case", "about.member_id")

    def work(session: ClientSession, append: log.Append) -> Decision:
        unclaimed = {"_id": case_id, "open": True, **unclaimed_filter(moderator, now()), **not_own}
        closing = {"$set": {"open": False, "decided_at": now()}, "$unset": {"claim": ""}}
        doc = mongo.cases().find_one_and_update(unclaimed, closing, session=session)
        if doc is None:
            raise case_error(moderator, case_id, session)
        case = Case.from_doc(doc)
        check_may_decide(moderator, case.target, chosen.action, session)
        effect = apply_decision(case, chosen, session)
        decision = append(decision_log_entry(case, chosen, effect))
        _close_reports(case, decision, session)
        return decision

    return log.run_logged(moderator, "decide-case", work)


def decide_cases(
    *, moderator: Member, case_ids: Sequence[ObjectId], chosen: DecisionInput
) -> tuple[int, Counter[str]]:
    """Decide cases alike, each by itself.

    Return how many were decided, and how many were not by the error's sentence.
    """
    problems: Counter[str] = Counter()
    unique_ids = dict.fromkeys(case_ids)
    for case_id in unique_ids:
        try:
            decide_case(moderator=moderator, case_id=case_id, chosen=chosen)
        except Problem as problem:
            problems[str(problem)] += 1
    return len(unique_ids) - problems.total(), problems


def apply_decision(
    case: Case,
    chosen: DecisionInput,
    session: ClientSession,
    write_visibility: VisibilityWriter | None = None,
) -> Effect | None:
    """Do what a decision says, and settle what waited; return what changed, or None."""
    effect = None
    if case.target.is_post:
        write = write_visibility or visibility_writer(case.target.kind)
        effect = _change_post(case, chosen.action, session, write)
    standing, member_id = ACTIONS[chosen.action].standing, case.target.member_id
    if not standing:
        return effect
    if member_id is None:
        raise MemberNotFound(_("The author no longer has an account."))
    states = set_standing(member_id=member_id, kind=standing, until=chosen.until, session=session)
    if states[0] == states[1]:
        raise NothingToDo
    before, after = map(asdict, states)
    also = {"also": effect} if effect else {}
    return {"member": member_id, "before": before, "after": after, **also}


def _change_post(
    case: Case, action: str, session: ClientSession, write_visibility: VisibilityWriter
) -> Effect | None:
    outcome, spoiler = DECISIONS[action], ACTIONS[action].spoiler
    if not (outcome.needs_post or case.hidden_by_reports or case.held_because):
        return None

    def change(before: Visibility) -> Visibility:
        state = outcome.waiting if case.awaits(before.state) else outcome.other or before.state
        because = before.held_because if state == HELD else ""
        after = replace(before, state=state, held_because=because)
        return replace(after, spoiler=True, spoiler_locked=True) if spoiler else after

    try:
        before, after = write_visibility(target_id=case.target.id, change=change, session=session)
    except NotFound:
        if outcome.needs_post:
            raise
        delete_erased(case.target.kind, case.target.id, session)
        return None
    if before == after and after.state == HIDDEN and case.awaits(HIDDEN):
        # Moderators confirm what reports had done: taken back, the review shows.
        before = replace(before, state=VISIBLE)
    if before != after:
        return {
            case.target.kind: case.target.id,
            "before": before.fields(),
            "after": after.fields(),
        }
    if outcome.needs_post:
        raise NothingToDo
    return None


def decision_log_entry(case: Case, chosen: DecisionInput, effect: Effect | None) -> log.LogEntry:
    changed = {"effect": effect} if effect is not None else {}
    return log.LogEntry(
        action=chosen.action,
        rule=chosen.rule,
        reason=chosen.reason,
        about=case.target.public(),
        detail=f"until {chosen.until.day} {chosen.until:%B %Y}" if chosen.until else "",
        private={"case_id": case.id, "note": chosen.note, **changed},
    )


def _close_reports(case: Case, decision: Decision, session: ClientSession) -> None:
    """Close a case's reports, count their reporters as right or wrong, and notify both sides."""
    mark = {"$set": {"decision_id": decision.id}}
    mongo.cases().update_one({"_id": case.id}, mark, session=session)
    notices = decision_notices(case, decision)
    send_notices(notices.author, session=session)
    outcome, record = report_outcome(decision), record_change(decision, 1)
    settlement = Settlement(notices.reporters, decision.at, outcome, record=record)
    settle_reports(case.id, settlement, session)
