"""Merging many reviews in batches: killed anywhere it can be finished, and tallies stay true."""

from typing import Any

import pytest

from administration.films import finish_all_removals
from reviews import reviews_of_removed_films as review_removal
from tests.support.cast import make_member
from tests.support.factories import a_film, a_review, tally_of
from tests.support.running import a_merge, actions, reviews_on, tallies_are_true


class SimulatedCrash(BaseException):
    """The process is killed here."""


def members(number: int) -> list[Any]:
    return [make_member(f"M{n}", handle=f"m{n}", handle_key=f"m{n}") for n in range(number)]


def test_many_reviews_move_in_batches(
    ada: Any, film: Any, duplicate: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review_removal, "BATCH_SIZE", 4)
    people = members(10)
    for place, member in enumerate(people):
        a_review(member, duplicate, rating=place + 1)
        if place % 2:
            a_review(member, film, rating=100)
    assert a_merge(ada, duplicate, film) == 10
    assert (tally_of(film)["reviews"], tally_of(film)["sum"]) == (10, 525)
    assert tallies_are_true(film)


@pytest.mark.parametrize("batches", [0, 1, 2])
@pytest.mark.parametrize("again", ["merge", "purge"])
def test_a_merge_that_was_killed_is_finished_by_the_same_request_or_by_purge(
    ada: Any, film: Any, duplicate: Any, monkeypatch: pytest.MonkeyPatch, batches: int, again: str
) -> None:
    for place, member in enumerate(members(6)):
        a_review(member, duplicate, rating=place + 1)
    with monkeypatch.context() as patch:
        crash_after(patch, batches)
        with pytest.raises(SimulatedCrash):
            a_merge(ada, duplicate, film)
    assert tallies_are_true(film)
    assert tally_of(film)["reviews"] == 2 * batches
    a_merge(ada, duplicate, film) if again == "merge" else finish_all_removals()
    assert (tally_of(film)["reviews"], tallies_are_true(film)) == (6, True)
    assert (actions(), finish_all_removals()) == (["merge-films"], 0)


def crash_after(patch: pytest.MonkeyPatch, batches: int) -> None:
    """Kill the process after a number of batches, in the next one, before it is committed."""
    move_batch, done = review_removal.move_reviews_batch, [0]

    def move_some(*arguments: Any) -> int:
        moved = move_batch(*arguments)
        done[0] += 1
        if done[0] > batches:
            raise SimulatedCrash
        return moved

    patch.setattr(review_removal, "BATCH_SIZE", 2)
    patch.setattr(review_removal, "move_reviews_batch", move_some)


def test_sent_twice_it_is_done_once(ada: Any, alice: Any, film: Any, duplicate: Any) -> None:
    a_review(alice, duplicate)
    assert (a_merge(ada, duplicate, film), a_merge(ada, duplicate, film)) == (1, 0)
    assert actions() == ["merge-films"]


def test_reviews_follow_the_target_when_it_is_removed_meanwhile(
    ada: Any, alice: Any, film: Any, duplicate: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    third = a_film(title="Third")
    a_review(alice, duplicate)
    with monkeypatch.context() as patch, pytest.raises(SimulatedCrash):
        crash_after(patch, 0)
        a_merge(ada, duplicate, film)
    a_merge(ada, film, third)
    assert finish_all_removals() == 1
    assert len(reviews_on(third)) == tally_of(third)["reviews"] == 1
