"""What a process keeps is what it would make again, and never more than so many bytes."""

import random
import time
from typing import Any

import pytest

from mflix_site.caching import BYTES_OF_AN_ENTRY, BoundedCache, CachedRead, cached
from mflix_site.shared_reads import SharedValues

ROOM = 10 * (BYTES_OF_AN_ENTRY + 100)


def test_a_value_is_made_once_for_its_arguments() -> None:
    made: list[str] = []

    @cached(ROOM)
    def shout(word: str) -> str:
        made.append(word)
        return word.upper()

    assert [shout("a"), shout("b"), shout("a")] == ["A", "B", "A"]
    assert made == ["a", "b"]


def test_values_never_come_to_more_than_their_room() -> None:
    values: BoundedCache[str] = BoundedCache(ROOM)
    for number in range(1000):
        values.put(number, str(number), 100)
        sizes = [size for part in (values.newer, values.older) for _, size in part.values()]
        assert sum(sizes) <= ROOM
    assert values.get(999) == "999"
    assert values.get(0) is None


def test_what_is_used_stays_while_others_go() -> None:
    values: BoundedCache[str] = BoundedCache(ROOM)
    values.put("used", "value", 100)
    for number in range(1000):
        values.put(number, str(number), 100)
        assert values.get("used") == "value"


def test_what_needs_most_of_the_room_is_not_kept() -> None:
    values: BoundedCache[str] = BoundedCache(ROOM)
    values.put("small", "value", 100)
    values.put("large", "value", ROOM)
    assert (values.get("small"), values.get("large")) == ("value", None)


@pytest.mark.parametrize(("seconds", "most"), [(0, 2), (60, 60)])
def test_shared_values_are_never_older_than_a_shared_read_or_their_seconds(
    settings: Any, monkeypatch: pytest.MonkeyPatch, seconds: int, most: int
) -> None:
    settings.PAGE_CACHE_SECONDS = 2
    moment, lot = [1000.0], random.Random(7)
    monkeypatch.setattr(time, "monotonic", lambda: moment[0])
    values, ages = SharedValues[int, float](40, seconds), list[float]()
    for _ in range(2_000):
        moment[0] += lot.choice((0.01, 0.2, 0.9, 1.1, 3.0))
        keys = lot.sample(range(60), 10)
        read = values.get(keys, lambda missing: dict.fromkeys(missing, moment[0]))
        assert read.keys() == set(keys)
        ages += [moment[0] - at for at in read.values()]
    assert most / 2 < max(ages) < most


def test_shared_values_are_not_used_while_pages_are_not_kept(settings: Any) -> None:
    values = SharedValues[int, float](40, 60)
    for seconds, found in ((2, 7), (0, None), (2, 7)):
        settings.PAGE_CACHE_SECONDS = seconds
        values.put(1, 7)
        assert values.find(1) == found


@pytest.mark.parametrize(("seconds", "until"), [(0, 2), (60, 60)])
def test_what_was_read_last_is_kept_for_its_seconds(
    settings: Any, monkeypatch: pytest.MonkeyPatch, seconds: int, until: int
) -> None:
    settings.PAGE_CACHE_SECONDS = 2
    moment = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: moment[0])
    last: CachedRead[int] = CachedRead(seconds)
    assert last.get() is None
    last.put(7)
    moment[0] += until - 0.1
    assert last.get() == 7
    moment[0] += 0.1
    assert last.get() is None


def test_what_was_read_last_is_of_one_database_and_of_none_where_nothing_is_kept(
    settings: Any,
) -> None:
    last: CachedRead[int] = CachedRead(60)
    for seconds, name, kept_value in ((2, "one", 7), (2, "other", None), (0, "one", None)):
        settings.PAGE_CACHE_SECONDS, settings.MONGODB_DB = seconds, name
        if kept_value:
            last.put(kept_value)
        assert last.get() == kept_value
