"""Pagination: pages of a list and how they are fetched, counts as they are shown, tabs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

T = TypeVar("T")
U = TypeVar("U")
MAX_PAGE, MAX_ROUNDED = 500, 10_000
# What the fields of an order hold in the last document of a page.
Position = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Tab:
    """One of several values that a page can show: a tab, a sort order, a period."""

    value: str
    label: str
    is_selected: bool


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list: its items, its number from 1, its size, and the length of the list."""

    items: Sequence[T]
    number: int
    size: int
    total: int

    @property
    def last(self) -> int:
        return last_page(self.total, self.size)

    @property
    def previous(self) -> int | None:
        return self.number - 1 or None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number < self.last else None

    @property
    def numbers(self) -> tuple[int | None, ...]:
        """Return the numbers to link to: the ends, the neighbours, and None for each gap."""
        near = {1, self.last, *range(self.number - 1, self.number + 2)}
        shown: list[int | None] = []
        for number in sorted(n for n in near if 1 <= n <= self.last):
            if shown and shown[-1] is not None and number - shown[-1] > 1:
                shown.append(None)
            shown.append(number)
        return tuple(shown)


@dataclass(frozen=True, slots=True)
class KeysetPage(Generic[T]):
    """Some items of a list, and the position after which the next begin; None at the end."""

    items: Sequence[T]
    after: Position | None

    def map(self, convert: Callable[[T], U]) -> "KeysetPage[U]":
        return KeysetPage([convert(item) for item in self.items], self.after)


def last_page(total: int, size: int) -> int:
    return max(1, min(MAX_PAGE, -(-total // size)))


def paginate(
    number: int, size: int, total: int, fetch: Callable[[int, int], Sequence[T]]
) -> Page[T]:
    """Return a page of what `fetch(skip, limit)` returns; the last one for a number past it."""
    number = min(number, last_page(total, size))
    return Page(fetch((number - 1) * size, size), number, size, total)


def paginate_cursor(
    cursor: Any, from_doc: Callable[[Any], T], *, number: int, size: int, total: int
) -> Page[T]:
    def fetch(skip: int, limit: int) -> list[T]:
        return [from_doc(doc) for doc in cursor.skip(skip).limit(limit)]

    return paginate(number, size, total, fetch)


def page_number(text: str) -> int:
    """Parse a page number of a URL: 1 for anything invalid, `MAX_PAGE` for anything beyond."""
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        return 1
    return min(max(int(text), 1), MAX_PAGE)


def format_count(count: int, *, is_minimum: bool) -> str:
    """Return 1,234; for a minimum 1,200+, 10,000+ for all that is above, and 0 for none."""
    if not (is_minimum and count):
        return f"{count:,}"
    digits = 10 ** max(0, len(str(count)) - 2)
    return f"{min(MAX_ROUNDED, count // digits * digits):,}+"
