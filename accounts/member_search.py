"""Searching members for admins: by name, handle, e-mail address, role and standing."""

from dataclasses import dataclass
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


def page_of_members(filters: MemberFilter, number: int) -> Page[Member]:
    """Return a page of members: by name if there is a query, else the newest first.

    A query is compared with prefix ranges of keys, never a pattern. Served by the indexes
    `name_key`, `handle_key`, `email_key`, `staff`, `standings` and `joined`.
    """
    chosen = [_query_filter(filters.q), _role_filter(filters.role)]
    chosen = [part for part in (*chosen, _standing_filter(filters.standing)) if part]
    selector = {**NOT_CLOSING, "$and": chosen} if chosen else NOT_CLOSING
    if filters.q:
        return _page_of_matches(selector, number)
    total = _count(filters, selector)
    newest_first = [("joined_at", -1), ("_id", -1)]
    cursor = mongo.members().find(selector, WITHOUT_PASSWORD).sort(newest_first)
    return paginate_cursor(cursor, Member.from_doc, number=number, size=PAGE_SIZE, total=total)


def _page_of_matches(selector: Doc, number: int) -> Page[Member]:
    total = mongo.members().count_documents(selector, limit=MAX_MATCHES)
    first = [{"$match": selector}, {"$limit": MAX_MATCHES}, {"$sort": {"name_key": 1, "_id": 1}}]

    def fetch(skip: int, limit: int) -> list[Member]:
        page = [{"$skip": skip}, {"$limit": limit}, {"$project": WITHOUT_PASSWORD}]
        return [Member.from_doc(doc) for doc in mongo.members().aggregate([*first, *page])]

    return paginate(number, PAGE_SIZE, total, fetch)


def _count(filters: MemberFilter, selector: Doc) -> int:
    """Count members by role and standing, up to the last page; all of them from the metadata."""
    if not (filters.role or filters.standing):
        return mongo.members().estimated_document_count()
    # A filter that nearly all members match needs no index but that of the order.
    matches_most = filters.standing == GOOD or (filters.role == MEMBER and not filters.standing)
    options: dict[str, Any] = {"hint": "joined"} if matches_most else {}
    return mongo.members().count_documents(selector, limit=PAGE_SIZE * MAX_PAGE, **options)


def _query_filter(query: str) -> Doc:
    if not query:
        return {}
    if "@" in query[1:]:
        return {"email_key": email_key(query)}
    by_handle = _prefix_range("handle_key", handle_key(query.removeprefix("@")))
    if query.startswith("@"):
        return by_handle
    return {"$or": [_prefix_range("name_key", name_key(query)), by_handle]}


def _prefix_range(path: str, key: str) -> Doc:
    # A query without letters and digits has an empty key, and matches nobody.
    return {path: {"$gte": key, "$lt": key + LAST_CHARACTER}} if key else {"_id": None}


def _role_filter(role: str) -> Doc:
    if role == MEMBER:
        return {"role": {"$nin": ROLES[1:]}}
    return {"role": role} if role else {}


def _standing_filter(kind: str) -> Doc:
    # A standing that has ended is good again.
    has_ended = {"standing_until": {"$lte": now()}}
    if kind == GOOD:
        return {"$or": [{"standing": {"$nin": STANDINGS[1:]}}, has_ended]}
    return {"standing": kind, "$nor": [has_ended]} if kind else {}
