"""Reading imports and their rows; a member sees no others than their own."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from bson import ObjectId

from accounts.documents import Member
from mflix_site.mongo import collections as mongo
from mflix_site.paging import Page, last_page, paginate_cursor
from mflix_site.text import now

from .documents import (
    CHOOSE,
    HEADING,
    MATCH,
    NOT_FOUND,
    OUTCOMES,
    UNMATCHED,
    Import,
    ImportRow,
    row_from_doc,
)
from .errors import ImportNotFound, NotNow
from .states import PREVIEW, TRANSITIONS

PAGE_SIZE, MAX_IMPORTS = 50, 50
Doc = dict[str, Any]


def get_import(member: Member, import_id: ObjectId) -> Import:
    """Return a member's import (index `_id_`); raise ImportNotFound for another's too."""
    return Import.from_doc(get_document(member, import_id))


def get_document(member: Member, import_id: ObjectId, service: str = "") -> Doc:
    """Return a member's import as stored; raise NotNow if its state does not allow the service."""
    own = {"_id": import_id, "member_id": member.id, "total": {"$gt": 0}}
    doc = mongo.imports().find_one(own)
    if doc is None:
        raise ImportNotFound
    if service and doc["state"] not in TRANSITIONS[service]:
        raise NotNow
    return doc


def imports_of(member_id: ObjectId) -> list[Import]:
    """Return a member's imports, the newest first (index `of_member`)."""
    own = {"member_id": member_id, "total": {"$gt": 0}}
    docs = mongo.imports().find(own).sort("_id", -1).limit(MAX_IMPORTS)
    return list(map(Import.from_doc, docs))


def page_of_rows(shown: Import, outcome: str, number: int) -> Page[ImportRow]:
    """Return a page of an import's rows of one outcome (index `by_outcome`)."""
    selector = {"import_id": ObjectId(shown.id), "outcome": outcome}
    cursor = mongo.import_rows().find(selector).sort("n", 1)
    total = shown.counts[outcome]
    return paginate_cursor(cursor, ImportRow.from_doc, number=number, size=PAGE_SIZE, total=total)


def titles_to_choose(import_id: ObjectId, number: int) -> Page[ImportRow]:
    """Return a page of the films to be chosen, each by the first row that names it."""
    stages: list[Doc] = [
        {"$match": {"import_id": import_id, "outcome": CHOOSE}},
        {"$sort": {"n": 1}},
        {"$group": {"_id": "$title_key", "row": {"$first": "$$ROOT"}}},
        {"$sort": {"row.n": 1}},
    ]
    docs = mongo.import_rows().list_of(stages)
    number = min(number, last_page(len(docs), PAGE_SIZE))
    shown = docs[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    rows = [ImportRow.from_doc(one["row"]) for one in shown]
    return Page(rows, number, PAGE_SIZE, len(docs))


def all_rows(import_id: ObjectId) -> Iterator[Doc]:
    """Yield what programs are told of each row of the file, in order (index `in_order`)."""
    fields = {"_id": 0, "file": 1, "row": 1, "outcome": 1, "films": 1}
    rows = {"import_id": import_id, "outcome": {"$nin": [HEADING, UNMATCHED]}}
    for doc in mongo.import_rows().find(rows, fields).sort("n", 1):
        yield {**doc, "films": list(map(str, doc["films"]))}


def rows_not_found(import_id: ObjectId) -> Iterator[ImportRow]:
    """Yield the rows that match no film, in order (index `by_outcome`)."""
    missing = {"import_id": import_id, "outcome": NOT_FOUND}
    yield from map(ImportRow.from_doc, mongo.import_rows().find(missing).sort("n", 1))


def count_outcomes(import_id: ObjectId) -> dict[str, int]:
    """Return how many rows of the file have each outcome (index `by_outcome`)."""
    stages: list[Doc] = [
        {"$match": {"import_id": import_id}},
        {"$group": {"_id": "$outcome", "rows": {"$sum": 1}}},
    ]
    counted = {row["_id"]: row["rows"] for row in mongo.import_rows().aggregate(stages)}
    return {name: counted.get(name, 0) for name in OUTCOMES}


def count_pending(import_id: ObjectId) -> int:
    """Return how many rows are ready to be imported (index `pending`)."""
    pending = {"import_id": import_id, "pending": {"$exists": True}, "outcome": MATCH}
    return mongo.import_rows().count_documents(pending)


def next_active() -> Doc | None:
    """Return the import that has waited longest for the background process (index `active`)."""
    return mongo.imports().find_one({"turn_at": {"$lte": now()}}, sort=[("turn_at", 1)])


def older_previews(member_id: ObjectId, newest: int) -> list[ObjectId]:
    """Return a member's previews, without the `newest` ones (index `of_member`)."""
    own = {"member_id": member_id, "state": PREVIEW}
    docs = mongo.imports().find(own, {"_id": 1}).sort("_id", -1)
    return [doc["_id"] for doc in docs.skip(newest)]


def import_rows_export(member_id: ObjectId) -> Iterator[Doc]:
    """Yield the rows of a member's files (indexes `of_member`, `in_order`)."""
    fields = {"_id": 0, "import_id": 1, "outcome": 1, "values": 1}
    for doc in mongo.imports().find({"member_id": member_id}, {"_id": 1}).sort("_id", 1):
        for row in mongo.import_rows().find({"import_id": doc["_id"]}, fields).sort("n", 1):
            values = asdict(row_from_doc(row.pop("values")))
            yield row | {name: value for name, value in values.items() if value}


def imports_export(member_id: ObjectId) -> list[Doc]:
    fields = {"state": 1, "source": 1, "counts": 1, "result": 1, "created_at": 1, "ran_at": 1}
    return list(mongo.imports().find({"member_id": member_id}, fields).sort("_id", 1))
