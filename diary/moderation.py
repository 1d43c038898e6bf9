"""Hiding and showing diary entries by a moderator's decision."""

from collections.abc import Callable

from bson import ObjectId
from pymongo.client_session import ClientSession

from mflix_site.mongo import collections as mongo
from reviews.documents import VISIBLE, PostWords, Visibility

from .documents import PUBLIC, DiaryEntry
from .errors import EntryNotFound


def words_of(entry: DiaryEntry) -> PostWords:
    content = entry.content
    texts = (content.note, ", ".join(content.tags)) if content.privacy == PUBLIC else ()
    return PostWords(entry.state, "\n\n".join(filter(None, texts)), entry.version)


def find_entry(entry_id: ObjectId, session: ClientSession | None = None) -> DiaryEntry | None:
    """Return an entry, whoever may see it (index `_id_`), or None."""
    doc = mongo.diary().find_one({"_id": entry_id}, session=session)
    return DiaryEntry.from_doc(doc) if doc else None


def get_public_entry(entry_id: ObjectId) -> DiaryEntry:
    """Return an entry that its member shows, also a hidden one; raise EntryNotFound."""
    entry = find_entry(entry_id)
    if entry is None or entry.content.privacy != PUBLIC:
        raise EntryNotFound
    return entry


def get_visible_entry(entry_id: ObjectId) -> DiaryEntry:
    """Return an entry that everybody may see; raise EntryNotFound."""
    entry = get_public_entry(entry_id)
    if entry.is_taken_down:
        raise EntryNotFound
    return entry


def find_words(entry_id: ObjectId, session: ClientSession | None = None) -> PostWords | None:
    entry = find_entry(entry_id, session)
    return words_of(entry) if entry else None


def set_visibility(
    *,
    target_id: ObjectId,
    change: Callable[[Visibility], Visibility],
    session: ClientSession,
    check: Callable[[PostWords], None] | None = None,
) -> tuple[Visibility, Visibility]:
    """Within a decision's transaction: change an entry's state; return old and new.

    `check` is given its words first; both may raise. Raise EntryNotFound.
    """
    doc = mongo.diary().find_one({"_id": target_id}, session=session)
    if doc is None:
        raise EntryNotFound
    if check:
        check(words_of(DiaryEntry.from_doc(doc)))
    held_because = str(doc.get("held_because") or "")
    before = Visibility(doc.get("state") or VISIBLE, spoiler=False, held_because=held_because)
    after = change(before)
    if after != before:
        update = {"$set": {"state": after.state}, "$unset": {"held_because": ""}}
        own = {"_id": target_id, "member_id": doc["member_id"]}
        mongo.diary().update_one(own, update, session=session)
    return before, after
