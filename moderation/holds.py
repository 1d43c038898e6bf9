"""What is held until a moderator has looked; whoever wrote it is told why, at once."""

import re
from datetime import timedelta

from django.conf import settings

from accounts.documents import GOOD, Member
from mflix_site.clock import now
from mflix_site.text import fold_text
from reviews.member_queries import has_visible_review

LINK = re.compile(
    r"https?:|www\.|\b[a-z0-9-]+\.(?:com|net|org|info|biz|ru|xyz|top|shop|site)(?![\w-])"
)
LIMITED_HOLDS = "your account is limited, so a moderator looks at what you post first"
FIRST_HOLDS = "a moderator looks at everybody's first review here"
LINK_HOLDS = "it holds a link, and your account is new"
WORD_HOLDS = "it holds words that a moderator wants to look at first"


def hold_reason(member: Member, text: str) -> str:
    """Say why a member's words must wait, in words for them; empty where they show at once."""
    moment = now()
    if member.is_staff:
        return ""
    if member.standing.at(moment) != GOOD:
        return LIMITED_HOLDS
    if _holds_watched_word(text):
        return WORD_HOLDS
    if LINK.search(text.casefold()) and _is_new(member):
        return LINK_HOLDS
    if settings.HOLD_FIRST_POSTS and not has_visible_review(member.id):
        return FIRST_HOLDS
    return ""


def _holds_watched_word(text: str) -> bool:
    """Whole words only, whatever their accents and case."""
    folded = f" {fold_text(text)} "
    watched = filter(None, map(fold_text, settings.WATCHED_WORDS))
    return any(f" {word} " in folded for word in watched)


def _is_new(member: Member) -> bool:
    young = timedelta(days=settings.HOLD_LINKS_DAYS)
    return member.joined_at is not None and now() - member.joined_at < young
