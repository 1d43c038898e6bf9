"""Rate limits."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from accounts.errors import TooOften
from accounts.rate_limits import check_rate_limit, is_rate_limited


def passes(action: str, key: object) -> bool:
    try:
        check_rate_limit(action, key)
    except TooOften:
        return False
    return True


def test_of_two_hundred_at_once_exactly_ten_pass(database: Any, limit: Any) -> None:
    limit("review", 10)
    with ThreadPoolExecutor(40) as pool:
        passed = list(pool.map(lambda _: passes("review", "alice"), range(200)))
    assert sum(passed) == 10


def test_keys_and_actions_are_counted_apart(database: Any, limit: Any) -> None:
    limit("review", 1)
    limit("reset", 1)
    assert passes("review", "alice")
    assert passes("review", "bob")
    assert passes("reset", "alice")
    assert not passes("review", "alice")


def test_the_error_says_when_to_come_back(database: Any, limit: Any) -> None:
    limit("review", 1)
    check_rate_limit("review", "alice")
    with pytest.raises(TooOften) as refused:
        check_rate_limit("review", "alice")
    assert 0 < refused.value.retry_after <= 3600


def test_then_it_passes_again(database: Any, limit: Any, travel: Any) -> None:
    limit("review", 1)
    check_rate_limit("review", "alice")
    travel("accounts.rate_limits", seconds=3600)
    assert passes("review", "alice")


def test_asking_whether_it_is_spent_spends_nothing(database: Any, limit: Any) -> None:
    limit("review", 2)
    check_rate_limit("review", "alice")
    assert [is_rate_limited("review", "alice") for _ in range(5)] == [False] * 5
    check_rate_limit("review", "alice")
    assert is_rate_limited("review", "alice")
    assert not is_rate_limited("review", "bob")


def test_what_was_spent_is_known_at_once(database: Any, limit: Any) -> None:
    limit("review", 1)
    known = []
    for number in range(50):
        check_rate_limit("review", number)
        known.append(is_rate_limited("review", number))
    assert all(known)


def test_counters_are_swept_some_time(database: Any) -> None:
    check_rate_limit("review", "alice")
    assert database.throttle.count_documents({"expires_at": {"$type": "date"}}) == 1
