"""Notices to members, in their inbox and by e-mail, and mails about an account's security."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from bson import ObjectId
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from pymongo import UpdateOne
from pymongo.client_session import ClientSession

from mflix_site.errors import LazyText
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.bulk_writes import in_batches
from mflix_site.mongo.transactions import in_transaction
from mflix_site.paging import Page, paginate_cursor
from mflix_site.text import Phrase, as_stored, as_worded, get_path, now

from .documents import NOT_CLOSING, Member

PAGE_SIZE = 20
# How many equal notices one transaction inserts at most, and how many a queued batch has.
MAX_AT_ONCE, BATCH_SIZE = 100, 500
Doc = dict[str, Any]
Mail = tuple[str, str, str]  # address, subject and text
SECURITY_MAILS: Mapping[str, tuple[LazyText, LazyText]] = {
    "email-changed": (  # to the old address
        _("Your mflix e-mail address has changed"),
        _(
            "Hello %(name)s,\n\nThe e-mail address of your mflix account has changed. Log in with "
            "the new one from now on. This is the last e-mail we'll send to this address.\n\n"
            "If it wasn't you, write to the people who run the site.\n"
        ),
    ),
    "password-changed": (
        _("Your mflix password has been changed"),
        _(
            "Hello %(name)s,\n\nThe password of your mflix account has been changed, and your "
            "other devices have been logged out.\n\n"
            "If it wasn't you, set a new password now:\n\n%(link)s\n"
        ),
    ),
    "account-closed": (
        _("Your mflix account has been closed"),
        _(
            "Hello %(name)s,\n\nYour mflix account has been closed, and your e-mail address "
            "deleted with it. This is the last e-mail we'll send you. Thank you for being here."
            "\n\nIf it wasn't you, write to the people who run the site.\n"
        ),
    ),
}
FORMER_MEMBER, SOME_FORMER_MEMBER = _("A former member"), _("a former member")
Increments = Mapping[ObjectId, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice; what is a `Phrase` is stored as such, and worded when it is read.

    `ending` is a paragraph that follows the quote.
    """

    subject: str
    paragraphs: tuple[str, ...]
    quote: str = ""
    path: str = ""
    label: str = ""
    at: datetime | None = None
    seen: bool = False
    ending: str = ""

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> "Notice":
        known = {f.name: as_worded(doc[f.name]) for f in fields(cls) if f.name in doc}
        return cls(**{**known, "paragraphs": tuple(map(as_worded, doc["paragraphs"]))})

    def to_doc(self) -> Doc:
        kept = {f.name: as_stored(getattr(self, f.name)) for f in fields(self)}
        return {**kept, "paragraphs": list(map(as_stored, self.paragraphs))}


def send_notices(
    notices: Mapping[ObjectId, Notice],
    *,
    session: ClientSession,
    increments: Increments | None = None,
) -> None:
    """Within the transaction of their cause: insert notices by member, and queue their e-mails.

    Members who have left are skipped. A notice to more than MAX_AT_ONCE members is queued, and
    delivered in batches by the mail sender. `increments` as in `insert_notices`, for at most so
    many members.
    """
    groups: dict[Notice, list[ObjectId]] = {}
    for id, notice in notices.items():
        groups.setdefault(notice, []).append(id)
    moment = now()
    at_once: dict[ObjectId, Notice] = {}
    for notice, ids in groups.items():
        if len(ids) > MAX_AT_ONCE:
            batch = {"notice": notice.to_doc(), "at": moment}
            batches = [{**batch, "member_ids": some} for some in in_batches(ids, BATCH_SIZE)]
            mongo.notice_batches().insert_many(batches, session=session)
        else:
            at_once |= dict.fromkeys(ids, notice)
    _deliver(at_once, moment, session, increments)


def deliver_queued_notices() -> int:
    """Deliver the queued batches, each in one transaction, and return to how many members."""
    return sum(iter(lambda: in_transaction(_deliver_batch), 0))


