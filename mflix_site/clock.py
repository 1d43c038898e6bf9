"""The current time, as MongoDB stores it."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the current time in UTC, truncated to milliseconds as MongoDB does."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
