"""Views of films' pages, which are written unanswered."""

import time
from typing import Any

from bson import ObjectId


def views_of(database: Any, film: ObjectId, wanted: int) -> list[dict[str, Any]]:
    """Return a film's counted views once there are so many."""
    rows: list[dict[str, Any]] = []
    until = time.monotonic() + 60
    while time.monotonic() < until:
        rows = list(database.page_views.find({"movie_id": film}, {"_id": 0, "movie_id": 0}))
        if sum(row["views"] for row in rows) >= wanted:
            break
    return rows
