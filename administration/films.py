"""Adding, editing, reverting, merging and deleting films, each with a revision and a log row.

When a film is merged or deleted, the first transaction removes it, logs it, and marks the removal
as unfinished in its history. What belonged to it follows in batches, each a transaction of its own
that leaves every tally right. After a crash, the same request or `manage.py purge` does the rest.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from accounts.documents import Member
from diary import bulk as diaries
from diary.documents import EntryFilm
from lists.bulk import count_list_entries, move_entries_batch
from mflix_site.mongo.transactions import in_transaction
from mflix_site.text import now
from moderation.cases import close_cases_about
from moderation.errors import NothingToDo
from moderation.log import Append, LogEntry, run_logged
from moderation.queries import count_open_cases_about
from movies import editing, history
from movies.derived_fields import DERIVED_FIELDS
from movies.documents import title_or_untitled
from movies.errors import MovieNotFound, SameFilm
from movies.film_facts import FilmFacts
from movies.history import RevisionInfo, UnfinishedRemoval, get_revision_facts
from movies.page_views import move_views, total_views
from movies.queries import get_card, get_film_document, movie_exists
from reviews import reviews_of_removed_films as film_reviews

# A batch of an import changes a hundred films at once; whoever removes one of them waits for it.
REMOVAL_SECONDS = 20.0


def add_film(*, admin: Member, facts: FilmFacts, reason: str) -> ObjectId:
    info = RevisionInfo("add-film", admin.handle, reason, now())

    def work(session: ClientSession, append: Append) -> ObjectId:
        movie_id = editing.insert_film(facts, info, session)
        append(film_log_entry(info, movie_id, facts.title))
        return movie_id

    return run_logged(admin, info.action, work)


def edit_film(
    *, admin: Member, movie_id: ObjectId, facts: FilmFacts, version: int | None, reason: str
) -> None:
    """Set the facts of a film; raise FilmEditConflict, MovieNotFound, or NothingToDo."""
    info = RevisionInfo("edit-film", admin.handle, reason, now())
    _set_facts(admin, info, movie_id, version, lambda _: (facts, facts.title))


def revert_film(*, admin: Member, movie_id: ObjectId, version: int, reason: str) -> None:
    """Set an earlier version's facts; raise MovieNotFound, RevisionNotFound or NothingToDo."""

    def find_facts(session: ClientSession) -> tuple[FilmFacts, str]:
        if version == editing.document_version(get_film_document(movie_id, session=session)):
            raise NothingToDo
        facts = get_revision_facts(movie_id, version, session)
        return facts, f"{facts.title}, to version {version}"

    info = RevisionInfo("revert-film", admin.handle, reason, now())
    _set_facts(admin, info, movie_id, None, find_facts)


def _set_facts(
    admin: Member,
    info: RevisionInfo,
    movie_id: ObjectId,
    version: int | None,
    find_facts: Callable[[ClientSession], tuple[FilmFacts, str]],
) -> None:
    """Set and log what `find_facts` returns: facts and a detail; copy the facts to the diary."""

    def work(session: ClientSession, append: Append) -> None:
        facts, detail = find_facts(session)
        if not editing.update_film(movie_id, facts, version=version, info=info, session=session):
            raise NothingToDo
        append(film_log_entry(info, movie_id, detail))

    run_logged(admin, info.action, work)
    diaries.copy_film_facts(movie_id, EntryFilm.of(get_card(movie_id)))  # `recount` does it too


def film_log_entry(info: RevisionInfo, movie_id: ObjectId, detail: str) -> LogEntry:
    about = {"kind": "film", "id": str(movie_id), "film": str(movie_id)}
    return LogEntry(info.action, info.reason, about=about, detail=detail)


