"""The kinds that a film is of: facts taken together, such as heist, 1970s, Italy."""

from collections.abc import Collection, Iterator, Mapping
from itertools import combinations, product
from typing import Any

from .documents import names_of, year_of

MOST_GENRES, MOST_COUNTRIES = 3, 2
MARK = "|"


def kinds_of(doc: Mapping[str, Any]) -> list[str]:
    """Give a film's kinds for storing: what two films share is then one key of an index.

    Genre, decade and country together; genre and decade; two genres. At most a dozen.
    """
    genres = [g for g in names_of(doc.get("genres")) if MARK not in g][:MOST_GENRES]
    countries = [c for c in names_of(doc.get("countries")) if MARK not in c][:MOST_COUNTRIES]
    parts = [*_in_their_decade(genres, countries, year_of(doc.get("year")))]
    parts += combinations(sorted(genres), 2)
    return [MARK.join(part) for part in parts]


def _in_their_decade(
    genres: list[str], countries: list[str], year: int | None
) -> Iterator[tuple[str, ...]]:
    if year is None:
        return
    decade = f"{year // 10 * 10}s"
    for genre, country in product(genres, countries):
        yield genre, decade, country
    for genre in genres:
        yield genre, decade


def in_words(kind: str, genres: Collection[str]) -> str:
    """Say a kind in words, genres in small letters: "film-noir, 1940s, UK"."""
    return ", ".join(p.lower() if p in genres else p for p in kind.split(MARK))
