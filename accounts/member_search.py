"""Searching members for admins: by name, handle, e-mail address, role and standing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mflix_site.mongo import collections as mongo
from mflix_site.paging import MAX_PAGE, Page, paginate, paginate_cursor
from mflix_site.text import now

from .documents import GOOD, MEMBER, NOT_CLOSING, ROLES, STANDINGS, WITHOUT_PASSWORD, Member
from .names import email_key, handle_key, name_key

PAGE_SIZE = 30
# With more matches only these are shown: typing another letter is quicker than more pages.
MAX_MATCHES = 2000
LAST_CHARACTER = "\U0010ffff"
Doc = dict[str, Any]


@dataclass(frozen=True, slots=True)
class MemberFilter:
    """Filters of the search: a query, a role and a standing, each of which may be empty."""

    q: str = ""
    role: str = ""
    standing: str = ""

    @property
    def is_email(self) -> bool:
        return "@" in self.q[1:]


def page_of_members(filters: MemberFilter, number: int) -> Page[Member]:
    """Return a page of members: by name if there is a query, else the newest first.

    A query is compared with prefix ranges of keys, never a pattern. Served by the indexes
    `name_key`, `handle_key`, `email_key`, `staff`, `standings` and `joined`.
    """
    selector = _filter(filters, now())
    order = [("name_key", 1), ("_id", 1)] if filters.q else [("joined_at", -1), ("_id", -1)]
    if filters.q:
        return _page_of_matches(selector, order, number)
    total = count_members(filters)
    cursor = mongo.members().find(selector, WITHOUT_PASSWORD).sort(order)
    return paginate_cursor(cursor, Member.from_doc, number=number, size=PAGE_SIZE, total=total)


def count_members(filters: MemberFilter) -> int:
    """Count members by role and standing, up to the last page; all of them from the metadata."""
    if not (filters.role or filters.standing):
        return mongo.members().estimated_document_count()
    # A filter that nearly all members match needs no index but that of the order.
    matches_most = filters.standing == GOOD or (filters.role == MEMBER and not filters.standing)
    options: dict[str, Any] = {"hint": "joined"} if matches_most else {}
    selector = _filter(filters, now())
    return mongo.members().count_documents(selector, limit=PAGE_SIZE * MAX_PAGE, **options)


def _page_of_matches(selector: Doc, order: list[tuple[str, int]], number: int) -> Page[Member]:
    matches: list[Doc] = [{"$match": selector}, {"$limit": MAX_MATCHES}]
    [row] = mongo.members().list_of([*matches, {"$count": "n"}]) or [{"n": 0}]

    def fetch(skip: int, limit: int) -> list[Member]:
        page: list[Doc] = [
            {"$sort": dict(order)},
            {"$skip": skip},
            {"$limit": limit},
            {"$project": WITHOUT_PASSWORD},
        ]
        return [Member.from_doc(doc) for doc in mongo.members().list_of([*matches, *page])]

    return paginate(number, PAGE_SIZE, row["n"], fetch)


def _filter(filters: MemberFilter, moment: datetime) -> Doc:
    parts = [
        _query_filter(filters),
        _role_filter(filters.role),
        _standing_filter(filters.standing, moment),
    ]
    selector = [part for part in parts if part]
    return {**NOT_CLOSING, "$and": selector} if selector else dict(NOT_CLOSING)


def _query_filter(filters: MemberFilter) -> Doc:
    if not filters.q:
        return {}
    if filters.is_email:
        return {"email_key": email_key(filters.q)}
    by_handle = _prefix_range("handle_key", handle_key(filters.q.removeprefix("@")))
    if filters.q.startswith("@"):
        return by_handle
    return {"$or": [_prefix_range("name_key", name_key(filters.q)), by_handle]}


def _prefix_range(path: str, key: str) -> Doc:
    # A query without letters and digits has an empty key, and matches nobody.
    return {path: {"$gte": key, "$lt": key + LAST_CHARACTER}} if key else {"_id": None}


def _role_filter(role: str) -> Doc:
    if role == MEMBER:
        return {"role": {"$nin": [other for other in ROLES if other != MEMBER]}}
    return {"role": role} if role else {}


def _standing_filter(kind: str, moment: datetime) -> Doc:
    # A standing that has ended is good again.
    has_ended = {"standing_until": {"$lte": moment}}
    if kind == GOOD:
        worse = [other for other in STANDINGS if other != GOOD]
        return {"$or": [{"standing": {"$nin": worse}}, has_ended]}
    return {"standing": kind, "$nor": [has_ended]} if kind else {}
