"""Posting and editing what others read: reviews, diary entries and lists, whose words are checked.

A review that is held gets its case in the same transaction. An entry or a list whose words would be
held is refused: it can stay private.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bson import ObjectId
from django.conf import settings
from django.utils.translation import gettext
from pymongo.client_session import ClientSession

import diary.services
import lists.services
import reviews.services
from accounts.documents import GOOD, Member
from accounts.permissions import recheck_permission
from diary.documents import PUBLIC, DiaryEntry, EntryContent
from diary.queries import own_entries_of_film
from diary.services import mark_watched
from lists.documents import FilmList, ListDetails
from lists.ordering import Arrangement
from lists.services import CheckWords, ListEdit
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.collections import in_transaction
from mflix_site.text import fold_text, now
from reviews.documents import Review
from reviews.errors import AlreadyReviewed, ReviewEditConflict, WasTakenDown
from reviews.queries import find_own_review, has_visible_review
from reviews.services import Hold, ReviewContent

from .cases import get_or_create_case
from .errors import ListWordsRefused, WordsRefused
from .posts import review_target
from .rules import HELD_REASON
from .states import hold_reason_text

WRITE_ATTEMPTS = 5
# How long a paragraph of a text that was taken down must be to be refused when it is posted again,
# and how many of the author's texts it is looked for in.
MIN_REPEATED, MAX_REPEATED = 20, 50
REPEATED_FIELDS = ("shown.text", "open", "hidden_by_reports", "decision_id")
LINK = re.compile(
    r"https?:|www\.|\b[a-z0-9-]+\.(?:com|net|org|info|biz|ru|xyz|top|shop|site)(?![\w-])"
)


def post_review(*, member: Member, movie_id: ObjectId, content: ReviewContent) -> Review:
    """Publish a review, or hold it: `held_because` then says why. Mark the film as watched."""

    def mark_as_watched(_review: Review, session: ClientSession) -> None:
        mark_watched(member.id, movie_id, session)

    return reviews.services.post_review(
        member=member,
        movie_id=movie_id,
        content=content,
        hold=_hold(member, content),
        after_write=mark_as_watched,
    )


def edit_review(
    *, member: Member, review_id: ObjectId, content: ReviewContent, version: int | None = None
) -> Review:
    """Change a review; it is held where its new words would have been, and released otherwise."""
    return reviews.services.edit_review(
        member=member,
        review_id=review_id,
        content=content,
        version=version,
        hold=_hold(member, content),
        release=_release,
    )


def write_text(*, member: Member, movie_id: ObjectId, text: str) -> Review:
    """Post a review of these words, or put them into the one that the member has of this film.

    Its rating and its spoiler mark stay. Raise MovieNotFound, WasTakenDown, or after many attempts
    AlreadyReviewed or ReviewEditConflict.
    """
    for _attempt in range(WRITE_ATTEMPTS - 1):
        with suppress(AlreadyReviewed, ReviewEditConflict):
            return _write_text_once(member, movie_id, text)
    return _write_text_once(member, movie_id, text)


def _write_text_once(member: Member, movie_id: ObjectId, text: str) -> Review:
    own_review = find_own_review(member, movie_id)
    if own_review is None:
        return post_review(member=member, movie_id=movie_id, content=ReviewContent(text))
    if own_review.is_taken_down:
        raise WasTakenDown
    content = ReviewContent(text, own_review.rating, own_review.spoiler)
    review_id, version = ObjectId(own_review.id), own_review.version
    return edit_review(member=member, review_id=review_id, content=content, version=version)


def rate_film(*, member: Member, movie_id: ObjectId, rating: int | None) -> Review | None:
    """Set or clear a member's rating of a film; return their review, or None where none is left.

    The words of a review stay, also when they change at the same time. A review that was only a
    rating is deleted with it. Rating a film marks it as watched. Raise MovieNotFound.
    """

    def work(session: ClientSession) -> Review | None:
        recheck_permission(member=member, action="rate-film", session=session)
        if rating is not None:
            mark_watched(member.id, movie_id, session)
        return set_or_hold_rating(member, movie_id, rating, session)

    return in_transaction(work)


def set_or_hold_rating(
    member: Member, movie_id: ObjectId, rating: int | None, session: ClientSession
) -> Review | None:
    """Within a transaction: set or clear a member's rating; it is held if the member is limited.

    Words that have not changed need no new look.
    """
    hold = _hold(member, ReviewContent(""))
    return reviews.services.set_rating(
        member=member, movie_id=movie_id, rating=rating, hold=hold, session=session
    )


def _hold(member: Member, content: ReviewContent) -> Hold | None:
    reason = hold_reason(member, content.text)
    if not reason:
        return None

    def open_case(review: Review, session: ClientSession) -> None:
        case = get_or_create_case(review_target(review), HELD_REASON, session)
        mark = {"$set": {"held_because": reason}}
        mongo.cases().update_one({"_id": case["_id"]}, mark, session=session)

    return Hold(reason, open_case)


def _release(review: Review, session: ClientSession) -> None:
    """Close the case of a review that waits no more, unless it is open for other reasons too."""
    open_case = {"target.id": ObjectId(review.id), "open": True}
    waiting_only = {**open_case, "reasons": [HELD_REASON]}
    closing = {"$set": {"open": False}, "$unset": {"claim": "", "held_because": ""}}
    if not mongo.cases().update_one(waiting_only, closing, session=session).matched_count:
        update = {"$unset": {"held_because": ""}, "$pull": {"reasons": HELD_REASON}}
        mongo.cases().update_one(open_case, update, session=session)


def hold_reason(member: Member, text: str) -> str:
    """Return which of `HOLD_REASONS` holds a member's review; empty where none does."""
    if member.is_staff:
        return ""
    folded, moment = f" {fold_text(text)} ", now()
    watched = filter(None, map(fold_text, settings.WATCHED_WORDS))
    newest = moment - timedelta(days=settings.HOLD_LINKS_DAYS)
    is_new = member.joined_at is not None and member.joined_at > newest
    reasons = {
        "limited": member.standing.at(moment) != GOOD,
        "word": any(f" {word} " in folded for word in watched),
        "link": is_new and LINK.search(text.casefold()),
        "first": settings.HOLD_FIRST_POSTS and not has_visible_review(member.id),
    }
    return next((name for name, holds in reasons.items() if holds), "")


