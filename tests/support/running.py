"""What tests of administration share: films with facts, edits, and whether the log is whole."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bson import ObjectId

from accounts.documents import Member
from administration import films
from administration.films import merge_films
from mflix_site.mongo import collections as mongo
from moderation.log import verify_log
from movies.facet_index.bitmaps import Counts
from movies.facet_index.counting import count_by_index
from movies.film_facts import FilmFacts
from movies.queries import get_film_document
from movies.selection import Selection
from reviews.recounting import recount_batch

WHY = "It is better so, and here is why."


def facts_of(film: ObjectId) -> FilmFacts:
    """Return a film's facts as they are stored."""
    return FilmFacts.from_doc(get_film_document(film))


def an_edit(admin: Member, film: ObjectId, version: int | None = None, **changes: Any) -> None:
    """Change some facts of a film as an admin."""
    facts = replace(facts_of(film), **changes)
    films.edit_film(admin=admin, movie_id=film, facts=facts, version=version, reason=WHY)


def a_merge(admin: Member, gone: ObjectId, into: ObjectId) -> int:
    """Merge a film into another as an admin; return how many reviews moved."""
    return merge_films(admin=admin, movie_id=gone, target_id=into, reason=WHY)


def stored(film: ObjectId) -> dict[str, Any]:
    """Return a film's document; empty where it is gone."""
    return mongo.movies().find_one({"_id": film}) or {}


def logged() -> list[Mapping[str, Any]]:
    """Return the rows of the log, oldest first, after seeing that its chain holds."""
    assert verify_log().problems == ()
    return list(mongo.decisions().find().sort("number", 1))


def actions() -> list[str]:
    """Return what was logged, oldest first, after seeing that its chain holds."""
    return [row["action"] for row in logged()]


def reviews_on(film: ObjectId) -> list[dict[str, Any]]:
    """Return the documents of a film's reviews, oldest first."""
    return list(mongo.reviews().find({"movie_id": film}).sort("date", 1))


def tallies_are_true(*films: ObjectId) -> bool:
    """Return whether recounting these films would change nothing."""
    return not recount_batch(films)


def count_if_current(selection: Selection, films: int) -> Counts | None:
    """Return what the facet index counts; None where it is not of so many films."""
    counts = count_by_index(selection)
    return counts if counts and counts.films == films else None


def counted(**choices: Any) -> tuple[int, dict[tuple[str, str], int]] | None:
    """Return the total and facets that the bitmaps count; None where they are out of date."""
    films = mongo.movies().count_documents({})
    counts = count_if_current(Selection(**choices), films)
    return (counts.total, dict(+counts.by_value)) if counts else None
