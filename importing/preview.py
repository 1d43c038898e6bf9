"""Before anything is written: rows of a file, the films that they mean, and a member's choices."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import timedelta
from itertools import count
from typing import BinaryIO

from bson import ObjectId
from django.conf import settings
from django.utils.translation import gettext as _
from pymongo import UpdateOne

from accounts.documents import Member
from accounts.permissions import require_permission
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.bulk_writes import in_batches
from mflix_site.text import now
from movies.errors import MovieNotFound
from movies.queries import movie_exists

from . import documents, states
from .documents import ALREADY, MATCH, NOT_FOUND, OUTCOMES, UNMATCHED, WITH_FILM, Doc, ImportRow
from .duplicates import duplicate_rows
from .errors import NotNow, RowIsImported, RowNotFound
from .journal import change_state
from .personal.documents import Match, ReadError, Row
from .personal.matching import match_rows
from .personal.readers import read_upload
from .queries import count_outcomes, get_document, older_previews

# Up to this many rows are matched while the member waits, more of them in the background.
MATCHED_AT_ONCE, SECONDS_AT_ONCE, BATCH_SIZE = 1000, 60, 500
KEPT_PREVIEWS, KEPT_DAYS = 3, 30
# No file takes so long to read: an import without rows by then has lost its process.
UPLOAD_MINUTES = 15


def start_import(*, member: Member, upload: BinaryIO, filename: str) -> ObjectId:
    """Read a file's rows, and match them unless there are many; return the import's id.

    Raise ReadError where the file cannot be read: then nothing of it is kept.
    """
    require_permission(member, "start-import")
    import_id, moment = ObjectId(), now()
    doc: Doc = {
        "_id": import_id,
        "member_id": member.id,
        "state": states.MATCHING,
        "after_matching": states.PREVIEW,
        "counts": dict.fromkeys(OUTCOMES, 0),
        **{"total": 0, "done": 0, "work": 0},
        **{"created_at": moment, "changed_at": moment},
        "turn_at": moment + timedelta(minutes=UPLOAD_MINUTES),
    }
    mongo.imports().insert_one(doc)
    try:
        rows = read_upload(upload, filename, zone=member.preferences.time_zone)
        facts = _insert_rows(import_id, rows)
    except Exception:
        delete_imports([import_id])
        raise
    delete_imports(older_previews(member.id, KEPT_PREVIEWS))
    is_small = facts["total"] <= MATCHED_AT_ONCE
    # Should this process be killed meanwhile, the background process goes on after a while.
    turn_at = now() + timedelta(seconds=SECONDS_AT_ONCE if is_small else 0)
    begun = {**facts, "work": facts["total"], "turn_at": turn_at}
    mongo.imports().update_one({"_id": import_id}, {"$set": begun})
    if is_small:
        while match_batch({**doc, **begun}):
            pass
    return import_id


def _insert_rows(import_id: ObjectId, rows: Iterable[Row]) -> Doc:
    """Insert the rows; return the import's fields: total, source, has_ratings."""
    numbers, most = count(), settings.IMPORT_MAX_ROWS
    facts: Doc = {"total": 0, "source": ""}
    files: dict[str, set[str]] = defaultdict(set)
    for batch in in_batches(rows, BATCH_SIZE):
        stored = [row for row in batch if row.number or row.kind == "list"]
        docs = [documents.new_row_document(import_id, next(numbers), row) for row in stored]
        facts["total"] += sum(row.number > 0 for row in batch)
        facts["source"] = batch[0].source
        for row in batch:
            files[row.kind].add(row.file)
        if facts["total"] > most:
            sentence = _("That file has more than %(rows)s rows. Import it in parts.")
            raise ReadError(sentence % {"rows": f"{most:,}"})
        if docs:
            mongo.import_rows().insert_many(docs)
    if not facts["total"]:
        raise ReadError(_("There are no rows in that file, so there's nothing to import."))
    # A separate file of ratings, even an empty one, holds the current ones; a combined table has
    # one a viewing.
    return {**facts, "has_ratings": bool(files["rating"] - files["entry"])}


def match_batch(doc: Doc) -> bool:
    """Match some rows of an import; return whether there may be more. Safe to repeat."""
    import_id = doc["_id"]
    unmatched = {"import_id": import_id, "outcome": UNMATCHED}
    docs = mongo.import_rows().find(unmatched).sort("n", 1).limit(BATCH_SIZE)
    rows = list(map(ImportRow.from_doc, docs))
    if rows:
        _store_matches(doc["member_id"], rows, match_rows([row.parsed for row in rows]))
        matching = {"_id": import_id, "state": states.MATCHING}
        mongo.imports().update_one(matching, {"$inc": {"done": len(rows)}})
    if len(rows) == BATCH_SIZE:
        return True
    end = {"state": doc["after_matching"], "counts": count_outcomes(import_id), "done": 0}
    finish = {"$set": {**end, "changed_at": now()}, "$unset": {"after_matching": "", "turn_at": ""}}
    mongo.imports().update_one({"_id": import_id, "state": states.MATCHING}, finish)
    return False


