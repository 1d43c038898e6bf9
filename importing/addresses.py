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


def entry_key(entry: Mapping[str, Any]) -> str:
    """Return the key of a diary entry: that of its source, or by its own address."""
    key = (entry.get("source") or {}).get("key")
    return str(key or f"{KEY_SOURCE}{site_url('diary', entry['_id'])}")


def entry_url(entry: Mapping[str, Any]) -> str:
    """Return the address that an export gives an entry, so that its key is the same again."""
    key = entry_key(entry)
    is_address = key.startswith(f"{KEY_SOURCE}http")
    return key.removeprefix(KEY_SOURCE) if is_address else site_url("diary", entry["_id"])
