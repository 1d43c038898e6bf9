"""Samples of parameters: what `make test` tries, while `make test-all` tries them all."""

from collections.abc import Iterable
from typing import Any

import pytest


def sampled(values: Iterable[Any], step: int) -> list[Any]:
    """Return parameters of which a quick run tries each `step`-th."""
    return [
        value
        if number % step == 0
        else pytest.param(
            *(value if isinstance(value, tuple) else (value,)), marks=pytest.mark.long
        )
        for number, value in enumerate(values)
    ]
