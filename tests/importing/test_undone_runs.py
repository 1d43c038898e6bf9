"""An import that ran several times is undone change by change, the last one first."""

from typing import Any

import pytest

from accounts.documents import Member
from importing import undoing
from importing.preview import choose_match
from reviews.documents import ReviewContent
from reviews.services import edit_review
from tests.support.factories import a_film
from tests.support.histories import Histories, history_bytes, rows_of, stored, take, undo

LIST = {"list_key": "k", "list_name": "Vienna"}
ROWS = rows_of(
    ("rating", "Alien", {"rating": 70, "added": "2021-02-03"}),
    ("review", "Alien", {"key": "a", "day": "2020-01-01", "text": "Zithers."}),
    ("watched", "Alien", {"added": "2015-05-06"}),
    ("liked", "Alien", {"added": "2020-01-01"}),
    ("entry", "Alien", {"key": "b", "day": "2020-02-02"}),
    ("list", "", LIST),
    ("list-entry", "Alien", {**LIST, "position": 1}),
    ("list-entry", "Peter Pan", {**LIST, "position": 2}),
)
RUNS = (("watched",), ("ratings", "lists"), ("likes",), ("reviews", "lists"), ("diary", "lists"))


@pytest.fixture
def histories(monkeypatch: pytest.MonkeyPatch, database: Any) -> Histories:
    made = Histories(monkeypatch)
    made.films = {"Alien": [a_film(title="Alien")]}
    made.films["Peter Pan"] = [a_film(title="Peter Pan", year=year) for year in (1924, 1953)]
    return made


@pytest.mark.parametrize("batch_size", [1, 3, 300])
def test_undoing_several_runs_restores_every_byte(
    histories: Histories, alice: Member, database: Any, monkeypatch: Any, batch_size: int
) -> None:
    monkeypatch.setattr(undoing, "BATCH_SIZE", batch_size)
    before, import_id = history_bytes(database), histories.upload(alice, ROWS)
    for parts in RUNS[:3]:
        take(alice, import_id, parts=parts)
    pan = {"file": "list-entry", "number": 8, "film": histories.films["Peter Pan"][0]}
    choose_match(member=alice, import_id=import_id, **pan)
    for parts in RUNS[3:]:
        take(alice, import_id, parts=parts)
    assert (database.list_entries.count_documents({}), database.diary.count_documents({})) == (2, 1)
    undo(alice, import_id)
    assert (history_bytes(database), stored(import_id)["result"]["kept"]) == (before, 0)


@pytest.mark.parametrize("edited_after", [1, 2])
def test_a_review_that_was_edited_between_or_after_the_runs_stays_and_counts_once(
    histories: Histories, alice: Member, database: Any, edited_after: int
) -> None:
    import_id = histories.upload(alice, ROWS[:2])
    for run, parts in enumerate((("ratings",), ("reviews",)), 1):
        take(alice, import_id, parts=parts)
        if run == edited_after:
            review_id = database.comments.find_one()["_id"]
            edit_review(member=alice, review_id=review_id, content=ReviewContent("", 90))
    undo(alice, import_id)
    review = database.comments.find_one()
    assert (review["text"], review["rating"]) == ("", 90)
    assert (stored(import_id)["result"]["kept"], stored(import_id)["kept_names"]) == (1, ["Alien"])
