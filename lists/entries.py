"""Writing the films of a list: adding, removing, ordering and annotating them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bson import ObjectId
from pymongo import UpdateOne
from pymongo.client_session import ClientSession

from accounts.documents import Member
from mflix_site.mongo import collections as mongo
from mflix_site.text import now
from movies.history import find_merge_targets
from movies.tallies import lock_films

from .documents import COVER_SIZE, MAX_ENTRIES, FilmList
from .errors import IsSmartList, ListFull, NotYourEntry
from .locking import change_list, update_list
from .ordering import GAP, Arrangement, arrange, changed_positions
from .queries import entries_of, positions_of

NOTHING = Arrangement((), is_complete=False)
Doc = dict[str, Any]


def new_entries(
    list_id: ObjectId,
    member_id: ObjectId,
    films: Sequence[ObjectId],
    positions: Mapping[ObjectId, int] | None = None,
    notes: Mapping[ObjectId, str] | None = None,
) -> list[Doc]:
    """Return the documents of films that a member adds, at their positions or one after another."""
    by = {"added_by": member_id, "added_at": now()}
    places = positions or {id: GAP * number for number, id in enumerate(films, 1)}
    return [
        {
            **{"_id": ObjectId(), "list_id": list_id, "movie_id": id, "position": places[id]},
            **{"note": (notes or {}).get(id, ""), **by},
        }
        for id in films
    ]


def lock_known_films(ids: Sequence[ObjectId], *, session: ClientSession) -> list[ObjectId]:
    """Lock those ids that are films; return each once, in order, the target for a merged one."""
    films = lock_meant_films(ids, session=session)
    return list(dict.fromkeys(films[id] for id in ids if id in films))


def lock_meant_films(
    ids: Sequence[ObjectId], *, session: ClientSession
) -> dict[ObjectId, ObjectId]:
    """Within a transaction: lock the film that each id means, and return it.

    It is the film itself, or the target of a merged one. Unknown ids are left out.
    """
    present = lock_films(ids, session=session)
    targets = find_merge_targets([id for id in ids if id not in present])
    present |= lock_films(targets.values(), session=session)
    films = {id: targets.get(id, id) for id in ids}
    return {id: film for id, film in films.items() if film in present}


def arrange_films(
    *,
    member: Member,
    before: FilmList,
    wanted: Arrangement,
    session: ClientSession,
) -> tuple[Doc, list[str]]:
    """Within a transaction: write what a form changes of a list's films.

    Return the fields of the list that follow from it, and the notes that are new. Raise
    NotYourEntry and ListFull.
    """
    if before.is_smart or wanted == NOTHING:
        return {}, []
    positions = positions_of(before.id, session)
    added = [id for id in wanted.films if id not in positions]
    known = {*positions, *lock_films(added, session=session)}
    films = tuple(id for id in wanted.films if id in known)
    desired = arrange(list(positions), replace(wanted, films=films))
    if len(desired) > MAX_ENTRIES:
        raise ListFull
    gone = set(positions) - set(desired)
    entries = entries_of(before.id, [*gone, *wanted.notes], session)
    kept = (id for id in entries if id not in gone)
    notes = {id: wanted.notes[id] for id in kept if entries[id].note != wanted.notes[id]}
    others = any(entries[id].added_by != member.id for id in (*gone, *notes))
    if others and before.owner_id != member.id:
        raise NotYourEntry
    places = changed_positions(positions, desired)
    moved = {id: place for id, place in places.items() if id in positions}
    _write_entries(before.id, {"position": moved, "note": notes}, gone, session)
    fresh = [id for id in desired if id not in positions]
    if fresh:
        docs = new_entries(before.id, member.id, fresh, places, wanted.notes)
        mongo.list_entries().insert_many(docs, session=session)
    words = [*notes.values(), *(wanted.notes.get(id, "") for id in fresh)]
    counted = {"entry_count": len(desired), "cover": desired[:COVER_SIZE]}
    return counted, list(filter(None, words))


def _write_entries(
    list_id: ObjectId,
    changes: Mapping[str, Mapping[ObjectId, Any]],
    gone: Collection[ObjectId],
    session: ClientSession,
) -> None:
    """Write new values of fields: one update for each entry that changes; delete those gone."""
    fields: dict[ObjectId, Doc] = {}
    for name, values in changes.items():
        for id, value in values.items():
            fields.setdefault(id, {})[name] = value
    own = {"list_id": list_id}
    if updates := [UpdateOne({**own, "movie_id": id}, {"$set": f}) for id, f in fields.items()]:
        mongo.list_entries().bulk_write(updates, ordered=False, session=session)
    if gone:
        among = {**own, "movie_id": {"$in": list(gone)}}
        mongo.list_entries().delete_many(among, session=session)


def add_films(
    *,
    member: Member,
    list_id: ObjectId,
    films: Sequence[ObjectId],
    action: str = "add-to-list",
    version: int | None = None,
) -> tuple[list[ObjectId], list[ObjectId]]:
    """Add films to the end of a list; return those that are new to it, and the others."""

    def add(
        author: Member, before: FilmList, session: ClientSession
    ) -> tuple[list[ObjectId], list[ObjectId]]:
        if before.is_smart:
            raise IsSmartList
        wanted = lock_known_films(films, session=session)
        present = entries_of(list_id, wanted, session)
        fresh = [id for id in wanted if id not in present]
        if fresh:
            _append(member, before, fresh, session)
        return fresh, [id for id in wanted if id in present]

    return change_list(add, member=member, list_id=list_id, action=action, version=version)


def _append(
    member: Member, before: FilmList, films: Sequence[ObjectId], session: ClientSession
) -> None:
    count = before.entry_count + len(films)
    if count > MAX_ENTRIES:
        raise ListFull
    own = {"list_id": before.id}
    last = mongo.list_entries().find_one(
        own, {"position": 1}, sort=[("position", -1)], session=session
    )
    start = last["position"] if last else 0
    places = {id: start + GAP * number for number, id in enumerate(films, 1)}
    docs = new_entries(before.id, member.id, films, places)
    mongo.list_entries().insert_many(docs, session=session)
    cover = [*before.cover, *films][:COVER_SIZE]
    update_list(before, {"entry_count": count, "cover": cover}, session)


def remove_films(
    *,
    member: Member,
    list_id: ObjectId,
    films: Sequence[ObjectId],
    action: str = "edit-list",
    version: int | None = None,
) -> int:
    """Remove films from a list; return how many were in it. Raise NotYourEntry."""
    arrangement = Arrangement((), removed=frozenset(films), is_complete=False)

    def remove(author: Member, before: FilmList, session: ClientSession) -> int:
        change, _ = arrange_films(member=member, before=before, wanted=arrangement, session=session)
        return before.entry_count - update_list(before, change, session).entry_count

    return change_list(remove, member=member, list_id=list_id, action=action, version=version)
