"""Many cases at once, for filling a site: their reports, decisions, appeals and what was undone.

What an event does is decided by the functions that the services use; only reading and writing
are done for many events together.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from accounts.bulk import find_members
from accounts.documents import Member
from accounts.notices import Increments, Notice, insert_notices, notice_document
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.transactions import in_transaction
from movies.queries import get_titles
from movies.tallies import bulk_change
from reviews.bulk import BulkVisibility
from reviews.documents import HELD, HIDDEN

from . import decisions, log
from .appeals import answer_fields, appeal_document, appeal_log_entry
from .cases import case_document
from .decisions import record_increments, report_outcome, report_record_change
from .documents import Appeal, Case, Decision, Doc
from .errors import NothingToDo, NotUndoable
from .notices import appeal_notices, decision_notices, undone_notices
from .posts import build_review_target, member_target
from .reports import NewReport, case_with_report, hides_post, report_document
from .rules import HELD_REASON, REVIEW, TAKES_DOWN
from .undo import OVERTURN, UNDO, effect_to_overturn, reverse_effect, undo_log_entry

# A batch waits for the head of the log where a site decides meanwhile.
SECONDS_PER_BATCH = 60.0
COLLECTIONS = {
    "cases": mongo.cases,
    "reports": mongo.reports,
    "appeals": mongo.appeals,
    "decisions": mongo.decisions,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something about a review or its author, by whom it was decided, if it was, and when.

    `id` is that of the case, appeal or decision which exists once this is applied.
    """

    id: ObjectId
    at: datetime
    case_id: ObjectId
    decision_id: ObjectId
    review_id: ObjectId
    author_id: ObjectId
    moderator: Member | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEvent(Event):
    """A case with all of its reports (none where the review was held), and perhaps its decision.

    `kind` says whether it is about the review or its author; `at` is when it was decided, or opened
    where it is open still. Of its two `choices` the second is decided where the first would change
    nothing; an open case has none.
    """

    kind: str
    opened_at: datetime
    reports: Sequence[NewReport]
    held_because: str
    notes: Sequence[Mapping[str, Any]]
    choices: Sequence[decisions.DecisionInput]


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpEvent(Event):
    """What comes after a decision: an appeal, answered where there is a moderator; or an undo."""

    row_id: ObjectId
    is_appeal: bool
    appeal_text: str
    appealed_at: datetime
    reporter_ids: Sequence[ObjectId]
    granted: bool
    reason: str


def apply_events(events: Sequence[Event], *, seen_before: datetime) -> Counter[str]:
    """Apply events in their order, in one transaction; return how many documents were inserted.

    An event that was applied before is left out, so the same events can be sent again. Notices
    from before `seen_before` are marked as seen.
    """

    def work(session: ClientSession) -> Counter[str]:
        batch = EventBatch(events, seen_before, session)
        for event in batch.events:
            batch.apply(event)
        return batch.flush()

    with bulk_change():
        return in_transaction(work, SECONDS_PER_BATCH)


def _find(
    name: str, ids: Collection[ObjectId], session: ClientSession, fields: Any = None
) -> dict[ObjectId, Doc]:
    docs = COLLECTIONS[name]().find({"_id": {"$in": list(ids)}}, fields, session=session)
    return {doc["_id"]: doc for doc in docs}


