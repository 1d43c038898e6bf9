"""Reading the log: a page of it, one row, what concerned a member, and appeals."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bson import ObjectId

from accounts.documents import Member
from accounts.queries import names_and_handles
from lists.queries import titles_of_lists
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.keyset import page_after
from mflix_site.paging import KeysetPage, Page, Position, paginate
from movies.queries import get_titles

from .documents import Appeal, Decision
from .errors import AppealNotFound
from .impartiality import answer_refusals
from .log import get_decision, log_head, public_row, undone_by
from .rules import LIST

PAGE_SIZE = 30
JSON_PAGE_SIZE = 1000
COUNT_LIMIT = 20_000
WITHOUT_PRIVATE = {"private": 0}


@dataclass(frozen=True, slots=True)
class LogRow:
    """A decision with its film's or list's title and its member's handle, if they exist."""

    decision: Decision
    title: str
    handle: str


@dataclass(frozen=True, slots=True)
class LogFilter:
    """Which rows of the log are shown; empty fields do not restrict."""

    action: str = ""
    rule: str = ""
    moderator: str = ""

    def filter(self) -> dict[str, Any]:
        handle = self.moderator.strip().removeprefix("@")
        fields = {"action": self.action, "rule": self.rule, "moderator.handle": handle}
        return {path: value for path, value in fields.items() if value}


def page_of_log(log_filter: LogFilter, number: int) -> Page[LogRow]:
    """Return a page of the log, newest first (indexes `number`, `by_action`, and so on)."""
    query = log_filter.filter()
    total = mongo.decisions().count_documents(query, limit=COUNT_LIMIT) if query else log_head()[0]
    return _page_of_rows(query, number, total, WITHOUT_PRIVATE)


def _page_of_rows(
    query: Mapping[str, Any],
    number: int,
    total: int,
    projection: Mapping[str, Any] | None = None,
    of: Member | None = None,
) -> Page[LogRow]:
    cursor = mongo.decisions().find(query, projection).sort("number", -1)

    def fetch(skip: int, limit: int) -> list[LogRow]:
        return rows_with_names(map(Decision.from_doc, cursor.skip(skip).limit(limit)), of)

    return paginate(number, PAGE_SIZE, total, fetch)


def log_after(log_filter: LogFilter, after: Position | None, limit: int) -> KeysetPage[LogRow]:
    """Return the rows of the log before a number, newest first (indexes as `page_of_log`)."""
    order = [("number", -1)]
    decisions, selector = mongo.decisions(), log_filter.filter()
    page = page_after(decisions, selector, order, after, limit, projection=WITHOUT_PRIVATE)
    return KeysetPage(rows_with_names(map(Decision.from_doc, page.items)), page.after)


def rows_with_names(decisions: Iterable[Decision], of: Member | None = None) -> list[LogRow]:
    """Return decisions with what undid them, titles of films and lists, and handles of members.

    A list that is not public has its title only in the rows that its owner, `of`, reads.
    """
    decisions = list(decisions)
    undone = undone_by([decision.number for decision in decisions])
    of_lists = [decision for decision in decisions if decision.about.get("kind") == LIST]
    titles = get_titles(_ids(decisions, "film")) | titles_of_lists(_ids(of_lists, "id"), of)
    names = names_and_handles(_ids(decisions, "member"))
    undoing = (undone.get(decision.number, (None, "")) for decision in decisions)
    return [
        LogRow(
            replace(decision, undone_by=number, is_overturned=action == "overturn"),
            titles.get(decision.about.get("film") or decision.about.get("id", ""), ""),
            names.get(decision.about.get("member", ""), ("", ""))[1],
        )
        for decision, (number, action) in zip(decisions, undoing, strict=True)
    ]


def _ids(decisions: Iterable[Decision], what: str) -> list[ObjectId]:
    ids = (str(decision.about.get(what, "")) for decision in decisions)
    return [ObjectId(one) for one in ids if ObjectId.is_valid(one)]


def get_row(**key: Any) -> LogRow:
    """Return the row with a `number` or an `_id` (indexes `number`, `_id_`), with the names."""
    return rows_with_names([get_decision(key)])[0]


