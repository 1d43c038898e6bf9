"""The posts that moderators can hide, by their kind, and what writes each."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from bson import ObjectId
from pymongo.client_session import ClientSession

import diary.visibility
import lists.visibility
from reviews.queries import find_review
from reviews.services import VisibilityWriter, delete_erased_review, set_visibility

from .rules import ENTRY, LIST, REVIEW


class PostKind(NamedTuple):
    """How to read and change posts of a kind.

    `find` returns a post with its `state`, `version`, `is_visible` and `paragraphs`, or None.
    """

    write_visibility: VisibilityWriter
    find: Callable[[ObjectId], Any]


POST_KINDS: Mapping[str, PostKind] = {
    REVIEW: PostKind(set_visibility, find_review),
    ENTRY: PostKind(diary.visibility.set_visibility, diary.visibility.find_words),
    LIST: PostKind(lists.visibility.set_visibility, lists.visibility.find_words),
}


def visibility_writer(kind: str) -> VisibilityWriter:
    return POST_KINDS[kind].write_visibility


def find_post(kind: str, post_id: ObjectId) -> Any:
    return POST_KINDS[kind].find(post_id)


def delete_erased(kind: str, post_id: ObjectId, session: ClientSession) -> bool:
    """Within a transaction: delete a review whose author had erased its content.

    Other posts leave no place behind when their author deletes them.
    """
    return kind == REVIEW and delete_erased_review(post_id, session)
