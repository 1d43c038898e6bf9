"""Logging a viewing, which may set the present rating; public words are examined first.

It is in this app because it writes reviews as well, and asks the rules that hold them.
"""

from dataclasses import dataclass

from bson import ObjectId
from pymongo.client_session import ClientSession

from accounts.documents import Member
from accounts.permissions import recheck_permission
from diary import services
from diary.documents import PUBLIC, DiaryEntry, EntryContent
from diary.queries import own_entries_of_film
from mflix_site.mongo.collections import in_transaction
from reviews.documents import Review

from .errors import WordsRefused
from .review_posting import hold_reason, set_rating_of
from .states import hold_reason_text


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
        entry, left = services.add_entry(member, movie_id, content, session)
        if sets_rating and all((e.content.day or "") <= (content.day or "") for e in earlier):
            review = set_rating_of(member, movie_id, content.rating, session)
        return LoggedViewing(entry, left, review)

    return in_transaction(work)


def edit_entry(
    *, member: Member, entry_id: ObjectId, content: EntryContent, version: int | None = None
) -> DiaryEntry:
    """Replace the content of a member's entry; raise WordsRefused, and as `diary.services` does."""
    _check_words(member, content)
    return services.edit_entry(member=member, entry_id=entry_id, content=content, version=version)


def _check_words(member: Member, content: EntryContent) -> None:
    if content.public_words and (reason := hold_reason(member, content.public_words)):
        raise WordsRefused(hold_reason_text(reason))
