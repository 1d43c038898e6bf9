"""Samples of parameters: what `make test` tries, while `make test-all` tries them all."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest

Rounds = Callable[[int], range]


def rounds_of(exhaustive: bool) -> Rounds:
    """Return the function that says which rounds with random values run: in a quick run a fifth."""
    return lambda number: range(number if exhaustive else -(-number // 5))


def sampled(values: Iterable[Any], step: int, start: int = 0) -> list[Any]:
    """Return parameters of which a quick run tries each `step`-th, from one of the first on."""
    return [
        value
        if number % step == start
        else pytest.param(
            *(value if isinstance(value, tuple) else (value,)), marks=pytest.mark.long
        )
        for number, value in enumerate(values)
    ]
