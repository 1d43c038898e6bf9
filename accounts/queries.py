"""Reading members, searching them for admins, and figures about them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.daily_counts import count_by_day
from mflix_site.paging import MAX_PAGE, Page, paginate, paginate_cursor
from mflix_site.text import now

from .documents import GOOD, MEMBER, NOT_CLOSING, ROLES, STANDINGS, WITHOUT_PASSWORD, Member
from .errors import MemberNotFound
from .names import email_keys, handle_key, keys_by_stored_key, name_words

WITHOUT_KEYS = {"email_key": 0, "handle_key": 0, "name_key": 0, "name_words": 0}
PAGE_SIZE = 30
# With more matches only these are shown: typing another letter is quicker than more pages.
MAX_MATCHES = 2000
LAST_CHARACTER = "\U0010ffff"
# The stage that joins the member of a session, as the list `members`.
# A member of a database that is not adopted yet has no handle, and so no page to lead to.
WITH_PAGE = {**NOT_CLOSING, "handle": {"$gt": ""}}
MEMBER_PIPELINE = [{"$match": NOT_CLOSING}, {"$project": WITHOUT_PASSWORD}]
MEMBER_JOIN = {"from": "users", "localField": "member_id", "foreignField": "_id", "as": "members"}
MEMBER_LOOKUP = {"$lookup": {**MEMBER_JOIN, "pipeline": MEMBER_PIPELINE}}
NEWEST_FIRST = [("joined_at", -1), ("_id", -1)]
Doc = dict[str, Any]


def find_member(member_id: ObjectId) -> Member | None:
    """Return a member by id (index `_id_`), or None."""
    return _find({"_id": member_id, **NOT_CLOSING})


def get_member(member_id: ObjectId, session: ClientSession | None = None) -> Member:
    """Return a member by id (index `_id_`), or raise MemberNotFound."""
    if member := _find({"_id": member_id, **NOT_CLOSING}, session):
        return member
    raise MemberNotFound


def find_member_by_email(email: str) -> Member | None:
    """Return a member by e-mail address (index `email_key`), or None."""
    doc = find_document_by_email(email, WITHOUT_PASSWORD)
    return Member.from_doc(doc) if doc else None


def find_document_by_email(email: str, projection: Mapping[str, int] | None = None) -> Doc | None:
    """Return a member's document by e-mail address (index `email_key`), or None."""
    keys = email_keys(email)
    docs = mongo.members().find({"email_key": {"$in": keys}, **NOT_CLOSING}, projection)
    return min(docs, key=lambda doc: keys.index(doc["email_key"]), default=None)


def get_member_by_handle(handle: str) -> Member:
    """Return a member by handle (`handle_key`, `former_handles`), or raise MemberNotFound."""
    key = handle_key(handle)
    either = [{"handle_key": key}, {"former_handles": key}]
    if member := _find({"$or": either, **NOT_CLOSING}):
        return member
    raise MemberNotFound


def former_handles(member_id: ObjectId) -> list[str]:
    """Return the keys of the handles that a member had before (index `_id_`)."""
    doc = mongo.members().find_one({"_id": member_id}, {"former_handles": 1}) or {}
    return list(doc.get("former_handles", ()))


def _find(selector: Mapping[str, Any], session: ClientSession | None = None) -> Member | None:
    doc = mongo.members().find_one(selector, WITHOUT_PASSWORD, session=session)
    return Member.from_doc(doc) if doc else None


def names_and_handles(member_ids: Iterable[ObjectId]) -> dict[str, tuple[str, str]]:
    """Return name and handle of the members who have not left, by id as text (index `_id_`)."""
    selector = {"_id": {"$in": list(member_ids)}, **NOT_CLOSING}
    docs = mongo.members().find(selector, {"name": 1, "handle": 1})
    return {str(m["_id"]): (str(m.get("name")), str(m.get("handle") or "")) for m in docs}


def trial_end(member_id: ObjectId) -> datetime | None:
    """Return when a member's running trial ends (index `_id_`), or None."""
    running = {"_id": member_id, "free_trial": True, "free_trial_ends_at": {"$gt": now()}}
    doc = mongo.members().find_one(running, {"free_trial_ends_at": 1})
    return doc["free_trial_ends_at"] if doc else None


def report_records(member_ids: Iterable[ObjectId]) -> dict[ObjectId, Any]:
    """Return the stored report records of members by id (index `_id_`)."""
    docs = mongo.members().find({"_id": {"$in": list(member_ids)}}, {"report_record": 1})
    return {doc["_id"]: doc.get("report_record") for doc in docs}


def count_all_members(session: ClientSession | None = None) -> int:
    """Count the members exactly, which takes longer the more there are (index `_id_`)."""
    return mongo.members().count_documents({}, hint="_id_", session=session)


def member_export(member_id: ObjectId) -> dict[str, Any]:
    """Return a member's document for their export, without hash and keys (index `_id_`)."""
    if doc := mongo.members().find_one({"_id": member_id}, {**WITHOUT_PASSWORD, **WITHOUT_KEYS}):
        return doc
    raise MemberNotFound


