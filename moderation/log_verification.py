"""Checking the public log: what was altered, is missing, or does not follow the row before it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.collections import in_snapshot

from .log import GENESIS_HASH, PUBLIC_FIELDS, log_head, private_hash, row_hash

BATCH_SIZE = 500
STORED = {"_id", *PUBLIC_FIELDS, "private", "hash"}


@dataclass(frozen=True, slots=True)
class NotedHead:
    """A row's number and hash, as somebody noted them down."""

    number: int
    hash: str


@dataclass(frozen=True, slots=True)
class VerificationResult:
    """How many rows were read, the last hash, and a sentence for each problem."""

    rows: int
    head: str
    problems: tuple[str, ...]


def verify_log(
    noted: NotedHead | None = None, advance: Callable[[int], None] | None = None
) -> VerificationResult:
    """Read the log in order, as it is at one moment, and return its problems (index `number`).

    With `noted`, that row must be there and have that hash: so a log that was cut at its end, or
    rewritten as a whole, is found too. `advance` is called with the number of rows read.
    """
    problems: list[str] = []
    number, previous, seen = 0, GENESIS_HASH, noted is None or noted.number == 0
    with in_snapshot() as session:
        rows = mongo.decisions().find(session=session).sort("number", 1).batch_size(BATCH_SIZE)
        for row in rows:
            number += 1
            problems += _row_problems(row, number, previous, noted)
            seen |= noted is not None and row.get("number") == noted.number
            row_number = row.get("number")
            number = row_number if isinstance(row_number, int) else number
            previous = str(row.get("hash"))
            if advance is not None:
                advance(1)
        written, last = log_head(session)
    if written != number:
        problems.append(f"the log ends at row {number}, and {written} were written")
    elif last != previous:
        problems.append(f"row {number} is not the one that was written last")
    if noted is not None and not seen:
        problems.append(f"row {noted.number} was noted, and is missing")
    return VerificationResult(number, previous, tuple(problems))


def _row_problems(
    row: Mapping[str, Any], number: int, previous: str, noted: NotedHead | None
) -> Iterator[str]:
    name = row.get("number")
    if name != number:
        yield f"row {number} is missing: {name} comes in its place"
    if row.get("previous") != previous:
        yield f"row {name} does not follow the row before it"
    if "at" not in row or row_hash(row) != row.get("hash"):
        yield f"row {name} has been altered"
    if private_hash(row.get("private") or {}) != row.get("seal"):
        yield f"row {name} has been altered in what only moderators see"
    if more := sorted(set(row) - STORED):
        yield f"row {name} has unexpected fields: {', '.join(more)}"
    if noted is not None and name == noted.number and row.get("hash") != noted.hash:
        yield f"row {name} is not the one that was noted: the log has been rewritten"
