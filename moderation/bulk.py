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
from accounts.documents import Member
from accounts.notices import Notice, insert_notices, notice_document
from accounts.standing import add_report_outcomes
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.transactions import in_transaction
from movies.facet_index.changes import bulk_change
from movies.queries import get_cards
from reviews.bulk import BulkVisibility
from reviews.documents import HELD, HIDDEN
from reviews.visibility import Visibility

from . import log
from .appeals import answer_fields, answer_notices, appeal_document, appeal_log_entry
from .bulk_events import (
    BulkAppeal,
    BulkDecision,
    CaseEvent,
    Event,
    FollowUpEvent,
    case_and_reports,
)
from .decision_notices import author_notice, reporter_notice, undone_notice
from .decisions import apply_decision, decision_log_entry, report_outcome, until_phrase
from .documents import Appeal, Case, Decision
from .errors import NothingToDo, NotUndoable
from .reports import HIDE_THRESHOLD
from .rules import ACTIONS, REVIEW
from .targets import TargetSnapshot, build_review_target, member_target
from .undo import reverse_effect, shown_if_waiting, undo_log_entry

# A batch waits for the head of the log where a site decides meanwhile.
SECONDS_PER_BATCH = 60.0
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
        batch.flush()
        return batch.inserted

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
    collection = {"cases": mongo.cases, "appeals": mongo.appeals, "decisions": mongo.decisions}
    found = collection[name]().find({"_id": {"$in": list(ids)}}, fields, session=session)
    return {doc["_id"]: doc for doc in found}


class BulkLog:
    """Log rows chained to the head as the transaction sees it, written by `flush`."""

    def __init__(self, session: ClientSession) -> None:
        self.session = session
        self.rows: list[Doc] = []
        self.head: Mapping[str, Any] = {}

    def append(
        self, entry: log.LogEntry, *, by: Member, at: datetime, row_id: ObjectId
    ) -> Decision:
        """Chain a row to the one before; the first locks the head, so that nobody else can."""
        if not self.head:
            self.head = log.lock_log_head(self.session)
        number = self.head["number"] + len(self.rows)
        previous = self.rows[-1]["hash"] if self.rows else self.head["hash"]
        row = log.build_row(entry, by=by, number=number, previous=previous, at=at)
        self.rows.append({**row, "_id": row_id})
        return Decision.from_doc(self.rows[-1])

    def flush(self) -> None:
        """Insert the rows, and set the head after them."""
        if self.rows:
            mongo.decisions().insert_many(self.rows, session=self.session)
            head = {name: self.rows[-1][name] for name in ("number", "hash")}
            mongo.log_head().update_one({"_id": log.HEAD_ID}, {"$set": head}, session=self.session)