def _deliver_batch(session: ClientSession) -> int:
    oldest = [("_id", 1)]
    batch = mongo.notice_batches().find_one_and_delete({}, sort=oldest, session=session)
    if batch is None:
        return 0
    notices = dict.fromkeys(batch["member_ids"], Notice.from_doc(batch["notice"]))
    _deliver(notices, batch["at"], session)
    return len(notices)


def _deliver(
    notices: Mapping[ObjectId, Notice],
    moment: datetime,
    session: ClientSession,
    increments: Increments | None = None,
) -> None:
    docs = [notice_document(id, notice, moment) for id, notice in notices.items()]
    preferences = insert_notices(docs, session, increments)
    by_mail = {id for id, chosen in preferences.items() if chosen.get("notices_by_mail")}
    ids = [doc["_id"] for doc in docs if doc["member_id"] in by_mail]
    if mails := [pending_mail("notice", moment, notice_id=id) for id in ids]:
        mongo.outbox().insert_many(mails, session=session)


def insert_notices(
    docs: Sequence[Doc], session: ClientSession, increments: Increments | None = None
) -> dict[ObjectId, Doc]:
    """Within a transaction: insert notices, and count the unread ones of each member.

    `increments` are added to fields of members by the same write. Members who have left are
    skipped. Return the stored preferences of the others (index `_id_`).
    """
    concerned = {doc["member_id"] for doc in docs} | set(increments or {})
    selector = {"_id": {"$in": list(concerned)}, **NOT_CLOSING}
    members = mongo.members().find(selector, {"preferences": 1}, session=session)
    preferences = {member["_id"]: member.get("preferences") or {} for member in members}
    if docs := [doc for doc in docs if doc["member_id"] in preferences]:
        mongo.notices().insert_many(docs, session=session)
    unread = Counter(doc["member_id"] for doc in docs if not doc["seen"])
    added = {id: {"unread": unread[id], **(increments or {}).get(id, {})} for id in preferences}
    changes = {id: {name: n for name, n in by.items() if n} for id, by in added.items()}
    updates = [UpdateOne({"_id": id}, {"$inc": by}) for id, by in changes.items() if by]
    if updates:
        mongo.members().bulk_write(updates, ordered=False, session=session)
    return preferences


def delete_notices(*, path: str, session: ClientSession, member_id: ObjectId | None = None) -> None:
    """Within a transaction: delete notices with this link, of a member or of all (`by_path`)."""
    chosen = {"path": path, **({"member_id": member_id} if member_id else {})}
    fields = {"member_id": 1, "seen": 1}
    docs = list(mongo.notices().find(chosen, fields, session=session))
    mongo.notices().delete_many({"_id": {"$in": [doc["_id"] for doc in docs]}}, session=session)
    for id, count in Counter(doc["member_id"] for doc in docs if not doc["seen"]).items():
        fewer = {"$inc": {"unread": -count}}
        mongo.members().update_one({"_id": id}, fewer, session=session)


def anonymize_notices(paths: Iterable[str]) -> None:
    """Replace the name of a member who leaves in all notices with these links (`by_path`)."""
    for batch in in_batches(paths, BATCH_SIZE):
        # Queued notices first: one that is delivered meanwhile is then found among the others.
        for collection, prefix in ((mongo.notice_batches(), "notice."), (mongo.notices(), "")):
            subject = f"{prefix}subject"
            docs = collection.find({f"{prefix}path": {"$in": list(batch)}}, {subject: 1})
            stored = ((doc["_id"], get_path(doc, subject)) for doc in docs)
            updates = [
                UpdateOne({"_id": id}, {"$set": {subject: without_name(value)}})
                for id, value in stored
            ]
            if updates:
                collection.bulk_write(updates, ordered=False)


