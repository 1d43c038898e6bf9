"""Reading a diary as its pages show it: entries with films, counts, and a year of viewings."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bson import ObjectId

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.keyset import page_after
from mflix_site.paging import KeysetPage, Page, Position, paginate
from movies.documents import CARD_FIELDS, MovieCard, read_names, read_text, read_values
from movies.queries import find_facts, get_cards
from reviews.queries import film_lookup

from .documents import DiaryEntry, Doc, EntryFilm
from .queries import NEWEST_FIRST, visible_filter
from .selection import DiarySelection
from .statistics import Viewing

PAGE_SIZE, MAX_TAGS, FEED_SIZE = 50, 40, 30
READERS = {"countries": read_values, "directors": read_names, "cast": read_names}
FACTS_OF_VIEWINGS = ("directors", "cast", "countries", "poster")
COPIED = {f"film.{name}": 1 for name in ("title", "year", "genres", "runtime")}
VIEWING_FIELDS = {"movie_id": 1, "day": 1, "rating": 1, "rewatch": 1} | COPIED
Names = tuple[str, ...]
OF_OVERVIEW = {
    **{"day": 1, "rating": 1, "rewatch": 1, "movie_id": 1, "tag_keys": 1, "tags": 1},
    **{"film.genres": 1, "film.decade": 1},
}


@dataclass(frozen=True, slots=True)
class Diarist:
    """Whose diary it is, and who reads it; a visitor has no id."""

    id: ObjectId
    viewer_id: ObjectId | None

    @property
    def is_viewer(self) -> bool:
        return self.id == self.viewer_id

    @property
    def index(self) -> str:
        """Return the name of the index that has exactly what the viewer may see, by day."""
        return "by_day" if self.is_viewer else "public_by_day"

    def visible(self) -> Doc:
        return visible_filter(self.viewer_id, self.id)


@dataclass(frozen=True, slots=True)
class FilmEntry:
    """An entry and its film; for a film that was deleted, the facts that the entry has copied."""

    entry: DiaryEntry
    film: MovieCard
    is_in_catalogue: bool

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> "FilmEntry":
        """Read an entry with the list `film_docs` of its film, if there is one."""
        entry, films = DiaryEntry.from_doc(doc), doc["film_docs"]
        return cls(entry, _card(doc, films), bool(films))


@dataclass(frozen=True, slots=True)
class Overview:
    """How many entries there are when, and what a diary can be filtered by.

    `times` counts the selected entries by month (2026-11), by day in one year, and undated ones
    as "".
    """

    times: Mapping[str, int]
    genres: tuple[tuple[str, int], ...]
    decades: tuple[tuple[int, int], ...]
    tags: tuple[tuple[str, str, int], ...]

    def count(self, period: str) -> int:
        """Return the number of entries of a period: of all time, with undated ones, for ""."""
        return sum(n for time, n in self.times.items() if time.startswith(period))

    @property
    def undated(self) -> int:
        return self.times.get("", 0)

    @property
    def years(self) -> dict[int, int]:
        years = sorted({time[:4] for time in self.times if time}, reverse=True)
        return {int(year): self.count(year) for year in years}


def _card(doc: Mapping[str, Any], films: list[Mapping[str, Any]]) -> MovieCard:
    return MovieCard.from_doc(films[0] if films else {**doc["film"], "_id": doc["movie_id"]})


def read_diary(diarist: Diarist) -> list[Doc]:
    """Return what a diary is counted and filtered by, of all entries that the viewer may see.

    The newest come first (index `by_day`, for others `public_by_day`).
    """
    entries = mongo.diary().find(diarist.visible(), OF_OVERVIEW, batch_size=mongo.ONE_BATCH)
    return list(entries.sort(NEWEST_FIRST).hint(diarist.index))


def select_entries(entries: Sequence[Doc], selection: DiarySelection) -> list[Doc]:
    """Return the entries that have all that a selection asks for but its days.

    Facts that entries do not copy are looked up in their films.
    """
    selected, facts = [entry for entry in entries if selection.matches(entry)], selection.facts()
    if not facts:
        return selected
    films = find_facts({entry["movie_id"] for entry in selected}, facts)
    return [e for e in selected if _has_facts(films.get(e["movie_id"], {}), facts)]


def _has_facts(film: Doc, wanted: Mapping[str, str]) -> bool:
    return all(value in READERS[path](film.get(path)) for path, value in wanted.items())


def overview_of(entries: Iterable[Doc], selected: Iterable[Doc], year: int) -> Overview:
    """Return when the selected entries are, with days of `year`, and all there is to filter by."""
    genres, decades = Counter[str](), Counter[int]()
    tags, names = Counter[str](), dict[str, str]()
    for entry in entries:
        genres.update(entry["film"].get("genres") or ())
        decades[entry["film"].get("decade") or 0] += 1
        tags.update(entry["tag_keys"])
        names.update(zip(entry["tag_keys"], entry["tags"], strict=True))
    del decades[0]
    most_used = sorted(tags.items(), key=lambda tag: (-tag[1], tag[0]))[:MAX_TAGS]
    days = (entry.get("day") or "" for entry in selected)
    return Overview(
        times=Counter(day if day[:4] == f"{year:04}" else day[:7] for day in days),
        genres=tuple(sorted(genres.items())),
        decades=tuple(sorted(decades.items()))[::-1],
        tags=tuple((key, names[key], number) for key, number in most_used),
    )


def page_of_film_entries(
    diarist: Diarist, selected: Sequence[Doc], selection: DiarySelection, number: int
) -> Page[FilmEntry]:
    """Return a page of those selected entries whose days are asked for too (index `_id_`)."""
    ids = [entry["_id"] for entry in selected if selection.has_day(entry)]

    def fetch(skip: int, limit: int) -> list[FilmEntry]:
        page = ids[skip : skip + limit]
        match = {"$match": {**diarist.visible(), "_id": {"$in": page}}}
        rows = mongo.diary().list_of([match, _lookup_cards()], hint="_id_") if page else ()
        by_id = {row["_id"]: FilmEntry.from_doc(row) for row in rows}
        return [by_id[id] for id in page if id in by_id]

    return paginate(number, PAGE_SIZE, len(ids), fetch)


def find_film_entries(diarist: Diarist, limit: int = 0) -> list[FilmEntry]:
    """Return entries with their films, newest first; all of them without a limit."""
    pipeline: list[Doc] = [
        {"$match": diarist.visible()},
        {"$sort": dict(NEWEST_FIRST)},
        *([{"$limit": limit}] if limit else []),
        _lookup_cards(),
    ]
    rows = mongo.diary().list_of(pipeline, hint=diarist.index)
    return [FilmEntry.from_doc(row) for row in rows]


def entries_after(diarist: Diarist, after: Position | None, limit: int) -> KeysetPage[FilmEntry]:
    """Return the entries of a diary after a position, undated ones last (as `read_diary`)."""
    page = page_after(mongo.diary(), diarist.visible(), NEWEST_FIRST, after, limit)
    cards = get_cards(doc["movie_id"] for doc in page.items)

    def film_entry(doc: Doc) -> FilmEntry:
        card = cards.get(str(doc["movie_id"]))
        return FilmEntry(DiaryEntry.from_doc(doc), card or _card(doc, []), card is not None)

    return page.map(film_entry)


def _lookup_cards() -> Doc:
    lookup = film_lookup(CARD_FIELDS)["$lookup"]
    return {"$lookup": {**lookup, "as": "film_docs"}}


def viewings_and_years(diarist: Diarist, year: int | None) -> tuple[list[Viewing], list[int]]:
    """Return the viewings of a year that the viewer may see, newest first; and all years with any.

    Of all years together also the undated ones, at the end. Served by the index of `read_diary`.
    """
    of_year = {**DiarySelection(year=year).day_filter(), **diarist.visible()}
    dated = {**diarist.visible(), "day": {"$gte": ""}}
    years = [{"$match": dated}, {"$group": {"_id": {"$substrCP": ["$day", 0, 4]}}}]
    pipeline = [
        {"$match": of_year},
        {"$sort": dict(NEWEST_FIRST)},
        {"$project": VIEWING_FIELDS},
        {"$unionWith": {"coll": "diary", "pipeline": years}},
    ]
    rows = mongo.diary().list_of(pipeline, hint=diarist.index)
    entries = [row for row in rows if "movie_id" in row]
    docs = {entry["movie_id"]: entry["film"] for entry in entries}  # the oldest's: all the same
    facts = find_facts(docs, FACTS_OF_VIEWINGS)
    films = {id: _seen_film(id, copied, facts.get(id, {})) for id, copied in docs.items()}
    viewings = [_viewing(entry, *films[entry["movie_id"]]) for entry in entries]
    return viewings, sorted((int(row["_id"]) for row in rows[len(entries) :]), reverse=True)


def _seen_film(id: ObjectId, copied: Doc, film: Doc) -> tuple[MovieCard, Names, Names]:
    # By what entries copy they are filtered: so a number equals what its link opens.
    facts = EntryFilm.from_doc(copied)
    card = MovieCard(
        id=str(id),
        title=facts.title,
        year=facts.year,
        directors=read_names(film.get("directors")),
        genres=facts.genres,
        rated="",
        runtime=facts.runtime,
        rating=None,
        rating_count=0,
        review_count=0,
        poster_url=read_text(film.get("poster")),
    )
    return card, read_values(film.get("countries")), read_names(film.get("cast"))


def _viewing(entry: Doc, film: MovieCard, countries: Names, cast: Names) -> Viewing:
    rating, is_rewatch = entry.get("rating"), entry.get("rewatch") is True
    return Viewing(film, entry.get("day") or "", rating, is_rewatch, countries, cast)
