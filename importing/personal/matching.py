"""Match rows of an export with the films of the catalogue, a batch at a time."""

from collections.abc import Sequence

from .documents import Match, Row


def match_rows(rows: Sequence[Row]) -> list[Match]:
    """Return a match for each row, in their order."""
    return [Match("skip" if row.skip_reason else "not_found") for row in rows]
