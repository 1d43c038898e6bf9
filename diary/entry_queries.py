"""Reading a diary as its pages show it: entries with films, counts, and a year of viewings."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bson import ObjectId

from accounts.documents import Member
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
OF_VIEWING = dict.fromkeys(("movie_id", "day", "rating", "rewatch"), 1)
OF_OVERVIEW = OF_VIEWING | dict.fromkeys(("tag_keys", "tags", "film.genres", "film.decade"), 1)
VIEWING_FIELDS = OF_VIEWING | {f"film.{n}": 1 for n in ("title", "year", "genres", "runtime")}
Names = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Diarist:
    """Whose diary it is, and who reads it; a visitor has no id."""

    id: ObjectId
    viewer_id: ObjectId | None

    @classmethod
    def of(cls, owner: Member, viewer: Member | None) -> "Diarist":
        return cls(owner.id, viewer.id if viewer else None)

    @property
    def is_viewer(self) -> bool:
        return self.id == self.viewer_id

    @property
    def index(self) -> str:
        """Return the name of the index that has exactly what the viewer may see, by day."""
        return "by_day" if self.is_viewer else "public_by_day"

    def visible_filter(self) -> Doc:
        return visible_filter(self.viewer_id, self.id)


@dataclass(frozen=True, slots=True)
class FilmEntry:
    """An entry and its film; for a film that was deleted, the facts that the entry has copied."""

    entry: DiaryEntry
    film: MovieCard
    is_in_catalogue: bool

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any], card: MovieCard | None = None) -> "FilmEntry":
        """Read an entry with its film: a card, or the first of the list `film_docs`."""
        if films := doc.get("film_docs"):
            card = MovieCard.from_doc(films[0])
        copied = card or MovieCard.from_doc({**doc["film"], "_id": doc["movie_id"]})
        return cls(DiaryEntry.from_doc(doc), copied, card is not None)


@dataclass(frozen=True, slots=True)
class Overview:
    """What a diary can be filtered by; `times`: entries by month, by day in one year, and ""."""

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


def read_diary(diarist: Diarist) -> list[Doc]:
    """Return the fields to count a diary by, newest first (index `by_day` or `public_by_day`)."""
    entries = mongo.diary().find(diarist.visible_filter(), OF_OVERVIEW, batch_size=mongo.ONE_BATCH)
    return list(entries.sort(NEWEST_FIRST).hint(diarist.index))


def select_entries(entries: Sequence[Doc], selection: DiarySelection) -> list[Doc]:
    """Return the entries with all that a selection asks for but its days."""
    selected, facts = [entry for entry in entries if selection.matches(entry)], selection.facts()
    if not facts:
        return selected
    films = find_facts({entry["movie_id"] for entry in selected}, facts)

    def has_facts(film: Doc) -> bool:
        return all(value in READERS[path](film.get(path)) for path, value in facts.items())

    return [entry for entry in selected if has_facts(films.get(entry["movie_id"], {}))]


def overview_of(entries: Iterable[Doc], selected: Iterable[Doc], year: int) -> Overview:
    """Count selected entries by month, in `year` by day; all entries by genre, decade and tag."""
    genres, decades = Counter[str](), Counter[int]()
    tags, names = Counter[str](), dict[str, str]()
    for entry in entries:
        genres.update(entry["film"].get("genres") or ())
        decades[entry["film"].get("decade") or 0] += 1
        tags.update(entry["tag_keys"])
        names.update(zip(entry["tag_keys"], entry["tags"], strict=True))
    decades.pop(0, None)  # entries of films without a year
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
        match = {"$match": {**diarist.visible_filter(), "_id": {"$in": page}}}
        rows = mongo.diary().list_of([match, _card_lookup()], hint="_id_") if page else ()
        by_id = {row["_id"]: FilmEntry.from_doc(row) for row in rows}
        return [by_id[id] for id in page if id in by_id]

    return paginate(number, PAGE_SIZE, len(ids), fetch)


def find_film_entries(diarist: Diarist, limit: int = 0) -> list[FilmEntry]:
    """Return entries with their films, newest first; all of them without a limit."""
    pipeline: list[Doc] = [
        {"$match": diarist.visible_filter()},
        {"$sort": dict(NEWEST_FIRST)},
        *([{"$limit": limit}] if limit else []),
        _card_lookup(),
    ]
    rows = mongo.diary().list_of(pipeline, hint=diarist.index)
    return [FilmEntry.from_doc(row) for row in rows]


def entries_after(diarist: Diarist, after: Position | None, limit: int) -> KeysetPage[FilmEntry]:
    """Return the entries of a diary after a position, undated ones last (as `read_diary`)."""
    page = page_after(mongo.diary(), diarist.visible_filter(), NEWEST_FIRST, after, limit)
    cards = get_cards(doc["movie_id"] for doc in page.items)
    return page.map(lambda doc: FilmEntry.from_doc(doc, cards.get(str(doc["movie_id"]))))


def _card_lookup() -> Doc:
    return {"$lookup": {**film_lookup(CARD_FIELDS)["$lookup"], "as": "film_docs"}}


def viewings_and_years(diarist: Diarist, year: int | None) -> tuple[list[Viewing], list[int]]:
    """Return the viewings of a year that the viewer may see, newest first; and all years with any.

    Of all years together also the undated ones, at the end. Served by the index of `read_diary`.
    """
    of_year = {**DiarySelection(year=year).day_filter(), **diarist.visible_filter()}
    dated = {**diarist.visible_filter(), "day": {"$gte": ""}}
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
    facts, directors = EntryFilm.from_doc(copied), read_names(film.get("directors"))
    card = MovieCard(
        str(id), facts.title, facts.year, directors, facts.genres, "", facts.runtime, None, 0, 0,
        read_text(film.get("poster")),
    )  # fmt: skip
    return card, read_values(film.get("countries")), read_names(film.get("cast"))


def _viewing(entry: Doc, film: MovieCard, countries: Names, cast: Names) -> Viewing:
    rating, is_rewatch = entry.get("rating"), entry.get("rewatch") is True
    return Viewing(film, entry.get("day") or "", rating, is_rewatch, countries, cast)
