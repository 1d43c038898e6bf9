"""A batch of writes that may be repeated: planned one by one, sent at once, and counted."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar

import bson
from pymongo import UpdateOne
from pymongo.errors import BulkWriteError, OperationFailure

from .collections import Collection, Document
from .errors import INVALID_DOCUMENT, OutcomeUnknown, translated
from .timeouts import long_timeout

TAKEN = 11000

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a batch; `skipped` gives reasons by the document's place in the batch."""

    inserted: int = 0
    changed: int = 0
    unchanged: int = 0
    skipped: Mapping[int, str] = field(default_factory=dict)
    remarks: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Planned:
    index: int
    new: bool
    write: UpdateOne


class Batch:
    """Writes to one collection; every document handed in is put, left or skipped."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self._planned: list[_Planned] = []
        self._left = 0
        self._skipped: dict[int, str] = {}
        self._remarks: dict[str, int] = {}

    def insert(self, index: int, doc: Document) -> None:
        """Plan a new document; one that came meanwhile stays as it is."""
        fields = {name: value for name, value in doc.items() if name != "_id"}
        write = UpdateOne({"_id": doc["_id"]}, {"$setOnInsert": fields}, upsert=True)
        self._planned.append(_Planned(index, True, write))

    def change(self, index: int, chosen: Document, update: Document) -> None:
        """Plan a change of what `chosen` finds; what it finds no longer stays as it is."""
        self._planned.append(_Planned(index, False, UpdateOne(chosen, update)))

    def leave(self) -> None:
        """Count a document that is as it should be."""
        self._left += 1

    def skip(self, index: int, reason: str) -> None:
        """Count a document that stays out, and why."""
        self._skipped[index] = reason

    def remark(self, text: str) -> None:
        """Count something to be told that kept no document out."""
        self._remarks[text] = self._remarks.get(text, 0) + 1

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to write."""
        return not self._planned

    def carry_out(self, *, dry_run: bool = False) -> Outcome:
        """Send what was planned and count it from the server's answer; a dry run only counts."""
        if dry_run:
            new = sum(plan.new for plan in self._planned)
            return self._outcome(new, len(self._planned) - new, self._left)
        inserted = changed = 0
        with translated(), long_timeout():
            for answer in self._send(self._planned):
                inserted += answer["nUpserted"]
                changed += answer["nModified"]
        refused = sum(plan.index in self._skipped for plan in self._planned)
        same = len(self._planned) - refused - inserted - changed
        return self._outcome(inserted, changed, self._left + same)

    def _outcome(self, inserted: int, changed: int, unchanged: int) -> Outcome:
        return Outcome(inserted, changed, unchanged, self._skipped, self._remarks)

    def _send(self, plans: Sequence[_Planned]) -> Iterator[Mapping[str, Any]]:
        if not plans:
            return
        writes = [plan.write for plan in plans]
        try:
            result = super(Collection, self._collection).bulk_write(writes, ordered=False)
            yield result.bulk_api_result
        except BulkWriteError as error:
            if error.details["writeConcernErrors"]:
                raise OutcomeUnknown from error
            for one in error.details["writeErrors"]:
                self.skip(plans[one["index"]].index, _reason(one))
            yield error.details
        except OperationFailure as error:
            # One document may make the server refuse the whole message: find out which.
            if len(plans) == 1 and not _about_us(error):
                self.skip(plans[0].index, f"MongoDB refuses it: {str(error)[:120]}")
                return
            if _about_us(error):
                raise
            half = len(plans) // 2
            yield from self._send(plans[:half])
            yield from self._send(plans[half:])


def _about_us(error: OperationFailure) -> bool:
    """Tell whether the server refused for another reason than the documents (13: not allowed)."""
    return error.code == 13 or error.has_error_label("RetryableWriteError") or error.timeout


def _reason(error: Mapping[str, Any]) -> str:
    if error["code"] == TAKEN:
        key = ", ".join(error.get("keyPattern", {})) or "key"
        return f"another document has the same {key}"
    if error["code"] == INVALID_DOCUMENT:
        return "the validator refuses it: a field is missing, too long or of the wrong kind"
    return f"MongoDB refuses it: {str(error['errmsg'])[:120]}"


def differing(wanted: Mapping[str, Any], stored: Mapping[str, Any]) -> Document:
    """Give those wanted fields that are not stored just so, compared as BSON."""
    return {
        name: value
        for name, value in wanted.items()
        if name not in stored or bson.encode({"": value}) != bson.encode({"": stored[name]})
    }


def in_batches(things: Iterable[T], size: int) -> Iterator[list[T]]:
    """Give the things in lists of at most `size`."""
    source = iter(things)
    while batch := list(islice(source, size)):
        yield batch
