"""Before anything is written: rows of a file, the films that they mean, and a member's choices."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import timedelta
from itertools import count
from typing import Any, BinaryIO

from bson import ObjectId
from django.conf import settings
from django.utils.translation import gettext as _
from pymongo import UpdateOne

from accounts.documents import Member
from accounts.permissions import require_permission
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.bulk_writes import in_batches
from mflix_site.text import fold_text, now
from movies.errors import MovieNotFound
from movies.queries import movie_exists

from . import states
from .documents import (
    ALREADY,
    CHOOSE,
    HEADING,
    MATCH,
    NOT_FOUND,
    OUTCOMES,
    SKIP,
    UNMATCHED,
    ImportRow,
    row_to_doc,
)
from .duplicates import duplicate_rows
from .errors import NotNow, RowIsImported, RowNotFound
from .journal import change_state
from .personal.documents import ReadError, Row
from .personal.matching import match_rows
from .personal.readers import read_upload
from .queries import count_outcomes, get_document, older_previews

# So many rows are matched while the member waits; of a larger file the background process does it.
MATCHED_AT_ONCE, SECONDS_AT_ONCE, BATCH_SIZE = 1000, 60, 500
KEPT_PREVIEWS, KEPT_DAYS = 3, 30
Doc = dict[str, Any]


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
    """Insert the rows; return the fields of the import that say what they are."""
    numbers, most = count(), settings.IMPORT_MAX_ROWS
    facts: Doc = {"total": 0, "source": ""}
    files: dict[str, set[str]] = defaultdict(set)
    for batch in in_batches(rows, BATCH_SIZE):
        docs = [_new_row(import_id, next(numbers), row) for row in batch]
        facts["total"] += sum(row.row > 0 for row in batch)
        facts["source"] = batch[0].source
        for row in batch:
            files[row.kind].add(row.file)
        if facts["total"] > most:
            sentence = _("That file has more than %(rows)s rows. Import it in parts.")
            raise ReadError(sentence % {"rows": f"{most:,}"})
        mongo.import_rows().insert_many(docs)
    if not facts["total"]:
        raise ReadError(_("There are no rows in that file, so there's nothing to import."))
    # A file of ratings beside a diary has the present ones; in one table each row has its own.
    return {**facts, "has_ratings": bool(files["rating"] - files["entry"])}


def _new_row(import_id: ObjectId, n: int, row: Row) -> Doc:
    is_heading = row.kind == "list"
    optional = {"list_key": row.list_key} if row.list_key else {}
    return {
        **{"_id": ObjectId(), "import_id": import_id, "n": n, "file": row.file, "row": row.row},
        "outcome": HEADING if is_heading else UNMATCHED,
        "films": [],
        "title_key": f"{fold_text(row.title)}|{row.year or ''}",
        **optional,
        **({"pending": "list"} if is_heading else {}),
        "values": row_to_doc(row),
    }


def match_batch(doc: Doc) -> bool:
    """Match some rows of an import; return whether there may be more. Safe to repeat."""
    import_id = doc["_id"]
    unmatched = {"import_id": import_id, "outcome": UNMATCHED}
    docs = mongo.import_rows().find(unmatched).sort("n", 1).limit(BATCH_SIZE)
    rows = list(map(ImportRow.from_doc, docs))
    if rows:
        matches = match_rows([row.row for row in rows])
        pairs = [(m.outcome, m.films) for m in matches]
        updates = list(_updates(doc["member_id"], rows, pairs))
        mongo.import_rows().bulk_write(updates, ordered=False)
        matching = {"_id": import_id, "state": states.MATCHING}
        mongo.imports().update_one(matching, {"$inc": {"done": len(rows)}})
    if len(rows) == BATCH_SIZE:
        return True
    end = {"state": doc["after_matching"], "counts": count_outcomes(import_id), "done": 0}
    finish = {"$set": {**end, "changed_at": now()}, "$unset": {"after_matching": "", "turn_at": ""}}
    mongo.imports().update_one({"_id": import_id, "state": states.MATCHING}, finish)
    return False


def _updates(
    member_id: ObjectId,
    rows: Sequence[ImportRow],
    matches: Sequence[tuple[str, Sequence[ObjectId]]],
) -> Iterator[UpdateOne]:
    """Yield the updates that store the outcome of each row."""
    sure = [(r, films[0]) for r, (how, films) in zip(rows, matches, strict=True) if how == MATCH]
    duplicates = duplicate_rows(member_id, sure)
    for row, (outcome, films) in zip(rows, matches, strict=True):
        fields: Doc = {"outcome": outcome, "films": list(films)}
        if outcome == MATCH:
            fields["film"] = films[0]
            if row.id in duplicates:
                fields["outcome"] = ALREADY
            else:
                fields["pending"] = "list" if row.row.kind == "list-entry" else "film"
        unset = dict.fromkeys({"pending", "film"} - set(fields), "")
        update = {"$set": fields, **({"$unset": unset} if unset else {})}
        # Not what was imported meanwhile: that is no longer pending.
        as_read = {"_id": row.id, "outcome": row.outcome, "pending": {"$exists": row.is_pending}}
        yield UpdateOne(as_read, update)


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
    if chosen is None or chosen["outcome"] in (SKIP, HEADING, UNMATCHED):
        raise RowNotFound
    if film is not None and not movie_exists(film):
        raise MovieNotFound
    if not _is_open(chosen):
        raise RowIsImported
    same = mongo.import_rows().find({"import_id": import_id, "title_key": chosen["title_key"]})
    rows = [ImportRow.from_doc(row) for row in same if _is_open(row)]
    match: tuple[str, Sequence[ObjectId]] = (MATCH, [film]) if film else (NOT_FOUND, [])
    updates = list(_updates(member.id, rows, [match] * len(rows)))
    mongo.import_rows().bulk_write(updates, ordered=False)
    refused = {"$set": {"refused": True}} if film is None else {"$unset": {"refused": ""}}
    ids = {"_id": {"$in": [row.id for row in rows]}, "films": list(match[1])}
    mongo.import_rows().update_many(ids, refused)
    counts = {"counts": count_outcomes(import_id), "changed_at": now()}
    mongo.imports().update_one({"_id": import_id}, {"$set": counts})
    changed = mongo.import_rows().find_one(by_number, {"outcome": 1, "films": 1})
    if changed and changed["films"] != list(match[1]):  # it was imported meanwhile
        raise RowIsImported
    return str(changed["outcome"]) if changed else NOT_FOUND


def _is_open(row: Doc) -> bool:
    """Return whether a row can still be given another film: it has not been imported."""
    is_waiting = row["outcome"] == MATCH and "pending" in row
    return is_waiting or row["outcome"] in (CHOOSE, NOT_FOUND, ALREADY)


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
    waiting = {"state": {"$in": states.sources_of("retry_import")}, "counts.not_found": {"$gt": 0}}
    retried = 0
    for doc in mongo.imports().find(waiting).sort("changed_at", 1):
        with suppress(NotNow):
            retry(doc)
            retried += 1
    return retried


def delete_imports(import_ids: Sequence[ObjectId]) -> int:
    """Delete imports with their rows and all that would undo them; safe to repeat."""
    for import_id in import_ids:
        of_import = {"import_id": import_id}
        mongo.import_rows().delete_many(of_import)
        mongo.import_undo().delete_many(of_import)
        mongo.imports().delete_one({"_id": import_id})
    return len(import_ids)


def delete_old_imports() -> int:
    """Delete imports that nobody has touched for thirty days (index `changed`)."""
    old = {"changed_at": {"$lt": now() - timedelta(days=KEPT_DAYS)}}
    return delete_imports([doc["_id"] for doc in mongo.imports().find(old, {"_id": 1})])
