"""What the server examined for a recorded read: asked with `explain` after the page was made."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pymongo
from bson.errors import BSONError
from pymongo.errors import PyMongoError

from mflix_site.errors import Problem

from .client import database
from .command_log import Command

READS = frozenset(("find", "aggregate", "count", "distinct"))
WRITING_STAGES = ("$out", "$merge")
NOT_EXPLAINED = frozenset(("readConcern", "writeConcern", "startTransaction", "autocommit"))
EXPLAIN_SECONDS = 2.0  # for all commands of a page together
MAX_EXPLAINED = 60


@dataclass(frozen=True, slots=True)
class QueryPlan:
    """How a read was run: what it examined, by which indexes, and whether it sorted itself."""

    documents: int
    keys: int
    indexes: tuple[str, ...]
    scans_collection: bool
    sorts_in_memory: bool


def explain_reads(commands: Sequence[Command]) -> dict[int, QueryPlan]:
    """Return the plans of the reads, by their position; reads past the time limit have none."""
    plans: dict[int, QueryPlan] = {}
    reads = [number for number, command in enumerate(commands) if _is_explained(command)]
    # A page must not fail because of what is shown about it.
    with suppress(PyMongoError, BSONError, Problem), pymongo.timeout(EXPLAIN_SECONDS):
        for number in reads[:MAX_EXPLAINED]:
            plans[number] = _explain(commands[number])
    return plans


def _is_explained(command: Command) -> bool:
    """Return whether a command is a read that succeeded, and that the server can explain."""
    stages = command.document.get("pipeline") or ()
    if command.name not in READS or command.error:
        return False
    for stage in stages:
        inner = stage.get("$unionWith", {}).get("pipeline", ())
        names = [name for one in inner for name in one]
        before = names[: names.index("$group")] if "$group" in names else []
        # MongoDB 6.0.5 crashes at a `$set` before a `$group` within a `$unionWith`.
        if not {"$set", "$addFields", "$project"}.isdisjoint(before):
            return False
    return not any(name in stage for stage in stages for name in WRITING_STAGES)


def _explain(command: Command) -> QueryPlan:
    inner = {k: v for k, v in command.document.items() if k not in NOT_EXPLAINED}
    explain = {"explain": inner, "verbosity": "executionStats"}
    answer = database().command(explain, codec_options=database().codec_options)
    nodes = list(_nodes(answer))
    named = [(node.get("indexName"), *node.get("indexesUsed", ())) for node in nodes]
    stages = [node.get("stage") for node in nodes]
    names = ["_id_"] * stages.count("IDHACK") + [str(n) for ns in named for n in ns if n]
    return QueryPlan(
        documents=sum(int(node.get("totalDocsExamined", 0)) for node in nodes),
        keys=sum(int(node.get("totalKeysExamined", 0)) for node in nodes),
        indexes=tuple(dict.fromkeys(names)),
        scans_collection="COLLSCAN" in stages,
        sorts_in_memory="SORT" in stages or "sort" in stages,
    )


def _nodes(value: Any) -> Iterator[Mapping[str, Any]]:
    """Yield all documents within an answer of `explain`, except plans that were not used."""
    if isinstance(value, Mapping):
        yield value
        value = [v for key, v in value.items() if key not in ("rejectedPlans", "command")]
    for inner in value if isinstance(value, list) else ():
        yield from _nodes(inner)
