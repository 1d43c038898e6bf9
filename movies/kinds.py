"""The kinds that a film is of: facts taken together, such as heist, 1970s, Italy."""

from collections.abc import Collection, Iterator, Mapping
from itertools import combinations, product
from typing import Any

from .documents import read_names, read_year

MAX_GENRES, MAX_COUNTRIES = 3, 2
SEPARATOR = "|"


def kind_keys(doc: Mapping[str, Any]) -> list[str]:
    """Give a film's kinds for storing: what two films share is then one key of an index.

    Genre, decade and country together; genre and decade; two genres. At most a dozen.
    """
    genres = [g for g in read_names(doc.get("genres")) if SEPARATOR not in g][:MAX_GENRES]
    countries = [c for c in read_names(doc.get("countries")) if SEPARATOR not in c][:MAX_COUNTRIES]
    parts = [*_decade_kinds(genres, countries, read_year(doc.get("year")))]
    parts += combinations(sorted(genres), 2)
    return [SEPARATOR.join(part) for part in parts]


def _decade_kinds(
    genres: list[str], countries: list[str], year: int | None
) -> Iterator[tuple[str, ...]]:
    if year is None:
        return
    decade = f"{year // 10 * 10}s"
    for genre, country in product(genres, countries):
        yield genre, decade, country
    for genre in genres:
        yield genre, decade


def describe_kind(kind: str, genres: Collection[str]) -> str:
    """Say a kind in words, genres in small letters: "film-noir, 1940s, UK"."""
    return ", ".join(p.lower() if p in genres else p for p in kind.split(SEPARATOR))