class EventBatch:
    """The events of one transaction: what they concern is read at once, and written by `flush`."""

    def __init__(
        self, events: Sequence[Event], seen_before: datetime, session: ClientSession
    ) -> None:
        self.seen_before, self.session = seen_before, session
        ids = [event.id for event in events]
        applied = {id for name in COLLECTIONS for id in _find(name, ids, session, {"_id": 1})}
        self.events = events = [event for event in events if event.id not in applied]
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
        author, decided = self.members.get(event.author_id), self.decisions.get(event.decision_id)
        if isinstance(event, CaseEvent):
            self._add_case(event, author)
        elif isinstance(event, FollowUpEvent) and decided:
            if not event.is_appeal:
                self._undo(event, decided, UNDO)
            elif author and decided.is_sanction:
                self._appeal(event, decided, author)

    def _add_case(self, event: CaseEvent, author: Member | None) -> None:
        review = self.visibility.find_visible(event.review_id)
        if review is None or author is None:
            return
        snapshot = member_target(author)
        if event.kind == REVIEW:
            snapshot = build_review_target(review, author, self.titles.get(review.movie_id, ""))
        if snapshot.target.id in self.open_targets:
            return
        reasons = [report.content.reason for report in event.reports] or [HELD_REASON]
        case: Doc = {**case_document(snapshot, event.opened_at), "_id": event.id, "open": True}
        case |= {"reasons": list(dict.fromkeys(reasons)), "notes": event.notes}
        reports = []
        for report in event.reports:
            case |= case_with_report(case, report)
            reports.append(report_document(event.id, snapshot, report))
        if because := event.held_because:
            case["held_because"] = because
            self.visibility.change(event.review_id, state=HELD, held_because=because)
        elif hides_post(case, snapshot):
            case["hidden_by_reports"] = True
            self.increments[event.author_id]["taken_down"] += 1
            self.visibility.change(event.review_id, state=HIDDEN)
        if event.moderator:
            self._decide(event, event.moderator, case, reports)
        else:
            self.open_targets.add(snapshot.target.id)
        self.cases[event.id] = case
        self.new["cases"].append(case)
        self.new["reports"] += reports

    def _decide(self, event: CaseEvent, by: Member, doc: Doc, reports: Sequence[Doc]) -> None:
        case, (choice, fallback) = Case.from_doc(doc), event.choices
        within = (self.session, self.visibility.set_visibility)
        try:
            effect = decisions.apply_decision(case, choice, *within)
        except NothingToDo:
            choice = fallback
            effect = decisions.apply_decision(case, choice, *within)
        self.increments[event.author_id]["taken_down"] += choice.action in TAKES_DOWN
        entry = decisions.decision_log_entry(case, choice, effect)
        decision = self._append_row(entry, by, event.at, event.decision_id)
        self.decisions[decision.id] = decision
        doc |= {"open": False, "decided_at": decision.at, "decision_id": decision.id}
        for report in reports:
            report |= report_outcome(decision)
        reporters = [report["reporter"]["id"] for report in reports]
        counts = dict.fromkeys(reporters, record_increments(report_record_change(decision, 1)))
        self._notify(decision_notices(case, decision).by_member(reporters), decision, counts)

    def _appeal(self, event: FollowUpEvent, decided: Decision, author: Member) -> None:
        doc = appeal_document(author, decided.id, event.appeal_text, event.appealed_at)
        doc["_id"] = event.id
        if event.moderator:
            if event.granted:
                decision = self._undo(event, decided, OVERTURN)
            else:
                entry = appeal_log_entry(decided, event.reason, granted=False)
                decision = self._append_row(entry, event.moderator, event.at, event.row_id)
            if decision is None:
                return
            doc |= answer_fields(event.moderator, event.granted, event.reason, event.at)
            notices = appeal_notices(Appeal.from_doc(doc), decided, decision, event.granted)
            self._notify(notices, decision, {})
        self.new["appeals"].append(doc)

    def _undo(self, event: FollowUpEvent, decided: Decision, action: str) -> Decision | None:
        """Undo a decision that had an effect; return None where its target has changed since."""
        doc, effect = self.cases.get(event.case_id), decided.private.get("effect") or {}
        if doc is None or event.moderator is None or self._has_changed(decided, effect):
            return None
        case = Case.from_doc(doc)
        shown = effect_to_overturn(case, effect)
        # Otherwise the review would wait again, in a case that is open again.
        can_undo = effect and decided.is_sanction and shown == effect
        if action == UNDO and not can_undo:
            return None
        try:
            if effect:
                effect = reverse_effect(shown, self.session, self.visibility.set_visibility)
        except NotUndoable:
            return None
        entry = undo_log_entry(case, decided, action, event.reason, effect)
        decision = self._append_row(entry, event.moderator, event.at, event.row_id)
        notices = undone_notices(case.target, decision).by_member(event.reporter_ids)
        increments = record_increments(report_record_change(decided, -1))
        self._notify(notices, decision, dict.fromkeys(event.reporter_ids, increments))
        return decision

    def _has_changed(self, decided: Decision, effect: Mapping[str, Any]) -> bool:
        """Return whether a decision is undone, or the author's standing is another now."""
        if decided.number in self.undone or "member" not in effect:
            return decided.number in self.undone
        member = find_members([effect["member"]], self.session).get(effect["member"])
        return member is None or asdict(member.standing) != effect["after"]

    def _append_row(
        self, entry: log.LogEntry, by: Member, at: datetime, row_id: ObjectId
    ) -> Decision:
        """Chain a row to the one before; the first locks the head, so that nobody else can."""
        rows = self.new["decisions"]
        if not rows:
            self.log_head = log.lock_log_head(self.session)
        number = self.log_head["number"] + len(rows)
        previous = rows[-1]["hash"] if rows else self.log_head["hash"]
        row = log.build_row(entry, by=by, number=number, previous=previous, at=at)
        rows.append({**row, "_id": row_id})
        return Decision.from_doc(rows[-1])

    def _notify(
        self, notices: Mapping[ObjectId, Notice], decision: Decision, counts: Increments
    ) -> None:
        for member_id, notice in notices.items():
            doc = notice_document(member_id, notice, decision.at)
            key = f"{decision.id}:{member_id}:{notice.subject}".encode()
            doc["_id"] = ObjectId(blake2b(key, digest_size=12).digest())
            self.notices.append({**doc, "seen": decision.at < self.seen_before})
        for member_id, count in counts.items():
            self.increments[member_id].update(count)

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
