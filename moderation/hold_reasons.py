"""What is held until a moderator has looked, and which public words are refused meanwhile."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bson import ObjectId
from django.conf import settings

from accounts.documents import GOOD, Member
from mflix_site.mongo import collections as mongo
from mflix_site.text import contains_link, fold_text, now
from reviews.queries import has_visible_review

from .rules import TAKES_DOWN

# How long a paragraph of a text that was taken down must be to be refused when it is posted again,
# and how many of the author's texts it is looked for in.
MIN_REPEATED, MAX_REPEATED = 20, 50
REPEATED_FIELDS = ("shown.text", "open", "hidden_by_reports", "decision_id")
PROFILE_WORDS = ("name", "handle", "about")


def hold_reason(member: Member, text: str) -> str:
    """Return why a member's words must wait: one of `HOLD_REASONS`, or "" if they need not."""
    if member.is_staff:
        return ""
    folded, watched = f" {fold_text(text)} ", filter(None, map(fold_text, settings.WATCHED_WORDS))
    newest = now() - timedelta(days=settings.HOLD_LINKS_DAYS)
    is_new = member.joined_at is not None and member.joined_at > newest
    reasons = {
        "limited": member.current_standing != GOOD,
        "word": any(f" {word} " in folded for word in watched),
        "link": is_new and contains_link(text),
        "first": settings.HOLD_FIRST_POSTS and not has_visible_review(member.id),
    }
    return next((name for name, holds in reasons.items() if holds), "")


def refusal(member: Member, words: str, besides: ObjectId | None = None) -> str:
    """Return why public words are refused, a key of `REFUSALS`; "" where they are not."""
    return review_hold_reason(member, words, besides) if words else ""


def review_hold_reason(member: Member, words: str, besides: ObjectId | None = None) -> str:
    """Return why a review is held: as `hold_reason`, or because it repeats what was taken down.

    `besides` is the post itself. Most members had nothing taken down, which their document says.
    """
    reason = hold_reason(member, words)
    if reason or not words or member.is_staff or member.taken_down == 0:
        return reason
    return "repeated" if _were_hidden_before(member, words, besides) else ""


def profile_refusal(member: Member, profile: Mapping[str, Any]) -> str:
    """Return why a profile's new words are refused, a key of `REFUSALS`; "" where they are not.

    A name and a handle are not refused for want of a first review.
    """
    for name in PROFILE_WORDS:
        reason = refusal(member, profile[name]) if profile[name] != getattr(member, name) else ""
        if reason and (reason != "first" or name == "about"):
            return reason
    return ""


def _were_hidden_before(member: Member, words: str, besides: ObjectId | None) -> bool:
    """Return whether moderators or reports took down words of another post (`of_author`).

    A review that was taken down keeps its place; what else its author deletes leaves none.
    """
    own = {"about.member_id": member.id, "target.id": {"$ne": besides}}
    newest = mongo.cases().find(own, REPEATED_FIELDS).sort("_id", -1).limit(MAX_REPEATED)
    cases = [case for case in newest if _repeats(words, case.get("shown") or {})]
    if any(case["open"] and case.get("hidden_by_reports") for case in cases):
        return True
    ids = [case["decision_id"] for case in cases if "decision_id" in case]
    against = {"_id": {"$in": ids}, "action": {"$in": list(TAKES_DOWN)}}
    numbers = mongo.decisions().distinct("number", against) if ids else []
    undone = mongo.decisions().count_documents({"undoes": {"$in": numbers}}) if numbers else 0
    return len(numbers) > undone


def _repeats(words: str, shown: Mapping[str, Any]) -> bool:
    """Return whether words hold a paragraph of a text that was reported."""
    folded = fold_text(words)
    paragraphs = map(fold_text, str(shown.get("text") or "").split("\n\n"))
    return any(p == folded or (len(p) >= MIN_REPEATED and p in folded) for p in paragraphs if p)
