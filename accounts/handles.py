"""Handles for many members at once: unique, and the same for the same people in the same order."""

import zlib
from collections.abc import Iterable, Mapping
from typing import Any

from mflix_site.mongo import collections as mongo

from .names import handle_from, handle_key, numbered

LAST_NUMBER = 9


class Handles:
    """Gives each of some people a handle that nobody has; asks the database once for all."""

    def __init__(self, people: Iterable[Mapping[str, Any]]) -> None:
        keys = {handle_key(handle) for person in people for handle in _tries(person)}
        chosen = {"handle_key": {"$in": list(keys)}}
        found = mongo.members().find(chosen, {"_id": 0, "handle_key": 1})
        self._taken = {doc["handle_key"] for doc in found}

    def take(self, person: Mapping[str, Any]) -> dict[str, str]:
        """Give the fields `handle` and `handle_key` of a person with `_id` and `name`."""
        tries = _tries(person)
        free = (handle for handle in tries if handle_key(handle) not in self._taken)
        handle = next(free, tries[-1])
        self._taken.add(handle_key(handle))
        return {"handle": handle, "handle_key": handle_key(handle)}


def _tries(person: Mapping[str, Any]) -> list[str]:
    """Give the plain handle, a few numbered ones, and one with a number made of the id."""
    first = handle_from(str(person.get("name") or ""))
    few = [numbered(first, number) for number in range(2, LAST_NUMBER + 1)]
    return [first, *few, numbered(first, zlib.crc32(str(person["_id"]).encode()))]
