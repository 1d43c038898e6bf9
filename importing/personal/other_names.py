"""Other names of films, such as the original ones, which the catalogue does not have."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from movies.film_identity import TitleForms

FILE = Path(__file__).resolve().parents[1] / "data" / "other_names.tsv"


def films_named(canonical: str) -> frozenset[int]:
    """Return the IMDb numbers of films with such a name, in the spelling of `TitleForms`."""
    return _names().get(canonical, frozenset())


@cache
def _names() -> Mapping[str, frozenset[int]]:
    names: defaultdict[str, set[int]] = defaultdict(set)
    for line in FILE.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            number, *others = line.split("\t")
            for name in others:
                names[TitleForms.of(name).canonical].add(int(number))
    return {name: frozenset(numbers) for name, numbers in names.items() if name}
