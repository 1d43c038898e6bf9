"""Reading a diary as its pages show it: entries with films, counts, and a year of viewings."""

from collections.abc import Iterable, Mapping
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
from .queries import NEWEST_FIRST, ONE_BATCH, visible_filter
from .selection import DiarySelection
from .statistics import Viewing

PAGE_SIZE, MAX_TAGS, FEED_SIZE = 50, 40, 30
READERS = {"countries": read_values, "directors": read_names, "cast": read_names}
FACTS_OF_VIEWINGS = ("directors", "cast", "countries", "poster")
COPIED = {f"film.{name}": 1 for name in ("title", "year", "genres", "runtime")}
VIEWING_FIELDS = {"movie_id": 1, "day": 1, "rating": 1, "rewatch": 1} | COPIED
Names = tuple[str, ...]
OF_OVERVIEW = {"day": 1, "rating": 1, "rewatch": 1, "movie_id": 1, "tag_keys": 1, "tags": 1}


@dataclass(frozen=True, slots=True)
class Diarist:
    """Whose diary it is, and who reads it; a visitor has no id."""

    id: ObjectId
    viewer_id: ObjectId | None

    @property
    def is_viewer(self) -> bool:
        return self.id == self.viewer_id

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
        entry, found = DiaryEntry.from_doc(doc), doc["film_docs"]
        return cls(entry, _card(doc, found), bool(found))


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


def _card(doc: Mapping[str, Any], found: list[Mapping[str, Any]]) -> MovieCard:
    return MovieCard.from_doc(found[0] if found else {**doc["film"], "_id": doc["movie_id"]})


def get_overview(diarist: Diarist, selected: Doc, year: int) -> Overview:
    """Return when the selected entries are, with days of `year`, and all there is to filter by.

    One aggregation over the entries that the viewer may see (index `by_day`).
    """
    day = {"$ifNull": ["$day", ""]}
    month = {"$substrCP": [day, 0, 7]}
    time = {"$cond": [{"$eq": [{"$substrCP": [day, 0, 4]}, f"{year:04}"]}, day, month]}
    tags = {"$zip": {"inputs": ["$tag_keys", "$tags"]}}
    tag_count = {"_id": {"$first": "$tag"}, "name": {"$last": {"$last": "$tag"}}, "n": {"$sum": 1}}
    parts = {
        "times": [{"$match": selected}, _count_by(time)],
        "genres": [{"$unwind": "$film.genres"}, _count_by("$film.genres")],
        "decades": [{"$match": {"film.decade": {"$gt": 0}}}, _count_by("$film.decade")],
        "tags": [
            {"$match": {"tag_keys.0": {"$exists": True}}},
            {"$project": {"tag": tags}},
            {"$unwind": "$tag"},
            {"$group": tag_count},
        ],
    }
    fields = {**OF_OVERVIEW, "film.genres": 1, "film.decade": 1}
    pipeline = [{"$match": diarist.visible()}, {"$project": fields}, {"$facet": parts}]
    row = mongo.diary().list_of(pipeline)[0]
    return Overview(
        times={part["_id"]: part["n"] for part in row["times"]},
        genres=tuple(sorted((part["_id"], part["n"]) for part in row["genres"])),
        decades=tuple(sorted((part["_id"], part["n"]) for part in row["decades"]))[::-1],
        tags=_most_used_tags(row["tags"]),
    )


def _count_by(key: Any) -> Doc:
    return {"$group": {"_id": key, "n": {"$sum": 1}}}


def _most_used_tags(rows: Iterable[Doc]) -> tuple[tuple[str, str, int], ...]:
    tags = [(row["_id"], row["name"], row["n"]) for row in rows]
    return tuple(sorted(tags, key=lambda tag: (-tag[2], tag[0]))[:MAX_TAGS])


def selected_filter(diarist: Diarist, selection: DiarySelection) -> Doc:
    """Return the filter of all that a selection asks for but its days.

    Facts that entries do not copy are looked up in the films of the diary (index `by_day`).
    """
    wanted, facts = selection.entry_filter(), selection.facts()
    if not facts:
        return wanted
    selector = {**wanted, **diarist.visible()}
    films = find_facts(mongo.diary().distinct("movie_id", selector), facts)
    ids = [id for id, film in films.items() if _has_facts(film, facts)]
    return {**wanted, "movie_id": {"$in": ids}}


def _has_facts(film: Doc, wanted: Mapping[str, str]) -> bool:
    return all(value in READERS[path](film.get(path)) for path, value in wanted.items())


def page_of_film_entries(
    diarist: Diarist, selected: Doc, number: int, total: int
) -> Page[FilmEntry]:
    """Return a page of the `total` selected entries, undated ones last (index `by_day`)."""

    def fetch(skip: int, limit: int) -> list[FilmEntry]:
        return find_film_entries(diarist, selected, skip, limit)

    return paginate(number, PAGE_SIZE, total, fetch)


def find_film_entries(
    diarist: Diarist, selected: Doc, skip: int = 0, limit: int = 0
) -> list[FilmEntry]:
    """Return selected entries with their films, newest first; all of them without a limit."""
    pipeline: list[Doc] = [
        {"$match": {**selected, **diarist.visible()}},
        {"$sort": dict(NEWEST_FIRST)},
        *([{"$skip": skip}, {"$limit": limit}] if limit else []),
        {**_lookup_cards()},
    ]
    rows = mongo.diary().aggregate(pipeline, hint="by_day")
    return [FilmEntry.from_doc(row) for row in rows]


def entries_after(diarist: Diarist, after: Position | None, limit: int) -> KeysetPage[FilmEntry]:
    """Return the entries of a diary after a position, undated ones last (index `by_day`)."""
    page = page_after(mongo.diary(), diarist.visible(), NEWEST_FIRST, after, limit)
    cards = get_cards(doc["movie_id"] for doc in page.items)

    def film_entry(doc: Doc) -> FilmEntry:
        card = cards.get(str(doc["movie_id"]))
        return FilmEntry(DiaryEntry.from_doc(doc), card or _card(doc, []), card is not None)

    return page.map(film_entry)


def _lookup_cards() -> Doc:
    lookup = film_lookup(CARD_FIELDS)["$lookup"]
    return {"$lookup": {**lookup, "as": "film_docs"}}


def viewings_of(diarist: Diarist, year: int | None) -> list[Viewing]:
    """Return the viewings of a year that the viewer may see, the newest first (index `by_day`).

    Of all years together also the undated ones, at the end.
    """
    selector = {**DiarySelection(year=year).day_filter(), **diarist.visible()}
    found = mongo.diary().find(selector, VIEWING_FIELDS, batch_size=ONE_BATCH).sort(NEWEST_FIRST)
    entries = list(found.hint("by_day"))
    docs = {entry["movie_id"]: entry["film"] for entry in entries}  # the oldest's: all the same
    facts = find_facts(docs, FACTS_OF_VIEWINGS)
    films = {id: _seen_film(id, copied, facts.get(id, {})) for id, copied in docs.items()}
    return [_viewing(entry, *films[entry["movie_id"]]) for entry in entries]


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


def years_with_entries(diarist: Diarist) -> list[int]:
    """Return the years in which there are entries, the latest first (index `by_day`)."""
    dated = {**diarist.visible(), "day": {"$gte": ""}}
    year = {"$group": {"_id": {"$substrCP": ["$day", 0, 4]}}}
    rows = mongo.diary().aggregate([{"$match": dated}, year])
    return sorted((int(row["_id"]) for row in rows), reverse=True)
