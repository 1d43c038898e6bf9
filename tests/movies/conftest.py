"""Catalogues, inserted once a process: a varied one, and films that are alike."""

from typing import Any

from tests.support.catalogue import many_films
from tests.support.factories import a_film
from tests.support.stored_state import filled_once


@filled_once
def catalogue() -> list[dict[str, Any]]:
    """Insert 400 films, some of them lacking this or that; return their documents as stored."""
    return many_films()


@filled_once
def seventy_alike() -> list[str]:
    """Insert films that differ by nothing; return their ids, oldest first."""
    return sorted(str(a_film()) for _ in range(70))
