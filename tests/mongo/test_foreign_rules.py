"""Rules of others in an adopted database: found, reported, dropped if asked to, never a 500."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import CommandError
from pymongo import ASCENDING

from accounts.services import sign_up
from mflix_site.errors import Unavailable
from mflix_site.mongo import collections as mongo
from mflix_site.mongo import health, indexes
from mflix_site.mongo.collections import Duplicate
from mflix_site.mongo.foreign_schema import find_foreign_rules
from tests.support.browsing import Browser
from tests.support.cast import PASSWORD, make_member
from tests.support.sample import run

HARMFUL = [
    ("sessions", "user_id", {"unique": True}, "refuses a second document with the same user_id"),
    ("sessions", "user_id", {"unique": True, "sparse": True}, "refuses"),
    ("sessions", "user_id", {"unique": True, "hidden": True}, "refuses"),
    ("users", "email", {"unique": True}, "refuses a second document with the same email"),
    ("users", "name", {"unique": True, "collation": {"locale": "en", "strength": 2}}, "refuses"),
    ("users", "handle_key", {"unique": True}, "refuses"),
    ("comments", "email", {"unique": True, "partialFilterExpression": {"a": 1}}, "refuses"),
    ("comments", "movie_id author.id", {"unique": True}, "refuses"),
    ("movies", "title year", {"unique": True}, "the same title and year"),
    ("movies", "$**", {}, ""),
    ("movies", "imdb.id", {"unique": True}, "refuses"),
    ("throttle", "count", {"unique": True}, "refuses"),
    ("log_head", "number", {"unique": True}, "refuses"),
    ("comments", "date", {"expireAfterSeconds": 3600}, "deletes documents some time after"),
    ("users", "joined_at", {"expireAfterSeconds": 0}, "deletes"),
    ("movies", "genres cast", {}, "refuses documents with lists in cast and genres"),
    ("movies", "awards.wins", {}, ""),
    ("movies", "_id title", {"unique": True}, ""),
    ("users", "name", {"sparse": True}, ""),
]


@pytest.fixture
def as_before(database: Any) -> Iterator[Any]:
    """Return the database; what a test added to its rules is gone afterwards."""
    yield database
    for name in mongo.WRITE_CONCERNS:
        if "theirs" in database[name].index_information():
            database[name].drop_index("theirs")
    database.command("collMod", "movies", validator={})
    indexes.create_indexes(indexes.find_drift())


def add(database: Any, collection: str, fields: str, **options: Any) -> None:
    keys = [(name, ASCENDING) for name in fields.split()]
    database[collection].create_index(keys, name="theirs", **options)


@pytest.mark.parametrize(("collection", "fields", "options", "harm"), HARMFUL)
def test_an_index_of_others_is_reported_if_it_would_harm_our_documents(
    as_before: Any, collection: str, fields: str, options: Any, harm: str
) -> None:
    assert find_foreign_rules() == []
    add(as_before, collection, fields, **options)
    rules = find_foreign_rules()
    assert len(rules) == bool(harm)
    assert not rules or harm in rules[0].sentence


def test_a_validator_of_others_is_reported_and_dropped(as_before: Any) -> None:
    as_before.command("collMod", "movies", validator={"year": {"$gt": 1900}})
    with pytest.raises(CommandError, match="validator of movies"):
        run("migrate_mongodb")
    assert "Dropped." in run("migrate_mongodb", "--drop-foreign")
    assert find_foreign_rules() == []


@pytest.fixture
def other(database: Any, settings: Any) -> Iterator[Any]:
    """Return another, empty database, which is the site's meanwhile."""
    settings.MONGODB_DB += "_other"
    yield database.client[settings.MONGODB_DB]
    database.client.drop_database(settings.MONGODB_DB)


def test_what_is_no_ordinary_collection_is_named_and_stays(other: Any) -> None:
    other.create_collection("sessions", viewOn="movies", pipeline=[])
    other.create_collection("users", capped=True, size=10**6)
    view, capped = (rule.sentence for rule in find_foreign_rules())
    assert "sessions is a view" in view
    assert "users is capped" in capped
    for command in (
        ("migrate_mongodb", "--drop-foreign"),
        ("migrate_mongodb", "--check"),
        ("recount",),
    ):
        with pytest.raises(CommandError, match=r"(?s)sessions is a view.*users is capped"):
            run(*command)


@pytest.mark.parametrize("command", ["migrate_mongodb", "adopt_mflix"])
def test_nothing_of_others_is_dropped_without_consent(as_before: Any, command: str) -> None:
    add(as_before, "sessions", "user_id", unique=True)
    with pytest.raises(CommandError, match=rf"(?s)sessions\.theirs: .*{command} --drop-foreign"):
        run(command)
    assert "theirs" in as_before.sessions.index_information()
    run(command, "--drop-foreign")
    assert "theirs" not in as_before.sessions.index_information()


def test_the_check_says_so_and_changes_nothing(as_before: Any) -> None:
    add(as_before, "sessions", "user_id", unique=True)
    with pytest.raises(SystemExit) as end:
        run("migrate_mongodb", "--check", "--drop-foreign")
    assert end.value.code == 1
    assert "theirs" in as_before.sessions.index_information()


def test_the_site_is_not_ready_beside_such_an_index(as_before: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(health, "_last_readiness", [])
    add(as_before, "sessions", "user_id", unique=True)
    assert any("sessions.theirs" in problem for problem in health.readiness_problems())


def test_a_log_in_that_such_an_index_refuses_is_503_with_what_to_do(as_before: Any) -> None:
    add(as_before, "sessions", "user_id", unique=True)
    answers = []
    for name in ("Anna", "Bert"):
        member = make_member(name)
        form = {"email": member.email, "password": PASSWORD}
        answers.append(Browser().post("/accounts/login/", form))
    assert [answer.status_code for answer in answers] == [302, 503]
    assert "migrate_mongodb --check" in answers[1].content.decode()


def test_a_sign_up_that_such_an_index_refuses_does_not_look_for_another_handle(
    as_before: Any,
) -> None:
    add(as_before, "users", "account_type", unique=True)
    make_member("Anna")
    with pytest.raises(Unavailable):
        sign_up(name="Bert", email="bert@example.test", password=PASSWORD)


def test_a_duplicate_in_a_bulk_write_is_a_duplicate(database: Any) -> None:
    rows = [{"_id": "same", "keys": []}] * 2
    with pytest.raises(Duplicate) as error:
        mongo.search_terms().insert_many([dict(row) for row in rows])
    assert error.value.key == {"_id"}


@pytest.mark.parametrize("options", [{"sparse": True}, {"hidden": True}, {"unique": True}])
def test_an_index_of_ours_with_other_options_is_made_anew(as_before: Any, options: Any) -> None:
    as_before.movies.drop_index("runtime")
    as_before.movies.create_index([("runtime", 1), ("_id", -1)], name="runtime", **options)
    assert [(index.name, state) for index, state in indexes.find_drift()] == [
        ("runtime", "different")
    ]
    run("migrate_mongodb")
    assert indexes.find_drift() == []
