"""Posting and editing what others read: reviews, diary entries, watchlists and lists.

Their words are checked. A review that is held gets its case in the same transaction. An entry, a
watchlist's note or a list whose words would be held is refused: it can stay private.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

import diary.services
import lists.services
import reviews.services
from accounts.documents import Member
from accounts.permissions import recheck_permission
from diary.documents import PUBLIC, DiaryEntry, EntryContent
from diary.queries import find_entry_of_form, own_entries_of_film
from diary.services import CheckWords, add_entry, mark_watched
from lists.documents import FilmList, ListDetails
from lists.ordering import Arrangement
from lists.services import ListEdit
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.transactions import in_transaction
from reviews.documents import Review, ReviewContent
from reviews.errors import AlreadyReviewed, ReviewEditConflict, WasTakenDown
from reviews.queries import find_own_review, get_own_review
from reviews.services import Hold

from .cases import get_or_create_case
from .errors import ListWordsRefused, NoteRefused, WordsRefused
from .hold_reasons import refusal, review_hold_reason
from .posts import review_target
from .rules import HELD_REASON

WRITE_ATTEMPTS = 5


def post_review(*, member: Member, movie_id: ObjectId, content: ReviewContent) -> Review:
    """Publish a review, or hold it: `held_because` then says why. Mark the film as watched."""
    return _post_review(member, movie_id, content)[0]


def _post_review(member: Member, movie_id: ObjectId, content: ReviewContent) -> tuple[Review, bool]:
    """Return the review, and whether the film has left the watchlist."""
    left = False

    def mark_as_watched(session: ClientSession) -> None:
        # First: from the update of its tally until the commit, a film is locked for others.
        nonlocal left
        left = mark_watched(member_id=member.id, movie_id=movie_id, session=session)

    review = reviews.services.post_review(
        member=member,
        movie_id=movie_id,
        content=content,
        find_hold=partial(_find_hold, content.text, None),
        before_write=mark_as_watched,
    )
    return review, left


def post_or_complete_review(
    *, member: Member, movie_id: ObjectId, content: ReviewContent
) -> tuple[Review, bool]:
    """Post a review, or put its words beside the rating that the member gave meanwhile.

    Return it, or the one they have if it has the same content, as after a second click; and whether
    the film has left the watchlist. Raise AlreadyReviewed if theirs has other words.
    """
    try:
        return _post_review(member, movie_id, content)
    except AlreadyReviewed:
        own = find_own_review(member, movie_id)
        if own and not own.is_taken_down and own.content == content:
            return own, False
        if own is None or own.text or own.is_taken_down or not content.text:
            raise
    completed = replace(content, rating=content.rating or own.rating)
    return _edit_as_read(member, own, completed), False


def edit_review(
    *, member: Member, review_id: ObjectId, content: ReviewContent, version: int | None = None
) -> Review:
    """Change a review; it is held where its new words would have been, and released otherwise."""
    return reviews.services.edit_review(
        member=member,
        review_id=review_id,
        content=content,
        version=version,
        find_hold=partial(_find_hold, content.text, review_id),
        release=_release,
    )


def write_text(*, member: Member, movie_id: ObjectId, text: str) -> Review:
    """Post a review of these words, or put them into the one that the member has of this film.

    Its rating and its spoiler mark stay. Raise MovieNotFound, WasTakenDown, or after many attempts
    AlreadyReviewed or ReviewEditConflict.
    """
    return _repeat_on_conflict(lambda: _write_text_once(member, movie_id, text))


def edit_text(*, member: Member, review_id: ObjectId, text: str) -> Review:
    """Replace the words of a member's review; its rating and its spoiler mark stay.

    Raise as `edit_review` does, or after many attempts ReviewEditConflict.
    """

    def edit_once() -> Review:
        review = get_own_review(member, review_id)
        return _edit_as_read(member, review, replace(review.content, text=text))

    return _repeat_on_conflict(edit_once)


def _repeat_on_conflict(write: Callable[[], Review]) -> Review:
    for _attempt in range(WRITE_ATTEMPTS - 1):
        with suppress(AlreadyReviewed, ReviewEditConflict):
            return write()
    return write()


def _write_text_once(member: Member, movie_id: ObjectId, text: str) -> Review:
    own_review = find_own_review(member, movie_id)
    if own_review is None:
        return post_review(member=member, movie_id=movie_id, content=ReviewContent(text))
    if own_review.is_taken_down:
        raise WasTakenDown
    return _edit_as_read(member, own_review, replace(own_review.content, text=text))


def _edit_as_read(member: Member, review: Review, content: ReviewContent) -> Review:
    """Change a review, unless it has changed since it was read."""
    review_id, version = ObjectId(review.id), review.version
    return edit_review(member=member, review_id=review_id, content=content, version=version)


@dataclass(frozen=True, slots=True)
class RatingWrite:
    """What rating a film has changed; `review` is None where none is left."""

    review: Review | None
    left_watchlist: bool = False
    is_cleared: bool = False


def rate_film(*, member: Member, movie_id: ObjectId, rating: int | None) -> RatingWrite:
    """Set or clear a member's rating of a film.

    The words of a review stay, also when they change at the same time. A review that was only a
    rating is deleted with it. Rating a film marks it as watched. Raise MovieNotFound.
    """

    def work(session: ClientSession) -> RatingWrite:
        author = recheck_permission(member=member, action="rate-film", session=session)
        of_film: dict[str, Any] = {"movie_id": movie_id, "session": session}
        if rating is None:
            before = find_own_review(author, **of_film)
            review = set_or_hold_rating(member=author, rating=None, **of_film)
            return RatingWrite(review, is_cleared=bool(before and before.rating))
        left = mark_watched(member_id=author.id, **of_film)
        return RatingWrite(set_or_hold_rating(member=author, rating=rating, **of_film), left)

    return in_transaction(work)


def set_or_hold_rating(
    *, member: Member, movie_id: ObjectId, rating: int | None, session: ClientSession
) -> Review | None:
    """Within a transaction: set or clear a member's rating; it is held if the member is limited.

    Words that have not changed need no new look.
    """
    set_rating, hold = reviews.services.set_rating, _find_hold("", None, member)
    return set_rating(member=member, movie_id=movie_id, rating=rating, hold=hold, session=session)


def _find_hold(text: str, review_id: ObjectId | None, member: Member) -> Hold | None:
    if not (reason := review_hold_reason(member, text, review_id)):
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


@dataclass(frozen=True, slots=True)
class LoggedViewing:
    """A new entry, and what else it changed; `review` is the present rating if it was set."""

    entry: DiaryEntry
    left_watchlist: bool
    review: Review | None = None


def log_film(
    *, member: Member, movie_id: ObjectId, content: EntryContent, form_key: str = ""
) -> LoggedViewing:
    """Add a viewing to a member's diary, once for each form key.

    A public one that is the latest and has a rating sets the member's present rating. Raise
    WordsRefused, and MovieNotFound.
    """

    def work(session: ClientSession) -> LoggedViewing:
        author = recheck_permission(member=member, action="log-film", session=session)
        if entry := find_entry_of_form(member.id, movie_id, form_key, session):
            return LoggedViewing(entry, left_watchlist=False)
        _word_check(WordsRefused)(author, content.public_words)
        review, sets_rating = None, content.privacy == PUBLIC and content.rating is not None
        earlier = own_entries_of_film(member.id, movie_id, session) if sets_rating else []
        of_film: dict[str, Any] = {"member": author, "movie_id": movie_id, "session": session}
        entry, left = add_entry(content=content, form_key=form_key, **of_film)
        if sets_rating and all((e.content.day or "") <= (content.day or "") for e in earlier):
            review = set_or_hold_rating(rating=content.rating, **of_film)
        return LoggedViewing(entry, left, review)

    return in_transaction(work)


def edit_entry(
    *, member: Member, entry_id: ObjectId, content: EntryContent, version: int | None = None
) -> DiaryEntry:
    """Replace the content of a member's entry; raise WordsRefused, and as `diary.services` does."""
    return diary.services.edit_entry(
        member=member,
        entry_id=entry_id,
        content=content,
        version=version,
        check_words=_word_check(WordsRefused, entry_id),
    )


