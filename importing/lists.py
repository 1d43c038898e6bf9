"""The lists of an import: each becomes a list of the member's, or follows the one it became."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import chain

from bson import ObjectId
from django.utils.translation import gettext as _
from pymongo.client_session import ClientSession

from accounts.documents import Member
from accounts.permissions import recheck_permission
from lists import documents as limits
from lists import imported
from lists.documents import PRIVACIES, PRIVATE, ListDetails, read_tags
from lists.entries import lock_meant_films
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.before_images import Change
from mflix_site.mongo.transactions import in_transaction
from mflix_site.text import clean_line, clean_text
from moderation.hold_reasons import review_hold_reason

from .addresses import own_id
from .documents import HEADING, MATCH, Doc, ImportRow
from .journal import TRANSACTION_SECONDS, add_progress, lock_import, save_before_images, unmark_rows
from .viewings import CUT

Rows = Sequence[tuple[ImportRow, ObjectId]]  # each with its film
HELD_NOTE, LIST_GONE = "held-note", "list-gone"


def rows_in_lists(member_id: ObjectId, rows: Rows) -> set[ObjectId]:
    """Return the ids of the rows of films that are in their list already."""
    entries = [(row, film) for row, film in rows if row.parsed.kind == "list-entry"]
    keys = list({_key(row) for row, _ in entries})
    lists = imported.imported_lists(member_id, keys) if keys else {}
    films = imported.films_of_lists([doc["_id"] for doc in lists.values()]) if lists else {}
    return {
        row.id
        for row, film in entries
        if (doc := lists.get(_key(row))) and film in films.get(doc["_id"], {})
    }


def _key(row: ImportRow) -> str:
    """Return the key of a row's list; of a list of this site its id."""
    return str(own_id("lists", row.parsed.list_key) or row.parsed.list_key)


def import_next_list(*, member: Member, doc: Doc) -> bool:
    """Import a list that waits (index `pending`); return whether there was one."""
    of_import = {"import_id": doc["_id"]}
    first = mongo.import_rows().find_one({**of_import, "pending": "list"}, {"list_key": 1})
    if first is None:
        return False
    of_list = {**of_import, "list_key": first.get("list_key", "")}
    rows = list(map(ImportRow.from_doc, mongo.import_rows().find(of_list).sort("n", 1)))
    in_transaction(partial(_import_list, doc, member, rows), TRANSACTION_SECONDS)
    return True


def _import_list(
    doc: Doc, member: Member, rows: Sequence[ImportRow], session: ClientSession
) -> None:
    member = recheck_permission(member=member, action="run-import", session=session)
    lock_import(doc, session)
    pending = [row for row in rows if row.is_pending]
    matched = [(row, row.film) for row in pending if row.film and row.outcome == MATCH]
    films = lock_meant_films([film for _row, film in matched], session=session)
    sure = [(row, films[film]) for row, film in matched if film in films]
    gone = [row.id for row, film in matched if film not in films]
    listed = [(film, row.parsed.position or 0, clean_text(row.parsed.note)) for row, film in sure]
    heading = next((row for row in rows if row.outcome == HEADING), rows[0])
    source = {"import_id": doc["_id"], "key": _key(heading)}
    details = _details(member, heading, listed)
    change, added = imported.plan_list(member, details, listed, source, session)
    remarks = _remarks_on_cut(added, sure)
    if held := _remarks_on_held(member, change.before, added, sure):
        remarks |= held
        added = [Change(None, {**(one.after or {}), "note": ""}) for one in added]
    if change.before is None and not heading.is_pending:  # it was imported before, and deleted
        change, added = Change(None, None), []
        remarks = dict.fromkeys((row.id for row, _film in sure), LIST_GONE)
    imported.write_lists([change], session)
    imported.write_entries(added, session)
    images = chain((("list_entries", one) for one in added), [("lists", change)])
    save_before_images(doc, images if change.before != change.after else iter(()), session)
    unmark_rows([row.id for row in pending], gone, remarks, session)
    is_new = change.before is None and change.after is not None
    add_progress(doc, len(matched), Counter(lists=int(is_new), listed=len(added)), session)


def _remarks_on_cut(added: Sequence[Change], sure: Rows) -> dict[ObjectId, str]:
    films = {one.after["movie_id"] for one in added if one.after}
    return {
        row.id: CUT
        for row, film in sure
        if film in films and len(clean_text(row.parsed.note)) > limits.MAX_NOTE
    }


def _remarks_on_held(
    member: Member, before: Doc | None, added: Sequence[Change], sure: Rows
) -> dict[ObjectId, str]:
    """Return the rows with notes that a moderator would hold, where others see the list."""
    notes = {one.after["movie_id"]: one.after["note"] for one in added if one.after}
    if before is None or before["privacy"] == PRIVATE:
        return {}
    words = "\n".join(filter(None, notes.values()))
    if not review_hold_reason(member, words, before["_id"]):
        return {}
    return {row.id: HELD_NOTE for row, film in sure if notes.get(film)}


def _details(
    member: Member, heading: ImportRow, listed: Sequence[tuple[ObjectId, int, str]]
) -> ListDetails:
    """Return the details of a new list, which is private unless the file says otherwise."""
    parsed = heading.parsed
    details = ListDetails(
        title=clean_line(parsed.list_name or parsed.title)[: limits.MAX_TITLE]
        or _("Imported list"),
        description=clean_text(parsed.description)[: limits.MAX_DESCRIPTION],
        ranked=parsed.ranked,
        privacy=parsed.privacy if parsed.privacy in PRIVACIES else PRIVATE,
        tags=read_tags(",".join(tag[: limits.MAX_TAG] for tag in parsed.tags))[: limits.MAX_TAGS],
    )
    words = "\n".join([details.words, *(note for *_, note in listed)])
    if details.privacy != PRIVATE and review_hold_reason(member, words):
        return replace(details, privacy=PRIVATE)
    return details
