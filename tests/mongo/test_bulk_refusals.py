"""A refused bulk write is worded by the first write that the server refused."""

from typing import Any

import pytest
from bson import ObjectId
from pymongo import InsertOne, UpdateOne
from pymongo.errors import BulkWriteError

from mflix_site.commands import sentence_for_operators
from mflix_site.errors import Problem, Unavailable
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.bulk_writes import BulkWrite
from mflix_site.mongo.refusals import (
    INDEX_MISSING,
    Duplicate,
    OutcomeUnknown,
    Unstorable,
    problem_from_error,
    refusal,
)
from mflix_site.web.middleware import describe_error

ID = ObjectId("5" * 24)
LARGE = "x" * 9_000_000
STORED = {"_id": ID, "member_id": ID, "movie_id": ID, "number": 3, "words": "x"}
REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "a field inside a number": ({"$set": {"number.x": 1}}, "PathNotViable"),
    "a sum of words": ({"$inc": {"words": 1}}, "TypeMismatch"),
    "another id": ({"$set": {"_id": 2}}, "ImmutableField"),
    "two values of one": ({"$set": {"x": 1, "x.y": 2}}, "ConflictingUpdateOperators"),
    "bits of words": ({"$bit": {"words": {"and": 1}}}, "BadValue"),
}


def refused(*writes: Any, **options: Any) -> Problem:
    with pytest.raises(Problem) as caught:
        mongo.film_states().bulk_write(list(writes), **options)
    return caught.value


@pytest.mark.parametrize("what", REFUSED)
@pytest.mark.parametrize("ordered", [True, False])
def test_operators_read_which_write_was_refused_and_why(
    database: Any, what: str, ordered: bool
) -> None:
    database.film_states.insert_one(STORED)
    update, name = REFUSED[what]
    writes = [UpdateOne({"_id": 1}, {"$set": {"x": 1}}), UpdateOne({"_id": ID}, update)]
    problem = refused(*writes, ordered=ordered)
    assert sentence_for_operators(problem) == (
        f"The database refused this: {name} in the document {ID}. Its log says more."
    )
    assert describe_error(problem) == f"Unavailable BulkWriteError {name}"


@pytest.mark.parametrize("what", REFUSED)
def test_a_document_of_an_import_is_skipped_for_the_same_reason(database: Any, what: str) -> None:
    database.film_states.insert_one(STORED)
    update, name = REFUSED[what]
    batch = BulkWrite(mongo.film_states())
    batch.update(7, {"_id": ID}, update)
    assert batch.execute().skipped == {7: f"MongoDB refuses it: {name}"}


def test_a_document_that_would_be_too_large_is_named(database: Any) -> None:
    database.film_states.insert_one({**STORED, "large": LARGE})
    batch = BulkWrite(mongo.film_states())
    batch.update(7, {"_id": ID}, {"$set": {"larger": LARGE}})
    assert batch.execute().skipped == {7: "MongoDB refuses it: it is larger than 16 MB"}


def test_the_first_refused_write_decides_the_kind(database: Any) -> None:
    database.film_states.insert_one(STORED)
    invalid, taken = InsertOne({"title": "B"}), InsertOne(STORED)
    wrong = UpdateOne({"_id": ID}, {"$inc": {"words": 1}})
    hinted = UpdateOne({"_id": ID}, {"$set": {"x": 1}}, hint="none_such")
    assert isinstance(refused(taken, wrong, ordered=False), Duplicate)
    assert isinstance(refused(invalid, taken, ordered=False), Unstorable)
    assert type(refused(wrong, taken, ordered=False)) is Unavailable
    assert str(refused(hinted)) == INDEX_MISSING


@pytest.mark.parametrize(
    ("errors", "kind"),
    [
        ({"writeErrors": [{"index": 0, "code": 91}], "writeConcernErrors": []}, Unavailable),
        ({"writeErrors": [], "writeConcernErrors": [{"code": 79}]}, OutcomeUnknown),
    ],
)
def test_what_may_pass_is_no_refusal(errors: dict[str, Any], kind: type[Problem]) -> None:
    error = BulkWriteError(errors)
    assert type(problem_from_error(error)) is kind
    assert refusal(error) == ""
