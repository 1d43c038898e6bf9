"""What schemathesis cannot know: a new request has a new idempotency key."""

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
