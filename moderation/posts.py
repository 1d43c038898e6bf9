"""Posts of each kind: how they are read and changed, and what a report or a case says of them."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, NamedTuple
from zlib import crc32

from bson import ObjectId
from django.utils.translation import gettext as _
from pymongo.client_session import ClientSession

import diary.moderation
import lists.moderation
import reviews.services
from accounts.documents import Member
from accounts.queries import find_member, get_member_by_handle
from diary.documents import DiaryEntry
from diary.moderation import get_visible_entry
from lists.documents import FilmList
from lists.errors import ListNotFound
from movies.queries import get_titles
from reviews.authors import delete_erased_review
from reviews.documents import VISIBLE, PostWords, Review
from reviews.errors import ReviewNotFound
from reviews.queries import find_review, get_review
from reviews.services import VisibilityWriter

from .documents import Case, Doc, Target
from .queries import get_shown_list
from .rules import ENTRY, LIST, MEMBER, REVIEW


class PostKind(NamedTuple):
    """How to read and change posts of a kind.

    `find` returns a post with its `state`, `text`, `version` and `is_visible`, or None.
    """

    write_visibility: VisibilityWriter
    find: Callable[[ObjectId, ClientSession | None], Any]


POST_KINDS: Mapping[str, PostKind] = {
    REVIEW: PostKind(reviews.services.set_visibility, find_review),
    ENTRY: PostKind(diary.moderation.set_visibility, diary.moderation.find_words),
    LIST: PostKind(lists.moderation.set_visibility, lists.moderation.find_words),
}


def find_post(target: Target, session: ClientSession | None = None) -> Any:
    """Return the post that a case is about, as it is now; None for a member, or a deleted post."""
    kind = POST_KINDS.get(target.kind)
    return kind.find(target.id, session) if kind else None


def check_words(case: Case, shown: str | None, session: ClientSession) -> None:
    """Within a transaction: check that a post has the words that were shown, unless None."""
    if shown is not None:
        case.check_words(shown, find_post(case.target, session))


def delete_erased(kind: str, post_id: ObjectId, session: ClientSession) -> bool:
    """Within a transaction: delete a review whose author had erased its content.

    Other posts leave no place behind when their author deletes them.
    """
    return kind == REVIEW and delete_erased_review(post_id, session)


@dataclass(frozen=True, slots=True)
class TargetSnapshot:
    """A target as it is when somebody reports it; `words` is what a post says."""

    target: Target
    words: dict[str, Any] | None
    by_staff: bool


def review_target(review: Review) -> TargetSnapshot:
    author = find_member(review.author_id) if review.author_id else None
    film = [ObjectId(review.movie_id)] if ObjectId.is_valid(review.movie_id) else []
    title = get_titles(film).get(review.movie_id) or _("a deleted film")
    return build_review_target(review, author, title)


def build_review_target(review: Review, author: Member | None, title: str) -> TargetSnapshot:
    """Return a review's snapshot; `author` is None where the member has left."""
    movie_id = ObjectId(review.movie_id) if ObjectId.is_valid(review.movie_id) else None
    by = (review.author_id, review.author_name, review.author_handle)
    words = {**asdict(review.content), "version": review.version, "at": review.changed_at}
    target = Target(REVIEW, ObjectId(review.id), *by, movie_id, title)
    return TargetSnapshot(target, words, author is not None and author.is_staff)


def get_visible_review_target(review_id: ObjectId) -> TargetSnapshot:
    """Return a review that everybody may see, or raise ReviewNotFound."""
    review = get_review(review_id)
    if not review.is_visible:
        raise ReviewNotFound
    return review_target(review)


def list_target(film_list: FilmList) -> TargetSnapshot:
    owner = find_member(film_list.owner_id) if film_list.owner_id else None
    words = _words(lists.moderation.words_of(film_list), film_list.worded_at)
    by = (film_list.owner_id, film_list.owner_name, film_list.owner_handle)
    target = Target(LIST, film_list.id, *by, title=film_list.title)
    return TargetSnapshot(target, words, owner is not None and owner.is_staff)


def get_list_target(list_id: ObjectId, member: Member, link: str = "") -> TargetSnapshot:
    """Return a list that a member may see, for a report; raise ListNotFound."""
    film_list = get_shown_list(list_id, member, link)
    if not film_list.is_visible:
        raise ListNotFound
    return list_target(film_list)


def entry_target(entry: DiaryEntry) -> TargetSnapshot:
    author = find_member(entry.member_id)
    words = _words(diary.moderation.words_of(entry), entry.edited_at or entry.created_at)
    by = (entry.member_id, author.name if author else "", author.handle if author else "")
    film = (ObjectId(entry.movie_id), entry.film.title)
    target = Target(ENTRY, ObjectId(entry.id), *by, *film)
    return TargetSnapshot(target, words, author is not None and author.is_staff)


def get_entry_target(entry_id: ObjectId) -> TargetSnapshot:
    return entry_target(get_visible_entry(entry_id))


def get_member_target(handle: str) -> TargetSnapshot:
    return member_target(get_member_by_handle(handle))


def member_target(member: Member) -> TargetSnapshot:
    target = Target(MEMBER, member.id, member.id, member.name, member.handle)
    return TargetSnapshot(target, _words(_profile(member)), member.is_staff)


def _words(shown: PostWords, at: datetime | None = None) -> Doc:
    return {"text": shown.text, "version": shown.version, **({"at": at} if at else {})}


def _profile(member: Member) -> PostWords:
    text = "\n\n".join(filter(None, (member.name, f"@{member.handle}", member.about)))
    return PostWords(VISIBLE, text, crc32(text.encode()) & 0x7FFFFFFF)


def find_profile(target: Target) -> PostWords | None:
    """Return the present profile of a reported member; None for a post, or where they left."""
    member = None if target.is_post else find_member(target.id)
    return _profile(member) if member else None
