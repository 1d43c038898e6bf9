"""Bulk writes that may be repeated: planned one by one, sent together, and counted."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar

import bson
from pymongo import UpdateOne
from pymongo.errors import BulkWriteError, OperationFailure

from .collections import Collection, Document, OutcomeUnknown, translate_errors
from .refusals import DUPLICATE_KEY, INVALID_DOCUMENT, NESTED_TOO_DEEPLY, TOO_LARGE, code_name
from .transactions import long_timeout

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class BulkResult:
    """Counts of a bulk write; `skipped` has reasons by the document's index."""

    inserted: int = 0
    changed: int = 0
    unchanged: int = 0
    skipped: Mapping[int, str] = field(default_factory=dict)
    remarks: Mapping[str, int] = field(default_factory=dict)


class BulkWrite:
    """Writes to one collection; every document is inserted, updated, unchanged or skipped."""

    def __init__(self, collection: Collection, shard_key: str = "_id") -> None:
        self._collection = collection
        self._shard_key = shard_key
        self._planned: list[tuple[int, UpdateOne]] = []
        self._inserts = self._unchanged = 0
        self._skipped: dict[int, str] = {}
        self._remarks: Counter[str] = Counter()

    def insert(self, index: int, doc: Document) -> None:
        """Plan an insert; a document inserted meanwhile stays as it is."""
        fields = {name: value for name, value in doc.items() if name != "_id"}
        same = {"_id": doc["_id"], self._shard_key: doc[self._shard_key]}
        self._planned.append((index, UpdateOne(same, {"$setOnInsert": fields}, upsert=True)))
        self._inserts += 1

    def update(self, index: int, filters: Document, changes: Document) -> None:
        """Plan an update; a document that no longer matches stays as it is."""
        self._planned.append((index, UpdateOne(filters, changes)))

    def count_unchanged(self) -> None:
        self._unchanged += 1

    def skip(self, index: int, reason: str) -> None:
        self._skipped[index] = reason

    def add_remark(self, text: str) -> None:
        """Count a remark to report; the document is written all the same."""
        self._remarks[text] += 1

    def execute(
        self,
        *,
        dry_run: bool = False,
        within: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> BulkResult:
        """Send the planned writes `within` a context; count what the server did, or would."""
        inserted, changed = self._inserts, len(self._planned) - self._inserts
        if self._planned and not dry_run:
            with within(), translate_errors(), long_timeout():
                answers = list(self._send(self._planned))
            inserted = sum(answer["nUpserted"] for answer in answers)
            changed = sum(answer["nModified"] for answer in answers)
        skipped = sum(index in self._skipped for index, _ in self._planned)
        unchanged = self._unchanged + len(self._planned) - skipped - inserted - changed
        return BulkResult(inserted, changed, unchanged, self._skipped, self._remarks)

    def _send(self, plans: Sequence[tuple[int, UpdateOne]]) -> Iterator[Mapping[str, Any]]:
        writes = [write for _, write in plans]
        try:
            result = super(Collection, self._collection).bulk_write(writes, ordered=False)
            yield result.bulk_api_result
        except BulkWriteError as error:
            if error.details["writeConcernErrors"]:
                raise OutcomeUnknown from error
            for one in error.details["writeErrors"]:
                self.skip(plans[one["index"]][0], _reason(one))
            yield error.details
        except OperationFailure as error:
            # One document may make the server refuse the message: bisect to find it. Other causes
            # are no document's (13: Unauthorized).
            if error.code == 13 or error.has_error_label("RetryableWriteError") or error.timeout:
                raise
            if len(plans) == 1:
                self.skip(plans[0][0], _reason({"code": error.code}))
                return
            half = len(plans) // 2
            yield from self._send(plans[:half])
            yield from self._send(plans[half:])


def _reason(error: Mapping[str, Any]) -> str:
    code = error["code"]
    if code == DUPLICATE_KEY:
        key = ", ".join(error.get("keyPattern", {})) or "key"
        return f"another document has the same {key}"
    if code == INVALID_DOCUMENT:
        return "the validator refuses it: a field is missing, too long or of the wrong kind"
    reasons = {NESTED_TOO_DEEPLY: "it is nested too deeply", TOO_LARGE: "it is larger than 16 MB"}
    return f"MongoDB refuses it: {reasons.get(code) or code_name(code)}"


def changed_fields(wanted: Mapping[str, Any], stored: Mapping[str, Any]) -> Document:
    """Return the wanted fields whose stored values differ, compared as BSON."""
    return {
        name: value
        for name, value in wanted.items()
        if name not in stored or bson.encode({"": value}) != bson.encode({"": stored[name]})
    }


def unchanged_filter(doc: Mapping[str, Any], names: Iterable[str]) -> Document:
    """Return the filter of a document whose fields still have the values that were read.

    A stored value may look like an operator, or be a pattern: it is compared, and never applied.
    """
    return {name: {"$eq": doc[name]} if name in doc else {"$exists": False} for name in names}


def in_batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def insert_new(collection: Collection, docs: Sequence[Document]) -> list[int]:
    """Insert documents; return the indexes of those whose key exists, which are not written."""
    failed: list[Document] = []
    with translate_errors(), long_timeout():
        try:
            if docs:
                super(Collection, collection).insert_many(docs, ordered=False)
        except BulkWriteError as error:
            failed = error.details["writeErrors"]
            if any(one["code"] != DUPLICATE_KEY for one in failed):
                raise
    return [one["index"] for one in failed]