@dataclass(frozen=True, slots=True)
class LoggedViewing:
    """A new entry, and what else it changed; `review` is the present rating if it was set."""

    entry: DiaryEntry
    left_watchlist: bool
    review: Review | None = None


def log_film(*, member: Member, movie_id: ObjectId, content: EntryContent) -> LoggedViewing:
    """Add a viewing to a member's diary.

    A public one that is the latest and has a rating sets the member's present rating. Raise
    WordsRefused, and MovieNotFound.
    """
    _check_words(member, content)

    def work(session: ClientSession) -> LoggedViewing:
        recheck_permission(member=member, action="log-film", session=session)
        review, sets_rating = None, content.privacy == PUBLIC and content.rating is not None
        earlier = own_entries_of_film(member.id, movie_id, session) if sets_rating else []
        entry, left = diary.services.add_entry(member, movie_id, content, session)
        if sets_rating and all((e.content.day or "") <= (content.day or "") for e in earlier):
            review = set_or_hold_rating(member, movie_id, content.rating, session)
        return LoggedViewing(entry, left, review)

    return in_transaction(work)


def edit_entry(
    *, member: Member, entry_id: ObjectId, content: EntryContent, version: int | None = None
) -> DiaryEntry:
    """Replace the content of a member's entry; raise WordsRefused, and as `diary.services` does."""
    _check_words(member, content, entry_id)
    return diary.services.edit_entry(
        member=member, entry_id=entry_id, content=content, version=version
    )


def _check_words(member: Member, content: EntryContent, entry_id: ObjectId | None = None) -> None:
    if reason := _refusal(member, content.public_words, entry_id):
        raise WordsRefused(reason)


def _refusal(member: Member, words: str, besides: ObjectId | None) -> str:
    """Return why public words would have to wait for a moderator; empty where they need not."""
    if not words:
        return ""
    if reason := hold_reason(member, words):
        return hold_reason_text(reason)
    if _were_hidden_before(member, words, besides):
        return gettext("they repeat words that were hidden")
    return ""


def _were_hidden_before(member: Member, words: str, besides: ObjectId | None) -> bool:
    """Return whether moderators or reports hid words of another post (`of_author`).

    A review that was taken down keeps its place; what else its author deletes leaves none.
    """
    own = {"about.member_id": member.id, "target.id": {"$ne": besides}}
    newest = mongo.cases().find(own, REPEATED_FIELDS).sort("_id", -1).limit(MAX_REPEATED)
    cases = [case for case in newest if _repeats(words, case.get("shown") or {})]
    if any(case["open"] and case.get("hidden_by_reports") for case in cases):
        return True
    ids = [case["decision_id"] for case in cases if "decision_id" in case]
    against = {"_id": {"$in": ids}, "action": {"$in": ["hide", "remove"]}}
    numbers = mongo.decisions().distinct("number", against) if ids else []
    undone = mongo.decisions().count_documents({"undoes": {"$in": numbers}}) if numbers else 0
    return len(numbers) > undone


def _repeats(words: str, shown: Mapping[str, Any]) -> bool:
    """Return whether words hold a paragraph of a text that was reported."""
    folded = fold_text(words)
    paragraphs = map(fold_text, str(shown.get("text") or "").split("\n\n"))
    return any(p == folded or (len(p) >= MIN_REPEATED and p in folded) for p in paragraphs if p)


def create_list(*, member: Member, details: ListDetails, arrangement: Arrangement) -> FilmList:
    """Create a list; raise ListWordsRefused, and as `lists.services` does."""
    return lists.services.create_list(
        member=member, details=details, arrangement=arrangement, check_words=_word_check(member)
    )


def edit_list(*, member: Member, list_id: ObjectId, edit: ListEdit) -> FilmList:
    """Save a list; raise ListWordsRefused, and as `lists.services` does."""
    check = _word_check(member, list_id)
    return lists.services.edit_list(member=member, list_id=list_id, edit=edit, check_words=check)


def _word_check(member: Member, besides: ObjectId | None = None) -> CheckWords:
    def check(words: str) -> None:
        if reason := _refusal(member, words, besides):
            raise ListWordsRefused(reason)

    return check