def preview_removal(movie_id: ObjectId, target_id: ObjectId | None = None) -> dict[str, int]:
    """Count what deleting or merging a film would change, and how many members reviewed both."""
    dependents = film_reviews.dependents_of_film(movie_id, target_id)
    return {
        "reviews": dependents.reviews,
        "revisions": dependents.revisions,
        "views": total_views(movie_id),
        **diaries.count_diary(movie_id),
        "lists": count_list_entries(movie_id),
        "open_cases": count_open_cases_about(dependents.ids),
        "versions": history.count_revisions(movie_id),
        "members_in_both": dependents.members_in_both,
    }


def merge_films(*, admin: Member, movie_id: ObjectId, target_id: ObjectId, reason: str) -> int:
    """Merge a film into another, or finish that; return how many reviews moved. Raise SameFilm."""
    if movie_id == target_id:
        raise SameFilm
    try:
        return _remove_film(admin, "merge-films", movie_id, target_id, reason)
    except MovieNotFound:
        if history.find_merge_target(movie_id) != target_id:
            raise
        return sum(map(finish_removal, history.list_unfinished_removals(movie_id)))


def delete_film(*, admin: Member, movie_id: ObjectId, reason: str) -> int:
    """Delete a film, or finish that; return how many reviews went. The log keeps the document."""
    try:
        return _remove_film(admin, "delete-film", movie_id, None, reason)
    except MovieNotFound:
        unfinished = history.list_unfinished_removals(movie_id)
        if not unfinished:
            raise
        return sum(map(finish_removal, unfinished))


def _remove_film(
    admin: Member, action: str, movie_id: ObjectId, target_id: ObjectId | None, reason: str
) -> int:
    info = RevisionInfo(action, admin.handle, reason, now())

    def work(session: ClientSession, append: Append) -> UnfinishedRemoval:
        kept = None if target_id is None else get_film_document(target_id, session=session)
        removed = editing.delete_film(movie_id, info, target_id, session)
        detail = title = title_or_untitled(removed)
        facts = {name: removed[name] for name in removed if name not in DERIVED_FIELDS}
        private: dict[str, Any] = {"film": facts}
        if kept is not None:
            detail = f"{title} into {title_or_untitled(kept)}"
            private["merged"] = movie_id
        entry = film_log_entry(info, target_id or movie_id, detail)
        append(replace(entry, private=private))
        return UnfinishedRemoval(movie_id, target_id, title)

    return finish_removal(run_logged(admin, action, work, REMOVAL_SECONDS))


def finish_removal(removal: UnfinishedRemoval) -> int:
    """Move or delete what belonged to a removed film; return how many reviews that were."""
    target, movie_id, reviews = removal.into, removal.movie_id, 0
    if target and not movie_exists(target):  # what it was merged into was merged since
        later = history.find_merge_target(target)
        target = later if later and movie_exists(later) else None
    while batch := in_transaction(
        partial(_move_or_delete_reviews, removal, target), REMOVAL_SECONDS
    ):
        reviews += batch
    if target is None:
        diary_batch = partial(diaries.delete_diary_batch, movie_id, removal.title)
    else:
        diary_batch = partial(diaries.move_diary_batch, movie_id, target)
    others = (partial(move, movie_id, target) for move in (move_entries_batch, move_views))
    for move_or_delete in (diary_batch, *others):
        while in_transaction(move_or_delete, REMOVAL_SECONDS):
            pass
    history.mark_removal_finished(movie_id)
    return reviews


def finish_all_removals() -> int:
    unfinished = history.list_unfinished_removals()
    for removal in unfinished:
        finish_removal(removal)
    return len(unfinished)


def _move_or_delete_reviews(
    removal: UnfinishedRemoval, target: ObjectId | None, session: ClientSession
) -> int:
    if target is not None:
        return film_reviews.move_reviews_batch(removal.movie_id, target, removal.title, session)
    deleted = film_reviews.delete_reviews_batch(removal.movie_id, removal.title, session)
    close_cases_about(deleted, removal.title, session)
    return len(deleted)