def session_expiries(member_id: ObjectId) -> list[dict[str, Any]]:
    """Return when each session of a member expires (index `by_member`)."""
    return list(mongo.sessions().find({"member_id": member_id}, {"_id": 0, "expires_at": 1}))


def authors_by_email(addresses: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return authors of reviews by e-mail key, to match old comments (index `email_key`)."""
    keys = keys_by_stored_key(addresses)
    fields = {"name": 1, "handle": 1, "picture": 1, "email_key": 1}
    docs = mongo.members().find({"email_key": {"$in": list(keys)}}, fields)
    return {keys[doc["email_key"]]: Member.from_doc(doc).as_author() for doc in docs}


def sign_ups_by_day(since: datetime) -> dict[date, int]:
    """Return how many members joined on each day since a moment (index `joined`)."""
    return count_by_day(mongo.members(), "joined_at", since)


@dataclass(frozen=True, slots=True)
class MemberFilter:
    """Filters of the search: a query, a role and a standing, each of which may be empty."""

    q: str = ""
    role: str = ""
    standing: str = ""


def page_of_members(filters: MemberFilter, number: int) -> Page[Member]:
    """Return a page of members: by name if there is a query, else the newest first.

    A query is compared with prefix ranges of keys, never a pattern: of the handle, or for each of
    its words of a word of the name. Served by the indexes `name_words`, `handle_key`,
    `email_key`, `staff`, `standings` and `joined`.
    """
    role: Any = {"$nin": ROLES[1:]} if filters.role == MEMBER else filters.role
    parts = (_query_filter(filters.q), {"role": role} if role else {})
    chosen = [part for part in (*parts, _standing_filter(filters.standing)) if part]
    selector = {**WITH_PAGE, "$and": chosen} if chosen else WITH_PAGE
    if filters.q:
        return _page_of_matches(selector, number)
    total = _count(filters, selector)
    cursor = mongo.members().find(selector, WITHOUT_PASSWORD).sort(NEWEST_FIRST)
    return paginate_cursor(cursor, Member.from_doc, number=number, size=PAGE_SIZE, total=total)


def newest_members() -> list[Member]:
    """Return the members who joined last (index `joined`)."""
    # Those of a database that is not adopted yet have no date: the index leaves them out.
    dated = {**WITH_PAGE, "joined_at": {"$type": "date"}}
    newest = mongo.members().find(dated, WITHOUT_PASSWORD).sort(NEWEST_FIRST)
    return [Member.from_doc(doc) for doc in newest.limit(PAGE_SIZE)]


def _page_of_matches(selector: Doc, number: int) -> Page[Member]:
    total = mongo.members().count_documents(selector, limit=MAX_MATCHES)
    first = [{"$match": selector}, {"$limit": MAX_MATCHES}, {"$sort": {"name_key": 1, "_id": 1}}]

    def fetch(skip: int, limit: int) -> list[Member]:
        page = [{"$skip": skip}, {"$limit": limit}, {"$project": WITHOUT_PASSWORD}]
        return [Member.from_doc(doc) for doc in mongo.members().aggregate([*first, *page])]

    return paginate(number, PAGE_SIZE, total, fetch)


def _count(filters: MemberFilter, selector: Doc) -> int:
    """Count members up to the last page; not from the metadata, which is wrong after a crash."""
    most = PAGE_SIZE * MAX_PAGE
    if not (filters.role or filters.standing):
        return mongo.members().count_documents({}, limit=most, hint="_id_")
    # A filter that nearly all members match needs no index but that of the order.
    matches_most = filters.standing == GOOD or (filters.role == MEMBER and not filters.standing)
    options: dict[str, Any] = {"hint": "joined"} if matches_most else {}
    return mongo.members().count_documents(selector, limit=most, **options)


def _query_filter(query: str) -> Doc:
    if not query:
        return {}
    if "@" in query[1:]:
        return {"email_key": {"$in": email_keys(query)}}
    key, words = handle_key(query.removeprefix("@")), name_words(query)
    # A query without letters and digits has an empty key, and matches nobody.
    by_handle: Doc = {"handle_key": _prefix_condition(key)} if key else {"_id": None}
    if query.startswith("@") or not words:
        return by_handle
    by_words = [{"name_words": {"$elemMatch": _prefix_condition(word)}} for word in words]
    return {"$or": [{"$and": by_words}, by_handle]}


def _prefix_condition(key: str) -> Doc:
    return {"$gte": key, "$lt": key + LAST_CHARACTER}


def _standing_filter(kind: str) -> Doc:
    # A standing that has ended is good again, or what comes later.
    is_over: Doc = {"$lte": now()}
    ended: Doc = {"standing_until": is_over}
    if kind == GOOD:
        for_good = {**ended, "standing_later": None}
        later_ended = {**ended, "standing_later.until": is_over}
        return {"$or": [{"standing": {"$nin": STANDINGS[1:]}}, for_good, later_ended]}
    first = {"standing": kind, "standing_until": {"$not": is_over}}
    # With a bound on `standing`, both branches are read in the order of one index.
    worse = {"standing": {"$in": STANDINGS[1:]}, **ended}
    later = {**worse, "standing_later.kind": kind, "standing_later.until": {"$not": is_over}}
    return {"$or": [first, later]} if kind else {}
