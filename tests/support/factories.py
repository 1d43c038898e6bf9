"""Films and reviews for tests."""

from typing import Any

from bson import ObjectId

from accounts.documents import Member
from diary.documents import DiaryEntry, EntryContent
from mflix_site.mongo import collections as mongo
from moderation.posting import log_film
from movies.derived_fields import new_film_document, ranks_pipeline
from reviews.documents import Review, ReviewContent
from reviews.services import post_review

THE_THIRD_MAN: dict[str, Any] = {
    "title": "The Third Man",
    "year": 1949,
    "directors": ["Carol Reed"],
    "writers": ["Graham Greene (screenplay)"],
    "cast": ["Joseph Cotten", "Alida Valli", "Orson Welles"],
    "genres": ["Film-Noir", "Mystery", "Thriller"],
    "countries": ["UK"],
    "languages": ["English", "German"],
    "runtime": 104,
    "rated": "PG",
    "plot": "A writer of cheap westerns comes to Vienna for a job and finds a funeral.",
    "type": "movie",
}
# Films as they were stored, by the facts given: the next one alike is written once, with its ranks.
ALIKE: dict[str, dict[str, Any]] = {}


def a_film(**facts: Any) -> ObjectId:
    """Insert a film: The Third Man, but for the facts given; None leaves a fact out."""
    doc = {k: v for k, v in {**THE_THIRD_MAN, **facts}.items() if v is not None}
    film, given = ObjectId(), repr(doc)
    if given in ALIKE:
        mongo.movies().insert_one({**ALIKE[given], "_id": film})
        return film
    mongo.movies().insert_one({"_id": film, **new_film_document(doc)})
    mongo.movies().update_one({"_id": film}, ranks_pipeline())
    ALIKE[given] = mongo.movies().find_one({"_id": film}) or {}
    return film


def a_review(
    member: Member,
    film: ObjectId,
    text: str = "Nobody is tilted when they tell the truth.",
    rating: int | None = 80,
    spoiler: bool = False,
) -> Review:
    """Post a review as a member."""
    words = ReviewContent(text, rating, spoiler)
    return post_review(member=member, movie_id=film, content=words)


def a_viewing(member: Member, film: ObjectId, **fields: Any) -> DiaryEntry:
    """Log a film in a member's diary: on a leap day, unless other fields are given."""
    content = EntryContent(**{"day": "2020-02-29", "note": "A leap day.", **fields})
    return log_film(member=member, movie_id=film, content=content).entry


def tally_of(film: ObjectId) -> dict[str, Any]:
    """Return what is stored of a film's reviews: the tally, and their number."""
    doc = mongo.movies().find_one({"_id": film}) or {}
    return {**doc["rating"], "reviews": doc["num_mflix_comments"]}
