"""Adding, editing and reverting films: a version of the film's history, and a row of the log."""

from bson import ObjectId
from pymongo.client_session import ClientSession

from accounts.documents import Member
from mflix_site.clock import now
from moderation.errors import NothingToDo
from moderation.log import Entry
from movies import editing
from movies.film_facts import FilmFacts
from movies.history import RevisionInfo, get_revision_facts

from .logged_actions import handle_of, run_logged


def add_film(*, admin: Member, facts: FilmFacts, reason: str) -> ObjectId:
    """Put a new film into the catalogue, and give its id."""
    signature = signed(admin, "add-film", reason)

    def work(session: ClientSession, number: int) -> tuple[ObjectId, Entry]:
        movie_id = editing.insert_film(facts, signature, session)
        return movie_id, entry(signature, movie_id, facts.title)

    return run_logged(admin, "add-film", work)


def edit_film(
    *, admin: Member, movie_id: ObjectId, facts: FilmFacts, version: int | None, reason: str
) -> None:
    """Set the facts of a film; raises FilmEditedMeanwhile when `version` is no longer the newest.

    Raises MovieNotFound, and NothingToDo where it says so already.
    """
    signature = signed(admin, "edit-film", reason)

    def work(session: ClientSession, number: int) -> tuple[None, Entry]:
        written = editing.update_film(
            movie_id, facts, version=version, signature=signature, session=session
        )
        if not written:
            raise NothingToDo
        return None, entry(signature, movie_id, facts.title)

    run_logged(admin, "edit-film", work)


def revert_film(*, admin: Member, movie_id: ObjectId, version: int, reason: str) -> None:
    """Make a film say what an earlier version said, as a new version.

    Raises MovieNotFound, VersionNotFound, and NothingToDo where it says so already.
    """
    signature = signed(admin, "revert-film", reason)

    def work(session: ClientSession, number: int) -> tuple[None, Entry]:
        if version == editing.document_version(editing.get_film_document(movie_id, session)):
            raise NothingToDo
        facts = get_revision_facts(movie_id, version, session)
        if not editing.update_film(
            movie_id, facts, version=None, signature=signature, session=session
        ):
            raise NothingToDo
        detail = f"{facts.title}, to version {version}"
        return None, entry(signature, movie_id, detail)

    run_logged(admin, "revert-film", work)


def signed(admin: Member, action: str, reason: str) -> RevisionInfo:
    """Give what a film's history says of who changes it."""
    return RevisionInfo(action, handle_of(admin), reason, now())


def entry(signature: RevisionInfo, movie_id: ObjectId, detail: str) -> Entry:
    """Give the log's row about a film."""
    about = {"kind": "film", "id": str(movie_id), "film": str(movie_id)}
    return Entry(signature.action, signature.reason, about=about, detail=detail)
