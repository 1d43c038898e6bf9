"""Fixtures of the list tests."""

from typing import Any

import pytest
from bson import ObjectId

from tests.support.factories import a_film

TITLES = ("Alien", "Brazil", "Casablanca", "Dune", "Elle")


@pytest.fixture
def films(database: Any) -> list[ObjectId]:
    """Return five films, whose titles begin with A to E."""
    return [a_film(title=title, year=1950 + n) for n, title in enumerate(TITLES)]
