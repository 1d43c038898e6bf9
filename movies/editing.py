"""Inserting, updating and deleting films within an admin's logged transaction, with history."""

from collections.abc import Mapping
from typing import Any

from bson import ObjectId
from pymongo import ReturnDocument
from pymongo.client_session import ClientSession

from mflix_site.mongo import collections as mongo

from .derived_fields import derived_fields, new_film_document, ranks_pipeline
from .errors import FilmEditConflict
from .film_facts import FilmFacts
from .history import RevisionInfo, add_revision
from .people_summaries import delete_summaries
from .queries import get_film_document
from .search.indexing import update_dictionary
from .similar_films import clear_similar
from .tallies import CHANGED_FIELDS, record_film_change

Doc = dict[str, Any]


def insert_film(facts: FilmFacts, info: RevisionInfo, session: ClientSession) -> ObjectId:
    """Insert a film as its first version, and return its id."""
    movie_id, fields = ObjectId(), facts.to_doc()
    doc = new_film_document({**fields, "type": "movie", "lastupdated": info.at})
    mongo.movies().insert_one({"_id": movie_id, **doc, "version": 1}, session=session)
    counted = _update(movie_id, ranks_pipeline(), session)
    record_film_change(movie_id, None, counted, session=session)
    update_dictionary(None, doc, session=session)
    delete_summaries(doc["person_keys"], session=session)
    add_revision(movie_id, 1, info, {"now": fields}, session)
    return movie_id


def update_film(
    movie_id: ObjectId,
    facts: FilmFacts,
    *,
    version: int | None,
    info: RevisionInfo,
    session: ClientSession,
) -> bool:
    """Update the facts that differ and the fields derived from them; return whether any did.

    `version` is the one that the admin saw: raises EditConflict if it is another now. Raise
    MovieNotFound.
    """
    doc = get_film_document(movie_id, session=session)
    current, before = document_version(doc), FilmFacts.from_doc(doc)
    if version is not None and version != current:
        raise FilmEditConflict
    if facts == before:
        return False
    changed, removed = facts.update_for(before)
    after = {name: value for name, value in doc.items() if name not in removed} | changed
    own, derived = {"lastupdated": info.at, "version": current + 1}, derived_fields(after)
    update = {"$set": {**changed, **derived, **own}, "$unset": dict.fromkeys(removed, "")}
    counted_before = mongo.movies().find_one({"_id": movie_id}, CHANGED_FIELDS, session=session)
    counted_after = _update(movie_id, update, session)
    record_film_change(movie_id, counted_before, counted_after, session=session)
    update_dictionary(doc, after | derived, session=session)
    clear_similar(doc, session=session)
    delete_summaries([*doc.get("person_keys", ()), *derived["person_keys"]], session=session)
    sides = {"was": before.to_doc(), "now": facts.to_doc()}
    add_revision(movie_id, current + 1, info, sides, session)
    return True


def delete_film(
    movie_id: ObjectId, info: RevisionInfo, into: ObjectId | None, session: ClientSession
) -> Doc:
    """Delete a film, and return its document; its last revision names the film it merged into.

    That revision is marked as unfinished until all that belonged to the film was moved or deleted.
    """
    doc = get_film_document(movie_id, session=session)
    counted = mongo.movies().find_one({"_id": movie_id}, CHANGED_FIELDS, session=session)
    mongo.movies().delete_one({"_id": movie_id}, session=session)
    record_film_change(movie_id, counted, None, session=session)
    update_dictionary(doc, None, session=session)
    clear_similar(doc, session=session)
    delete_summaries(doc.get("person_keys", ()), session=session)
    sides: Doc = {"was": FilmFacts.from_doc(doc).to_doc(), "unfinished": True}
    if into is not None:
        sides["into"] = into
    add_revision(movie_id, document_version(doc) + 1, info, sides, session)
    return doc


def document_version(doc: Mapping[str, Any]) -> int:
    """Return the version of a film's document; 1 where no admin has edited it."""
    version = doc.get("version")
    return version if isinstance(version, int) and version > 0 else 1


def _update(movie_id: ObjectId, update: Any, session: ClientSession) -> Doc:
    """Update a film, and return the fields that facet counts depend on."""
    film, after = {"_id": movie_id}, ReturnDocument.AFTER
    doc = mongo.movies().find_one_and_update(
        film, update, CHANGED_FIELDS, return_document=after, session=session
    )
    return doc or {}
