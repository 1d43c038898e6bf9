"""A member's documents of the diary, as an import of their history changes and restores them."""

from collections import defaultdict
from collections.abc import Sequence

from bson import ObjectId
from pymongo.client_session import ClientSession

from mflix_site.mongo import before_images
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.before_images import Change

from .documents import Doc
from .viewings import count_viewings

DENORMALIZED = ("movie_id", "film")  # follow the film when it is edited or merged
# What a state says, in parts that a member changes one by one.
PARTS = (
    ("watched", "watched_at", "wanted_before", "left_watchlist_at", "unlisted"),
    ("liked", "liked_at"),
    ("wanted",),
)


def documents_of_films(
    member_id: ObjectId, movie_ids: Sequence[ObjectId], session: ClientSession | None = None
) -> tuple[dict[ObjectId, Doc], dict[ObjectId, list[Doc]]]:
    """Return states and entries by film (indexes `one_per_member_and_film`, `of_film`)."""
    own = {"member_id": member_id, "movie_id": {"$in": list(movie_ids)}}
    states = {doc["movie_id"]: doc for doc in mongo.film_states().find(own, session=session)}
    entries = defaultdict[ObjectId, list[Doc]](list)
    for doc in mongo.diary().find(own, session=session).sort("_id", 1):
        entries[doc["movie_id"]].append(doc)
    return states, entries


def entries_by_source(
    member_id: ObjectId, keys: Sequence[str], ids: Sequence[ObjectId], session: ClientSession
) -> list[Doc]:
    """Return sources of entries with these keys or ids (indexes `one_per_source`, `_id_`)."""
    entries: list[Doc] = []
    for name, values in (("source.key", keys), ("_id", ids)):
        own = {"member_id": member_id, name: {"$in": list(values)}}
        entries += mongo.diary().find(own, {"source": 1}, session=session)
    return entries


def write_entries(changes: Sequence[Change], session: ClientSession) -> None:
    """Within a transaction: write entries; the caller writes the states of their films too."""
    before_images.write_changes(mongo.diary(), changes, session, "member_id")


def write_states(changes: Sequence[Change], session: ClientSession) -> None:
    before_images.write_changes(mongo.film_states(), changes, session, "member_id")


def undo_entries(changes: Sequence[Change], session: ClientSession) -> list[Doc]:
    """Within a transaction: restore entries; return those that their member has changed since."""
    current = before_images.find_current(mongo.diary(), changes, session, "member_id")
    undone = [before_images.undo_change(c, current.get(c.id), DENORMALIZED) for c in changes]
    write_entries([change for change in undone if change], session)
    return before_images.kept_documents(changes, undone)


def films_moved_to(changes: Sequence[Change], session: ClientSession) -> list[ObjectId]:
    """Return the films to which entries have moved since a change, as theirs were merged."""
    current = before_images.find_current(mongo.diary(), changes, session, "member_id")
    films = {c.id: c.after["movie_id"] for c in changes if c.after}
    now = {id: doc["movie_id"] for id, doc in current.items()}
    return list(dict.fromkeys(now[id] for id in now if now[id] != films.get(id)))


def undo_states(
    member_id: ObjectId, changes: Sequence[Change], reviewed: set[ObjectId], session: ClientSession
) -> list[Doc]:
    """Within a transaction, after entries and reviews: restore states; return those that stay.

    Of a state that its member has changed since, the parts that they changed stay. What has
    entries, or a review since the import as `reviewed` says of the films, stays watched.
    """
    current = before_images.find_current(mongo.film_states(), changes, session, "member_id")
    docs = (current.get(change.id) or change.after or change.before or {} for change in changes)
    films = [ObjectId(doc["movie_id"]) for doc in docs]
    viewings = count_viewings(member_id, films, session)
    counted = {film: _tally(count) for film, count in viewings.items()}
    restored, changed_since = list[Change](), list[Doc]()
    for change, film in zip(changes, films, strict=True):
        is_seen, now = film in counted or film in reviewed, current.get(change.id)
        undone = before_images.undo_change(change, now, DENORMALIZED)
        as_before = undone is not None and _tally(undone.after) == counted.get(film, {})
        if undone and as_before and (not is_seen or (undone.after or {}).get("watched")):
            restored.append(undone)
            continue
        if undone is None:
            changed_since.append({"_id": change.id, "movie_id": film})
        merged = _merged(change, now, is_seen=is_seen, counted=counted.get(film, {}))
        restored.append(Change(now, merged))
    write_states([change for change in restored if change.before or change.after], session)
    return changed_since


def _tally(doc: Doc | None) -> Doc:
    tally = {name: (doc or {}).get(name) for name in ("viewings", "last_day")}
    return tally if tally["viewings"] else {}


def _merged(change: Change, now: Doc | None, *, is_seen: bool, counted: Doc) -> Doc | None:
    """Return a state with the import's changes taken back, but for what was changed after it."""
    before, after = change.before or {}, change.after or {}
    doc = dict(now or {})
    for part in PARTS:
        if all(doc.get(name) == after.get(name) for name in part):
            for name in part:
                doc.pop(name, None)
                doc |= {name: before[name]} if name in before else {}
    if is_seen and not doc.get("watched"):
        seen = after.get("watched_at") or (now or {}).get("watched_at")
        doc |= {"watched": True, **({"watched_at": seen} if seen else {})}
    for name in ("viewings", "last_day"):
        doc.pop(name, None)
    doc |= {name: value for name, value in counted.items() if value}
    says_something = any(name in doc for name in ("watched", "liked", "wanted"))
    return doc if says_something and "_id" in doc else None
