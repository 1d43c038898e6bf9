"""Commands without the values of people's data: only their form remains."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bson import ObjectId

# Collections that hold nothing but the catalogue; in commands to all others values are masked.
PUBLIC = frozenset(("movies", "people", "search_terms", "facet_counts", "page_views"))
# Fields whose text is a constant of the code or a part of the command, never somebody's data.
CONSTANTS = frozenset(
    (
        *("state", "standing", "role", "kind", "origin", "account_type", "action"),
        *("from", "as", "coll", "localField", "foreignField", "path", "unit", "format", "key"),
        *("hint", "level", "w", "timezone", "includeArrayIndex"),
    )
)
FIELD_PATH, NOTHING = re.compile(r"\$\$?[A-Za-z_][\w.]*"), re.compile(r"(?!)")
PERSONAL_KEY = re.compile(r"[0-9a-f]{16,}|[^\w.$\[\]-]")


@dataclass(frozen=True, slots=True)
class Masked:
    """What is shown in place of a value: a literal of the same type in both languages."""

    literal: str


MASKED_TEXT, MASKED_ID = Masked('"•••"'), Masked('ObjectId("•••")')


def masked(document: Mapping[str, Any], name: str, collection: str) -> dict[str, Any]:
    """Return a command with its values masked if it names a collection with people's data."""
    if {collection, *_collections(document)} <= PUBLIC:
        return dict(document)
    field_path = FIELD_PATH if name == "aggregate" else NOTHING
    return {
        key: value if key == name else _masked(value, field_path, is_constant=key in CONSTANTS)
        for key, value in document.items()
    }


def _collections(value: Any) -> list[str]:
    if isinstance(value, Mapping):
        named = [value[key] for key in ("from", "coll", "$unionWith") if key in value]
        own = [one for one in named if isinstance(one, str)]
        return own + _collections(list(value.values()))
    is_list = isinstance(value, list | tuple)
    return [one for inner in value for one in _collections(inner)] if is_list else []


def _masked(value: Any, field_path: re.Pattern[str], *, is_constant: bool) -> Any:
    if isinstance(value, Mapping):
        constants = {k for k in value if k in CONSTANTS or (is_constant and k.startswith("$"))}
        return {
            PERSONAL_KEY.sub("…", key): _masked(inner, field_path, is_constant=key in constants)
            for key, inner in value.items()
        }
    if isinstance(value, list | tuple):
        return [_masked(inner, field_path, is_constant=is_constant) for inner in value]
    is_harmless = (
        is_constant or field_path.fullmatch(value)
        if isinstance(value, str)
        else (value is None or isinstance(value, int | float | datetime))
    )
    if is_harmless:
        return value
    return MASKED_ID if isinstance(value, ObjectId) else MASKED_TEXT
