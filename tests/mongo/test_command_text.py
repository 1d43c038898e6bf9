"""Commands as PyMongo and as shell: what is shown can be run, and nothing of people is shown."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from bson import ObjectId

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.command_log import Command, current_log
from mflix_site.mongo.command_text import PUBLIC, PYTHON, SHELL, command_text

from ..support.command_listener import command_log
from ..support.factories import a_film

ID = ObjectId("64b5f0c2a1d3e4f5a6b7c8d9")
DAY = datetime(2026, 1, 2, tzinfo=UTC)
PIPELINE = [
    {"$match": {"year": {"$gte": 1940}, "genres": "Thriller", "title": {"$ne": None}}},
    {"$group": {"_id": "$year", "n": {"$sum": 1}}},
    {"$sort": {"_id": -1}},
]
READS = {
    "find": lambda c: list(c.find({"year": 1949}, {"title": 1}).sort([("year", -1)]).limit(5)),
    "find_one": lambda c: c.find_one({"released": {"$lt": DAY}, "x": {"$exists": False}}),
    "count": lambda c: c.estimated_document_count(),
    "distinct": lambda c: c.distinct("year", {"year": {"$in": [1949, None]}}),
    "aggregate": lambda c: c.list_of(PIPELINE, hint="_id_"),
    "regular expression": lambda c: list(c.find({"title": re.compile("^The")})),
}


def command(name: str, document: dict[str, Any]) -> Command:
    return Command(name, document, ())


def recorded(action: Any) -> Command:
    """Return the command that an action on the films sends."""
    with command_log():
        action(mongo.movies())
        return current_log.get().commands[0]  # type: ignore[union-attr]


@pytest.mark.parametrize("name", READS)
def test_what_is_shown_as_pymongo_sends_the_same_command(name: str, database: Any) -> None:
    a_film()
    sent = recorded(READS[name])
    names = {"db": database, "ObjectId": ObjectId, "datetime": datetime, "re": re}
    with command_log():
        names["db"] = {"movies": mongo.movies()}
        answer = eval(command_text(sent, PYTHON).replace("db.movies", 'db["movies"]'), names)
        list(answer if name in ("find", "aggregate", "regular expression") else [])
        [again] = current_log.get().commands  # type: ignore[union-attr]
    for document in (again.document, sent.document):
        document.pop("cursor", None)  # how many documents a batch holds, which nobody types
    assert again.document == sent.document


SHOWN = [
    (
        ("find", {"find": "movies", "filter": {"a.b": True, "c": None}, "limit": 3}),
        'db.movies.find({"a.b": True, "c": None}).limit(3)',
        'db.movies.find({"a.b": true, c: null}).limit(3)',
    ),
    (
        ("find", {"find": "movies", "filter": {"_id": ID}, "limit": 1, "singleBatch": True}),
        f'db.movies.find_one({{"_id": ObjectId("{ID}")}})',
        f'db.movies.findOne({{_id: ObjectId("{ID}")}})',
    ),
    (
        ("update", {"update": "movies", "updates": [{"q": {"a": 1}, "u": {"$set": {"b": DAY}}}]}),
        'db.movies.update_one({"a": 1}, {"$set": {"b": '
        'datetime.fromisoformat("2026-01-02T00:00:00.000+00:00")}})',
        'db.movies.updateOne({a: 1}, {$set: {b: ISODate("2026-01-02T00:00:00.000+00:00")}})',
    ),
    (
        ("delete", {"delete": "movies", "deletes": [{"q": {"a": [1] * 10}, "limit": 0}]}),
        'db.movies.delete_many({"a": [1, 1, 1, 1, 1, 1, 1, 1, … 2 more]})',
        "db.movies.deleteMany({a: [1, 1, 1, 1, 1, 1, 1, 1, … 2 more]})",
    ),
    (
        ("insert", {"insert": "movies", "documents": [{"a": 1}, {"b": b"123"}]}),
        'db.movies.insert_many([{"a": 1}, {"b": Binary(… 3 bytes)}])',
        "db.movies.insertMany([{a: 1}, {b: Binary(… 3 bytes)}])",
    ),
    (
        ("findAndModify", {"findAndModify": "movies", "query": {}, "update": {}, "upsert": True}),
        "db.movies.find_one_and_update({}, {}, upsert=True)",
        "db.movies.findOneAndUpdate({}, {}, {upsert: true})",
    ),
    (("commitTransaction", {"commitTransaction": 1}),
     "session.commit_transaction()", "session.commitTransaction()"),
    (("getMore", {"getMore": 5, "collection": "users"}), "next(cursor)", "cursor.next()"),
    (("hello", {"hello": 1}), 'db.command({"hello": 1})', "db.runCommand({hello: 1})"),
]  # fmt: skip


@pytest.mark.parametrize(("sent", "python", "shell"), SHOWN, ids=[s[0][0] for s in SHOWN])
def test_a_command_is_written_in_both_languages(sent: Any, python: str, shell: str) -> None:
    assert command_text(command(*sent), PYTHON) == python
    assert command_text(command(*sent), SHELL) == shell


def test_several_writes_are_one_bulk_write() -> None:
    updates = [{"q": {"_id": n}, "u": {"$inc": {"n": 1}}, "multi": n == 2} for n in (1, 2)]
    sent = command("update", {"update": "movies", "updates": updates})
    assert command_text(sent, PYTHON) == (
        'db.movies.bulk_write([UpdateOne({"_id": 1}, {"$inc": {"n": 1}}), '
        'UpdateMany({"_id": 2}, {"$inc": {"n": 1}})])'
    )
    assert command_text(sent, SHELL).startswith(
        "db.movies.bulkWrite([{updateOne: {filter: {_id: 1}, update: {$inc: {n: 1}}}}, "
    )


PERSONAL = ["secret", b"secret", re.compile("secret"), ID, ["secret"], {"deep": [{"er": "secret"}]}]


@pytest.mark.parametrize("value", PERSONAL, ids=str)
@pytest.mark.parametrize("collection", sorted(set(mongo.WRITE_CONCERNS) - PUBLIC))
def test_values_are_masked_in_collections_of_people(collection: str, value: Any) -> None:
    sent = command("find", {"find": collection, "filter": {"name": value, "n": 5, "state": "held"}})
    for text in (command_text(sent, PYTHON), command_text(sent, SHELL)):
        assert "•••" in text
        assert "secret" not in text
        assert str(ID) not in text
        assert '"held"' in text
        assert "5" in text


@pytest.mark.parametrize("name", ["insert", "update", "delete", "findAndModify"])
def test_values_that_are_written_are_masked(name: str) -> None:
    words = {"text": "secret $of", f"trust.{ID}": 1, "state": "held", "note": "$secret"}
    documents = {
        "insert": {"insert": "comments", "documents": [words]},
        "update": {"update": "comments", "updates": [{"q": words, "u": {"$set": words}}]},
        "delete": {"delete": "comments", "deletes": [{"q": words, "limit": 1}]},
        "findAndModify": {"findAndModify": "comments", "query": words, "update": {"$set": words}},
    }
    text = command_text(command(name, documents[name]), PYTHON)
    assert "•••" in text
    assert "secret" not in text
    assert str(ID) not in text


def test_a_join_with_people_is_masked_and_keeps_its_form() -> None:
    join = {"from": "comments", "let": {"id": "$_id"}, "pipeline": [{"$match": {"text": "x1"}}]}
    sent = command("aggregate", {"aggregate": "movies", "pipeline": [{"$lookup": join}]})
    assert command_text(sent, PYTHON) == (
        'db.movies.aggregate([\n  {"$lookup": {"from": "comments", "let": {"id": "$_id"}, '
        '"pipeline": [{"$match": {"text": "•••"}}]}}\n])'
    )


def test_long_texts_are_shortened() -> None:
    sent = command("find", {"find": "movies", "filter": {"plot": "word " * 100}})
    assert len(command_text(sent, SHELL)) < 200
