"""The one clock of the project."""

from datetime import UTC, datetime


def now() -> datetime:
    """Give this moment in UTC, cut to the millisecond as MongoDB stores it."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
