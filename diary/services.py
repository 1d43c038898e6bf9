"""Writing what a film is to a member, and the entries of their diary.

A state that says nothing has no document. `viewings` and `last_day` are counted from the entries
in the transaction that changes one of them.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bson import ObjectId
from pymongo import ReturnDocument
from pymongo.client_session import ClientSession

from accounts.documents import Member
from accounts.permissions import permission_filter, recheck_permission
from accounts.preferences import set_taste as save_taste
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.transactions import in_transaction
from mflix_site.text import now
from movies.tallies import lock_film
from reviews.documents import VISIBLE
from reviews.queries import find_own_review

from .documents import PUBLIC, DiaryEntry, Doc, EntryContent, EntryFilm, FilmState
from .errors import EntryEditConflict, EntryNotFound, NotYourEntry, StillWatched
from .queries import watched_among
from .viewings import count_viewings, recount_viewings, unlisted_without, viewings_stage

Stages = Sequence[Mapping[str, Any]]
MAX_WATCHLIST_NOTE_LENGTH = 500
# Raises a problem where these words of a member may not be shown to others, as they are now.
CheckWords = Callable[[Member, str], None]
NOT_WATCHED: Doc = {"$ne": ["$watched", True]}
NOT_LOGGED: Doc = {"viewings": {"$exists": False}}
OF_WATCHED = ["watched", "watched_at", "wanted_before", "left_watchlist_at", "unlisted"]
NOTHING: Doc = {name: {"$exists": False} for name in ("watched", "liked", "wanted")}


def set_watched(*, member: Member, movie_id: ObjectId, on: bool) -> bool:
    """Mark a film as seen or not seen; return whether it has left the watchlist by that.

    Raise StillWatched while a rating, a review or an entry shows that it was seen, and
    MovieNotFound. A film that is not seen after all returns to the watchlist.
    """

    def work(session: ClientSession) -> bool:
        recheck_permission(member=member, action="set-watched", session=session)
        if on:
            lock_film(movie_id, session=session)
            return mark_watched(member_id=member.id, movie_id=movie_id, session=session)
        own = _own_filter(member.id, movie_id)
        review = find_own_review(member, movie_id, session)
        held_by = {"rating": review.rating, "has_text": review.text} if review else {}
        doc = mongo.film_states().find_one(own, session=session) or {}
        state = FilmState.from_doc(str(movie_id), doc, held_by)
        if state.rating is not None or state.has_text or state.viewings:
            raise StillWatched(state)
        restore = {"wanted": {"$ifNull": ["$wanted", "$wanted_before", "$$REMOVE"]}}
        _unset_state(own, [{"$set": restore}, {"$unset": OF_WATCHED}], session)
        return False

    return in_transaction(work)


def set_taste(*, member: Member, favorite_genres: list[str], seen_films: list[ObjectId]) -> None:
    """Save what a new member likes, and mark the films they have seen as watched."""
    known = watched_among(member.id, seen_films)

    def work(session: ClientSession) -> None:
        recheck_permission(member=member, action="welcome", session=session)
        save_taste(
            member=member, favorite_genres=favorite_genres, seen_films=seen_films, session=session
        )
        for movie_id in seen_films:
            if movie_id not in known:
                lock_film(movie_id, session=session)
                mark_watched(member_id=member.id, movie_id=movie_id, session=session)

    in_transaction(work)


def set_liked(*, member: Member, movie_id: ObjectId, on: bool) -> None:
    """Set whether a member likes a film; raise MovieNotFound."""
    like = {"liked": True, "liked_at": {"$ifNull": ["$liked_at", now()]}, "unlisted": "$$REMOVE"}
    stage = {"$set": like} if on else {"$unset": ["liked", "liked_at"]}
    _update_state(member, "set-liked", movie_id, stage)


def set_on_watchlist(
    *,
    member: Member,
    movie_id: ObjectId,
    on: bool,
    note: str | None = None,
    check_words: CheckWords | None = None,
) -> None:
    """Add a film to a member's watchlist or remove it; without a note the old one stays.

    A note is checked also where the member keeps their watchlist private, for they may share it
    later.
    """

    def check_note(author: Member) -> None:
        if check_words and on and note:
            check_words(author, note)

    old = {"$ifNull": ["$wanted.note", "$wanted_before.note", ""]}
    text = old if note is None else {"$literal": note[:MAX_WATCHLIST_NOTE_LENGTH]}
    listed = {"wanted": {"at": {"$ifNull": ["$wanted.at", now()]}, "note": text}}
    stage: Doc = {"$set": listed} if on else {"$unset": ["wanted"]}
    _update_state(member, "set-on-watchlist", movie_id, stage, check_note)


def _update_state(
    member: Member,
    action: str,
    movie_id: ObjectId,
    stage: Doc,
    check: Callable[[Member], None] | None = None,
) -> None:
    def work(session: ClientSession) -> None:
        author = recheck_permission(member=member, action=action, session=session)
        if check:
            check(author)
        own = _own_filter(member.id, movie_id)
        if "$unset" in stage:
            _unset_state(own, [stage], session)
        else:
            lock_film(movie_id, session=session)
            mongo.film_states().update_one(own, [stage], upsert=True, session=session)

    in_transaction(work)


def _own_filter(member_id: ObjectId, movie_id: ObjectId) -> Doc:
    return {"member_id": member_id, "movie_id": movie_id}


def _unset_state(own: Doc, stages: Stages, session: ClientSession) -> None:
    mongo.film_states().update_one(own, stages, session=session)
    mongo.film_states().delete_one({**own, **NOTHING}, session=session)


def watched_stage(watched_at: datetime, leaves_watchlist: Any, moment: datetime) -> Doc:
    """Return the stage that marks a film as seen, and if so takes it off the watchlist."""
    leaves = {"$and": ["$wanted.at", leaves_watchlist]}
    return {
        "$set": {
            "watched": True,
            "watched_at": {"$ifNull": ["$watched_at", watched_at]},
            "wanted": {"$cond": [leaves, "$$REMOVE", "$wanted"]},
            "wanted_before": {"$cond": [leaves, "$wanted", "$wanted_before"]},
            "left_watchlist_at": {"$cond": [leaves, moment, "$left_watchlist_at"]},
        }
    }


def on_watchlist_by_day(day: str, time_zone: str) -> Doc:
    """Return the condition that a film was on the watchlist by a day, in a time zone."""
    next_day = date.fromisoformat(day) + timedelta(days=1)
    end = datetime.combine(next_day, time(), ZoneInfo(time_zone)).astimezone(UTC)
    return {"$lt": ["$wanted.at", end]}


def mark_watched(*, member_id: ObjectId, movie_id: ObjectId, session: ClientSession) -> bool:
    """Mark a film as seen; return whether it left the watchlist, as on a first viewing.

    Others may know of it from then on.
    """
    moment, own = now(), _own_filter(member_id, movie_id)
    stages = [watched_stage(moment, NOT_WATCHED, moment), {"$unset": ["unlisted"]}]
    return _update_watched(own, stages, moment, session)


def _update_watched(own: Doc, stages: Stages, moment: datetime, session: ClientSession) -> bool:
    after = ReturnDocument.AFTER
    left: Any = mongo.film_states().find_one_and_update(
        own, stages, {"left_watchlist_at": 1}, upsert=True, return_document=after, session=session
    )
    return bool(left.get("left_watchlist_at") == moment)


def add_entry(
    *,
    member: Member,
    movie_id: ObjectId,
    content: EntryContent,
    session: ClientSession,
    form_key: str = "",
) -> tuple[DiaryEntry, bool]:
    """Within a transaction: add an entry; return it, and whether the film has left the watchlist.

    The day of the entry decides that; without a day, whether the film was seen before. Raise
    MovieNotFound.
    """
    film, moment = EntryFilm.of(lock_film(movie_id, session=session)), now()
    doc = new_entry_document(member.id, movie_id, content, film, moment)
    doc |= {"form_key": form_key} if form_key else {}
    mongo.diary().insert_one(doc, session=session)
    day, zone = content.day, member.preferences.time_zone
    leaves = on_watchlist_by_day(day, zone) if day else NOT_WATCHED
    viewings = count_viewings(member.id, [movie_id], session).get(movie_id)
    counted = viewings_stage(viewings, {"$cond": [NOT_WATCHED, True, "$unlisted"]})
    own, stages = _own_filter(member.id, movie_id), [counted, watched_stage(moment, leaves, moment)]
    return DiaryEntry.from_doc(doc), _update_watched(own, stages, moment, session)


def new_entry_document(
    member_id: ObjectId,
    movie_id: ObjectId,
    content: EntryContent,
    film: EntryFilm,
    moment: datetime,
) -> Doc:
    return {
        "_id": ObjectId(),
        "member_id": member_id,
        "movie_id": movie_id,
        **content.fields(),
        "film": film.fields(),
        "created_at": moment,
        "version": 1,
        "state": VISIBLE,
    }


def edit_entry(
    *,
    member: Member,
    entry_id: ObjectId,
    content: EntryContent,
    version: int | None = None,
    check_words: CheckWords | None = None,
) -> DiaryEntry:
    """Replace the content of a member's own entry; their present rating stays as it is.

    `version` is the version that the member saw: raise EntryEditConflict if it is another now.
    Raise NotYourEntry or EntryNotFound.
    """

    def edit(author: Member, own: Doc, stored: Doc, session: ClientSession) -> DiaryEntry:
        if check_words:
            check_words(author, content.public_words)
        before = DiaryEntry.from_doc(stored)
        if content == before.content:
            return before
        if version is not None and version != before.version:
            raise EntryEditConflict(before)
        fields = {**content.fields(), "edited_at": now(), "version": before.version + 1}
        unset = dict.fromkeys({"day", "rating"} - set(fields), "")
        mongo.diary().update_one(own, {"$set": fields, "$unset": unset}, session=session)
        recount_viewings(stored["member_id"], [stored["movie_id"]], session)
        unchanged = {name: value for name, value in stored.items() if name not in unset}
        return DiaryEntry.from_doc({**unchanged, **fields})

    return _change_entry(edit, member, entry_id, "edit-entry")


def delete_entry(*, member: Member, entry_id: ObjectId) -> DiaryEntry:
    """Delete a member's own entry; the film stays watched, with its rating.

    Of a film that only private entries told of, others do not learn by that that it was watched.
    Raise NotYourEntry or EntryNotFound.
    """

    def delete(author: Member, own: Doc, stored: Doc, session: ClientSession) -> DiaryEntry:
        mongo.diary().delete_one(own, session=session)
        unlisted = unlisted_without(stored, find_own_review(author, stored["movie_id"], session))
        recount_viewings(stored["member_id"], [stored["movie_id"]], session, unlisted)
        return DiaryEntry.from_doc(stored)

    return _change_entry(delete, member, entry_id, "delete-entry")


def _change_entry(
    change: Callable[[Member, Doc, Doc, ClientSession], DiaryEntry],
    member: Member,
    entry_id: ObjectId,
    action: str,
) -> DiaryEntry:
    """Call a change in a transaction with its author, and the filter and document of an entry."""
    own = {"_id": entry_id, **permission_filter(member, action, "member_id")}

    def work(session: ClientSession) -> DiaryEntry:
        author = recheck_permission(member=member, action=action, session=session)
        if doc := mongo.diary().find_one(own, session=session):
            return change(author, own, doc, session)
        visible = {"_id": entry_id, "privacy": PUBLIC, "state": VISIBLE}
        other = mongo.diary().find_one(visible, {"_id": 1}, session=session)
        raise NotYourEntry if other else EntryNotFound

    return in_transaction(work)
