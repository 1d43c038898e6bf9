"""Many lists at once: to fill a site, recounting, of films that go, and of members who leave."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from bson import ObjectId
from pymongo import UpdateOne
from pymongo.client_session import ClientSession

from accounts.documents import Member
from accounts.notices import anonymize_notices, delete_notices
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.bulk_writes import in_batches, insert_new
from mflix_site.mongo.transactions import in_transaction, long_timeout
from mflix_site.mongo.waiting import all_documents, retry_until_available
from mflix_site.text import now
from movies.queries import find_facts

from .documents import COVER_SIZE, DELETED, FORMER_OWNER, PRIVATE, list_path
from .entries import lock_known_films
from .queries import IN_ORDER

RECOUNT_BATCH_SIZE, MOVE_BATCH_SIZE, BATCH_SIZE, KEPT_DAYS = 500, 100, 50, timedelta(days=30)
FORMER_ORIGIN = {f"cloned_from.{name}": value for name, value in FORMER_OWNER.items()}
ADDED_BY_NOBODY = {"$set": {"added_by": None}}
Doc = dict[str, Any]


def insert_lists(planned: Sequence[tuple[Doc, Sequence[Doc]]]) -> int:
    """Insert lists with their entries; return how many lists were new.

    A list that exists stays as it is. Entries come first: killed in between, the next run finds
    them there and inserts their list.
    """
    ids = [doc["_id"] for doc, _ in planned]
    present = {doc["_id"] for doc in mongo.lists().find({"_id": {"$in": ids}}, {"_id": 1})}
    new = [(doc, entries) for doc, entries in planned if doc["_id"] not in present]
    insert_new(mongo.list_entries(), [entry for _, entries in new for entry in entries])
    insert_new(mongo.lists(), [doc for doc, _ in new])
    return len(new)


def recount_lists() -> Iterator[str]:
    """Correct what has drifted, and yield a line for each correction.

    Entries of films that do not exist are dropped, or follow those into which they were merged;
    then the numbers of films are corrected.
    """
    yield from _drop_missing_films()
    fields = {"title": 1, "entry_count": 1, "version": 1}
    for batch in in_batches(all_documents(mongo.lists(), fields), RECOUNT_BATCH_SIZE):
        yield from _recount_batch(list(batch))


def _recount_batch(docs: Sequence[Doc]) -> Iterator[str]:
    ids = [doc["_id"] for doc in docs]
    pipeline = [
        {"$match": {"list_id": {"$in": ids}}},
        {"$group": {"_id": "$list_id", "films": {"$sum": 1}}},
    ]
    films = Counter({row["_id"]: row["films"] for row in mongo.list_entries().aggregate(pipeline)})
    wrong = [(doc, films[doc["_id"]]) for doc in docs if doc["entry_count"] != films[doc["_id"]]]
    # What has changed since it was read is counted by whoever changed it.
    as_read = [({"_id": doc["_id"], "version": doc["version"]}, number) for doc, number in wrong]
    updates = [UpdateOne(same, {"$set": {"entry_count": number}}) for same, number in as_read]
    if updates:
        mongo.lists().bulk_write(updates, ordered=False)
    for doc, number in wrong:
        yield f"{doc['title']}: {doc['entry_count']} instead of {number}"


def _drop_missing_films() -> Iterator[str]:
    """Drop the entries of films that do not exist; yield a line for each film."""
    for ids in in_batches(retry_until_available(_listed_films), RECOUNT_BATCH_SIZE):
        present = find_facts(ids, ("_id",))
        for id in (id for id in ids if id not in present):
            dropped = sum(iter(partial(in_transaction, partial(_drop_missing_film, id)), 0))
            if dropped:
                yield f"film {id} does not exist, and was in lists: {dropped}"


def _listed_films() -> list[ObjectId]:
    each: list[Doc] = [{"$sort": {"movie_id": 1}}, {"$group": {"_id": "$movie_id"}}]
    with long_timeout():
        rows = mongo.list_entries().aggregate(each, hint="of_film")
        return [row["_id"] for row in rows]


def _drop_missing_film(movie_id: ObjectId, session: ClientSession) -> int:
    into = next(iter(lock_known_films([movie_id], session=session)), None)
    # Somebody may have imported the film again.
    return 0 if into == movie_id else move_entries_batch(movie_id, into, session)


def move_entries_batch(from_id: ObjectId, to_id: ObjectId | None, session: ClientSession) -> int:
    """Within a transaction: move a batch of a film's entries to another film; return how many.

    Without `to_id` they are deleted. Where a list has both films, only the other film's entry
    stays, with the note of either. Served by the index `of_film`.
    """
    of_film = mongo.list_entries().find({"movie_id": from_id}, session=session)
    docs = list(of_film.sort("_id", -1).limit(MOVE_BATCH_SIZE))
    others: dict[ObjectId, Mapping[str, Any]] = {}
    if to_id and docs:
        among = {"list_id": {"$in": [doc["list_id"] for doc in docs]}, "movie_id": to_id}
        entries = mongo.list_entries().find(among, session=session)
        others = {doc["list_id"]: doc for doc in entries}
    for doc in docs:
        own = {"list_id": doc["list_id"], "movie_id": from_id}
        other = others.get(doc["list_id"])
        if to_id and other is None:
            moved = {"$set": {"movie_id": to_id}}
            mongo.list_entries().update_one(own, moved, session=session)
        else:
            mongo.list_entries().delete_one(own, session=session)
        if other and doc["note"] and not other["note"]:
            same = {"list_id": doc["list_id"], "movie_id": to_id}
            noted = {"$set": {"note": doc["note"]}}
            mongo.list_entries().update_one(same, noted, session=session)
        _update_list(doc["list_id"], 0 if to_id and other is None else -1, session)
    return len(docs)


def count_list_entries(movie_id: ObjectId) -> int:
    """Return in how many lists a film is (index `of_film`)."""
    return mongo.list_entries().count_documents({"movie_id": movie_id})


def _update_list(list_id: ObjectId, change: int, session: ClientSession) -> None:
    first = mongo.list_entries().find({"list_id": list_id}, {"movie_id": 1}, session=session)
    cover = [doc["movie_id"] for doc in first.sort(IN_ORDER).limit(COVER_SIZE)]
    update = {"$set": {"cover": cover}, "$inc": {"entry_count": change, "version": 1}}
    mongo.lists().update_one({"_id": list_id}, update, session=session)


def rename_in_lists(member: Member, *, session: ClientSession) -> None:
    """Update a member's name on their lists (indexes `of_owner`, `of_editor` and `copies`)."""
    names = {"name": member.name, "handle": member.handle}
    for selector, path in (
        ({"owner_id": member.id}, "owner"),
        ({"editors.id": member.id}, "editors.$"),
        ({"cloned_from.owner_id": member.id}, "cloned_from"),
    ):
        update = {"$set": {f"{path}.{name}": value for name, value in names.items()}}
        mongo.lists().update_many(selector, update, session=session)


