"""What comes after a decision on a seeded site: an appeal, its answer, or taking it back."""

from collections.abc import Mapping, Sequence
from typing import Any

from accounts.bulk import find_members
from moderation.appeals import answer_of, answers, appeal_of, appeal_outcome_entry
from moderation.bulk import find_by_ids, find_undone
from moderation.decision_notices import undone_notice
from moderation.documents import Case
from moderation.effects import reverse
from moderation.errors import NotUndoable
from moderation.log_documents import Appeal, Decision
from moderation.rules import ACTIONS
from moderation.undo import undo_log_entry

from ..randomness import lots
from . import words
from .batch import Batch
from .events import ANSWER, APPEAL, DECIDE, OPEN, UNDO, Event

Doc = dict[str, Any]


class Later:
    """Follows decisions of the same batch, or of earlier ones; reads those all at once."""

    def __init__(self, batch: Batch, events: Sequence[Event]) -> None:
        self.batch = batch
        follow = [event for event in events if event.step not in (OPEN, DECIDE)]
        self.decisions = find_by_ids("decisions", [e.id("decision") for e in follow], batch.session)
        self.cases = find_by_ids("cases", [e.id("case") for e in follow], batch.session)
        numbers = [doc["number"] for doc in self.decisions.values()]
        self.undone = find_undone(numbers, batch.session)

    def follow(self, event: Event) -> None:
        """Have an event follow its decision; where that was never made, nothing follows."""
        here = {row["_id"]: row for row in self.batch.chain.rows}
        doc = here.get(event.id("decision")) or self.decisions.get(event.id("decision"))
        if doc is not None:
            act = {APPEAL: self._appeal, ANSWER: self._answer, UNDO: self._undo}[event.step]
            act(event, Decision.from_doc(doc))

    def _appeal(self, event: Event, judged: Decision) -> None:
        if doc := self._appealed(event, judged):
            self._put(doc)

    def _appealed(self, event: Event, judged: Decision) -> Doc | None:
        """Give the appeal, where there is something to appeal and somebody who does."""
        author = self.batch.members.get(event.story.review.author_id)
        if not judged.is_against or author is None or event.story.appealed is None:
            return None
        text = words.draw(_lot(event, "appeal"), words.APPEALED)
        doc = appeal_of(author, judged.id, text, event.story.appealed)
        return {**doc, "_id": event.id(APPEAL)}

    def _put(self, doc: Doc) -> None:
        self.batch.new["appeals"].append(doc)
        self.batch.put.update(appeals=1)

    def _answer(self, event: Event, judged: Decision) -> None:
        doc, by = self._appealed(event, judged), event.judge
        if doc is None or by is None:
            return
        granted = event.story.then == "overturn"
        answer = words.draw(_lot(event, ANSWER), words.GRANTED if granted else words.REFUSED)
        if granted:
            decision = self._taken_back(event, judged, "overturn", answer)
        else:
            entry, row_id = appeal_outcome_entry(judged, answer, granted), event.id(ANSWER)
            row = self.batch.chain.add(entry, by=by, at=event.at, row_id=row_id)
            decision = Decision.from_doc(row)
        if decision is not None:
            doc |= answer_of(by, granted, answer, event.at)
            told = answers(Appeal.from_doc(doc), judged, decision, granted)
            self.batch.tell(dict(told), event.at, decision)
            self._put(doc)

    def _undo(self, event: Event, judged: Decision) -> None:
        if "effect" in judged.private and judged.is_against:
            reason = words.draw(_lot(event, UNDO), words.UNDONE)
            self._taken_back(event, judged, "undo", reason)

    def _taken_back(
        self, event: Event, judged: Decision, action: str, reason: str
    ) -> Decision | None:
        """Take a decision back and tell both sides; None where things have changed since."""
        made = {doc["_id"]: doc for doc in self.batch.new["cases"]}
        case_doc = made.get(event.id("case")) or self.cases.get(event.id("case"))
        if case_doc is None or event.judge is None or not self._is_untouched(judged):
            return None
        case = Case.from_doc(case_doc)
        private: dict[str, Any] = {"case_id": case.id, "undone_id": judged.id}
        try:
            if effect := judged.private.get("effect"):
                fates = self.batch.fates
                private["effect"] = reverse(effect, self.batch.session, fates.set_visibility)
        except NotUndoable:
            return None
        entry = undo_log_entry(judged, action, reason, private)
        row = self.batch.chain.add(entry, by=event.judge, at=event.at, row_id=event.id(event.step))
        self._told(event, case, judged, Decision.from_doc(row))
        return Decision.from_doc(row)

    def _told(self, event: Event, case: Case, judged: Decision, decision: Decision) -> None:
        reporters = [member.id for member in event.reporters]
        people = [event.story.review.author_id, *reporters]
        notice = undone_notice(case.about, decision)
        self.batch.tell(dict.fromkeys(people, notice), event.at, decision)
        self.batch.counted[ACTIONS[judged.action].against].subtract(reporters)

    def _is_untouched(self, judged: Decision) -> bool:
        """Tell whether nobody has taken it back, nor given its author another standing since."""
        effect: Mapping[str, Any] = judged.private.get("effect", {})
        if judged.number in self.undone or "member" not in effect:
            return judged.number not in self.undone
        now = find_members([effect["member"]], self.batch.session).get(effect["member"])
        after = effect["after"]
        standing = now and (now.standing.kind, now.standing.until)
        return standing == (after["kind"], after["until"])


def _lot(event: Event, what: str) -> Any:
    return lots(event.seed, what, event.story.number)
