"""Documents per day: the same aggregation for several collections."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from .collections import Collection, Document

# More would take longer than a page may; the days beyond the limit are undercounted.
MAX_COUNTED = 200_000
LAST_MOMENT = datetime.max.replace(tzinfo=UTC)  # MongoDB writes no later day


def start_of_period(today: datetime, days: int) -> datetime:
    first = today - timedelta(days=days - 1)
    return datetime(first.year, first.month, first.day, tzinfo=UTC)


def count_by_day(
    collection: Collection, path: str, since: datetime, **filters: Any
) -> dict[date, int]:
    """Count documents by the day of their date `path`."""
    day = {"$dateToString": {"date": f"${path}", "format": "%Y-%m-%d"}}
    pipeline: list[Document] = [
        {"$match": {**filters, path: {"$gte": since, "$lte": LAST_MOMENT}}},
        {"$limit": MAX_COUNTED},
        {"$group": {"_id": day, "count": {"$sum": 1}}},
    ]
    rows = collection.aggregate(pipeline)
    return {date.fromisoformat(row["_id"]): row["count"] for row in rows}
