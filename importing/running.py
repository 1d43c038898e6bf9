"""Importing the rows that are sure, film by film: each batch is one transaction.

A batch takes rows that are `pending`, writes documents, keeps what was there before, and unmarks
the rows. So a killed import continues where it was, and imports nothing twice.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import partial
from itertools import groupby, islice
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from accounts.documents import Member
from accounts.permissions import recheck_permission, require_permission
from accounts.queries import find_member
from diary.documents import EntryFilm
from diary.imported import documents_of_films, entries_by_source, write_entries, write_states
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.before_images import Change
from mflix_site.mongo.transactions import in_transaction
from mflix_site.text import now
from moderation.hold_reasons import review_hold_reason
from movies.queries import get_cards
from movies.tallies import lock_films
from reviews.authors import own_documents, write_reviews

from . import journal, states
from .addresses import entry_keys, own_id
from .documents import PART_OF_KIND, Doc, ImportRow, Options
from .effects import Existing, FilmPlanner, ImportContext, Plan
from .journal import TRANSACTION_SECONDS, change_state
from .lists import import_next_list
from .queries import count_outcomes, count_pending, get_document

FILMS_OF_BATCH, MAX_ROWS = 100, 2000
UNDO_DAYS = 30
Rows = dict[ObjectId, list[ImportRow]]


def run_import(*, member: Member, import_id: ObjectId, options: Options) -> None:
    """Begin to import the rows that are sure, or go on where that failed; raise NotNow."""
    require_permission(member, "run-import")
    doc, moment = get_document(member, import_id, "run_import"), now()
    begun: Doc = {"state": doc.get("failed_in") or states.RUNNING, "turn_at": moment}
    if "failed_in" not in doc:
        first: Doc = {"ran_at": moment, "undo_until": moment + timedelta(days=UNDO_DAYS)}
        first["first_id"] = ObjectId()  # of what this import writes, all ids are higher
        begun |= {name: value for name, value in first.items() if name not in doc}
        begun |= {"options": options.fields(), "done": 0, "work": count_pending(import_id)}
        begun |= {"position": None, "changed_at": moment}
    change_state(doc, {"$set": begun, "$unset": {"failed_in": "", "failures": ""}})


def run_batch(doc: Doc) -> bool:
    member = find_member(doc["member_id"])
    if member is None:
        return False
    options = Options.from_doc(doc["options"])
    rows = _next_rows(doc, options)
    if rows:
        in_transaction(partial(_import_films, doc, member, rows), TRANSACTION_SECONDS)
        return True
    if "lists" in options.parts and import_next_list(member=member, doc=doc):
        return True
    end = {"state": states.DONE, "changed_at": now(), "counts": count_outcomes(doc["_id"])}
    finish = {"$set": end, "$unset": {"turn_at": "", "position": ""}}
    mongo.imports().update_one({"_id": doc["_id"], "state": states.RUNNING}, finish)
    return False


def _next_rows(doc: Doc, options: Options) -> Rows:
    """Return the pending rows of the next films (index `pending`)."""
    kinds = [kind for kind, part in PART_OF_KIND.items() if part in options.parts]
    pending: Doc = {"import_id": doc["_id"], "pending": "film", "values.kind": {"$in": kinds}}
    if position := doc.get("position"):
        pending["film"] = {"$gt": position}
    order = [("film", 1), ("n", 1)]
    docs = mongo.import_rows().find(pending).sort(order).batch_size(MAX_ROWS)
    return dict(islice(_by_film(docs), FILMS_OF_BATCH))


def _by_film(docs: Any) -> Iterator[tuple[ObjectId, list[ImportRow]]]:
    """Yield films with their rows, no more than a transaction can write."""
    taken = 0
    for film, rows in groupby(map(ImportRow.from_doc, docs), lambda row: row.film):
        if taken > MAX_ROWS or film is None:
            return
        film_rows = list(rows)
        taken += len(film_rows)
        yield film, film_rows


def _import_films(doc: Doc, member: Member, rows: Rows, session: ClientSession) -> None:
    films = list(rows)
    member = recheck_permission(member=member, action="run-import", session=session)
    journal.lock_import(doc, session, position=films[-1])
    cards = get_cards(lock_films(films, session=session), session)
    states_by_film, entries = documents_of_films(member.id, films, session)
    reviews = own_documents(member.id, films, session)
    keys = _existing_keys(member.id, rows, session)
    context = ImportContext(
        member=member,
        import_id=doc["_id"],
        options=Options.from_doc(doc["options"]),
        moment=now(),
        holds=partial(review_hold_reason, member),
        has_ratings=bool(doc.get("has_ratings")),
    )
    plans = []
    for film in films:
        if card := cards.get(str(film)):
            state, review = states_by_film.get(film), reviews.get(film)
            existing = Existing(state, review, entries.get(film, ()), keys)
            planner = FilmPlanner(context, film, EntryFilm.of(card), existing, rows[film])
            plans.append(planner.plan_film())
    write_reviews([plan.review for plan in plans if plan.review], session)
    write_entries([change for plan in plans for change in plan.entries], session)
    write_states([plan.state for plan in plans if plan.state], session)
    journal.save_before_images(doc, _changes(plans), session)
    gone = [row.id for film in films if str(film) not in cards for row in rows[film]]
    taken = [row.id for film in films for row in rows[film]]
    remarks = {row: remark for plan in plans for row, remark in plan.remarks.items()}
    journal.unmark_rows(taken, gone, remarks, session)
    counts = sum((plan.counts for plan in plans), Counter[str]())
    journal.add_progress(doc, len(taken), counts, session)


def _existing_keys(member_id: ObjectId, rows: Rows, session: ClientSession) -> frozenset[str]:
    """Return which keys of these rows' viewings are in the member's diary, for any film."""
    keys = {row.parsed.key for film_rows in rows.values() for row in film_rows if row.parsed.key}
    ids = [id for key in keys if (id := own_id("diary", key))]
    entries = entries_by_source(member_id, list(keys), ids, session)
    return frozenset(key for entry in entries for key in entry_keys(entry))


def _changes(plans: Sequence[Plan]) -> Iterator[tuple[str, Change]]:
    """Yield the changes, states first: undoing reverses the order, and needs them last."""
    for plan in plans:
        if plan.state:
            yield "film_states", plan.state
        yield from (("diary", change) for change in plan.entries)
        if plan.review:
            yield "comments", plan.review
