"""Taking an import back, its last change first: each batch is one transaction."""

from collections.abc import Iterable, Sequence
from functools import partial

from bson import ObjectId
from pymongo.client_session import ClientSession

from accounts.documents import Member
from accounts.permissions import require_permission
from diary.imported import films_moved_to, undo_entries, undo_states
from diary.viewings import recount_viewings
from lists import imported as lists
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.before_images import Change
from mflix_site.mongo.transactions import in_transaction
from mflix_site.text import now
from movies.queries import get_titles
from reviews.authors import own_documents, undo_reviews

from . import states
from .documents import Doc
from .errors import UndoIsOver
from .journal import TRANSACTION_SECONDS, change_state, lock_import
from .queries import get_document

BATCH_SIZE, MAX_NAMES = 300, 5


def undo_import(*, member: Member, import_id: ObjectId) -> None:
    """Begin to restore what was there before an import; raise NotNow or UndoIsOver."""
    require_permission(member, "undo-import")
    doc, moment = get_document(member, import_id, "undo_import"), now()
    if doc.get("undo_until", moment) < moment:
        raise UndoIsOver
    begun = {
        **{"state": states.UNDOING, "turn_at": moment, "changed_at": moment},
        **{"done": 0, "work": doc.get("changes", 0), "result.kept": 0, "kept_names": []},
    }
    unset = {"failed_in": "", "failures": "", "after_matching": ""}
    change_state(doc, {"$set": begun, "$unset": unset})


def undo_batch(doc: Doc) -> bool:
    """Undo some changes of an import; return whether there may be more."""
    import_id = doc["_id"]
    newest = mongo.import_undo().find({"import_id": import_id}).sort("n", -1).limit(BATCH_SIZE)
    if images := _one_of_each_document(newest):
        in_transaction(partial(_undo, doc, images), TRANSACTION_SECONDS)
        return True
    undone = {"$set": {"state": states.UNDONE, "changed_at": now()}, "$unset": {"turn_at": ""}}
    mongo.imports().update_one({"_id": import_id, "state": states.UNDOING}, undone)
    mongo.import_rows().update_many({"import_id": import_id}, {"$unset": {"pending": ""}})
    return False


def _one_of_each_document(newest: Iterable[Doc]) -> list[Doc]:
    """Return the newest images, before the second one of a document: that waits for the first."""
    images: dict[tuple[str, ObjectId], Doc] = {}
    for image in newest:
        document = image["collection"], image["key"]
        if document in images:
            break
        images[document] = image
    return list(images.values())


def _undo(doc: Doc, images: Sequence[Doc], session: ClientSession) -> None:
    lock_import(doc, session)
    member_id = doc["member_id"]

    def changes_in(name: str) -> list[Change]:
        return [Change(one["before"], one["after"]) for one in images if one["collection"] == name]

    moved = films_moved_to(changes_in("diary"), session)
    changed_since = lists.undo_lists(changes_in("lists"), session)
    lists.undo_entries(changes_in("list_entries"), session)
    changed_since += undo_reviews(changes_in("comments"), session)
    changed_since += undo_entries(changes_in("diary"), session)
    if changed := changes_in("film_states"):
        films = [(change.after or change.before or {})["movie_id"] for change in changed]
        reviews = own_documents(member_id, films, session)
        # What an earlier review says of its film, the state said before the import.
        reviewed = {film for film, one in reviews.items() if one["_id"] > doc["first_id"]}
        changed_since += undo_states(member_id, changed, reviewed, session)
    recount_viewings(member_id, moved, session)
    ids = {"_id": {"$in": [image["_id"] for image in images]}}
    mongo.import_undo().delete_many(ids, session=session)
    kept = _undone_entirely(doc, changed_since, session)
    progress = {
        "$inc": {"done": len(images), "result.kept": len(kept)},
        "$addToSet": {"kept_names": {"$each": _names(kept)}},
    }
    mongo.imports().update_one({"_id": doc["_id"]}, progress, session=session)


def _undone_entirely(doc: Doc, docs: Sequence[Doc], session: ClientSession) -> list[Doc]:
    """Return the documents that have no older image (index `of_document`)."""
    of_docs = {"import_id": doc["_id"], "key": {"$in": [one["_id"] for one in docs]}}
    older = set(mongo.import_undo().distinct("key", of_docs, session=session)) if docs else set()
    return [one for one in docs if one["_id"] not in older]


def _names(docs: Sequence[Doc]) -> list[str]:
    """Return the titles of some lists, and of the films of other documents, that stay."""
    some = docs[:MAX_NAMES]
    titles = get_titles([doc["movie_id"] for doc in some if "movie_id" in doc])
    names = (doc.get("title") or titles.get(str(doc.get("movie_id"))) for doc in some)
    return [str(name) for name in names if name]
