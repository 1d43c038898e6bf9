"""Adding, editing and reverting films, each with a revision in the film's history and a log row."""

from bson import ObjectId
from pymongo.client_session import ClientSession

from accounts.documents import Member
from mflix_site.text import now
from moderation.errors import NothingToDo
from moderation.log import Append, LogEntry, run_logged
from movies import editing
from movies.film_facts import FilmFacts
from movies.history import RevisionInfo, get_revision_facts


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
    """Set the facts of a film; raise EditConflict if `version` is no longer the newest.

    Raises MovieNotFound, and NothingToDo if no fact differs.
    """
    info = RevisionInfo("edit-film", admin.handle, reason, now())

    def work(session: ClientSession, append: Append) -> None:
        if not editing.update_film(movie_id, facts, version=version, info=info, session=session):
            raise NothingToDo
        append(film_log_entry(info, movie_id, facts.title))

    run_logged(admin, info.action, work)


def revert_film(*, admin: Member, movie_id: ObjectId, version: int, reason: str) -> None:
    """Set a film's facts to those of an earlier version, as a new version.

    Raises MovieNotFound, VersionNotFound, and NothingToDo if no fact differs.
    """
    info = RevisionInfo("revert-film", admin.handle, reason, now())

    def work(session: ClientSession, append: Append) -> None:
        if version == editing.document_version(editing.get_film_document(movie_id, session)):
            raise NothingToDo
        facts = get_revision_facts(movie_id, version, session)
        if not editing.update_film(movie_id, facts, version=None, info=info, session=session):
            raise NothingToDo
        append(film_log_entry(info, movie_id, f"{facts.title}, to version {version}"))

    run_logged(admin, info.action, work)


def film_log_entry(info: RevisionInfo, movie_id: ObjectId, detail: str) -> LogEntry:
    about = {"kind": "film", "id": str(movie_id), "film": str(movie_id)}
    return LogEntry(info.action, info.reason, about=about, detail=detail)