def _store_matches(
    member_id: ObjectId, rows: Sequence[ImportRow], matches: Sequence[Match]
) -> None:
    pairs = list(zip(rows, matches, strict=True))
    sure = [(row, match.films[0]) for row, match in pairs if match.outcome == MATCH]
    duplicates, updates = duplicate_rows(member_id, sure), []
    for row, match in pairs:
        fields: Doc = {"outcome": match.outcome, "films": list(match.films)}
        if match.outcome == MATCH:
            fields["film"] = match.films[0]
            if row.id in duplicates:
                fields["outcome"] = ALREADY
            else:
                fields["pending"] = "list" if row.parsed.kind == "list-entry" else "film"
        unset = dict.fromkeys({"pending", "film"} - set(fields), "")
        update = {"$set": fields, **({"$unset": unset} if unset else {})}
        # Not what was imported meanwhile: that is no longer pending.
        as_read = {"_id": row.id, "outcome": row.outcome, "pending": {"$exists": row.is_pending}}
        updates.append(UpdateOne(as_read, update))
    mongo.import_rows().bulk_write(updates, ordered=False)


def choose_match(
    *, member: Member, import_id: ObjectId, file: str, number: int, film: ObjectId | None
) -> str:
    """Set the film that a row means, or that it is none; return the row's outcome then.

    All rows that name the same film follow, but those that were imported.
    """
    require_permission(member, "choose-match")
    get_document(member, import_id, "choose_match")
    by_number = {"import_id": import_id, "file": file, "row": number}
    chosen = mongo.import_rows().find_one(by_number)
    if chosen is None or chosen["outcome"] not in WITH_FILM:
        raise RowNotFound
    if film is not None and not movie_exists(film):
        raise MovieNotFound
    if not _is_open(chosen):
        raise RowIsImported
    same = mongo.import_rows().find({"import_id": import_id, "title_key": chosen["title_key"]})
    rows = [ImportRow.from_doc(row) for row in same if _is_open(row)]
    match = Match("match", (film,)) if film else Match("not_found")
    _store_matches(member.id, rows, [match] * len(rows))
    refused = {"$set": {"refused": True}} if film is None else {"$unset": {"refused": ""}}
    ids = {"_id": {"$in": [row.id for row in rows]}, "films": list(match.films)}
    mongo.import_rows().update_many(ids, refused)
    counts = {"counts": count_outcomes(import_id), "changed_at": now()}
    mongo.imports().update_one({"_id": import_id}, {"$set": counts})
    changed = mongo.import_rows().find_one(by_number, {"outcome": 1, "films": 1})
    if changed and changed["films"] != list(match.films):  # it was imported meanwhile
        raise RowIsImported
    return str(changed["outcome"]) if changed else NOT_FOUND


def _is_open(row: Doc) -> bool:
    """Return whether a row can still be given another film: it has not been imported."""
    return row["outcome"] in WITH_FILM and ("pending" in row or row["outcome"] != MATCH)


def retry_import(*, member: Member, import_id: ObjectId) -> None:
    """Look for the films of the rows that had none, as the catalogue may have grown."""
    require_permission(member, "retry-import")
    retry(get_document(member, import_id, "retry_import"))


def retry(doc: Doc) -> None:
    """Match the rows of an import again that had no film, in the background; raise NotNow."""
    # The import is taken before its rows, so that nothing else begins with these; should this
    # process be killed meanwhile, the background process goes on after a while.
    later = now() + timedelta(seconds=SECONDS_AT_ONCE)
    begun = {"state": states.MATCHING, "after_matching": doc["state"], "turn_at": later, "done": 0}
    change_state(doc, {"$set": begun})
    missing = {"import_id": doc["_id"], "outcome": NOT_FOUND, "refused": {"$exists": False}}
    updated = mongo.import_rows().update_many(missing, {"$set": {"outcome": UNMATCHED}})
    ready = {"$set": {"work": updated.modified_count, "turn_at": now()}}
    mongo.imports().update_one({"_id": doc["_id"], "turn_at": later}, ready)


def retry_all() -> int:
    """Retry every import that has rows without a film; return how many there are."""
    waiting = {
        "state": {"$in": list(states.TRANSITIONS["retry_import"])},
        "counts.not_found": {"$gt": 0},
    }
    retried = 0
    for doc in mongo.imports().find(waiting).sort("changed_at", 1):
        with suppress(NotNow):
            retry(doc)
            retried += 1
    return retried


def delete_imports(import_ids: Sequence[ObjectId]) -> int:
    """Delete imports with their rows and all that would undo them; safe to repeat."""
    for import_id in import_ids:
        mongo.import_rows().delete_many({"import_id": import_id})
        mongo.import_undo().delete_many({"import_id": import_id})
        mongo.imports().delete_one({"_id": import_id})
    return len(import_ids)


def delete_old_imports() -> int:
    """Delete imports that nobody has touched for thirty days (index `changed`)."""
    old = {"changed_at": {"$lt": now() - timedelta(days=KEPT_DAYS)}}
    return delete_imports([doc["_id"] for doc in mongo.imports().find(old, {"_id": 1})])
