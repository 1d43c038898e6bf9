"""A member's history as a ZIP file in Letterboxd's format, which our own import reads back.

Our own columns (Notes, Privacy, Spoiler, imdbID) follow Letterboxd's. Text is escaped, because
Letterboxd reads it as HTML. IMPORT_COLUMNS are the columns of Letterboxd's import format.
"""

import html
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile
from zoneinfo import ZoneInfo

from bson import ObjectId
from django.utils import timezone
from django.utils.text import slugify

from accounts.documents import Member
from diary.queries import entries_export, states_export
from lists.imported import entries_of_list, lists_of_owner
from mflix_site.mongo.bulk_writes import in_batches
from mflix_site.web.downloads import csv_lines
from movies.documents import UNTITLED
from movies.film_identity import KnownFilm, find_by_ids
from reviews.authors import own_reviews

from .addresses import entry_url, site_url
from .personal.documents import Row

BATCH_SIZE = 500
FILM = ("Date", "Name", "Year", "Letterboxd URI")
VIEWING = ("Rating", "Rewatch")
LISTED = ("Position", "Name", "Year", "URL", "Description", "imdbID")
IMPORT_COLUMNS = (
    *("Title", "Year", "imdbID", "tmdbID", "Directors", "Rating", "WatchedDate", "Rewatch"),
    *("Tags", "Review"),
)
Doc = Mapping[str, Any]
Cells = Sequence[object]


def export_history(member: Member) -> bytes:
    file, zone = BytesIO(), ZoneInfo(member.preferences.time_zone)
    with timezone.override(zone), ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, header, rows in _tables(member.id):
            _write(archive, name, csv_lines((*FILM, *header, "imdbID"), rows))
        for number, doc in enumerate(lists_of_owner(member.id)):
            name = slugify(doc["title"])[:60] or "list"
            _write(archive, f"lists/{name}-{number + 1}.csv", _list_lines(doc))
    return file.getvalue()


def _write(archive: ZipFile, name: str, lines: Iterable[str]) -> None:
    with archive.open(name, "w") as out:
        for line in lines:
            out.write(line.encode("utf-8", "replace"))


def _tables(member_id: ObjectId) -> Iterator[tuple[str, Sequence[str], Iterable[Cells]]]:
    """Yield tables of films: name, columns beside those of the film, and rows."""
    yield "watched.csv", ["Notes"], _states(member_id, "watched")
    yield "watchlist.csv", ["Notes"], _states(member_id, "wanted")
    yield "likes/films.csv", ["Notes"], _states(member_id, "liked")
    yield "ratings.csv", ["Rating"], _ratings(member_id)
    diary = (*VIEWING, "Tags", "Watched Date", "Notes", "Privacy")
    yield "diary.csv", diary, _diary(member_id)
    reviews = (*VIEWING, "Review", "Tags", "Watched Date", "Spoiler")
    yield "reviews.csv", reviews, _reviews(member_id)


def _with_films(docs: Iterable[Doc]) -> Iterator[tuple[Doc, KnownFilm]]:
    """Yield documents with their films, without those of deleted films."""
    for batch in in_batches(docs, BATCH_SIZE):
        films = find_by_ids({doc["movie_id"] for doc in batch})
        yield from ((doc, films[doc["movie_id"]]) for doc in batch if doc["movie_id"] in films)


def _row(film: KnownFilm, moment: datetime | None, *cells: object, address: str = "") -> Cells:
    address = address or site_url("movies", film.id)
    return (
        _day(moment),
        film.title or UNTITLED,
        film.year,
        address,
        *cells,
        imdb_number(film.imdb_id),
    )


def _day(moment: datetime | None) -> str:
    """Return the day of a moment where the member lives."""
    return f"{timezone.localtime(moment):%Y-%m-%d}" if moment else ""


def _states(member_id: ObjectId, field: str) -> Iterator[Cells]:
    docs = (doc for doc in states_export(member_id) if doc.get(field))
    for doc, film in _with_films(docs):
        if field == "wanted":
            yield _row(film, doc["wanted"].get("at"), html.escape(doc["wanted"].get("note") or ""))
        else:
            yield _row(film, doc.get(f"{field}_at"), "")


def _ratings(member_id: ObjectId) -> Iterator[Cells]:
    rated = (doc for doc in own_reviews(member_id) if doc.get("rating"))
    for doc, film in _with_films(rated):
        yield _row(film, doc["date"], stars(doc["rating"]))


def _viewing(entry: Doc) -> tuple[str, str]:
    return stars(entry.get("rating")), "Yes" if entry.get("rewatch") else ""


def _tags_and_day(entry: Doc) -> tuple[str, object]:
    return ", ".join(entry.get("tags") or ()), entry.get("day")


def _diary(member_id: ObjectId) -> Iterator[Cells]:
    for doc, film in _with_films(entries_export(member_id)):
        cells = (*_viewing(doc), *_tags_and_day(doc), html.escape(doc.get("note") or ""))
        yield _row(film, doc["created_at"], *cells, doc["privacy"], address=entry_url(doc))


def _reviews(member_id: ObjectId) -> Iterator[Cells]:
    entries = {e["review_id"]: e for e in entries_export(member_id) if e.get("review_id")}
    with_text = (doc for doc in own_reviews(member_id) if doc.get("text"))
    for doc, film in _with_films(with_text):
        entry = entries.get(doc["_id"])
        address = entry_url(entry) if entry else site_url("reviews", doc["_id"])
        cells = (*_viewing(entry or doc), html.escape(doc["text"]), *_tags_and_day(entry or {}))
        spoiler = "Yes" if doc.get("spoiler") else ""
        yield _row(film, doc["date"], *cells, spoiler, address=address)


def _list_lines(doc: Doc) -> Iterator[str]:
    heading = ("Date", "Name", "Tags", "URL", "Description", "Privacy", "Ranked")
    source = (doc.get("source") or {}).get("key") or site_url("lists", doc["_id"])
    about: Cells = (
        *(_day(doc["created_at"]), doc["title"], ", ".join(doc.get("tags") or ()), source),
        *(html.escape(doc.get("description") or ""), doc["privacy"]),
        "Yes" if doc.get("ranked") else "",
    )
    yield "Letterboxd list export v7\r\n"
    yield from csv_lines(heading, [about])
    yield "\r\n"
    listed = _with_films(entries_of_list(doc["_id"]))
    rows = (
        (number, *_row(film, None, html.escape(entry.get("note") or ""))[1:])
        for number, (entry, film) in enumerate(listed, 1)
    )
    yield from csv_lines(LISTED, rows)


def imdb_number(number: int | None) -> str:
    return f"tt{number:07d}" if number else ""


def stars(rating: int | None) -> str:
    """Return a rating of 1 to 100 as Letterboxd's stars where it is one of those, else exactly."""
    return "" if rating is None else f"{rating / 20:g}"


def import_cells(row: Row) -> Sequence[object]:
    """Return the cells of a row that no film was found for, in IMPORT_COLUMNS."""
    return (
        *(row.title, row.year, imdb_number(row.imdb_id), row.tmdb_id, ", ".join(row.directors)),
        *(stars(row.rating), row.day, "true" if row.rewatch else "", ", ".join(row.tags), row.text),
    )
