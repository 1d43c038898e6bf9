"""Writing films within an admin's logged transaction: added, edited, taken out, with history."""

from collections.abc import Mapping
from typing import Any

from bson import ObjectId
from pymongo import ReturnDocument
from pymongo.client_session import ClientSession

from mflix_site.mongo import collections as mongo

from .counts.changes import note_change
from .counts.facts import FACTS
from .derived_fields import derived_fields, new_film_document, ranks_pipeline
from .errors import EditConflict, MovieNotFound
from .film_facts import FilmFacts
from .history import RevisionInfo, add_revision

Doc = dict[str, Any]


def insert_film(facts: FilmFacts, signature: RevisionInfo, session: ClientSession) -> ObjectId:
    """Put a new film in, as its first version, and give its id."""
    movie_id, kept = ObjectId(), facts.kept()
    doc = new_film_document({**kept, "type": "movie", "lastupdated": signature.at})
    mongo.movies().insert_one({"_id": movie_id, **doc, "version": 1}, session=session)
    now = _update_film(movie_id, ranks_pipeline(), session)
    note_change(movie_id, None, now, session=session)
    add_revision(movie_id, 1, signature, {"now": kept}, session)
    return movie_id


def update_film(
    movie_id: ObjectId,
    facts: FilmFacts,
    *,
    version: int | None,
    signature: RevisionInfo,
    session: ClientSession,
) -> bool:
    """Set those facts of a film that differ, with all that follows from them; False if none does.

    With `version`, the one that the admin saw: raises FilmEditedMeanwhile when it is another now.
    Raises MovieNotFound.
    """
    doc = get_film_document(movie_id, session)
    stored, before = document_version(doc), FilmFacts.from_doc(doc)
    if version is not None and version != stored:
        raise EditConflict
    if facts == before:
        return False
    known, unknown = facts.changes_from(before)
    after = {name: value for name, value in doc.items() if name not in unknown} | known
    own = {"lastupdated": signature.at, "version": stored + 1}
    written: Doc = {"$set": {**known, **derived_fields(after), **own}}
    if unknown:
        written["$unset"] = dict.fromkeys(unknown, "")
    was = mongo.movies().find_one({"_id": movie_id}, FACTS, session=session)
    now = _update_film(movie_id, written, session)
    note_change(movie_id, was, now, session=session)
    kept = {"was": before.kept(), "now": facts.kept()}
    add_revision(movie_id, stored + 1, signature, kept, session)
    return True


def delete_film(
    movie_id: ObjectId, signature: RevisionInfo, into: ObjectId | None, session: ClientSession
) -> Doc:
    """Delete a film, and give what it was; its history ends with where it went, if anywhere.

    That last entry is marked as unfinished until all that belonged to the film has followed.
    """
    doc = get_film_document(movie_id, session)
    was = mongo.movies().find_one({"_id": movie_id}, FACTS, session=session)
    mongo.movies().delete_one({"_id": movie_id}, session=session)
    note_change(movie_id, was, None, session=session)
    kept = {"was": FilmFacts.from_doc(doc).kept(), "unfinished": True}
    if into is not None:
        kept["into"] = into
    add_revision(movie_id, document_version(doc) + 1, signature, kept, session)
    return doc


def get_film_document(movie_id: ObjectId, session: ClientSession | None = None) -> Doc:
    """Give a film's whole document, or raise MovieNotFound."""
    doc = mongo.movies().find_one({"_id": movie_id}, session=session)
    if doc is None:
        raise MovieNotFound
    return doc


def document_version(doc: Mapping[str, Any]) -> int:
    """Give which version a film's document is; one that no admin has edited is the first."""
    version = doc.get("version")
    return version if isinstance(version, int) else 1


def _update_film(movie_id: ObjectId, update: Any, session: ClientSession) -> Doc:
    """Change a film, and give the facts that counts depend on."""
    changed = mongo.movies().find_one_and_update(
        {"_id": movie_id}, update, FACTS, return_document=ReturnDocument.AFTER, session=session
    )
    return changed or {}
