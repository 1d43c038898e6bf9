"""Films that descriptions from elsewhere may mean, read in batches: by number, title, director."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from bson import ObjectId
from rapidfuzz.distance import OSA

from mflix_site.mongo import collections as mongo
from mflix_site.text import get_path

from .derived_fields import person_key, title_aliases
from .documents import read_count, read_names, read_title, read_year
from .search import keys
from .search.keys import TITLE, canonicalize, exact_key, fuzzy_keys, normalize

FIELDS = {
    "title": 1, "year": 1, "imdb.id": 1, "directors": 1,
    "search.title": 1, "search.canonical": 1, "search.aliases": 1,
}  # fmt: skip
# How many values one query looks up, and how many films it returns at most.
MAX_VALUES, MAX_FILMS = 200, 4000
MAX_KEYS = 1000
# From these lengths on, titles may differ in one letter, and in two: shorter ones have no such
# keys.
ONE_EDIT_FROM, TWO_EDITS_FROM = keys.MIN_LENGTHS[1] + 3, 12
Doc = dict[str, Any]


@dataclass(frozen=True, slots=True)
class KnownFilm:
    """What identifies a film: its title in the forms of search, year, IMDb number, directors."""

    id: ObjectId
    title: str
    year: int | None
    imdb_id: int | None
    directors: frozenset[str]
    compact: str
    canonical: str
    aliases: frozenset[str]

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> "KnownFilm":
        search = doc.get("search") or {}
        return cls(
            id=doc["_id"],
            title=read_title(doc.get("title")),
            year=read_year(doc.get("year")),
            imdb_id=read_count(get_path(doc, "imdb.id")) or None,
            directors=frozenset(map(person_key, read_names(doc.get("directors")))),
            compact=search.get("title", ""),
            canonical=search.get("canonical", ""),
            aliases=frozenset(search.get("aliases", ())),
        )

    @property
    def words(self) -> frozenset[str]:
        return title_words(self.title)


@dataclass(frozen=True, slots=True)
class TitleForms:
    """A title as search compares it: words run together, in one spelling, and its parts."""

    compact: str
    canonical: str
    aliases: frozenset[str]

    @classmethod
    def of(cls, title: str) -> "TitleForms":
        words = normalize(title[: keys.MAX_LENGTH]).split()
        aliases = frozenset(title_aliases(title[: keys.MAX_LENGTH]))
        return cls("".join(words), "".join(canonicalize(words)), aliases)

    @property
    def exact_keys(self) -> set[str]:
        forms = {self.compact, self.canonical, *self.aliases} - {""}
        return set(map(title_key, forms))

    @property
    def max_edits(self) -> int:
        """Return in how many letters a title that is nearly this one may differ."""
        length = len(self.canonical)
        return (length >= ONE_EDIT_FROM) + (length >= TWO_EDITS_FROM)

    def similar_keys(self) -> list[str]:
        forms = dict.fromkeys((self.compact, self.canonical))
        return [key for form in forms for key in fuzzy_keys(TITLE, form, self.max_edits)]

    def nearly_matches(self, film: KnownFilm) -> bool:
        pairs = ((self.compact, film.compact), (self.canonical, film.canonical))
        most = self.max_edits
        return any(OSA.distance(*pair, score_cutoff=most) <= most for pair in pairs)


def title_key(form: str) -> str:
    return exact_key(TITLE, form)


def title_words(title: str) -> frozenset[str]:
    """Return the words of a title that say something."""
    return frozenset(canonicalize(normalize(title).split())) - keys.STOP_WORDS


def find_by_ids(movie_ids: Iterable[ObjectId]) -> dict[ObjectId, KnownFilm]:
    """Return films by their ids (index `_id_`)."""
    return {film.id: film for film in _find_all("_id", movie_ids, size=MAX_KEYS)}


def find_by_imdb_ids(numbers: Iterable[int]) -> list[KnownFilm]:
    """Return the films with these IMDb numbers (index `imdb_id`)."""
    return _find_all("imdb.id", numbers)


def find_by_title_keys(wanted: Iterable[str]) -> list[KnownFilm]:
    """Return the films that have one of these keys of titles (index `title_keys`)."""
    return _find_all("search.keys", wanted)


def find_similar(wanted: Iterable[str], years: Collection[int]) -> list[KnownFilm]:
    """Return the films of these years that have one of these keys (index `title_keys`)."""
    return _find_all("search.keys", wanted, years, MAX_KEYS)


def find_by_title_words(
    pairs: Iterable[Collection[str]], years: Collection[int]
) -> list[KnownFilm]:
    """Return the films of these years with one of these pairs of words in the title (`words`)."""
    return _find_all("search.words", (keys.title_words_key(list(pair)) for pair in pairs), years)


def find_by_directors(names: Iterable[str], years: Collection[int]) -> list[KnownFilm]:
    """Return the films of these years in which these people had a part (index `person`)."""
    return _find_all("person_keys", filter(None, map(person_key, names)), years)


def _find_all(
    path: str, values: Iterable[Any], years: Collection[int] = (), size: int = MAX_VALUES
) -> list[KnownFilm]:
    of_years = {"year": {"$gte": min(years), "$lte": max(years)}} if years else {}
    distinct, films = iter(dict.fromkeys(values)), dict[ObjectId, KnownFilm]()
    while batch := list(islice(distinct, size)):
        films |= {film.id: film for film in _find(path, batch, of_years)}
    return list(films.values())


def _find(path: str, values: list[Any], of_years: Doc) -> Iterator[KnownFilm]:
    docs = list(mongo.movies().find({path: {"$in": values}, **of_years}, FIELDS, limit=MAX_FILMS))
    if len(docs) == MAX_FILMS and len(values) > 1:  # a film that is left out may be the one
        half = len(values) // 2
        return chain(_find(path, values[:half], of_years), _find(path, values[half:], of_years))
    return map(KnownFilm.from_doc, docs)
