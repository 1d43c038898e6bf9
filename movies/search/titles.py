"""Films by their titles: exact or nearly so, beginning so, and having all words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bson import ObjectId

from ..documents import read_year
from .asking import Stages
from .film_keys import TITLE, longest_beginning, nearly, pair_of
from .folding import LONGEST_WORD, MOST_WORDS
from .mistakes import mistakes

FIELDS = {"title": 1, "year": 1, "search.title": 1, "search.canonical": 1, "ranks.popularity": 1}
SHORTEST = {"search.length": 1, "ranks.tier": -1, "_id": -1}
POPULAR = {"ranks.tier": -1, "_id": -1}
# More candidates than these share a third of their title with the query only by accident.
MOST_CANDIDATES = 1500
MOST_READ, FEWER_READ, MOST_BOUNDS = 1000, 300, 4
# So many titles have two certain words only where hardly any search could mean a third.
PAIRS_READ = 40
NUMERALS_LONGER = 2  # "Malcolm 10" is what "Malcolm X" is compared as
YEARS_AMISS = 1  # people remember a film's year, or that in which they could see it
AT_THE_END = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Typed:
    """A query's words, run together as they are and as they are compared loosely; and a year."""

    text: str
    words: tuple[str, ...]
    raw: str
    canonical: str
    year: int | None = None

    @property
    def few(self) -> tuple[str, ...]:
        """Give the first words: as many as are looked for one by one."""
        return tuple(word[:LONGEST_WORD] for word in self.words[:MOST_WORDS])

    @property
    def forms(self) -> tuple[str, ...]:
        """Give the one or two texts to look for."""
        return tuple(dict.fromkeys((self.raw, self.canonical)))


@dataclass(frozen=True, slots=True)
class Hit:
    """A film that a query may mean."""

    id: ObjectId
    title: str
    raw: str
    canonical: str
    popularity: float
    year: int | None = None

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> "Hit":
        """Read a film's document, cut to `FIELDS`."""
        keys, ranks = row["search"], row.get("ranks") or {}
        title = str(row.get("title") or "")
        popularity, year = ranks.get("popularity") or 0.0, read_year(row.get("year"))
        return cls(row["_id"], title, keys["title"], keys["canonical"], popularity, year)

    def years_from(self, year: int | None) -> int:
        """Give how many years lie between a year and the film's."""
        return abs((self.year or 0) - year) if year else 0


def called(typed: Typed, edits: int) -> Stages:
    """Ask for the films that may have this title, or be so many mistakes away (`title_keys`)."""
    wanted = [key for form in typed.forms for key in nearly(TITLE, form, edits)]
    match = {"search.keys": {"$in": list(dict.fromkeys(wanted))}}
    dated = _of_year(typed.year, YEARS_AMISS) if typed.year else []
    return [{"$match": match}, {"$limit": MOST_CANDIDATES}, *dated, {"$project": FIELDS}]


def _of_year(year: int, amiss: int = 0) -> Stages:
    return [{"$match": {"year": {"$gte": year - amiss, "$lte": year + amiss}}}]


def ranked(rows: Iterable[Mapping[str, Any]], typed: Typed, edits: int) -> list[tuple[int, Hit]]:
    """Give those candidates that are near enough, with how far they are, the best first."""
    near = [
        (away, Hit.from_row(row))
        for row in rows
        if (away := _away(row["search"], typed, edits)) <= edits
    ]
    return sorted(near, key=lambda one: _rank(one[0], one[1], typed))


def _away(keys: Mapping[str, str], typed: Typed, most: int) -> int:
    """Count the mistakes between a query and a title, in the form in which they are fewer."""
    raw, canonical = keys["title"], keys["canonical"]
    best = mistakes(typed.canonical, canonical, most)
    if best and (typed.raw != typed.canonical or raw != canonical):
        best = min(best, mistakes(typed.raw, raw, most))
    return best


def _rank(away: int, hit: Hit, typed: Typed) -> tuple[Any, ...]:
    """Fewer mistakes first; of the year; a title just as typed; the same first letter; popular."""
    begins_alike = typed.raw[:1] in (hit.raw[:1], hit.canonical[:1])
    longer = abs(len(hit.raw) - len(typed.raw)) if away else 0
    spelt_otherwise = hit.title.casefold() != typed.text.casefold()
    unlike = (hit.raw != typed.raw, spelt_otherwise, not begins_alike, longer)
    return (away, hit.years_from(typed.year), *unlike, -hit.popularity, hit.id)


def beginning(text: str, size: int, year: int | None = None) -> Stages:
    """Ask for the films whose title begins so, shortest first, then popular (`title_begins`).

    Those of a year, or with more letters alike than a key has, are looked for among the first.
    """
    begin = longest_beginning(text)
    if not begin:
        return []
    long_enough = {"$gte": len(text) - NUMERALS_LONGER}
    match = {"search.begins": begin, "search.length": long_enough}
    stages: Stages = [{"$match": match}, {"$sort": SHORTEST}]
    if begin != text:
        within = {"$gte": text, "$lt": text + AT_THE_END}
        either = {"$or": [{"search.title": within}, {"search.canonical": within}]}
        stages += [{"$limit": FEWER_READ}, {"$match": either}]
    dated = [{"$limit": FEWER_READ}, *_of_year(year)] if year else []
    return [*stages, *dated, {"$limit": size}, {"$project": FIELDS}]


def having(words: Sequence[str], size: int, year: int | None = None) -> Stages:
    """Ask for popular films that have these words in their title (`words`).

    A key stands for each two words of a title: the two longest of the query are looked for, and
    the others, or a year, among the most popular of those.
    """
    telling = sorted(dict.fromkeys(words), key=len, reverse=True)
    if not telling:
        return []
    stages = having_words([pair_of(telling[:2]), *telling[2:]], size, PAIRS_READ)
    if year:
        first, order, *rest = stages
        return [first, order, {"$limit": FEWER_READ}, *_of_year(year), *rest]
    return stages


def having_words(words: Sequence[str], size: int, read: int = MOST_READ) -> Stages:
    """Ask for popular films that have the first of the words, and among those, all (`words`)."""
    if not words:
        return []
    stages: Stages = [{"$match": {"search.words": words[0]}}, {"$sort": POPULAR}]
    if len(words) > 1:
        all_of = {"search.words": {"$all": list(words[1:])}}
        stages += [{"$limit": read}, {"$match": all_of}]
    return [*stages, {"$limit": size}, {"$project": FIELDS}]


def any_of_year(words: Sequence[str], year: int | None) -> Stages:
    """Ask whether films of a year have all of the words anywhere (`newest` or `words`)."""
    if not words or year is None:
        return []
    return [{"$match": words_filter(words, year)}, {"$limit": 1}, {"$project": FIELDS}]


def words_filter(words: Sequence[str], year: int | None = None) -> dict[str, Any]:
    """Give the filter of all films that have all of the words; the first should be the rarest."""
    chosen: dict[str, Any] = {"search.words": {"$all": list(words[:MOST_BOUNDS])}}
    if rest := list(words[MOST_BOUNDS:]):  # more alternatives only keep the planner busy
        chosen["$expr"] = {"$setIsSubset": [{"$literal": rest}, "$search.words"]}
    if year:
        chosen["year"] = year
    return chosen


def each_once(hits: Iterable[Hit]) -> list[Hit]:
    """Give hits without those films that came before."""
    first: dict[ObjectId, Hit] = {}
    for hit in hits:
        first.setdefault(hit.id, hit)
    return list(first.values())
