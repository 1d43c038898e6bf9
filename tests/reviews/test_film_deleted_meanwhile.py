"""A review and the deletion of its film at the same moment: never a review without a film."""

from typing import Any

import pytest
from bson import ObjectId
from pymongo.errors import OperationFailure

from administration.films import delete_film
from movies.errors import MovieNotFound
from reviews import services
from reviews.documents import ReviewContent
from reviews.services import Hold
from tests.support.cast import make_member
from tests.support.factories import a_film
from tests.support.running import WHY

WORDS = ReviewContent("Words.", 80)


def post_held(film: ObjectId, hold: Hold) -> None:
    wanda = make_member("Wanda")
    services.post_review(member=wanda, movie_id=film, content=WORDS, find_hold=lambda _: hold)


def test_a_film_cannot_be_deleted_while_a_held_review_of_it_is_written(database: Any) -> None:
    film, attempts = a_film(), []

    def delete_meanwhile(*_: Any) -> None:
        attempts.append(film)
        conflict = pytest.raises(OperationFailure, match="WriteConflict")
        with conflict, database.client.start_session() as other:
            other.start_transaction()
            database.movies.delete_one({"_id": film}, session=other)

    hold = Hold("word", delete_meanwhile)
    post_held(film, hold)
    assert (attempts, database.movies.count_documents({})) == ([film], 1)


def test_a_held_review_of_a_film_that_is_gone_is_not_stored(database: Any) -> None:
    film, hold = a_film(), Hold("word", lambda *_: None)
    database.movies.delete_one({"_id": film})
    with pytest.raises(MovieNotFound):
        post_held(film, hold)
    assert database.comments.count_documents({}) == 0


def test_a_film_with_a_held_review_can_be_deleted_and_the_log_keeps_its_facts_only(
    database: Any, ada: Any
) -> None:
    film, hold = a_film(), Hold("word", lambda *_: None)
    post_held(film, hold)
    delete_film(admin=ada, movie_id=film, reason=WHY)
    assert database.comments.count_documents({}) == 0
    assert "locked_by" not in str(list(database.decisions.find()))