def public_rows(after: int) -> list[dict[str, Any]]:
    """Return the next thousand rows, as they are hashed, each with its hash (index `number`)."""
    later = mongo.decisions().find({"number": {"$gt": after}}, WITHOUT_PRIVATE).sort("number", 1)
    later = later.limit(JSON_PAGE_SIZE).batch_size(mongo.ONE_BATCH)
    return [{**public_row(doc), "hash": doc["hash"]} for doc in later]


def decisions_about_member(member_id: ObjectId) -> list[LogRow]:
    """Return the decisions that concerned a member, newest first (index `of_member`)."""
    return _newest_rows({"about.member": str(member_id)})


def page_of_decisions_about_member(member: Member, number: int) -> Page[LogRow]:
    """Return a page of the decisions that concern a member (index `of_member`), newest first."""
    concerning = {"about.member": str(member.id)}
    total = mongo.decisions().count_documents(concerning)
    return _page_of_rows(concerning, number, total, of=member)


def public_rows_about_member(member_id: ObjectId) -> list[dict[str, Any]]:
    """Return the public part of a member's decisions (index `of_member`)."""
    rows = mongo.decisions().find({"about.member": str(member_id)}, WITHOUT_PRIVATE)
    return [public_row(doc) for doc in rows.sort("number", 1)]


def decisions_about_target(target_id: ObjectId) -> list[LogRow]:
    """Return the decisions about one target, newest first (index `of_target`)."""
    return _newest_rows({"about.id": str(target_id)})


def _newest_rows(selector: Mapping[str, str]) -> list[LogRow]:
    rows = mongo.decisions().find(selector).sort("number", -1).limit(PAGE_SIZE)
    return rows_with_names(map(Decision.from_doc, rows))


def page_of_appeals(number: int, *, answered: bool) -> Page[tuple[Appeal, LogRow]]:
    """Return a page of appeals with their decisions (index `waiting`).

    Open ones come oldest first, answered ones newest first.
    """
    selector = {"open": not answered}
    order = [("at", -1), ("_id", 1)] if answered else [("at", 1), ("_id", -1)]
    cursor = mongo.appeals().find(selector).sort(order)

    def fetch(skip: int, limit: int) -> list[tuple[Appeal, LogRow]]:
        appeals = [Appeal.from_doc(doc) for doc in cursor.skip(skip).limit(limit)]
        by_id = rows_by_id(appeal.decision_id for appeal in appeals)
        return [(a, by_id[a.decision_id]) for a in appeals if a.decision_id in by_id]

    return paginate(number, PAGE_SIZE, mongo.appeals().count_documents(selector), fetch)


def rows_by_id(ids: Iterable[ObjectId]) -> dict[ObjectId, LogRow]:
    """Return rows of the log by id (index `_id_`)."""
    decisions = mongo.decisions().find({"_id": {"$in": list(ids)}})
    return {row.decision.id: row for row in rows_with_names(map(Decision.from_doc, decisions))}


def get_appeal(appeal_id: ObjectId) -> Appeal:
    """Return an appeal by id (index `_id_`), or raise AppealNotFound."""
    doc = mongo.appeals().find_one({"_id": appeal_id})
    if doc:
        return Appeal.from_doc(doc)
    raise AppealNotFound


def appeals_of_member(member: Member) -> dict[ObjectId, Appeal]:
    """Return a member's appeals by the decision that each is about (index `by_member`)."""
    docs = mongo.appeals().find({"member_id": member.id}, batch_size=mongo.ONE_BATCH)
    return {appeal.decision_id: appeal for appeal in map(Appeal.from_doc, docs)}


def count_open_appeals(moderator: Member | None = None) -> int:
    """Count the appeals that nobody has answered, of the hundred oldest (index `waiting`).

    For a moderator, those that somebody else must answer are left out.
    """
    if moderator is None:
        return mongo.appeals().count_documents({"open": True}, limit=100)
    by_id = {"from": "decisions", "localField": "decision_id", "foreignField": "_id"}
    pipeline: list[dict[str, Any]] = [
        {"$match": {"open": True}},
        {"$sort": {"at": 1, "_id": -1}},
        {"$limit": 100},
        {"$lookup": {**by_id, "as": "decision"}},
        {"$unwind": "$decision"},
        {"$replaceRoot": {"newRoot": "$decision"}},
    ]
    decisions = list(map(Decision.from_doc, mongo.appeals().list_of(pipeline)))
    return len(decisions) - len(answer_refusals(moderator, decisions))
