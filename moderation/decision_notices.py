"""What both sides are told: the author why and how to appeal, reporters what came of it."""

from collections.abc import Iterable

from bson import ObjectId
from pymongo.client_session import ClientSession

from accounts.notices import Notice, send_notices
from mflix_site.mongo import collections as mongo

from .documents import TargetSummary
from .log_documents import Decision
from .rules import ACTIONS, RULES

HOW_TO_APPEAL = (
    "If you think that this is wrong, appeal within 30 days: somebody else will look at it."
)


def notify_author(
    about: TargetSummary, decision: Decision, quote: str, until: str, session: ClientSession
) -> None:
    """Tell whom a decision concerns; of a dismissal nobody is told, as nothing came of it."""
    if about.member_id is None or decision.action == "dismiss":
        return
    send_notices({about.member_id: author_notice(about, decision, quote, until)}, session=session)


def author_notice(about: TargetSummary, decision: Decision, quote: str, until: str) -> Notice:
    """Write to whom a decision concerns: what, by which role, which rule, why, which words, and
    how to appeal."""
    action = ACTIONS[decision.action]
    paragraphs = [
        f"A {decision.role} has {action.told}{until}. It is about {describe_target(about)}.",
        f"Rule {decision.rule}: {RULES[decision.rule]}" if decision.rule else "",
        f"Why: {decision.reason}",
        HOW_TO_APPEAL if action.against else "",
    ]
    appeal = f"/accounts/appeals/{decision.id}/"
    return Notice(
        subject=f"{decision.label}: {describe_target(about)}",
        paragraphs=tuple(filter(None, paragraphs)),
        quote=quote,
        path=appeal if action.against else f"/moderation/log/{decision.number}/",
        label="Appeal" if action.against else "In the log",
    )


def notify_reporters(
    reporters: Iterable[ObjectId], about: TargetSummary, decision: Decision, session: ClientSession
) -> None:
    """Tell everybody who reported a thing what came of it."""
    send_notices(dict.fromkeys(reporters, reporter_notice(about, decision)), session=session)


def reporter_notice(about: TargetSummary, decision: Decision) -> Notice:
    """Write to whoever reported a thing what came of it."""
    return Notice(
        subject=f"Your report of {describe_target(about)}",
        paragraphs=(
            f"Thank you. A {decision.role} has {ACTIONS[decision.action].told}.",
            f"Why: {decision.reason}",
        ),
        path=f"/moderation/log/{decision.number}/",
        label="In the log",
    )


def notify_undone(
    people: Iterable[ObjectId], about: TargetSummary, decision: Decision, session: ClientSession
) -> None:
    """Tell both sides that an earlier decision no longer stands."""
    send_notices(dict.fromkeys(people, undone_notice(about, decision)), session=session)


def undone_notice(about: TargetSummary, decision: Decision) -> Notice:
    """Write to both sides that an earlier decision no longer stands."""
    return Notice(
        subject=f"Taken back: {describe_target(about)}",
        paragraphs=(
            f"An earlier decision about {describe_target(about)} has been taken back by "
            f"a {decision.role}.",
            f"Why: {decision.reason}",
        ),
        path=f"/moderation/log/{decision.number}/",
        label="In the log",
    )


def describe_target(about: TargetSummary) -> str:
    """Give what a case is about, as both sides read it."""
    if about.is_review:
        return f"the review of {about.title or 'a film'} by {about.name}"
    return f"the member {about.name}"


def reporters_of(case_id: ObjectId, session: ClientSession) -> list[ObjectId]:
    """Give who reported a case, but for those who have left (index `of_case`)."""
    chosen = {"case_id": case_id, "reporter.id": {"$exists": True}}
    found = mongo.reports().find(chosen, {"reporter.id": 1}, session=session)
    return [doc["reporter"]["id"] for doc in found]
