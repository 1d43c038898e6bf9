"""The addresses by which our own exports name entries and lists, so that they are known again."""

import re
from collections.abc import Mapping
from typing import Any

from bson import ObjectId
from django.conf import settings

KEY_SOURCE = "letterboxd:"  # as readers of Letterboxd's tables begin a key
ID_AT_END = re.compile(r"/(diary|lists|reviews)/([0-9a-f]{24})/?$")


def site_url(kind: str, id: Any) -> str:
    return f"{settings.SITE_URL}/{kind}/{id}/"


def own_id(kind: str, text: str) -> ObjectId | None:
    """Return the id in an address of this site, or in a key that is one."""
    match = ID_AT_END.search(text)
    is_ours = text.removeprefix(KEY_SOURCE).startswith(f"{settings.SITE_URL}/")
    return ObjectId(match[2]) if match and is_ours and match[1] == kind else None


def entry_keys(entry: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the keys of a diary entry: by its own address, and that of its source if it has one.

    A file has either, as a diary is downloaded with the entries' own addresses.
    """
    own = f"{KEY_SOURCE}{site_url('diary', entry['_id'])}"
    key = (entry.get("source") or {}).get("key")
    return (own, str(key)) if key else (own,)


def entry_url(entry: Mapping[str, Any]) -> str:
    """Return the address that an export gives an entry, so that its key is the same again."""
    key = entry_keys(entry)[-1]
    is_address = key.startswith(f"{KEY_SOURCE}http")
    return key.removeprefix(KEY_SOURCE) if is_address else site_url("diary", entry["_id"])