def set_on_watchlist(
    *, member: Member, movie_id: ObjectId, on: bool, note: str | None = None
) -> None:
    """Set whether a film is on a member's watchlist; raise NoteRefused, and MovieNotFound."""
    check = _word_check(NoteRefused)
    diary.services.set_on_watchlist(
        member=member, movie_id=movie_id, on=on, note=note, check_words=check
    )


def create_list(
    *, member: Member, details: ListDetails, arrangement: Arrangement, form_key: str = ""
) -> FilmList:
    """Create a list; raise ListWordsRefused, and as `lists.services` does."""
    return lists.services.create_list(
        member=member,
        details=details,
        arrangement=arrangement,
        check_words=_word_check(ListWordsRefused),
        form_key=form_key,
    )


def edit_list(*, member: Member, list_id: ObjectId, edit: ListEdit) -> FilmList:
    """Save a list; raise ListWordsRefused, and as `lists.services` does."""
    check = _word_check(ListWordsRefused, list_id)
    return lists.services.edit_list(member=member, list_id=list_id, edit=edit, check_words=check)


def _word_check(error: type[WordsRefused], besides: ObjectId | None = None) -> CheckWords:
    def check(member: Member, words: str) -> None:
        if reason := refusal(member, words, besides):
            raise error(reason)

    return check
