"""Databases that another application has used too: its values under names of ours, odd dates."""

from datetime import UTC, datetime
from typing import Any

import pytest
from bson import DatetimeMS, DBRef, Decimal128, Int64, ObjectId, Regex
from django.core.management.base import CommandError
from pymongo.database import Database

from tests.support.browsing import Browser
from tests.support.sample import FILM, NED, a_comment, a_movie, a_user, run
from tests.support.sampling import sampled

Data = Database[dict[str, Any]]
OPERATOR, REFERENCE = {"$gt": ""}, DBRef("movies", ObjectId())
ODD = (
    *("text", "2021", -1, 4.5, float("nan"), Int64(2**62), True, None, ["a"], {"a": 1}),
    *(OPERATOR, REFERENCE, Regex("a+"), Decimal128("7"), ObjectId()),
    *(datetime(1903, 1, 1, tzinfo=UTC), DatetimeMS(2**60), DatetimeMS(-(2**60))),
)
OF_COMMENTS = ("author", "rating", "spoiler", "version", "state", "origin", "edited_at", "date")
OF_USERS = (
    *("handle", "role", "standing", "name_words", "session_epoch", "unread", "about", "taken_down"),
    *("favorite_films", "seen_films", "joined_at", "preferences", "report_record", "picture"),
)
OF_FILMS = ("rating", "num_mflix_comments", "ranks", "similar", "talk", "search", "version")


def insert(database: Data, name: str, *docs: dict[str, Any]) -> None:
    database[name].insert_many(docs, bypass_document_validation=True)


@pytest.fixture
def adopted(database: Data, request: Any) -> Data:
    """Every odd value under one name of ours: in comments, users and films of their own."""
    name = request.param
    users = [a_user(_id=ObjectId(), email=f"{n}@odd.test") for n, _ in enumerate(ODD)]
    films = [a_movie(_id=ObjectId()) for _ in ODD]
    comments = [
        a_comment(n, email=f"{n}@odd.test", movie_id=films[n]["_id"]) for n, _ in enumerate(ODD)
    ]
    for docs, names in ((comments, OF_COMMENTS), (users, OF_USERS), (films, OF_FILMS)):
        for doc, value in zip(docs, ODD, strict=True):
            doc |= {name: value} if name in names else {}
    insert(database, "users", a_user(), *users)
    insert(database, "movies", a_movie(), *films)
    insert(database, "comments", a_comment(100), *comments)
    return database


NAMES = tuple(dict.fromkeys((*OF_COMMENTS, *OF_USERS, *OF_FILMS)))


@pytest.mark.parametrize("adopted", sampled(NAMES, 7), indirect=True)
def test_they_are_adopted_once_and_every_page_is_shown(adopted: Data, visitor: Browser) -> None:
    run("adopt_mflix")
    assert run("adopt_mflix").endswith("Nothing changed.\n")
    assert run("recount").startswith("Nothing changed")
    paths = [f"/members/{user['handle']}/" for user in adopted.users.find()]
    paths += [f"/reviews/{review['_id']}/" for review in adopted.comments.find()]
    for film in adopted.movies.distinct("_id"):
        paths += [f"/movies/{film}/", f"/api/v1/movies/id/{film}"]
    assert not [path for path in paths if visitor.get(path, follow=True).status_code != 200]


def test_whose_they_are_replaces_another_applications_author(database: Data) -> None:
    insert(database, "users", a_user())
    insert(database, "movies", a_movie())
    insert(database, "comments", a_comment(1, author="Ned"), a_comment(2, author={"id": 7}))
    insert(database, "comments", a_comment(3, author="Nobody", email="nobody@else.test"))
    run("adopt_mflix")
    assert [c.get("author", {}).get("id") for c in database.comments.find()] == [NED, NED, None]


def test_a_state_of_another_application_hides_nothing(database: Data) -> None:
    insert(database, "movies", a_movie())
    insert(database, "comments", a_comment(1, state="published", version="2.1"))
    run("adopt_mflix")
    stored = database.comments.find_one() or {}
    assert (stored["state"], stored["version"]) == ("visible", 1)
    assert (database.movies.find_one() or {})["num_mflix_comments"] == 1


@pytest.mark.parametrize("value", ["user", 3, ["admin"], OPERATOR])
def test_a_role_that_is_none_of_ours_becomes_a_members(database: Data, value: Any) -> None:
    insert(database, "users", a_user(role=value))
    run("adopt_mflix")
    assert database.users.distinct("role") == ["member"]


def test_an_address_of_invisible_characters_is_none(database: Data) -> None:
    insert(database, "users", *(a_user(_id=ObjectId(), email="\ufeff") for _ in range(2)))
    assert "0 skipped" in run("adopt_mflix").partition("\n")[0]
    assert database.users.distinct("password") == ["!"]


@pytest.mark.parametrize("date", ["31/12/1999", "soon", 7, DatetimeMS(-(2**60)), DatetimeMS(2**60)])
def test_a_comment_whose_date_nobody_can_read_marks_its_film_as_watched(
    database: Data, date: Any
) -> None:
    insert(database, "users", a_user())
    insert(database, "movies", a_movie())
    insert(database, "comments", a_comment(2**95 // 2**8, date=date))
    run("adopt_mflix")
    state = database.film_states.find_one({"member_id": NED, "movie_id": FILM}) or {}
    assert isinstance(state["watched_at"], datetime)


def test_documents_that_mongodb_cannot_index_are_named(database: Data) -> None:
    index = "newest_for_movie"
    database.comments.drop_index(index)
    database.comments.drop_index("rated_for_movie")
    try:
        insert(database, "comments", a_comment(5, movie_id=[FILM], date=["soon"]))
        with pytest.raises(CommandError) as raised:
            run("adopt_mflix")
    finally:
        database.comments.delete_many({})
        run("migrate_mongodb")
    assert f"index comments.{index} cannot be made" in str(raised.value)
    assert f": {5:024x}. Change or delete them" in str(raised.value)
