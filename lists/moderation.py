"""Hiding and showing lists by a moderator's decision, and what moderators read of them."""

from collections.abc import Callable
from zlib import crc32

from bson import ObjectId
from django.utils.translation import gettext as _
from pymongo.client_session import ClientSession

from mflix_site.mongo import collections as mongo
from reviews.documents import PostWords, Visibility

from .documents import DELETED, FilmList
from .errors import ListNotFound
from .queries import find_list, notes_of

MAX_NOTES_SHOWN = 20_000


def words_of(film_list: FilmList, session: ClientSession | None = None) -> PostWords:
    details = film_list.details
    notes = "\n\n".join(notes_of(film_list.id, session))[:MAX_NOTES_SHOWN]
    texts = (details.title, details.description, ", ".join(details.tags), notes)
    return _words(film_list, "\n\n".join(filter(None, texts)))


def _words(film_list: FilmList, text: str) -> PostWords:
    version = crc32(text.encode()) & 0x7FFFFFFF  # changes with the words alone
    return PostWords(_shown_state(film_list), text, version)


def find_words(list_id: ObjectId, session: ClientSession | None = None) -> PostWords | None:
    """Return a list's present words, also of a deleted one that can be restored; else None."""
    film_list = find_list(list_id, session)
    return _words_shown(film_list, session) if film_list else None


def _words_shown(film_list: FilmList, session: ClientSession | None) -> PostWords:
    if not film_list.is_shared:
        return _words(film_list, _("Its owner has made it private."))
    return words_of(film_list, session)


def _shown_state(film_list: FilmList) -> str:
    """Return the state of a list, or the one that it will have when it is restored."""
    return film_list.deleted_from if film_list.state == DELETED else film_list.state


def set_visibility(
    *,
    target_id: ObjectId,
    change: Callable[[Visibility], Visibility],
    session: ClientSession,
    check: Callable[[PostWords], None] | None = None,
) -> tuple[Visibility, Visibility]:
    """Within a decision's transaction: change a list's state; return old and new.

    A deleted list has the new state once it is restored. `check` is given its words first; both
    may raise. Raise ListNotFound.
    """
    film_list = find_list(target_id, session)
    if film_list is None:
        raise ListNotFound
    if check:
        check(_words_shown(film_list, session))
    before = Visibility(_shown_state(film_list), spoiler=False)
    after = change(before)
    if after != before:
        path = "deleted_from" if film_list.state == DELETED else "state"
        update = {"$set": {path: after.state}, "$inc": {"version": 1}}
        mongo.lists().update_one({"_id": target_id}, update, session=session)
    return before, after
