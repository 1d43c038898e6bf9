"""Members as whoever runs the site looks for them: by name, handle, address, role, standing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mflix_site.clock import now
from mflix_site.mongo import collections as mongo
from mflix_site.paging import MAX_PAGE, Page

from .documents import GOOD, MEMBER, PROFILE, ROLES, STANDINGS, Member
from .names import email_key, handle_key, name_key
from .standing import HERE

PAGE_SIZE = 30
# Of more that begin so, the first ones are looked at: another letter is quicker than more pages.
MOST_FOUND = 2000
AFTER_ALL = "\U0010ffff"
Doc = dict[str, Any]


@dataclass(frozen=True, slots=True)
class MemberFilter:
    """Whom to look for: words, a role and a standing, each of which may be left out."""

    q: str = ""
    role: str = ""
    standing: str = ""

    @property
    def is_exact(self) -> bool:
        """Tell whether the words are an address, which one member has."""
        return "@" in self.q[1:]


def page_of_members(wanted: MemberFilter, number: int) -> Page[Member]:
    """Give a page of members: found by words in the order of their names, else newest first.

    At most the first two thousand that begin so are looked at; text is compared with ranges of
    keys and never a pattern. Served by `name_key`, `handle_key`, `email_key`, `staff`, `standings`
    and `joined`.
    """
    chosen = _filter(wanted, now())
    order = [("name_key", 1), ("_id", 1)] if wanted.q else [("joined_at", -1), ("_id", -1)]
    if wanted.q:
        return _page_found(chosen, order, number)
    total = count_members(wanted)
    number = min(number, Page((), 1, PAGE_SIZE, total).last)
    cursor = mongo.members().find(chosen, PROFILE).sort(order)
    cursor = cursor.skip((number - 1) * PAGE_SIZE).limit(PAGE_SIZE)
    return Page([Member.from_doc(doc) for doc in cursor], number, PAGE_SIZE, total)


def count_members(wanted: MemberFilter) -> int:
    """Count members without words, as far as pages go; everybody from the collection's metadata."""
    if not (wanted.role or wanted.standing):
        return mongo.members().estimated_document_count()
    # Where nearly everybody fits, no index narrows: the newest ones are looked at in their order.
    most_fit = wanted.standing == GOOD or (wanted.role == MEMBER and not wanted.standing)
    options: dict[str, Any] = {"hint": "joined"} if most_fit else {}
    chosen = _filter(wanted, now())
    return mongo.members().count_documents(chosen, limit=PAGE_SIZE * MAX_PAGE, **options)


def _page_found(chosen: Doc, order: list[tuple[str, int]], number: int) -> Page[Member]:
    looked_at: list[Doc] = [{"$match": chosen}, {"$limit": MOST_FOUND}]
    [row] = mongo.members().list_of([*looked_at, {"$count": "n"}]) or [{"n": 0}]
    number = min(number, Page((), 1, PAGE_SIZE, row["n"]).last)
    shown: list[Doc] = [
        {"$sort": dict(order)},
        {"$skip": (number - 1) * PAGE_SIZE},
        {"$limit": PAGE_SIZE},
        {"$project": PROFILE},
    ]
    found = mongo.members().list_of([*looked_at, *shown])
    return Page([Member.from_doc(doc) for doc in found], number, PAGE_SIZE, row["n"])


def _filter(wanted: MemberFilter, moment: datetime) -> Doc:
    parts = [_called(wanted), _of_role(wanted.role), _standing(wanted.standing, moment)]
    chosen = [part for part in parts if part]
    return {**HERE, "$and": chosen} if chosen else dict(HERE)


def _called(wanted: MemberFilter) -> Doc:
    if not wanted.q:
        return {}
    if wanted.is_exact:
        return {"email_key": email_key(wanted.q)}
    by_handle = _begins("handle_key", handle_key(wanted.q.removeprefix("@")))
    if wanted.q.startswith("@"):
        return by_handle
    return {"$or": [_begins("name_key", name_key(wanted.q)), by_handle]}


def _begins(path: str, key: str) -> Doc:
    # What folds to nothing begins nothing.
    return {path: {"$gte": key, "$lt": key + AFTER_ALL}} if key else {"_id": None}


def _of_role(role: str) -> Doc:
    if role == MEMBER:
        return {"role": {"$nin": [other for other in ROLES if other != MEMBER]}}
    return {"role": role} if role else {}


def _standing(kind: str, moment: datetime) -> Doc:
    """A standing whose time is over is good again."""
    over = {"standing_until": {"$lte": moment}}
    if kind == GOOD:
        worse = [other for other in STANDINGS if other != GOOD]
        return {"$or": [{"standing": {"$nin": worse}}, over]}
    return {"standing": kind, "$nor": [over]} if kind else {}
