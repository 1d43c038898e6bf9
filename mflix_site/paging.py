"""A page of things, and how to reach the next."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
MAX_PAGE = 500


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list: its items, its number from 1, and the size of the whole."""

    items: Sequence[T]
    number: int
    size: int
    total: int

    @property
    def last(self) -> int:
        """Give the number of the last page that can be asked for."""
        return max(1, min(MAX_PAGE, -(-self.total // self.size)))

    @property
    def previous(self) -> int | None:
        """Give the number of the page before, if there is one."""
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        """Give the number of the page after, if there is one."""
        return self.number + 1 if self.number < self.last else None

    @property
    def numbers(self) -> tuple[int | None, ...]:
        """Give the numbers worth a link: the ends, the neighbours, and None for each gap."""
        near = {1, self.last, *range(self.number - 1, self.number + 2)}
        shown: list[int | None] = []
        for number in sorted(n for n in near if 1 <= n <= self.last):
            if shown and shown[-1] is not None and number - shown[-1] > 1:
                shown.append(None)
            shown.append(number)
        return tuple(shown)


def page_number(text: str) -> int:
    """Read a page number from a URL: anything odd is page 1, anything too deep the deepest."""
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        return 1
    return min(max(int(text), 1), MAX_PAGE)
