"""Taking films out of the catalogue: merged into another entry, or deleted with all that is theirs.

The first transaction takes the film out, logs it, and marks its history's end as unfinished; then
what belonged to it follows in batches, each a transaction of its own that leaves every tally right.
Killed anywhere, the same request, or `manage.py purge`, does the rest.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from accounts.documents import Member
from mflix_site.mongo.transactions import in_transaction
from moderation.deleted_targets import close_cases_about
from moderation.log import Entry
from moderation.statistics import open_cases_about
from movies import editing, history
from movies.derived_fields import DERIVED_FIELDS
from movies.documents import read_text
from movies.errors import MovieNotFound, SameFilm
from movies.history import UnfinishedRemoval
from movies.page_views import move_views, total_views
from movies.queries import movie_exists
from reviews.film_removal import delete_reviews_batch, dependents_of_film, move_reviews_batch

from .film_editing import entry, signed
from .logged_actions import run_logged


@dataclass(frozen=True, slots=True)
class Consequences:
    """What goes with a film: how many of each; `in_both` counts members who reviewed both."""

    reviews: int
    revisions: int
    views: int
    open_cases: int
    versions: int
    in_both: int = 0


def consequences(movie_id: ObjectId, other_id: ObjectId | None = None) -> Consequences:
    """Count what follows from deleting a film, or from merging it into another."""
    theirs = dependents_of_film(movie_id, other_id)
    return Consequences(
        reviews=theirs.reviews,
        revisions=theirs.revisions,
        views=total_views(movie_id),
        open_cases=open_cases_about(theirs.ids),
        versions=history.count_revisions(movie_id),
        in_both=theirs.in_both,
    )


def merge_films(*, admin: Member, movie_id: ObjectId, into: ObjectId, reason: str) -> int:
    """Merge a film into another, which keeps its facts; give how many reviews moved.

    Sent again, it finishes what a killed process left. Raises SameFilm and MovieNotFound.
    """
    if movie_id == into:
        raise SameFilm
    signature = signed(admin, "merge-films", reason)

    def work(session: ClientSession, number: int) -> tuple[UnfinishedRemoval, Entry]:
        kept = editing.get_film_document(into, session)
        gone = editing.delete_film(movie_id, signature, into, session)
        titles = [read_text(doc.get("title")) or "Untitled" for doc in (gone, kept)]
        row = entry(signature, into, f"{titles[0]} into {titles[1]}")
        private = {"merged": movie_id, "film": _essence(gone)}
        return UnfinishedRemoval(movie_id, into, titles[0]), replace(row, private=private)

    try:
        return finish_removal(run_logged(admin, "merge-films", work))
    except MovieNotFound:
        if history.find_merge_target(movie_id) != into:
            raise
        return sum(map(finish_removal, history.list_unfinished_removals(movie_id)))


def delete_film(*, admin: Member, movie_id: ObjectId, reason: str) -> int:
    """Delete a film with its reviews, their revisions, its views and its open cases.

    Gives how many reviews went. Sent again, it finishes what a killed process left. What the film's
    document was stays in the log's private part. Raises MovieNotFound.
    """
    signature = signed(admin, "delete-film", reason)

    def work(session: ClientSession, number: int) -> tuple[UnfinishedRemoval, Entry]:
        gone = editing.delete_film(movie_id, signature, None, session)
        title = read_text(gone.get("title")) or "Untitled"
        row = replace(entry(signature, movie_id, title), private={"film": _essence(gone)})
        return UnfinishedRemoval(movie_id, None, title), row

    try:
        return finish_removal(run_logged(admin, "delete-film", work))
    except MovieNotFound:
        left = history.list_unfinished_removals(movie_id)
        if not left:
            raise
        return sum(map(finish_removal, left))


def _essence(doc: Mapping[str, Any]) -> dict[str, Any]:
    """Give a film's document without what is computed from it."""
    return {name: value for name, value in doc.items() if name not in DERIVED_FIELDS}


def finish_removal(left: UnfinishedRemoval) -> int:
    """Have all that belonged to a film which is gone follow it; give how many reviews did.

    Where its heir has gone meanwhile, they go to the heir's own, or away.
    """
    heir, done = _heir(left.into), 0
    while followed := in_transaction(partial(_follow, left, heir)):
        done += followed
    while in_transaction(partial(move_views, left.movie_id, heir)):
        pass
    history.mark_removal_finished(left.movie_id)
    return done


def finish_all_removals() -> int:
    """Finish every merge and deletion that a killed process left; give how many films that were."""
    left = history.list_unfinished_removals()
    for one in left:
        finish_removal(one)
    return len(left)


def _heir(into: ObjectId | None) -> ObjectId | None:
    if into is None or movie_exists(into):
        return into
    later = history.find_merge_target(into)
    return later if later is not None and movie_exists(later) else None


def _follow(left: UnfinishedRemoval, heir: ObjectId | None, session: ClientSession) -> int:
    if heir is not None:
        return move_reviews_batch(left.movie_id, heir, left.title, session)
    gone = delete_reviews_batch(left.movie_id, left.title, session)
    close_cases_about(gone, left.title, session)
    return len(gone)
