"""Documents per day: the same aggregation for several collections."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

# More would take longer than a page may; the days beyond the limit are undercounted.
MAX_COUNTED = 200_000


def start_of_period(today: datetime, days: int) -> datetime:
    first = today - timedelta(days=days - 1)
    return datetime(first.year, first.month, first.day, tzinfo=UTC)


def daily_count_pipeline(path: str, since: datetime, **filters: Any) -> list[dict[str, Any]]:
    """Return the pipeline that counts documents by the day of their date `path`."""
    day = {"$dateToString": {"date": f"${path}", "format": "%Y-%m-%d"}}
    return [
        {"$match": {**filters, path: {"$gte": since}}},
        {"$limit": MAX_COUNTED},
        {"$group": {"_id": day, "count": {"$sum": 1}}},
    ]


def counts_by_day(rows: Iterable[Mapping[str, Any]]) -> dict[date, int]:
    return {date.fromisoformat(row["_id"]): row["count"] for row in rows}
