"""Twenty and more ways to tamper with the log, each found; and what the command says."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from bson import ObjectId
from django.core.management.base import CommandError

from accounts.documents import Member
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.transactions import in_transaction
from moderation import log
from moderation.log import verify_log
from tests.support.cast import make_member
from tests.support.sample import run

ROWS = 9
Tamper = Callable[[Any], object]


@pytest.fixture
def rows(database: Any) -> Any:
    """Return the collection of a log of nine rows."""
    maud = make_member("Maud", role="moderator")
    for number in range(1, ROWS + 1):
        in_transaction(lambda session, number=number: _append(maud, number, session))
    return database.decisions


def _append(maud: Member, number: int, session: Any) -> None:
    about = {"kind": "review", "id": str(ObjectId()), "member": str(ObjectId())}
    private = {"case_id": ObjectId(), "note": f"Note {number}."}
    undoes = 3 if number == 7 else None
    entry = log.LogEntry("remove", f"Why {number}.", "2", about, "until then", undoes, private)
    log.append_row(entry, by=maud, head=log.lock_log_head(session), session=session)


def sets(number: int, **fields: Any) -> Tamper:
    """Return a tampering that sets fields of a row; names hold __ where paths hold a dot."""
    changed = {"$set": {name.replace("__", "."): value for name, value in fields.items()}}
    return lambda rows: rows.update_one({"number": number}, changed)


def unsets(number: int, field: str) -> Tamper:
    return lambda rows: rows.update_one({"number": number}, {"$unset": {field: ""}})


def later(rows: Any) -> None:
    row = rows.find_one({"number": 4})
    rows.update_one({"number": 4}, {"$set": {"at": row["at"] + timedelta(milliseconds=1)}})


def misses(*numbers: int) -> Tamper:
    return lambda rows: rows.delete_many({"number": {"$in": list(numbers)}})


def swaps(rows: Any) -> None:
    for one, other in ((3, 100), (4, 3), (100, 4)):
        rows.update_one({"number": one}, {"$set": {"number": other}})


def renumbers(rows: Any) -> None:
    """Take a row away, and close the gap."""
    rows.delete_one({"number": 5})
    for number in range(6, ROWS + 1):
        rows.update_one({"number": number}, {"$set": {"number": number - 1}})


def rehashes(rows: Any) -> None:
    """Alter a row, and give it the hash that it would have."""
    row = {**rows.find_one({"number": 5}), "reason": "Another."}
    rows.replace_one({"number": 5}, {**row, "hash": log.row_hash(row)})


def reseals(rows: Any) -> None:
    """Alter a private note, and seal it again."""
    row = rows.find_one({"number": 5})
    row["private"]["note"] = "Another."
    rows.replace_one({"number": 5}, {**row, "seal": log.private_hash(row["private"])})


def inserts(rows: Any) -> None:
    """Insert a row between two others, chained to the one before."""
    row = {**rows.find_one({"number": 5}), "_id": ObjectId(), "number": 6}
    previous = rows.find_one({"number": 5})["hash"]
    rows.update_many({"number": {"$gt": 5}}, [{"$set": {"number": {"$add": ["$number", 50]}}}])
    made = {**row, "previous": previous}
    rows.insert_one({**made, "hash": log.row_hash(made)})


def doubles(rows: Any) -> None:
    """Insert a copy of the last row after it."""
    row = rows.find_one({"number": ROWS})
    rows.insert_one({**row, "_id": ObjectId(), "number": ROWS + 1})


def head(**fields: Any) -> Tamper:
    return lambda rows: rows.database.log_head.update_one({}, {"$set": fields})


def beheads(rows: Any) -> None:
    rows.database.log_head.delete_many({})


def cuts(rows: Any) -> None:
    """Take the end away, and reset the head to what is the end now."""
    rows.delete_many({"number": {"$gt": 6}})
    rows.database.log_head.update_one(
        {}, {"$set": {"number": 6, "hash": rows.find_one({"number": 6})["hash"]}}
    )


def rewrites(rows: Any) -> None:
    """Alter a row, and compute the hashes of all later rows and of the head again."""
    rows.update_one({"number": 5}, {"$set": {"reason": "Another."}})
    previous = rows.find_one({"number": 4})["hash"]
    for row in list(rows.find({"number": {"$gte": 5}}).sort("number", 1)):
        made = {**row, "previous": previous}
        previous = log.row_hash(made)
        rows.replace_one({"_id": row["_id"]}, {**made, "hash": previous})
    rows.database.log_head.update_one({}, {"$set": {"hash": previous}})


def empties(rows: Any) -> None:
    rows.delete_many({})
    beheads(rows)


FOUND: dict[str, Tamper] = {
    "another time": later,
    "another action": sets(4, action="hide"),
    "another rule": sets(4, rule="3"),
    "another reason": sets(1, reason="Because."),
    "another moderator": sets(4, moderator__handle="moe"),
    "another role": sets(4, moderator__role="admin"),
    "another member": sets(4, about__member=str(ObjectId())),
    "another detail": sets(ROWS, detail=""),
    "another undone": sets(7, undoes=2),
    "no undone": unsets(7, "undoes"),
    "something undone": sets(4, undoes=1),
    "another seal": sets(4, seal="0" * 64),
    "another hash": sets(4, hash="0" * 64),
    "another previous": sets(4, previous="0" * 64),
    "another note": sets(4, private__note="Nothing."),
    "another moderator behind it": sets(4, private__moderator_id=ObjectId()),
    "more in private": sets(4, private__more=1),
    "no private": unsets(4, "private"),
    "something added": sets(4, undone_by=9),
    "first row missing": misses(1),
    "a row missing": misses(5),
    "two rows missing": misses(3, 7),
    "last row missing": misses(ROWS),
    "all rows missing": misses(*range(1, ROWS + 1)),
    "two rows swapped": swaps,
    "a row taken out, the rest renumbered": renumbers,
    "a row hashed again": rehashes,
    "a note sealed again": reseals,
    "a row put in between": inserts,
    "a row twice": doubles,
    "head at another number": head(number=ROWS - 1),
    "head with another hash": head(hash="0" * 64),
    "no head": beheads,
}
ONLY_BY_A_NOTE: dict[str, Tamper] = {
    "cut at its end": cuts,
    "tail rewritten": rewrites,
    "emptied": empties,
}


def test_an_untouched_log_is_valid(rows: Any) -> None:
    found = verify_log()
    assert (found.rows, found.problems) == (ROWS, ())
    assert found.head == rows.find_one({"number": ROWS})["hash"]


def test_there_are_twenty_and_more() -> None:
    assert len(FOUND) >= 20


@pytest.mark.parametrize("name", FOUND)
def test_a_tampered_log_is_found(rows: Any, name: str) -> None:
    FOUND[name](rows)
    assert verify_log().problems


@pytest.mark.parametrize("name", ONLY_BY_A_NOTE)
def test_a_rewritten_but_consistent_log_is_detected_by_a_noted_head(rows: Any, name: str) -> None:
    noted = (ROWS, rows.find_one({"number": ROWS})["hash"])
    assert verify_log(noted).problems == ()
    ONLY_BY_A_NOTE[name](rows)
    assert verify_log().problems == ()
    assert verify_log(noted).problems


def test_the_row_that_was_altered_is_named_and_no_other(rows: Any) -> None:
    FOUND["another reason"](rows)
    FOUND["another note"](rows)
    altered, private = verify_log().problems
    assert altered == "entry 1 has been altered"
    assert private == "entry 4 has been altered in what only moderators see"


def test_a_head_noted_in_the_middle_still_holds_when_rows_are_added(rows: Any) -> None:
    assert verify_log((4, rows.find_one({"number": 4})["hash"])).problems == ()


def test_the_command_says_how_many_rows_and_the_head(rows: Any) -> None:
    digits = rows.find_one({"number": ROWS})["hash"]
    said = run("verify_log", f"--head={ROWS}:{digits}")
    assert said.startswith(f"9 entries, an unbroken chain; head {digits}\n")


def test_the_command_counts_one_problem_as_one(rows: Any) -> None:
    rows.update_one({"number": 4}, {"$set": {"private": {"note": "Other."}}})
    with pytest.raises(CommandError, match=r"has been altered: 1 problem\.$"):
        run("verify_log")


def test_the_command_names_each_flaw_and_ends_with_one(rows: Any, capsys: Any) -> None:
    FOUND["a row missing"](rows)
    with pytest.raises(CommandError, match="has been altered: 2 problems") as ended:
        run("verify_log")
    assert ended.value.returncode == 1


def test_an_empty_log_is_valid(database: Any) -> None:
    assert run("verify_log").startswith("0 entries, an unbroken chain; head 0000")


@pytest.mark.parametrize("odd", ["7", "7:abc", "-1:" + "0" * 64, "x:" + "0" * 64])
def test_an_invalid_head_is_reported_in_one_sentence(database: Any, odd: str) -> None:
    with pytest.raises(CommandError, match="is not NUMBER:HASH"):
        run("verify_log", f"--head={odd}")


def test_rows_written_during_a_check_are_not_reported(rows: Any, monkeypatch: Any) -> None:
    maud = make_member("Moe", role="moderator")
    after: list[int] = []

    def meanwhile(number: int) -> None:
        after.append(number)
        if len(after) == 5:
            in_transaction(lambda session: _append(maud, 10, session))

    assert verify_log(advance=meanwhile).problems == ()
    assert mongo.decisions().count_documents({}) == ROWS + 1
