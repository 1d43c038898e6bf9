"""Fixtures of the review tests."""

from typing import Any

import pytest

from tests.support.factories import a_film


@pytest.fixture
def film(database: Any) -> Any:
    return a_film()
