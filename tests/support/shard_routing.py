"""Which shards a command would be sent to: whether its filter holds the shard key's prefix."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mflix_site.mongo.command_log import Command

Filter = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Access:
    """A read or a write of one collection, and the fields whose values its filter states."""

    collection: str
    fields: frozenset[str]
    must_reach_one: bool = False  # the server refuses it without the whole key
    changes: frozenset[str] = frozenset()
    is_multi: bool = False

    def is_refused(self, key: frozenset[str]) -> bool:
        """Return whether a cluster with this shard key refuses it."""
        if self.changes & key:
            return self.is_multi or not key <= self.fields
        return self.must_reach_one and not key <= self.fields


def accesses(command: Command) -> Iterator[Access]:
    """Yield what a command reads and writes, joined collections too."""
    document, collection = command.document, command.collection
    if command.name == "aggregate":
        yield from _pipeline_accesses(collection, document["pipeline"])
    elif command.name in ("find", "findAndModify", "count", "distinct"):
        filter_ = document.get("filter" if command.name == "find" else "query", {})
        yield Access(collection, stated_fields(filter_), command.name == "findAndModify")
    yield from (_update_access(collection, one) for one in document.get("updates", ()))
    yield from (Access(collection, stated_fields(one["q"])) for one in document.get("deletes", ()))
    yield from (Access(collection, frozenset(one)) for one in document.get("documents", ()))


def _update_access(collection: str, write: Mapping[str, Any]) -> Access:
    update, is_upsert = write["u"], bool(write.get("upsert"))
    changes = update.get("$set", {}) if isinstance(update, Mapping) else {}
    return Access(
        collection,
        stated_fields(write["q"]),
        is_upsert,
        frozenset(changes),
        bool(write.get("multi")),
    )


def stated_fields(filter_: Filter) -> frozenset[str]:
    """Return the fields that must equal a value, or one of a list of values."""
    found: set[str] = set()
    for name, value in filter_.items():
        if name == "$and":
            found.update(*map(stated_fields, value))
        elif name == "$or":
            found |= frozenset.intersection(*map(stated_fields, value))
        elif name == "$expr":
            found |= _joined_fields(value)
        elif not isinstance(value, Mapping) or {"$eq", "$in"} & set(value):
            found.add(name)
    return frozenset(found)


def _joined_fields(expression: Any) -> set[str]:
    """Return the fields that an expression compares with a variable of the joining document."""
    if not isinstance(expression, Mapping):
        return set()
    both = expression.get("$and", [expression])
    sides = [side for one in both for side in one.get("$eq", ()) if isinstance(side, str)]
    return {side[1:] for side in sides if side.startswith("$") and not side.startswith("$$")}


def _pipeline_accesses(
    collection: str, stages: Sequence[Filter], joined_by: frozenset[str] = frozenset()
) -> Iterator[Access]:
    fields = joined_by
    for stage in stages:
        if "$match" not in stage:
            break
        fields |= stated_fields(stage["$match"])
    yield Access(collection, fields)
    for stage in stages:
        if join := stage.get("$lookup"):
            by = frozenset([join["foreignField"]] if "foreignField" in join else [])
            yield from _pipeline_accesses(join["from"], join.get("pipeline", []), by)
        if isinstance(union := stage.get("$unionWith"), Mapping):
            yield from _pipeline_accesses(union["coll"], union.get("pipeline", []))
