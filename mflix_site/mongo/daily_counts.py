"""How much there was of something on each day: the same question to many collections."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

# Looking at more would take longer than a page may; days that are cut off so count too little.
MOST_COUNTED = 200_000


def start_of_period(today: datetime, days: int) -> datetime:
    """Give when the first of these days began, the last of which is today, in UTC."""
    first = today - timedelta(days=days - 1)
    return datetime(first.year, first.month, first.day, tzinfo=UTC)


def daily_count_pipeline(path: str, since: datetime, **beside: Any) -> list[dict[str, Any]]:
    """Give the pipeline that counts documents by the day of a date, from a moment on."""
    day = {"$dateToString": {"date": f"${path}", "format": "%Y-%m-%d"}}
    return [
        {"$match": {**beside, path: {"$gte": since}}},
        {"$limit": MOST_COUNTED},
        {"$group": {"_id": day, "count": {"$sum": 1}}},
    ]


def counts_by_day(rows: Iterable[Mapping[str, Any]]) -> dict[date, int]:
    """Give how many there were by day, from that pipeline's rows."""
    return {date.fromisoformat(row["_id"]): row["count"] for row in rows}
