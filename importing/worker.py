"""The background process of imports: a batch of the one that has waited longest, and so on."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from accounts.queries import find_member, names_and_handles
from mflix_site.errors import Unavailable
from mflix_site.mongo import collections as mongo
from mflix_site.text import now

from . import states
from .documents import Doc
from .errors import NotNow
from .preview import delete_imports, match_batch
from .queries import next_active
from .running import run_batch
from .undoing import undo_batch

STEPS: Mapping[str, Callable[[Doc], bool]] = {
    states.MATCHING: match_batch,
    states.RUNNING: run_batch,
    states.UNDOING: undo_batch,
}
MAX_FAILURES, CLAIM_SECONDS = 3, 15


def advance_imports(until: Callable[[], bool] = lambda: False) -> int:
    """Work until no import is active, or `until` is true; return the number of batches."""
    batches = 0
    while not until() and (doc := next_active()):
        batches += 1
        _advance(doc)
    return batches


def _advance(doc: Doc) -> None:
    """Claim an import for some seconds, and do its next batch.

    Delete it if its member has left, or if its process was killed while it read the file.
    """
    as_read = {"_id": doc["_id"], "turn_at": doc["turn_at"]}
    doc = {**doc, "turn_at": now() + timedelta(seconds=CLAIM_SECONDS)}
    claim = {"$set": {"turn_at": doc["turn_at"]}}
    if not mongo.imports().update_one(as_read, claim).matched_count:
        return
    if not doc["total"] or find_member(doc["member_id"]) is None:
        delete_imports([doc["_id"]])
        return
    try:
        STEPS[doc["state"]](doc)
        next_turn = {"$set": {"turn_at": now()}}
        mongo.imports().update_one({**as_read, "turn_at": doc["turn_at"]}, next_turn)
    except Unavailable:
        raise
    except NotNow:
        return  # another process was quicker
    except Exception as error:
        _note_failure(doc, error)


def _note_failure(doc: Doc, error: Exception) -> None:
    """Leave an import for its next turn, or fail it after some."""
    failures = doc.get("failures", 0) + 1
    update: Doc = {"$set": {"turn_at": now(), "failures": failures}}
    if failures >= MAX_FAILURES:
        failed = {"state": states.FAILED, "failed_in": doc["state"], "changed_at": now()}
        failed["error"] = f"{type(error).__name__}: {error}"[:500]
        update = {"$set": failed, "$unset": {"turn_at": ""}}
    mongo.imports().update_one({"_id": doc["_id"], "state": doc["state"]}, update)


def delete_imports_of_former_members() -> int:
    """Delete imports of members who have left (index `of_member`)."""
    owners = mongo.imports().distinct("member_id")
    present = names_and_handles(owners)
    gone = [member_id for member_id in owners if str(member_id) not in present]
    of_former = (mongo.imports().find({"member_id": id}, {"_id": 1}) for id in gone)
    return delete_imports([doc["_id"] for docs in of_former for doc in docs])