def anonymize_or_delete_lists(member_id: ObjectId, *, keep: bool) -> int:
    """Anonymize what a closed account shared, or delete it; return how many lists. Idempotent.

    What nobody else could see is deleted. What they added to others' lists stays, without them.
    """
    own, count = {"owner_id": member_id}, 0
    owned = mongo.lists().find(own, {"_id": 1})
    anonymize_notices([list_path(doc["_id"]) for doc in owned])
    if keep:
        shared = {**own, "privacy": {"$ne": PRIVATE}, "state": {"$ne": DELETED}}
        for doc in mongo.lists().find(shared, {"_id": 1}):
            added = {"list_id": doc["_id"], "added_by": member_id}
            mongo.list_entries().update_many(added, ADDED_BY_NOBODY)
        nameless = {"$set": {"owner": FORMER_OWNER}, "$unset": {"owner_id": ""}}
        count = mongo.lists().update_many(shared, nameless).modified_count
    count += _delete_all(own)
    mongo.lists().update_many(
        {"cloned_from.owner_id": member_id},
        {"$set": FORMER_ORIGIN, "$unset": {"cloned_from.owner_id": ""}},
    )
    edited = {"editors.id": member_id}
    while docs := list(mongo.lists().find(edited, {"_id": 1}).limit(BATCH_SIZE)):
        in_transaction(partial(_leave, member_id, [doc["_id"] for doc in docs]))
    return count


def _leave(member_id: ObjectId, list_ids: list[ObjectId], session: ClientSession) -> None:
    added = {"list_id": {"$in": list_ids}, "added_by": member_id}
    mongo.list_entries().update_many(added, ADDED_BY_NOBODY, session=session)
    by_id = {"_id": {"$in": list_ids}}
    pull = {"$pull": {"editors": {"id": member_id}}, "$inc": {"version": 1}}
    mongo.lists().update_many(by_id, pull, session=session)


def delete_old_lists() -> int:
    """Delete for good the lists that were deleted thirty days ago (index `deleted`)."""
    return _delete_all({"deleted_at": {"$lte": now() - KEPT_DAYS}})


def _delete_all(selector: Doc) -> int:
    deleted = 0
    while docs := list(mongo.lists().find(selector, {"_id": 1}).limit(BATCH_SIZE)):
        deleted += sum(in_transaction(partial(_delete, doc["_id"], selector)) for doc in docs)
    return deleted


def _delete(list_id: ObjectId, selector: Doc, session: ClientSession) -> int:
    # Restored meanwhile, it stays.
    chosen = {**selector, "_id": list_id}
    deleted = mongo.lists().delete_one(chosen, session=session).deleted_count
    if deleted:
        mongo.list_entries().delete_many({"list_id": list_id}, session=session)
        delete_notices(path=list_path(list_id), session=session)
    return deleted
