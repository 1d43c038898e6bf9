"""Fixtures of the tests of administration."""

from typing import Any

import pytest
from bson import ObjectId

from tests.support.browsing import Browser
from tests.support.factories import a_film


@pytest.fixture
def as_ada(ada: Any) -> Browser:
    """The admin's browser."""
    return Browser(ada)


@pytest.fixture
def film(database: Any) -> ObjectId:
    """The Third Man."""
    return a_film()


@pytest.fixture
def duplicate(database: Any) -> ObjectId:
    """A duplicate of the same film."""
    return a_film(title="The 3rd Man", year=1950, genres=["Thriller"])
