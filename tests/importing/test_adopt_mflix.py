"""`adopt_mflix`: an existing `sample_mflix` prepared in place, once and for all."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from bson import ObjectId
from pymongo.database import Database

from mflix_site.mongo import indexes
from tests.support.factories import a_film, a_review
from tests.support.sample import FILM, NED, a_comment, a_movie, a_user, run

Data = Database[dict[str, Any]]
COURSE = "cast_text_fullplot_text_genres_text_title_text"


@pytest.fixture
def course(database: Data) -> Data:
    database.users.insert_many(
        [a_user(), a_user(_id=ObjectId(), email="foo@bar.test", password="x")]
    )
    database.movies.insert_one(a_movie())
    database.comments.insert_many([a_comment(1), a_comment(2, email="nobody@else.test")])
    session = {"user_id": "ned@winterfell.test", "jwt": "secret"}
    database.sessions.insert_one(session, bypass_document_validation=True)
    return database


def test_all_that_the_site_needs_is_added(course: Data) -> None:
    output = run("adopt_mflix")
    assert "users: 2 read, 0 inserted, 2 changed" in output
    assert "1 by somebody who isn't a member" in output
    assert course.users.distinct("password") == ["!"]
    assert sorted(course.users.distinct("handle")) == ["ned_stark", "ned_stark_2"]
    assert (course.comments.find_one({}) or {})["author"]["id"] == NED
    assert course.comments.distinct("state") == ["visible"]


def test_films_are_tidied_counted_and_ranked(course: Data) -> None:
    run("adopt_mflix")
    film = course.movies.find_one({"_id": FILM}) or {}
    assert (film["year"], film["title_key"]) == (1903, "great train robbery")
    assert film["lastupdated"] == datetime(2015, 8, 13, 0, 27, 59, 177000, tzinfo=UTC)
    assert (film["num_mflix_comments"], film["rating"]["count"]) == (2, 0)
    assert film["ranks"]["popularity"] > 0


def test_dates_and_film_ids_that_are_text_are_converted(course: Data) -> None:
    odd = {"date": "2001-02-03T04:05:06Z", "movie_id": str(FILM), "_id": ObjectId()}
    course.comments.insert_one(a_comment(**odd), bypass_document_validation=True)
    run("adopt_mflix")
    doc = course.comments.find_one({"_id": odd["_id"]}) or {}
    assert doc["date"] == datetime(2001, 2, 3, 4, 5, 6, tzinfo=UTC)
    assert doc["movie_id"] == FILM


def test_the_courses_sessions_are_dropped_and_ours_stay(course: Data) -> None:
    ours = {
        "_id": "hash",
        "member_id": None,
        "data": "",
        "expires_at": datetime(2099, 1, 1, tzinfo=UTC),
    }
    course.sessions.insert_one(ours)
    assert "sessions: 1 from the course dropped" in run("adopt_mflix")
    assert [doc["_id"] for doc in course.sessions.find()] == ["hash"]


def test_a_second_run_changes_nothing_and_reports_that(course: Data) -> None:
    run("adopt_mflix")
    before = [list(course[n].find().sort("_id", 1)) for n in ("users", "movies", "comments")]
    assert run("adopt_mflix").endswith("Nothing changed.\n")
    assert before == [
        list(course[n].find().sort("_id", 1)) for n in ("users", "movies", "comments")
    ]


def test_what_the_site_made_itself_is_left_alone(database: Data, alice: Any) -> None:
    a_review(alice, a_film())
    before = [list(database[n].find()) for n in ("users", "movies", "comments")]
    assert run("adopt_mflix").endswith("Nothing changed.\n")
    assert before == [list(database[n].find()) for n in ("users", "movies", "comments")]


def test_two_users_with_one_address_keep_their_documents(database: Data) -> None:
    database.users.insert_many([a_user(), a_user(_id=ObjectId())])
    assert "1 another member has the same e-mail address" in run("adopt_mflix")
    assert database.users.count_documents({"email_key": {"$exists": True}}) == 1
    assert run("adopt_mflix").endswith("Nothing changed.\n")


def test_users_with_an_address_under_an_older_key_do_too(database: Data, alice: Any) -> None:
    older = {"$set": {"email_key": "anna@xn--bcher-kva.example"}}
    database.users.update_one({"_id": alice.id}, older)
    database.users.insert_one(a_user(email="anna@bücher.example"))
    assert "1 another member has the same e-mail address" in run("adopt_mflix")
    assert database.users.count_documents({"email_key": {"$exists": True}}) == 1


@pytest.fixture
def with_text_index_of_the_course(course: Data) -> Iterator[Data]:
    course.movies.create_index([("title", "text")], name=COURSE)
    yield course
    course.movies.drop_index(COURSE)


def test_the_text_index_of_the_course_stays(with_text_index_of_the_course: Data) -> None:
    run("adopt_mflix")
    assert COURSE in with_text_index_of_the_course.movies.index_information()
    assert indexes.find_drift() == []


@pytest.mark.parametrize(
    ("options", "role", "result"),
    [((), "member", "and is a member now"), (("--keep-roles",), "admin", "which stays")],
)
def test_a_role_of_another_application_is_named_and_dropped(
    database: Data, options: tuple[str, ...], role: str, result: str
) -> None:
    database.users.insert_one(a_user(role="admin"), bypass_document_validation=True)
    output = run("adopt_mflix", *options)
    assert f"had the role admin elsewhere, {result}: ned@winterfell.test" in output
    assert database.users.distinct("role") == [role]
    assert run("adopt_mflix").endswith("Nothing changed.\n")
    assert database.users.distinct("role") == [role]


def test_dates_of_the_future_become_the_same_ones_each_time(database: Data) -> None:
    database.users.insert_one(a_user(_id=ObjectId("f" * 24)))
    future = datetime(2999, 1, 1, tzinfo=UTC)
    database.comments.insert_many([a_comment(1, date=future), a_comment(2**95, date=future)])
    run("adopt_mflix")
    assert run("adopt_mflix").endswith("Nothing changed.\n")
    assert max(database.users.distinct("joined_at")) <= datetime.now(UTC)
    assert max(database.comments.distinct("date")) <= datetime.now(UTC)
