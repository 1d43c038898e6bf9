"""Reading the log: a page of it, one row, what concerned a member, and appeals."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bson import ObjectId

from accounts.documents import Member
from accounts.queries import names_of
from mflix_site.mongo import collections as mongo
from mflix_site.paging import Page
from movies.queries import get_titles

from .errors import AppealNotFound, DecisionNotFound
from .log import FIRST, HEAD, public_row
from .log_documents import Appeal, Decision

PAGE_SIZE = 30
ROWS_AT_ONCE = 1000
MOST_COUNTED = 20_000
PUBLIC_ONLY = {"private": 0}


@dataclass(frozen=True, slots=True)
class Row:
    """A decision with the names of what it is about, as far as they are still here."""

    decision: Decision
    title: str = ""
    movie_id: str = ""
    name: str = ""
    handle: str = ""


@dataclass(frozen=True, slots=True)
class LogFilter:
    """What somebody wants to see of the log."""

    action: str = ""
    rule: str = ""
    moderator: str = ""

    def filter(self) -> dict[str, Any]:
        """Give the filter of `decisions`."""
        wanted = {
            "action": self.action,
            "rule": self.rule,
            "moderator.handle": self.moderator,
        }
        return {path: value for path, value in wanted.items() if value}


def page_of_log(asked: LogFilter, number: int) -> Page[Row]:
    """Give a page of the log, newest first (indexes `number`, `by_action`, and so on)."""
    chosen = asked.filter()
    counted = mongo.decisions().count_documents(chosen, limit=MOST_COUNTED) if chosen else None
    total = end_of_log()[0] if counted is None else counted
    page: Page[Row] = Page((), number, PAGE_SIZE, total)
    number = min(number, page.last)
    cursor = mongo.decisions().find(chosen, PUBLIC_ONLY).sort("number", -1)
    cursor = cursor.skip((number - 1) * PAGE_SIZE).limit(PAGE_SIZE)
    return Page(rows_of(map(Decision.from_doc, cursor)), number, PAGE_SIZE, total)


def rows_of(decisions: Iterable[Decision]) -> list[Row]:
    """Give decisions with what undid them, and with the names of films and members."""
    found = list(decisions)
    undone = _undone_by([d.number for d in found])
    titles = get_titles(_ids(found, "film"))
    names = names_of(_ids(found, "member"))
    return [_row(replace(d, undone_by=undone.get(d.number)), titles, names) for d in found]


def _ids(decisions: Iterable[Decision], what: str) -> list[ObjectId]:
    ids = (str(decision.about.get(what, "")) for decision in decisions)
    return [ObjectId(one) for one in ids if ObjectId.is_valid(one)]


def _row(
    decision: Decision, titles: Mapping[str, str], names: Mapping[str, tuple[str, str]]
) -> Row:
    film, member = decision.about.get("film", ""), decision.about.get("member", "")
    name, handle = names.get(member, ("", ""))
    title = titles.get(film, "")
    return Row(decision, title, film if title else "", name, handle)


def _undone_by(numbers: list[int]) -> dict[int, int]:
    """Give which rows undid these (index `undone_once`)."""
    found = mongo.decisions().find({"undoes": {"$in": numbers}}, {"undoes": 1, "number": 1})
    return {doc["undoes"]: doc["number"] for doc in found}


def get_row(number: int) -> Row:
    """Give one row by its number (index `number`), or raise DecisionNotFound."""
    doc = mongo.decisions().find_one({"number": number})
    if doc is None:
        raise DecisionNotFound
    return rows_of([Decision.from_doc(doc)])[0]


def get_decision(decision_id: ObjectId) -> Row:
    """Give a decision by id (index `_id_`), or raise DecisionNotFound."""
    doc = mongo.decisions().find_one({"_id": decision_id})
    if doc is None:
        raise DecisionNotFound
    return rows_of([Decision.from_doc(doc)])[0]


def public_rows(after: int) -> list[dict[str, Any]]:
    """Give the next thousand rows after a number, as they are hashed, each with its hash."""
    later = mongo.decisions().find({"number": {"$gt": after}}, PUBLIC_ONLY).sort("number", 1)
    return [{**public_row(doc), "hash": doc["hash"]} for doc in later.limit(ROWS_AT_ONCE)]


def end_of_log() -> tuple[int, str]:
    """Give number and hash of the last row, for whoever wants to write them down."""
    head = mongo.log_head().find_one({"_id": HEAD}) or {"number": 0, "hash": FIRST}
    return head["number"], head["hash"]


def decisions_about_member(member_id: ObjectId, size: int = PAGE_SIZE) -> list[Row]:
    """Give the decisions that concerned a member, newest first (index `of_member`)."""
    found = mongo.decisions().find({"about.member": str(member_id)}).sort("number", -1)
    return rows_of(map(Decision.from_doc, found.limit(size)))


def own_rows(member_id: ObjectId) -> list[dict[str, Any]]:
    """Give all rows that concern a member, as everybody may see them, for their export."""
    found = mongo.decisions().find({"about.member": str(member_id)}, PUBLIC_ONLY)
    return [public_row(doc) for doc in found.sort("number", 1)]


def about_thing(thing_id: ObjectId) -> list[Row]:
    """Give the decisions about one thing, newest first (index `of_thing`)."""
    found = mongo.decisions().find({"about.id": str(thing_id)}).sort("number", -1)
    return rows_of(map(Decision.from_doc, found.limit(PAGE_SIZE)))


def page_of_appeals(number: int, *, answered: bool) -> Page[tuple[Appeal, Row]]:
    """Give a page of appeals with the decisions that they are about, oldest first."""
    chosen = {"open": not answered}
    order = [("at", -1), ("_id", 1)] if answered else [("at", 1), ("_id", -1)]
    page: Page[Any] = Page((), number, PAGE_SIZE, mongo.appeals().count_documents(chosen))
    number = min(number, page.last)
    cursor = mongo.appeals().find(chosen).sort(order)
    found = [Appeal.from_doc(doc) for doc in cursor.skip((number - 1) * PAGE_SIZE).limit(PAGE_SIZE)]
    ids = [appeal.decision_id for appeal in found]
    judged = rows_of(map(Decision.from_doc, mongo.decisions().find({"_id": {"$in": ids}})))
    by_id = {row.decision.id: row for row in judged}
    pairs = [(a, by_id[a.decision_id]) for a in found if a.decision_id in by_id]
    return Page(pairs, number, PAGE_SIZE, page.total)


def get_appeal(appeal_id: ObjectId) -> Appeal:
    """Give an appeal by id (index `_id_`), or raise AppealNotFound."""
    doc = mongo.appeals().find_one({"_id": appeal_id})
    if doc is None:
        raise AppealNotFound
    return Appeal.from_doc(doc)


def own_appeals(member: Member) -> dict[ObjectId, Appeal]:
    """Give a member's appeals by the decision that each is about (index `by_member`)."""
    found = mongo.appeals().find({"member_id": member.id})
    return {appeal.decision_id: appeal for appeal in map(Appeal.from_doc, found)}


def appeals_waiting() -> int:
    """Count the appeals that nobody has answered, up to a hundred (index `waiting`)."""
    return mongo.appeals().count_documents({"open": True}, limit=100)
