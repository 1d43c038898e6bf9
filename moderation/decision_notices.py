"""The notices about decisions: to the author why and how to appeal, to reporters the outcome."""

from collections.abc import Iterable

from bson import ObjectId
from pymongo.client_session import ClientSession

from accounts.notices import Notice, send_notices
from mflix_site.mongo import collections as mongo
from reviews.documents import HIDDEN

from .documents import Case, Decision, Target
from .rules import ACTIONS, RULES

HOW_TO_APPEAL = (
    "If you think that this is wrong, appeal within 30 days: somebody else will look at it."
)
REVIEW_HIDDEN = "The review, which was waiting for a moderator, is hidden."
LOG_LINK = "In the log"


def notify_author(case: Case, decision: Decision, until: str, session: ClientSession) -> None:
    """Notify whom a decision concerns; a dismissal changes nothing for them, so not of that."""
    if case.target.member_id is None or decision.action == "dismiss":
        return
    quote = case.snapshot.text if case.snapshot else ""
    notice = author_notice(case.target, decision, quote, until)
    send_notices({case.target.member_id: notice}, session=session)


def author_notice(target: Target, decision: Decision, quote: str, until: str) -> Notice:
    """Return what an author reads: what, by which role, which rule, why, and how to appeal."""
    action = ACTIONS[decision.action]
    description = describe_target(target)
    paragraphs = [
        f"A {decision.role} has {action.notice_text}{until}. It is about {description}.",
        REVIEW_HIDDEN if _hid_review_too(decision) else "",
        f"Rule {decision.rule}: {RULES[decision.rule]}" if decision.rule else "",
        f"Why: {decision.reason}",
        HOW_TO_APPEAL if action.against else "",
    ]
    appeal = f"/accounts/appeals/{decision.id}/"
    return Notice(
        subject=f"{decision.label}: {description}",
        paragraphs=tuple(filter(None, paragraphs)),
        quote=quote,
        path=appeal if action.against else f"/moderation/log/{decision.number}/",
        label="Appeal" if action.against else LOG_LINK,
    )


def _hid_review_too(decision: Decision) -> bool:
    """Whether a decision that names no state of the review hid it, as it was waiting."""
    effect = decision.private.get("effect") or {}
    states = [effect.get("also", effect).get(name, {}).get("state") for name in ("before", "after")]
    return decision.action != "hide" and states[0] != states[1] == HIDDEN


def notify_reporters(
    reporters: Iterable[ObjectId], target: Target, decision: Decision, session: ClientSession
) -> None:
    notices = dict.fromkeys(reporters, reporter_notice(target, decision))
    send_notices(notices, session=session)


def reporter_notice(target: Target, decision: Decision) -> Notice:
    return Notice(
        subject=f"Your report of {describe_target(target)}",
        paragraphs=(
            f"Thank you. A {decision.role} has {ACTIONS[decision.action].notice_text}.",
            f"Why: {decision.reason}",
        ),
        path=f"/moderation/log/{decision.number}/",
        label=LOG_LINK,
    )


def notify_undone(
    member_ids: Iterable[ObjectId], target: Target, decision: Decision, session: ClientSession
) -> None:
    send_notices(dict.fromkeys(member_ids, undone_notice(target, decision)), session=session)


def undone_notice(target: Target, decision: Decision) -> Notice:
    """Return what both sides read of an earlier decision that no longer stands."""
    description = describe_target(target)
    return Notice(
        subject=f"Taken back: {description}",
        paragraphs=(
            f"An earlier decision about {description} has been taken back by a {decision.role}.",
            f"Why: {decision.reason}",
        ),
        path=f"/moderation/log/{decision.number}/",
        label=LOG_LINK,
    )


def describe_target(target: Target) -> str:
    if target.is_review:
        return f"the review of {target.title or 'a film'} by {target.name}"
    return f"the member {target.name}"


def reporters_of(case_id: ObjectId, session: ClientSession) -> list[ObjectId]:
    """Return who reported a case, but for those who have left (index `of_case`)."""
    signed = {"case_id": case_id, "reporter.id": {"$exists": True}}
    reports = mongo.reports().find(signed, {"reporter.id": 1}, session=session)
    return [doc["reporter"]["id"] for doc in reports]
