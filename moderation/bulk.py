"""Many cases at once, for filling a site: their reports, decisions, appeals and what was undone.

What an event does is decided by the functions that the services use; only reading and writing
are done for many events together.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import blake2b
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from accounts.bulk import find_members
from accounts.documents import Member, ReportRecord
from accounts.notices import Notice, insert_notices, notice_document
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.collections import in_transaction
from movies.facet_index.changes import bulk_change
from movies.queries import get_titles
from reviews.bulk import BulkVisibility
from reviews.documents import HELD, HIDDEN

from . import log
from .appeals import answer_fields, answer_notices, appeal_document, appeal_log_entry
from .bulk_events import CaseEvent, Event, FollowUpEvent
from .cases import case_document
from .decisions import (
    apply_decision,
    decision_log_entry,
    decision_notices,
    report_outcome,
    standing_fields,
)
from .documents import Appeal, Case, Decision
from .errors import NothingToDo, NotUndoable
from .reports import case_with_report, hides_review, report_document
from .rules import ACTIONS, HELD_REASON, REVIEW
from .targets import TargetSnapshot, build_review_target, member_target
from .undo import OVERTURN, UNDO, reverse_effect, shown_if_waiting, undo_log_entry, undone_notice

# A batch waits for the head of the log where a site decides meanwhile.
SECONDS_PER_BATCH = 60.0
COLLECTIONS = {
    "cases": mongo.cases,
    "reports": mongo.reports,
    "appeals": mongo.appeals,
    "decisions": mongo.decisions,
}
Doc = dict[str, Any]


def apply_events(events: Sequence[Event], *, seen_before: datetime) -> Counter[str]:
    """Apply events in their order, in one transaction; return how many documents were inserted.

    An event that was applied before is left out, so the same events can be sent again. Notices
    from before `seen_before` are marked as seen.
    """
    pending = _not_applied(events, None)

    def work(session: ClientSession) -> Counter[str]:
        batch = EventBatch(_not_applied(pending, session), seen_before, session)
        for event in batch.events:
            batch.apply(event)
        return batch.flush()

    if not pending:
        return Counter()
    with bulk_change():
        return in_transaction(work, SECONDS_PER_BATCH)


def _not_applied(events: Sequence[Event], session: ClientSession | None) -> list[Event]:
    """Return the events whose document does not exist yet (index `_id_`)."""
    by_name: dict[str, list[ObjectId]] = defaultdict(list)
    for event in events:
        by_name[event.document[0]].append(event.document[1])
    existing: set[ObjectId] = set()
    for name, ids in by_name.items():
        existing |= _find(name, ids, session, {"_id": 1}).keys()
    return [event for event in events if event.document[1] not in existing]


def _find(
    name: str,
    ids: Iterable[ObjectId],
    session: ClientSession | None,
    fields: Mapping[str, int] | None = None,
) -> dict[ObjectId, Doc]:
    found = COLLECTIONS[name]().find({"_id": {"$in": list(ids)}}, fields, session=session)
    return {doc["_id"]: doc for doc in found}


class EventBatch:
    """The events of one transaction: what they concern is read at once, and written by `flush`."""

    def __init__(
        self, events: Sequence[Event], seen_before: datetime, session: ClientSession
    ) -> None:
        self.events, self.seen_before, self.session = events, seen_before, session
        self.new: dict[str, list[Doc]] = {name: [] for name in COLLECTIONS}
        self.notices: list[Doc] = []
        self.increments: dict[ObjectId, Counter[str]] = defaultdict(Counter)
        self.log_head: Mapping[str, Any] = {}
        self.visibility = BulkVisibility([event.review_id for event in events], session)
        reviews = self.visibility.reviews
        self.members = find_members({event.author_id for event in events}, session)
        self.titles = get_titles({ObjectId(review.movie_id) for review in reviews.values()})
        about = {"target.id": {"$in": [*reviews, *self.members]}, "open": True}
        self.open_targets = set(mongo.cases().distinct("target.id", about, session=session))
        earlier = [event for event in events if isinstance(event, FollowUpEvent)]
        self.cases = _find("cases", [event.case_id for event in earlier], session)
        decided = _find("decisions", [event.decision_id for event in earlier], session)
        self.decisions = {id: Decision.from_doc(doc) for id, doc in decided.items()}
        undone = {"undoes": {"$in": [doc["number"] for doc in decided.values()]}}
        self.undone = set(mongo.decisions().distinct("undoes", undone, session=session))

    def apply(self, event: Event) -> None:
        """Apply an event; skip it if its review or author was deleted or has changed."""
        if isinstance(event, CaseEvent):
            self._add_case(event)
            return
        decision = self.decisions.get(event.decision_id)
        if decision is None or not isinstance(event, FollowUpEvent):
            return
        if event.appeal_id is None:
            self._undo(event, decision, UNDO)
        elif decision.is_sanction and event.author_id in self.members:
            self._appeal(event, decision)

    def _snapshot(self, event: CaseEvent) -> TargetSnapshot | None:
        review = self.visibility.find_visible(event.review_id)
        author = self.members.get(event.author_id)
        if review is None or author is None:
            return None
        if event.kind == REVIEW:
            return build_review_target(review, author, self.titles.get(review.movie_id, ""))
        return member_target(author)

    def _add_case(self, event: CaseEvent) -> None:
        snapshot = self._snapshot(event)
        if snapshot is None or snapshot.target.id in self.open_targets:
            return
        case: Doc = {**case_document(snapshot, event.opened_at), "_id": event.case_id}
        reasons = [report.content.reason for report in event.reports] or [HELD_REASON]
        case |= {"open": True, "reasons": list(dict.fromkeys(reasons)), "notes": event.notes}
        reports = []
        for one in event.reports:
            case |= case_with_report(case, one.content, one.weight)
            doc = report_document(case["_id"], one.member, snapshot, one.content, one.weight)
            reports.append({**doc, "_id": one.id, "at": one.at})
        held_because = event.held_because
        if held_because or hides_review(case, snapshot):
            case |= {"held_because": held_because} if held_because else {"hidden_by_reports": True}
            state = HELD if held_because else HIDDEN
            self.visibility.set_visibility(
                review_id=event.review_id,
                change=lambda before: replace(before, state=state, held_because=held_because),
                session=self.session,
            )
        if event.moderator:
            self._add_decision(event, event.moderator, case, reports)
        else:
            self.open_targets.add(snapshot.target.id)
        self.cases[event.case_id] = case
        self.new["cases"].append(case)
        self.new["reports"] += reports

    def _add_decision(self, event: CaseEvent, by: Member, doc: Doc, reports: Sequence[Doc]) -> None:
        case, set_visibility = Case.from_doc(doc), self.visibility.set_visibility
        choice, fallback = event.choices
        try:
            effect = apply_decision(case, choice, self.session, set_visibility)
        except NothingToDo:
            choice = fallback
            effect = apply_decision(case, choice, self.session, set_visibility)
        entry = decision_log_entry(case, choice, effect)
        decision = self._append_row(entry, by, event.at, event.decision_id)
        self.decisions[decision.id] = decision
        doc |= {"open": False, "decided_at": decision.at}
        doc |= {"decision_id": decision.id, "reporters": len(reports)}
        for report in reports:
            report |= report_outcome(decision)
        reporters = [report["reporter"]["id"] for report in reports]
        self._notify(decision_notices(case, decision, reporters), decision)
        self._count_reports(reporters, decision, sign=1)

    def _appeal(self, event: FollowUpEvent, decided: Decision) -> None:
        author = self.members[event.author_id]
        doc = appeal_document(author, decided.id, event.appeal_text, event.appealed_at)
        doc["_id"] = event.appeal_id
        if event.moderator:
            if event.granted:
                decision = self._undo(event, decided, OVERTURN)
            else:
                entry = appeal_log_entry(decided, event.reason, granted=False)
                decision = self._append_row(entry, event.moderator, event.at, event.row_id)
            if decision is None:
                return
            doc |= answer_fields(event.moderator, event.granted, event.reason, event.at)
            notices = answer_notices(Appeal.from_doc(doc), decided, decision, event.granted)
            self._notify(notices, decision)
        self.new["appeals"].append(doc)

    def _undo(self, event: FollowUpEvent, decided: Decision, action: str) -> Decision | None:
        """Undo a decision that had an effect; return None where things have changed since."""
        doc, effect = self.cases.get(event.case_id), decided.private.get("effect")
        if doc is None or event.moderator is None or self._has_changed(decided, effect):
            return None
        if action == UNDO and not (effect and decided.is_sanction):
            return None
        case = Case.from_doc(doc)
        if effect:
            shown = shown_if_waiting(case, effect)
            if action == UNDO and shown != effect:
                return None  # the review would wait again, in a case that is open again
            try:
                effect = reverse_effect(shown, self.session, self.visibility.set_visibility)
            except NotUndoable:
                return None
        entry = undo_log_entry(case, decided, action, event.reason, effect)
        decision = self._append_row(entry, event.moderator, event.at, event.row_id)
        notice = undone_notice(case.target, decision)
        self._notify(dict.fromkeys([event.author_id, *event.reporter_ids], notice), decision)
        self._count_reports(event.reporter_ids, decided, sign=-1)
        return decision

    def _has_changed(self, decided: Decision, effect: Mapping[str, Any] | None) -> bool:
        """Return whether a decision is undone, or the author's standing is another now."""
        if decided.number in self.undone or not effect or "member" not in effect:
            return decided.number in self.undone
        member = find_members([effect["member"]], self.session).get(effect["member"])
        return member is None or standing_fields(member.standing) != effect["after"]

    def _append_row(
        self, entry: log.LogEntry, by: Member, at: datetime, row_id: ObjectId
    ) -> Decision:
        """Chain a row to the one before; the first locks the head, so that nobody else can."""
        rows = self.new["decisions"]
        if not rows:
            self.log_head = log.lock_log_head(self.session)
        first_number = self.log_head["number"]
        previous = rows[-1]["hash"] if rows else self.log_head["hash"]
        row = log.build_row(entry, by=by, number=first_number + len(rows), previous=previous, at=at)
        rows.append({**row, "_id": row_id})
        return Decision.from_doc(rows[-1])

    def _count_reports(
        self, member_ids: Iterable[ObjectId], decision: Decision, *, sign: int
    ) -> None:
        path = ReportRecord.path(ACTIONS[decision.action].is_sanction)
        for member_id in member_ids:
            self.increments[member_id][path] += sign

    def _notify(self, notices: Mapping[ObjectId, Notice], decision: Decision) -> None:
        for member_id, notice in notices.items():
            doc = notice_document(member_id, notice, decision.at)
            key = f"{decision.id}:{member_id}:{notice.subject}".encode()
            doc["_id"] = ObjectId(blake2b(key, digest_size=12).digest())
            self.notices.append({**doc, "seen": decision.at < self.seen_before})

    def flush(self) -> Counter[str]:
        """Write everything that the events have made and changed; count what is inserted."""
        for name, docs in self.new.items():
            if docs:
                COLLECTIONS[name]().insert_many(docs, session=self.session)
        if rows := self.new["decisions"]:
            log.set_log_head(rows[-1], self.session)
        self.visibility.flush(self.session)
        insert_notices(self.notices, self.session, self.increments)
        return Counter({name: len(docs) for name, docs in self.new.items()})
