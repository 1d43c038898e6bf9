"""The order of a list: moves, typed numbers, and as few writes as they need."""

from random import Random
from time import process_time

import pytest
from bson import ObjectId

from lists.ordering import GAP, Arrangement, arrange, changed_positions, swap_with_neighbour
from tests.support.sampling import sampled

IDS = [ObjectId() for _ in range(8)]
A, B, C, D, E, F, G, H = IDS


def test_a_number_that_was_typed_is_the_place_of_its_film() -> None:
    assert arrange([A, B, C, D], Arrangement((A, B, C, D), numbers={D: 1, A: 3})) == [D, B, A, C]
    assert arrange([A, B], Arrangement((A, B), numbers={A: 99})) == [B, A]


def test_a_part_of_a_list_shares_its_places_and_leaves_the_others() -> None:
    part = Arrangement((D, B), is_complete=False)
    assert arrange([A, B, C, D], part) == [A, D, C, B]
    gone = Arrangement((D, H, B), removed=frozenset({B}), is_complete=False)
    assert arrange([A, B, C, D, E], gone) == [A, D, H, C, E]


def test_a_button_at_the_end_moves_nothing() -> None:
    assert swap_with_neighbour([A, B, C], B, -1) == [B, A, C]
    assert swap_with_neighbour([A, B, C], A, -1) == [A, B, C]


def test_one_moved_film_is_one_write() -> None:
    present = {id: GAP * n for n, id in enumerate(IDS, 1)}
    assert set(changed_positions(present, [H, *IDS[:-1]])) == {H}
    assert set(changed_positions(present, [A, C, D, E, B, F, G, H])) == {B}
    assert changed_positions(present, IDS[2:]) == {}


def test_positions_without_a_gap_are_renumbered() -> None:
    changed = changed_positions({A: 1, B: 2, C: 3}, [A, C, B])
    assert {A: 1, B: 2, C: 3} | changed == {A: GAP, C: 2 * GAP, B: 3 * GAP}


@pytest.mark.parametrize("seed", sampled(range(40), 8))
def test_any_order_comes_out_and_writes_no_more_than_moved(seed: int) -> None:
    rng = Random(seed)
    ids = [ObjectId() for _ in range(30)]
    present = dict(zip(ids, sorted(rng.sample(range(10**6), 30)), strict=True))
    desired = rng.sample(ids, 25) + [ObjectId() for _ in range(3)]
    changed = changed_positions(present, desired)
    positions = [({**present, **changed})[id] for id in desired]
    assert positions == sorted(set(positions))


def test_a_full_list_of_new_films_is_arranged_in_linear_time() -> None:
    films = [ObjectId() for _ in range(5_000)]
    begun = process_time()
    assert arrange([], Arrangement(tuple(films), is_complete=False)) == films
    assert arrange(films[::2], Arrangement(tuple(films), is_complete=False)) == films
    assert process_time() - begun < 1