class EventBatch:
    """The events of one transaction: what they concern is read at once, and written by `flush`."""

    def __init__(
        self, events: Sequence[Event], seen_before: datetime, session: ClientSession
    ) -> None:
        self.events, self.seen_before, self.session = events, seen_before, session
        self.inserted: Counter[str] = Counter()
        self.log = BulkLog(session)
        self.reports: list[Doc] = []
        self.appeals: list[Doc] = []
        self.notices: list[Doc] = []
        self.report_counts: dict[bool, Counter[ObjectId]] = defaultdict(Counter)
        self.visibility = BulkVisibility([event.review_id for event in events], session)
        self.members = find_members({event.author_id for event in events}, session)
        movie_ids = {ObjectId(review.movie_id) for review in self.visibility.reviews.values()}
        self.titles = {id: card.title for id, card in get_cards(movie_ids).items()}
        about = {"target.id": {"$in": [*self.visibility.reviews, *self.members]}, "open": True}
        self.open_targets = set(mongo.cases().distinct("target.id", about, session=session))
        follow_ups = [event for event in events if isinstance(event, FollowUpEvent)]
        self.cases = _find("cases", [event.case_id for event in follow_ups], session)
        self.decisions = {
            id: Decision.from_doc(doc)
            for id, doc in _find("decisions", [e.decision_id for e in follow_ups], session).items()
        }
        undone = {"undoes": {"$in": [decision.number for decision in self.decisions.values()]}}
        self.undone = set(mongo.decisions().distinct("undoes", undone, session=session))
        self.new_cases: dict[ObjectId, Doc] = {}

    def apply(self, event: Event) -> None:
        """Apply an event; one whose review or author has gone, or changed since, is left out."""
        if isinstance(event, CaseEvent):
            self._add_case(event)
        elif decision := self.decisions.get(event.decision_id):
            if event.appeal is None:
                self._undo(event, decision, "undo")
            elif decision.is_against and event.author_id in self.members:
                self._appeal(event, event.appeal, decision)

    def _snapshot(self, event: CaseEvent) -> TargetSnapshot | None:
        review = self.visibility.find_visible(event.review_id)
        author = self.members.get(event.author_id)
        if review is None or author is None:
            return None
        if event.kind == REVIEW:
            return build_review_target(review, author, self.titles.get(review.movie_id, ""))
        return TargetSnapshot(member_target(author), None, author.is_staff)

    def _add_case(self, event: CaseEvent) -> None:
        snapshot = self._snapshot(event)
        if snapshot is None or snapshot.target.id in self.open_targets:
            return
        case, reports = case_and_reports(event, snapshot)
        review_id = event.review_id
        if event.held_because:
            case["held_because"] = event.held_because
            self._set_visibility(review_id, state=HELD, held_because=event.held_because)
        elif (
            snapshot.target.is_review and case["trust"] >= HIDE_THRESHOLD and not snapshot.by_staff
        ):
            case["hidden_by_reports"] = True
            self._set_visibility(review_id, state=HIDDEN)
        if event.decision:
            self._decide(event, event.decision, case, reports)
        else:
            self.open_targets.add(snapshot.target.id)
        self.new_cases[event.case_id] = self.cases[event.case_id] = case
        self.reports += reports

    def _set_visibility(self, review_id: ObjectId, **fields: str) -> None:
        def change(before: Visibility) -> Visibility:
            return replace(before, **fields)  # type: ignore[arg-type]

        write = self.visibility.set_visibility
        write(review_id=review_id, change=change, session=self.session)

    def _decide(
        self, event: CaseEvent, plan: BulkDecision, case_doc: Doc, reports: Sequence[Doc]
    ) -> None:
        case, chosen = Case.from_doc(case_doc), plan.chosen
        try:
            effect = apply_decision(case, chosen, self.session, self.visibility.set_visibility)
        except NothingToDo:
            chosen = plan.otherwise
            effect = apply_decision(case, chosen, self.session, self.visibility.set_visibility)
        entry = decision_log_entry(case, chosen, effect)
        decision = self.log.append(entry, by=plan.moderator, at=event.at, row_id=plan.id)
        self.decisions[decision.id] = decision
        case_doc |= {"open": False, "decided_at": decision.at}
        case_doc |= {"decision_id": decision.id, "reporters": len(reports)}
        for report in reports:
            report |= report_outcome(decision)
        if chosen.action != "dismiss":
            quote = case.snapshot.text if case.snapshot else ""
            notice = author_notice(case.target, decision, quote, until_phrase(chosen))
            self._notify({event.author_id: notice}, decision)
        reporters = [report["reporter"]["id"] for report in reports]
        self._notify(dict.fromkeys(reporters, reporter_notice(case.target, decision)), decision)
        self.report_counts[ACTIONS[decision.action].against].update(reporters)

    def _appeal(self, event: FollowUpEvent, plan: BulkAppeal, decided: Decision) -> None:
        author = self.members[event.author_id]
        doc = {**appeal_document(author, decided.id, plan.text, plan.at), "_id": plan.id}
        if event.moderator is None:
            self.appeals.append(doc)
            return
        if event.granted:
            decision = self._undo(event, decided, "overturn")
        else:
            entry = appeal_log_entry(decided, event.reason, granted=False)
            decision = self.log.append(entry, by=event.moderator, at=event.at, row_id=event.row_id)
        if decision is not None:
            doc |= answer_fields(event.moderator, event.granted, event.reason, event.at)
            notices = answer_notices(Appeal.from_doc(doc), decided, decision, event.granted)
            self._notify(notices, decision)
            self.appeals.append(doc)

    def _undo(self, event: FollowUpEvent, decided: Decision, action: str) -> Decision | None:
        """Undo a decision that had an effect; return None where things have changed since."""
        doc, effect = self.cases.get(event.case_id), decided.private.get("effect")
        if doc is None or event.moderator is None or self._has_changed(decided, effect):
            return None
        if action == "undo" and not (effect and decided.is_against):
            return None
        case = Case.from_doc(doc)
        private: Doc = {"case_id": case.id, "undone_id": decided.id}
        try:
            if effect:
                shown = shown_if_waiting(case, effect)
                if action == "undo" and shown != effect:
                    return None  # the review would wait again, in a case that is open again
                write = self.visibility.set_visibility
                private["effect"] = reverse_effect(shown, self.session, write)
        except NotUndoable:
            return None
        entry = undo_log_entry(decided, action, event.reason, private)
        decision = self.log.append(entry, by=event.moderator, at=event.at, row_id=event.row_id)
        people = [event.author_id, *event.reporter_ids]
        self._notify(dict.fromkeys(people, undone_notice(case.target, decision)), decision)
        self.report_counts[ACTIONS[decided.action].against].subtract(event.reporter_ids)
        return decision

    def _has_changed(self, decided: Decision, effect: Mapping[str, Any] | None) -> bool:
        """Whether a decision is undone already, or its author's standing is another now."""
        if decided.number in self.undone or not effect or "member" not in effect:
            return decided.number in self.undone
        member_id, after = effect["member"], effect["after"]
        member = find_members([member_id], self.session).get(member_id)
        standing = member and (member.standing.kind, member.standing.until)
        return standing != (after["kind"], after["until"])

    def _notify(self, notices: Mapping[ObjectId, Notice], decision: Decision) -> None:
        for member_id, notice in notices.items():
            doc = notice_document(member_id, notice, decision.at)
            key = f"{decision.id}:{member_id}:{notice.subject}".encode()
            doc["_id"] = ObjectId(blake2b(key, digest_size=12).digest())
            self.notices.append({**doc, "seen": decision.at < self.seen_before})

    def flush(self) -> None:
        """Write everything that the events have made and changed."""
        new = {
            "cases": (mongo.cases, list(self.new_cases.values())),
            "reports": (mongo.reports, self.reports),
            "appeals": (mongo.appeals, self.appeals),
        }
        for name, (collection, docs) in new.items():
            if docs:
                collection().insert_many(docs, session=self.session)
            self.inserted[name] = len(docs)
        self.log.flush()
        self.inserted["decisions"] = len(self.log.rows)
        self.visibility.flush(self.session)
        insert_notices(self.notices, self.session)
        for was_right, members in self.report_counts.items():
            changed = {member_id: by for member_id, by in members.items() if by}
            add_report_outcomes(counts=changed, was_right=was_right, session=self.session)
