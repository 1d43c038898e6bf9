"""Rows whose content the member already has, so that a second import changes nothing."""

from collections.abc import Sequence

from bson import ObjectId

from diary.imported import documents_of_films
from mflix_site.text import clean_text
from reviews.authors import own_documents
from reviews.documents import MAX_TEXT_LENGTH

from .addresses import entry_keys
from .documents import Doc, ImportRow
from .lists import rows_in_lists


def duplicate_rows(
    member_id: ObjectId, rows: Sequence[tuple[ImportRow, ObjectId]]
) -> set[ObjectId]:
    """Return the ids of the rows, each with its film, that would change nothing."""
    films = list({film for _, film in rows})
    states, entries = documents_of_films(member_id, films)
    reviews = own_documents(member_id, films)
    duplicates = {
        row.id
        for row, film in rows
        if _is_duplicate(row, states.get(film, {}), reviews.get(film, {}), entries.get(film, ()))
    }
    return duplicates | rows_in_lists(member_id, rows)


def _is_duplicate(row: ImportRow, state: Doc, review: Doc, entries: Sequence[Doc]) -> bool:
    parsed = row.parsed
    if parsed.kind in ("watched", "liked", "wanted"):
        return bool(state.get(parsed.kind))
    if parsed.kind == "rating":
        return parsed.rating is not None and review.get("rating") == parsed.rating
    keys = {key for entry in entries for key in entry_keys(entry)}
    words = {str(entry.get("note") or "") for entry in entries}
    text = clean_text(parsed.text)[:MAX_TEXT_LENGTH]
    has_words = not text or text == review.get("text") or any(text in note for note in words)
    if parsed.kind == "entry":
        return parsed.key in keys and has_words
    return parsed.kind == "review" and bool(text) and has_words
