"""The order of a list: how a form changes it, and which positions must be written for that.

Positions are numbers with gaps, so that moving a film writes that film alone.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bson import ObjectId

GAP = 1024


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What a form says of the films: their order, notes, typed numbers, and those to remove.

    `is_complete`: these are all films of the list. Otherwise they are a part of it, and are
    reordered within the places that they have in the list.
    """

    films: tuple[ObjectId, ...]
    notes: Mapping[ObjectId, str] = field(default_factory=dict)
    numbers: Mapping[ObjectId, int] = field(default_factory=dict)
    removed: frozenset[ObjectId] = frozenset()
    is_complete: bool = True


def arrange(order: Sequence[ObjectId], wanted: Arrangement) -> list[ObjectId]:
    films = list(dict.fromkeys(wanted.films))
    desired = films if wanted.is_complete else _reorder_part(order, films)
    remaining = [id for id in desired if id not in wanted.removed]
    return move_to_numbers(remaining, wanted.numbers)


def _reorder_part(order: Sequence[ObjectId], films: Sequence[ObjectId]) -> list[ObjectId]:
    """Return the order with some films rearranged within their own places, new ones after them."""
    present = set(order)
    shown = [id for id in films if id in present]
    moving, following = set(shown), iter(shown)
    new: dict[ObjectId | None, list[ObjectId]] = {None: []}  # by the film that they follow
    before = None
    for id in films:
        before = id if id in present else before
        if id not in present:
            new.setdefault(before, []).append(id)
    result = new[None]
    for id in order:
        placed = next(following) if id in moving else id
        result += [placed, *new.get(placed, ())]
    return result


def move_to_numbers(order: Sequence[ObjectId], numbers: Mapping[ObjectId, int]) -> list[ObjectId]:
    """Return an order in which some films have the numbers, from 1, that were typed for them."""
    result = [id for id in order if id not in numbers]
    moved = [id for id in order if id in numbers]
    for id in sorted(moved, key=lambda id: numbers[id]):  # stable: of two alike the first is first
        result.insert(max(0, numbers[id] - 1), id)
    return result


def swap_with_neighbour(order: Sequence[ObjectId], id: ObjectId, step: int) -> list[ObjectId]:
    """Return the order with a film moved one place up or down."""
    result = list(order)
    at = result.index(id)
    other = at + step
    if 0 <= other < len(result):
        result[at], result[other] = result[other], result[at]
    return result


def changed_positions(
    present: Mapping[ObjectId, int], desired: Sequence[ObjectId]
) -> dict[ObjectId, int]:
    """Return the positions to write for an order: of new films, and of as few others as possible.

    The longest run of films that are in order already stays. Where the gap between two of them
    is too small for what comes between, all films get new positions.
    """
    staying = _longest_increasing([id for id in desired if id in present], present)
    changed: dict[ObjectId, int] = {}
    run: list[ObjectId] = []
    low: int | None = None
    for id in [*desired, None]:
        if id is not None and id not in staying:
            run.append(id)
            continue
        high = present[id] if id is not None else None
        positions = _between(low, high, len(run))
        if positions is None:
            new = {id: GAP * number for number, id in enumerate(desired, 1)}
            return {id: position for id, position in new.items() if present.get(id) != position}
        changed |= dict(zip(run, positions, strict=True))
        run, low = [], high
    return changed


def _between(low: int | None, high: int | None, count: int) -> Iterable[int] | None:
    """Return positions between two, or beyond one of them; None where they do not fit."""
    if high is None:
        return [(low or 0) + GAP * n for n in range(1, count + 1)]
    if low is None:
        return [high - GAP * n for n in range(count, 0, -1)]
    if high - low <= count:
        return None if count else []
    return [low + (high - low) * n // (count + 1) for n in range(1, count + 1)]


def _longest_increasing(
    ids: Sequence[ObjectId], positions: Mapping[ObjectId, int]
) -> set[ObjectId]:
    """Return the longest subsequence whose positions increase (patience sorting)."""
    ends: list[int] = []  # the lowest last position of a subsequence of each length
    at_end: list[ObjectId] = []
    before: dict[ObjectId, ObjectId | None] = {}
    for id in ids:
        length = bisect_left(ends, positions[id])
        before[id] = at_end[length - 1] if length else None
        ends[length : length + 1] = [positions[id]]
        at_end[length : length + 1] = [id]
    longest: set[ObjectId] = set()
    last = at_end[-1] if at_end else None
    while last is not None:
        longest.add(last)
        last = before[last]
    return longest