def without_name(stored: Any) -> Any:
    """Return a stored phrase that names a former member instead of its value `name`."""
    if not isinstance(stored, Mapping):
        return stored
    values = {key: without_name(value) for key, value in stored["values"].items()}
    if "name" in values:
        begins = stored["message"].startswith("%(name)s")
        values["name"] = as_stored(Phrase.of(FORMER_MEMBER if begins else SOME_FORMER_MEMBER))
    return {"message": stored["message"], "values": values}


def notice_document(member_id: ObjectId, notice: Notice, moment: datetime) -> Doc:
    return {"_id": ObjectId(), "member_id": member_id, **notice.to_doc(), "at": moment}


def pending_mail(kind: str, moment: datetime, **fields: Any) -> Doc:
    """Return the document of a mail for the outbox, with the fields that its writer needs."""
    queued = {"kind": kind, "state": "pending", "tries": 0, "asked_at": moment, "due_at": moment}
    return queued | fields


def inbox_page(member: Member, number: int) -> Page[Notice]:
    """Return a page of a member's notices, newest first (index `of_member`)."""
    own = {"member_id": member.id}
    total = mongo.notices().count_documents(own)
    cursor = mongo.notices().find(own).sort([("at", -1), ("_id", -1)])
    return paginate_cursor(cursor, Notice.from_doc, number=number, size=PAGE_SIZE, total=total)


def mark_read(*, member: Member, shown: Sequence[Notice]) -> None:
    """Mark the notices of a page as read (index `of_member`), and count what is left."""
    times = [notice.at for notice in shown if not notice.seen and notice.at]
    if not times:
        return
    _mark_read(member, {"at": {"$gte": min(times), "$lte": max(times)}})


def mark_inbox_read(*, member: Member) -> int:
    """Mark all notices of a member as read (index `of_member`); return how many were not."""
    return _mark_read(member, {})


def _mark_read(member: Member, among: Doc) -> int:
    unread = {"member_id": member.id, "seen": False, **among}

    def work(session: ClientSession) -> int:
        seen = {"$set": {"seen": True}}
        count = mongo.notices().update_many(unread, seen, session=session).modified_count
        fewer = {"$inc": {"unread": -count}}
        mongo.members().update_one({"_id": member.id}, fewer, session=session)
        return count

    return in_transaction(work)


def notices_export(member_id: ObjectId) -> list[Doc]:
    """Return all notices of a member, worded, for their export (index `of_member`)."""
    docs = mongo.notices().find({"member_id": member_id}, {"member_id": 0})
    return [{**doc, **asdict(Notice.from_doc(doc))} for doc in docs]


def write_notice_mail(row: Mapping[str, Any]) -> Mail | None:
    """Return address, subject and text of a notice's mail (index `_id_`); None without a member."""
    doc = mongo.notices().find_one({"_id": row["notice_id"]})
    to = doc and mongo.members().find_one({"_id": doc["member_id"]}, {"email": 1})
    if not doc or not to or not to.get("email"):
        return None
    notice = Notice.from_doc(doc)
    quoted = "\n".join(f"> {line}" for line in notice.quote.splitlines())
    link = f"{notice.label}: {settings.SITE_URL.rstrip('/')}{notice.path}" if notice.path else ""
    text = "\n\n".join(filter(None, [*notice.paragraphs, quoted, notice.ending, link]))
    return to["email"], notice.subject, f"{text}\n\n— mflix\n"


def queue_security_mail(kind: str, owner: Mapping[str, Any], session: ClientSession) -> None:
    """Within the transaction of its cause: queue a mail to the owner, as `users` has them."""
    if email := owner.get("email"):
        mail = pending_mail(kind, now(), email=email, name=str(owner.get("name") or ""))
        mongo.outbox().insert_one(mail, session=session)


def write_security_mail(row: Mapping[str, Any]) -> Mail:
    subject, text = SECURITY_MAILS[row["kind"]]
    values = {"name": row["name"], "link": f"{settings.SITE_URL.rstrip('/')}/accounts/reset/"}
    return row["email"], str(subject), text % values
