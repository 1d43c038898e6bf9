"""Many cases at once, for filling a site: their reports, decisions, appeals and what was undone.

What an event does is decided by the functions that the services use; only reading and writing
are done for many events together.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import blake2b
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from accounts.bulk import find_members, insert_notices
from accounts.documents import Member
from accounts.notices import Notice, document_of
from accounts.standing import count_reports
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.transactions import in_transaction
from movies.counts.changes import changing_many
from movies.queries import get_cards
from reviews.bulk import BulkVisibility
from reviews.documents import HELD, HIDDEN

from . import log
from .appeals import answer_of, answers, appeal_of, appeal_outcome_entry
from .bulk_events import BulkAppeal, BulkDecision, CaseEvent, Event, FollowUpEvent
from .decision_notices import author_notice, reporter_notice, undone_notice
from .decisions import decision_log_entry, report_outcome, until_phrase
from .documents import Case
from .effects import apply, reverse
from .errors import NothingToDo, NotUndoable
from .log_documents import Appeal, Decision
from .reports import new_case, report_of, weight
from .rules import ACTIONS, REVIEW
from .rules import HELD as HELD_REASON
from .targets import Target, build_review_target, member_about
from .trust import ENOUGH
from .undo import undo_log_entry

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
    with changing_many():
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

    def append(self, entry: log.Entry, *, by: Member, at: datetime, row_id: ObjectId) -> Decision:
        """Chain a row to the one before; the first locks the head, so that nobody else can."""
        if not self.head:
            self.head = log.lock_log_head(self.session)
        number = self.head["number"] + len(self.rows)
        previous = self.rows[-1]["hash"] if self.rows else self.head["hash"]
        row = log.row_for(entry, by=by, number=number, previous=previous, at=at)
        self.rows.append({**row, "_id": row_id})
        return Decision.from_doc(self.rows[-1])

    def flush(self) -> None:
        """Insert the rows, and set the head after them."""
        if self.rows:
            mongo.decisions().insert_many(self.rows, session=self.session)
            head = {name: self.rows[-1][name] for name in ("number", "hash")}
            mongo.log_head().update_one({"_id": log.HEAD}, {"$set": head}, session=self.session)


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

    def _target(self, event: CaseEvent) -> Target | None:
        review = self.visibility.find_visible(event.review_id)
        author = self.members.get(event.author_id)
        if review is None or author is None:
            return None
        if event.kind == REVIEW:
            return build_review_target(review, author, self.titles.get(review.movie_id, ""))
        return Target(member_about(author), None, author.is_staff)

    def _add_case(self, event: CaseEvent) -> None:
        target = self._target(event)
        if target is None or target.about.id in self.open_targets:
            return
        case, reports = _case_and_reports(event, target)
        review_id = event.review_id
        if event.held_because:
            case["held_because"] = self.visibility.held_because[review_id] = event.held_because
            self.visibility.set_visibility(review_id=review_id, state=HELD, session=self.session)
        elif target.about.is_review and case["trust"] >= ENOUGH and not target.by_staff:
            case["hidden_by_reports"] = True
            self.visibility.set_visibility(review_id=review_id, state=HIDDEN, session=self.session)
        if event.decision:
            self._decide(event, event.decision, case, reports)
        else:
            self.open_targets.add(target.about.id)
        self.new_cases[event.case_id] = self.cases[event.case_id] = case
        self.reports += reports

    def _decide(
        self, event: CaseEvent, plan: BulkDecision, case_doc: Doc, reports: Sequence[Doc]
    ) -> None:
        case, verdict = Case.from_doc(case_doc), plan.verdict
        try:
            effect = apply(case, verdict, self.session, self.visibility.set_visibility)
        except NothingToDo:
            verdict = plan.otherwise
            effect = apply(case, verdict, self.session, self.visibility.set_visibility)
        entry = decision_log_entry(case, verdict, effect)
        decision = self.log.append(entry, by=plan.moderator, at=event.at, row_id=plan.id)
        self.decisions[decision.id] = decision
        case_doc |= {"open": False, "decided_at": decision.at}
        case_doc |= {"decision_id": decision.id, "reporters": len(reports)}
        for report in reports:
            report |= report_outcome(decision)
        if verdict.action != "dismiss":
            quote = case.words.text if case.words else ""
            notice = author_notice(case.about, decision, quote, until_phrase(verdict))
            self._notify({event.author_id: notice}, decision)
        reporters = [report["reporter"]["id"] for report in reports]
        self._notify(dict.fromkeys(reporters, reporter_notice(case.about, decision)), decision)
        self.report_counts[ACTIONS[decision.action].against].update(reporters)

    def _appeal(self, event: FollowUpEvent, plan: BulkAppeal, judged: Decision) -> None:
        author = self.members[event.author_id]
        doc = {**appeal_of(author, judged.id, plan.text, plan.at), "_id": plan.id}
        if event.moderator is None:
            self.appeals.append(doc)
            return
        if event.granted:
            decision = self._undo(event, judged, "overturn")
        else:
            entry = appeal_outcome_entry(judged, event.reason, granted=False)
            decision = self.log.append(entry, by=event.moderator, at=event.at, row_id=event.row_id)
        if decision is not None:
            doc |= answer_of(event.moderator, event.granted, event.reason, event.at)
            notices = answers(Appeal.from_doc(doc), judged, decision, event.granted)
            self._notify(notices, decision)
            self.appeals.append(doc)

    def _undo(self, event: FollowUpEvent, judged: Decision, action: str) -> Decision | None:
        """Undo a decision that had an effect; return None where things have changed since."""
        doc, effect = self.cases.get(event.case_id), judged.private.get("effect")
        if doc is None or event.moderator is None or self._has_changed(judged, effect):
            return None
        if action == "undo" and not (effect and judged.is_against):
            return None
        case = Case.from_doc(doc)
        private: Doc = {"case_id": case.id, "undone_id": judged.id}
        try:
            if effect:
                private["effect"] = reverse(effect, self.session, self.visibility.set_visibility)
        except NotUndoable:
            return None
        entry = undo_log_entry(judged, action, event.reason, private)
        decision = self.log.append(entry, by=event.moderator, at=event.at, row_id=event.row_id)
        people = [event.author_id, *event.reporter_ids]
        self._notify(dict.fromkeys(people, undone_notice(case.about, decision)), decision)
        self.report_counts[ACTIONS[judged.action].against].subtract(event.reporter_ids)
        return decision

    def _has_changed(self, judged: Decision, effect: Mapping[str, Any] | None) -> bool:
        """Tell whether a decision is undone already, or its author's standing is another now."""
        if judged.number in self.undone or not effect or "member" not in effect:
            return judged.number in self.undone
        member_id, after = effect["member"], effect["after"]
        member = find_members([member_id], self.session).get(member_id)
        standing = member and (member.standing.kind, member.standing.until)
        return standing != (after["kind"], after["until"])

    def _notify(self, notices: Mapping[ObjectId, Notice], decision: Decision) -> None:
        for member_id, notice in notices.items():
            doc = document_of(member_id, notice, decision.at)
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
            count_reports(members=changed, was_right=was_right, session=self.session)


def _case_and_reports(event: CaseEvent, target: Target) -> tuple[Doc, list[Doc]]:
    """Return an open case as its reports have made it, and the reports."""
    case: Doc = {**new_case(target, event.opened_at), "_id": event.case_id, "open": True}
    reasons = [HELD_REASON] if event.held_because else [r.content.reason for r in event.reports]
    case |= {"reasons": list(dict.fromkeys(reasons)), "notes": list(event.notes)}
    reports = []
    for one in event.reports:
        known = one.weight.once_a_network and one.weight.network in case["networks"]
        for name, by in weight(one.content.reason, one.weight, known).items():
            case[name] += by
        if one.weight.once_a_network and not known:
            case["networks"].append(one.weight.network)
        doc = report_of(case, one.member, target, one.content, one.weight)
        reports.append({**doc, "_id": one.id, "at": one.at})
    return case, reports
