"""Merging many reviews in batches: killed anywhere it can be finished, and tallies stay true."""

from typing import Any

import pytest

import administration.film_removal as removing
from administration.film_removal import finish_all_removals
from reviews import film_removal
from tests.support.cast import make_member
from tests.support.factories import a_film, a_review, tally_of
from tests.support.running import (
    a_merge,
    actions,
    reviews_on,
    tallies_are_true,
)


class Killed(BaseException):
    """The process ends here."""


def members(number: int) -> list[Any]:
    return [make_member(f"M{n}", handle=f"m{n}", handle_key=f"m{n}") for n in range(number)]


def test_many_reviews_move_in_batches(
    ada: Any, film: Any, double: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(film_removal, "AT_ONCE", 4)
    people = members(10)
    for place, member in enumerate(people):
        a_review(member, double, rating=place + 1)
        if place % 2:
            a_review(member, film, rating=100)
    assert a_merge(ada, double, film) == 10
    assert (tally_of(film)["reviews"], tally_of(film)["sum"]) == (10, 525)
    assert tallies_are_true(film)


@pytest.mark.parametrize("batches", [0, 1, 2])
@pytest.mark.parametrize("again", ["merge", "purge"])
def test_a_merge_that_was_killed_is_finished_by_the_same_request_or_by_purge(
    ada: Any, film: Any, double: Any, monkeypatch: pytest.MonkeyPatch, batches: int, again: str
) -> None:
    for place, member in enumerate(members(6)):
        a_review(member, double, rating=place + 1)
    with monkeypatch.context() as patch:
        kill_after(patch, batches)
        with pytest.raises(Killed):
            a_merge(ada, double, film)
    assert tallies_are_true(film)
    assert tally_of(film)["reviews"] == 2 * batches
    a_merge(ada, double, film) if again == "merge" else finish_all_removals()
    assert (tally_of(film)["reviews"], tallies_are_true(film)) == (6, True)
    assert (actions(), finish_all_removals()) == (["merge-films"], 0)


def kill_after(patch: pytest.MonkeyPatch, batches: int) -> None:
    """Have the process end within the batch after so many, before it is committed."""
    whole, done = film_removal.move_reviews_batch, [0]

    def move_some(*arguments: Any) -> int:
        moved = whole(*arguments)
        done[0] += 1
        if done[0] > batches:
            raise Killed
        return moved

    patch.setattr(film_removal, "AT_ONCE", 2)
    patch.setattr(removing, "move_reviews_batch", move_some)


def test_sent_twice_it_is_done_once(ada: Any, alice: Any, film: Any, double: Any) -> None:
    a_review(alice, double)
    assert (a_merge(ada, double, film), a_merge(ada, double, film)) == (1, 0)
    assert actions() == ["merge-films"]


def test_where_the_heir_goes_meanwhile_reviews_follow_it(
    ada: Any, alice: Any, film: Any, double: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    third = a_film(title="Third")
    a_review(alice, double)
    with monkeypatch.context() as patch, pytest.raises(Killed):
        kill_after(patch, 0)
        a_merge(ada, double, film)
    a_merge(ada, film, third)
    assert finish_all_removals() == 1
    assert len(reviews_on(third)) == tally_of(third)["reviews"] == 1
