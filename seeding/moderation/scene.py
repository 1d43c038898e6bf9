"""The documents of an event, made by what the services make theirs with, at the event's time."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from bson import ObjectId

from accounts.notices import Notice, document_of
from moderation.cases import case_document
from moderation.decisions import DecisionInput, report_outcome
from moderation.documents import Decision
from moderation.reports import HIDE_THRESHOLD, ReportContent, report_document, report_increments
from moderation.rules import ACTIONS, REASONS
from moderation.states import HOLD_REASONS
from moderation.targets import TargetSnapshot

from ..randomness import lots, seeded_id
from .events import Event
from .words import NOTED, PRIVATE, draw, public_reason, report_note

Doc = dict[str, Any]
SEEN_AFTER = timedelta(days=14)


def case_and_reports(event: Event, thing: TargetSnapshot) -> tuple[Doc, list[Doc]]:
    """Give an open case as its reports have made it, and the reports."""
    story, lot = event.story, lots(event.seed, "reports", event.story.number)
    case: Doc = {**case_document(thing, story.opened), "_id": event.id("case"), "open": True}
    case["reasons"] = [story.reason]
    reports, moments = [], list(_moments(event))
    for at, (member, voice) in enumerate(zip(event.reporters, event.voices, strict=True)):
        reason = story.reason if at == 0 or lot.random() < 0.75 else _another(event, lot)
        case["reasons"] += [] if reason in case["reasons"] else [reason]
        known = voice.once_a_network and voice.network in case["networks"]
        for name, by in report_increments(reason, voice, known).items():
            case[name] += by
        case["networks"] += [voice.network] if voice.once_a_network and not known else []
        doc = report_document(
            case["_id"], member, thing, ReportContent(reason, report_note(lot, reason)), voice
        )
        reports.append({**doc, "_id": event.id("report", at), "at": moments[at]})
    case["notes"] = list(_notes(event))
    return case, reports


def _another(event: Event, lot: Any) -> str:
    kind = event.story.kind
    return draw(lot, tuple(name for name, r in REASONS.items() if kind in r.kinds))


def _moments(event: Event) -> Iterator[datetime]:
    """The first report opens the case; others come before somebody has decided."""
    lot, story = lots(event.seed, "moments", event.story.number), event.story
    later = sorted(lot.random() ** 1.5 for _ in event.reporters[1:])
    yield story.opened
    for part in later:
        yield whole(story.opened + (story.decided - story.opened) * part)


def _notes(event: Event) -> Iterator[Doc]:
    lot, judge = lots(event.seed, "notes", event.story.number), event.judge
    if judge and lot.random() < 0.16:
        waited = (event.at - event.story.opened) * lot.random()
        at = whole(event.story.opened + waited)
        yield {"handle": judge.handle, "text": draw(lot, NOTED), "at": at}


def why_held(event: Event) -> str:
    """Say why a review was held when it was posted."""
    return HOLD_REASONS["link" if event.story.number % 2 else "first"]


def is_hidden(case: Mapping[str, Any], thing: TargetSnapshot) -> bool:
    """Tell whether the reports hide the review until somebody has looked."""
    return bool(thing.target.is_review and case["trust"] >= HIDE_THRESHOLD and not thing.by_staff)


def verdict_of(event: Event, action: str) -> DecisionInput:
    """Give what is decided, with a rule and a reason that belong together."""
    lot, story = lots(event.seed, "verdict", event.story.number), event.story
    rule, reason = public_reason(lot, action, story.reason)
    note = draw(lot, PRIVATE) if lot.random() < 0.2 else ""
    days = (3, 7, 14, 30)[int(lot.random() * 4)]
    until = event.at + timedelta(days=days) if ACTIONS[action].needs_until else None
    return DecisionInput(action=action, rule=rule, reason=reason, note=note, until=until)


def closed(case: Doc, reports: list[Doc], decision: Decision) -> None:
    """Close a case and its reports as a decision does."""
    marks = {"decision_id": decision.id, "reporters": len(reports)}
    case |= {"open": False, "decided_at": decision.at, **marks}
    for report in reports:
        report |= report_outcome(decision)


def notices(
    told: Mapping[ObjectId, Notice], at: datetime, until: datetime, decision_id: ObjectId
) -> list[Doc]:
    """Give the notices of a moment; what is old has been seen."""
    seen = at < until - SEEN_AFTER
    return [
        {
            **document_of(member_id, notice, at),
            "_id": seeded_id("notice", decision_id, member_id, notice.subject),
            "seen": seen,
        }
        for member_id, notice in told.items()
    ]


def whole(moment: datetime) -> datetime:
    """Cut a moment to the millisecond, as MongoDB stores it."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
