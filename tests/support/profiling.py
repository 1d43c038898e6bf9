"""What MongoDB really did for a piece of our code: asked of its profiler."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from mflix_site.mongo.index_definitions import INDEXES
from mflix_site.mongo.indexes import create_indexes, find_drift

SCANNED = re.compile(r"(?:IXSCAN|COUNT_SCAN|DISTINCT_SCAN) (\{[^}]*\})")


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation as the server ran it; `plan` is such as `IXSCAN { year: -1, _id: -1 }`.

    `examined` counts documents or index keys, whichever are more; `sorts` in memory.
    """

    kind: str
    collection: str
    plan: str
    command: dict[str, Any] = field(repr=False)
    examined: int = 0
    returned: int = 0
    sorts: bool = False

    @property
    def indexes(self) -> set[tuple[str, str]]:
        """Return the collection and keys of each index that the plan read."""
        return {(self.collection, keys) for keys in SCANNED.findall(self.plan)}


def rebuild_indexes(database: Any) -> None:
    """Rebuild all indexes: one that has held an array stays multikey, and cannot serve some sorts.

    The plans that MongoDB has cached for the data of other tests go too.
    """
    for name in {index.collection for index in INDEXES}:
        database[name].drop_indexes()
    create_indexes(find_drift())


@contextmanager
def profiled(database: Any, *, rebuild: bool = True) -> Iterator[list[Operation]]:
    """Yield a list that at the block's end holds its operations, but for inserts and explains.

    `rebuild`: rebuild the indexes before.
    """
    operations: list[Operation] = []
    if rebuild:
        rebuild_indexes(database)
    database.command("profile", 2)
    try:
        yield operations
        database.command("profile", 0)
        rows = database["system.profile"].find(
            {"op": {"$nin": ["insert", "getmore"]}, "command.explain": {"$exists": False}}
        )
        operations += [_operation(row) for row in rows if "command" in row]
    finally:
        database.command("profile", 0)
        database["system.profile"].drop()


def _operation(row: dict[str, Any]) -> Operation:
    collection = row["ns"].partition(".")[2]
    examined = max(row.get("docsExamined", 0), row.get("keysExamined", 0))
    plan, returned = row.get("planSummary", ""), row.get("nreturned", 0)
    sorts = row.get("hasSortStage") is True
    return Operation(row["op"], collection, plan, row["command"], examined, returned, sorts)
