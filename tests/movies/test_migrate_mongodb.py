"""Making indexes and validators match the code."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management.base import CommandError
from pymongo import TEXT

from mflix_site.mongo import indexes, validators
from mflix_site.mongo.index_definitions import INDEXES
from mflix_site.mongo.validators import SCHEMAS
from tests.support.sample import run
from tests.support.sampling import sampled

INDEX = {f"{index.collection}.{index.name}": index for index in INDEXES}


@pytest.fixture(autouse=True)
def migrated_again(database: Any) -> Iterator[None]:
    """Leave the database as the other tests expect it."""
    yield
    if "theirs" in database.movies.index_information():
        database.movies.drop_index("theirs")
    for name in validators.find_drift():
        validators.set_validator(name)
    indexes.create_indexes(indexes.find_drift())


def check() -> int:
    """Return the exit code of --check."""
    try:
        run("migrate_mongodb", check=True)
    except SystemExit as end:
        return int(str(end.code))
    return 0


def test_a_database_that_matches_is_left_alone(database: Any) -> None:
    assert "Everything matches" in run("migrate_mongodb")
    assert check() == 0


def test_an_empty_database_gets_all_indexes_and_validators_and_the_second_run_does_nothing(
    database: Any, settings: Any
) -> None:
    settings.MONGODB_DB += "_new"
    try:
        assert f"{len(INDEXES) + len(SCHEMAS)} fixed" in run("migrate_mongodb")
        assert "Everything matches" in run("migrate_mongodb")
    finally:
        database.client.drop_database(settings.MONGODB_DB)


def test_what_an_earlier_version_called_otherwise_is_dropped_and_made_again(database: Any) -> None:
    for name, index in (("of_target", "of_thing"), ("one_open_per_target", "one_open_per_thing")):
        model = INDEX[f"cases.{name}"]
        database.cases.drop_index(name)
        database.cases.create_index(list(model.keys), name=index, **model.options)
    assert check() == 1
    assert "index cases.of_thing: retired, dropped" in run("migrate_mongodb")
    names = database.cases.index_information().keys()
    assert {"of_target", "one_open_per_target"} < names
    assert not {"of_thing", "one_open_per_thing"} & names
    assert check() == 0


@pytest.mark.parametrize("name", ["movies.title", "users.email_key", "sessions.expiry"])
def test_a_missing_index_is_reported_and_made(database: Any, name: str) -> None:
    collection, _, index = name.partition(".")
    database[collection].drop_index(index)
    assert check() == 1
    said = run("migrate_mongodb")
    assert f"index {name}: missing" in said
    assert INDEX[name].serves in said
    assert index in database[collection].index_information()


@pytest.mark.parametrize(
    ("name", "keys", "options"),
    [
        ("movies.title", [("title", 1)], {}),
        ("movies.title", [("title_key", -1), ("_id", -1)], {}),
        ("users.email_key", [("email_key", 1)], {}),
        ("users.email_key", [("email_key", 1)], {"unique": True}),
        ("sessions.expiry", [("expires_at", 1)], {"expireAfterSeconds": 60}),
        ("movies.words", [("title", TEXT)], {"default_language": "none"}),
    ],
)
def test_an_index_of_the_same_name_that_differs_is_made_anew(
    database: Any, name: str, keys: Any, options: Any
) -> None:
    collection, _, index = name.partition(".")
    database[collection].drop_index(index)
    database[collection].create_index(keys, name=index, **options)
    assert check() == 1
    assert f"index {name}: different" in run("migrate_mongodb")
    assert indexes.find_drift() == []


def test_checking_changes_nothing(database: Any) -> None:
    database.movies.drop_index("title")
    database.command("collMod", "users", validator={})
    assert [check(), check()] == [1, 1]
    assert "title" not in database.movies.index_information()


@pytest.mark.parametrize("name", sampled(SCHEMAS, 4))
def test_a_validator_that_differs_is_reported_and_mended(database: Any, name: str) -> None:
    database.command("collMod", name, validator={"name": "x"})
    assert check() == 1
    assert f"validator of {name}: differs" in run("migrate_mongodb")
    assert validators.find_drift() == []


def test_a_validator_that_only_warns_is_mended(database: Any) -> None:
    database.command("collMod", "users", validationLevel="off")
    run("migrate_mongodb")
    assert validators.find_drift() == []


def test_a_foreign_text_index_is_left_alone(database: Any) -> None:
    database.movies.create_index([("fullplot", TEXT)], name="theirs")
    assert "Everything matches" in run("migrate_mongodb")
    assert "theirs" in database.movies.index_information()


def test_a_text_index_of_an_earlier_version_makes_way_for_ours(database: Any) -> None:
    database.movies.drop_index("words")
    database.movies.create_index([("title", TEXT)], name="words")
    assert "index movies.words: different" in run("migrate_mongodb")
    assert indexes.find_drift() == []


def test_an_index_of_somebody_else_is_left_alone(database: Any) -> None:
    database.movies.create_index([("awards.wins", 1)], name="theirs")
    assert "Everything matches" in run("migrate_mongodb")
    assert "theirs" in database.movies.index_information()


def test_an_index_of_the_same_keys_under_another_name_is_named_with_what_to_do(
    database: Any,
) -> None:
    database.movies.drop_index("runtime")
    database.movies.create_index([("runtime", 1), ("_id", -1)], name="theirs")
    with pytest.raises(CommandError, match=r'db\.movies\.dropIndex\("theirs"\)'):
        run("migrate_mongodb")
