"""What comes after a decision on a seeded site: an appeal, its answer, or taking it back."""

from collections.abc import Mapping
from typing import Any

from bson import ObjectId

from accounts.documents import Member
from accounts.seeding.standing import members_now
from mflix_site.mongo import collections as mongo
from mflix_site.seeded import lots
from moderation.appealing import answer_of, answers, appeal_of, upheld
from moderation.documents import Appeal, Case, Decision
from moderation.effects import reverse
from moderation.errors import NotUndoable
from moderation.rules import ACTIONS
from moderation.telling import of_taking_back
from moderation.undoing import taking_back

from . import words
from .batch import Batch
from .events import ANSWER, APPEAL, UNDO, Event

Doc = dict[str, Any]


def follow(batch: Batch, event: Event) -> None:
    """Have an event follow a decision; where that was never made, or is as nothing, none does."""
    batch.flush()
    doc = mongo.decisions().find_one({"_id": event.id("decision")}, session=batch.session)
    if doc is None:
        return
    judged = Decision.from_doc(doc)
    {APPEAL: _appeal, ANSWER: _answer, UNDO: _undo}[event.step](batch, event, judged)


def _lot(event: Event, what: str) -> Any:
    return lots(event.seed, what, event.story.number)


def _appealed(batch: Batch, event: Event, judged: Decision) -> Doc | None:
    """Give the appeal, where there is something to appeal and somebody who does."""
    author = members_now([event.story.review.author_id], batch.session)
    if not judged.is_against or not author or event.story.appealed is None:
        return None
    [member] = author.values()
    text = words.draw(_lot(event, "appeal"), words.APPEALED)
    doc = appeal_of(member, judged.id, text, event.story.appealed)
    return {**doc, "_id": event.id(APPEAL)}


def _appeal(batch: Batch, event: Event, judged: Decision) -> None:
    if doc := _appealed(batch, event, judged):
        _put_appeal(batch, doc)


def _put_appeal(batch: Batch, doc: Doc) -> None:
    batch.new["appeals"].append(doc)
    batch.put.update(appeals=1)


def _answer(batch: Batch, event: Event, judged: Decision) -> None:
    doc, by = _appealed(batch, event, judged), event.judge
    if doc is None or by is None:
        return
    granted = event.story.then == "overturn"
    answer = words.draw(_lot(event, ANSWER), words.GRANTED if granted else words.REFUSED)
    if not granted:
        entry = upheld(judged, answer, granted)
        row = batch.chain.add(entry, by=by, at=event.at, row_id=event.id(ANSWER))
        decision = Decision.from_doc(row)
    else:
        taken = _taken_back(batch, event, judged, "overturn", answer)
        if taken is None:
            return
        decision = taken
    doc |= answer_of(by, granted, answer, event.at)
    batch.tell(dict(answers(Appeal.from_doc(doc), judged, decision, granted)), event.at, decision)
    _put_appeal(batch, doc)


def _undo(batch: Batch, event: Event, judged: Decision) -> None:
    reason = words.draw(_lot(event, UNDO), words.UNDONE)
    if event.judge is not None and "effect" in judged.private and judged.is_against:
        _taken_back(batch, event, judged, "undo", reason)


def _taken_back(
    batch: Batch, event: Event, judged: Decision, action: str, reason: str
) -> Decision | None:
    """Take a decision back and tell both sides; None where somebody has changed things since."""
    case_doc = mongo.cases().find_one({"_id": event.id("case")}, session=batch.session)
    if case_doc is None or event.judge is None or not _is_untouched(batch, event, judged):
        return None
    case = Case.from_doc(case_doc)
    private: dict[str, Any] = {"case_id": case.id, "undone_id": judged.id}
    try:
        if "effect" in judged.private:
            private["effect"] = reverse(judged.private["effect"], batch.session)
    except NotUndoable:
        return None
    entry = taking_back(judged, action, reason, private)
    row_id = event.id(UNDO if event.step == UNDO else ANSWER)
    row = batch.chain.add(entry, by=event.judge, at=event.at, row_id=row_id)
    decision = Decision.from_doc(row)
    people = [event.story.review.author_id, *(member.id for member in event.reporters)]
    batch.tell(dict.fromkeys(people, of_taking_back(case.about, decision)), event.at, decision)
    _count_back(batch, event.reporters, judged)
    return decision


def _count_back(batch: Batch, reporters: Any, judged: Decision) -> None:
    counted = batch.counted[ACTIONS[judged.action].against]
    for member in reporters:
        counted[member.id] -= 1


def _is_untouched(batch: Batch, event: Event, judged: Decision) -> bool:
    """Tell whether nobody has taken it back, nor given its author another standing since."""
    undone = {"undoes": judged.number}
    if mongo.decisions().find_one(undone, {"_id": 1}, session=batch.session):
        return False
    effect: Mapping[str, Any] = judged.private.get("effect", {})
    if "member" not in effect:
        return True
    now: dict[ObjectId, Member] = members_now([effect["member"]], batch.session)
    is_now = now[effect["member"]].standing if effect["member"] in now else None
    after = effect["after"]
    return is_now is not None and (is_now.kind, is_now.until) == (after["kind"], after["until"])
