"""What schemathesis cannot know: new requests have new keys, and films were seen in the past."""

from contextlib import suppress
from datetime import date
from typing import Any
from uuid import uuid4

import schemathesis

KEY = "Idempotency-Key"


@schemathesis.hook  # type: ignore[untyped-decorator]
def map_headers(_context: Any, headers: Any) -> Any:
    """Replace a key that could be one by another that nothing was sent with before."""
    key = str((headers or {}).get(KEY) or "")
    if key and key.isascii() and key.isprintable() and len(key) <= 255 and " " not in key:
        headers[KEY] = uuid4().hex
    return headers


@schemathesis.hook  # type: ignore[untyped-decorator]
def map_body(_context: Any, body: Any) -> Any:
    """Replace a day that is one, but not necessarily one on which a film can have been seen."""
    day: Any = body.get("day") if isinstance(body, dict) else None
    with suppress(TypeError, ValueError):
        date.fromisoformat(day)
        body["day"] = "2020-02-29"
    return body
