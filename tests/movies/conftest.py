"""A varied catalogue, inserted once a process."""

from typing import Any

from tests.support.catalogue import many_films
from tests.support.stored_state import filled_once


@filled_once
def catalogue() -> list[dict[str, Any]]:
    """Insert 400 films, some of them lacking this or that; return their documents as stored."""
    return many_films()
