"""The facts of a film that an admin may edit: read from a document, compared, and written back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time
from typing import Any

from .documents import read_count, read_names, read_text, read_year

LABELS: Mapping[str, str] = {
    "title": "Title",
    "year": "Year",
    "runtime": "Minutes",
    "rated": "Certificate",
    "genres": "Genres",
    "countries": "Countries",
    "languages": "Languages",
    "directors": "Directors",
    "writers": "Writers",
    "cast": "Cast",
    "plot": "Plot in a sentence",
    "fullplot": "The whole story",
    "poster": "Address of a poster",
    "released": "First shown",
}


@dataclass(frozen=True, slots=True)
class FilmFacts:
    """What is known of a film; what is not known is empty."""

    title: str
    year: int | None = None
    runtime: int | None = None
    rated: str = ""
    genres: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    directors: tuple[str, ...] = ()
    writers: tuple[str, ...] = ()
    cast: tuple[str, ...] = ()
    plot: str = ""
    fullplot: str = ""
    poster: str = ""
    released: date | None = None

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> "FilmFacts":
        """Read a film's document, or what its history kept; untidy values as pages read them."""
        released = doc.get("released")
        lists = ("genres", "countries", "languages", "directors", "writers", "cast")
        texts = ("title", "rated", "plot", "fullplot", "poster")
        found: dict[str, Any] = {name: read_text(doc.get(name)) for name in texts}
        found |= {name: read_names(doc.get(name)) for name in lists}
        return cls(
            **found,
            year=read_year(doc.get("year")),
            runtime=read_count(doc.get("runtime")) or None,
            released=released.date() if isinstance(released, datetime) else None,
        )

    def kept(self) -> dict[str, Any]:
        """Give the facts that are known, as documents hold them."""
        return {name: value for name in LABELS if (value := self._stored(name))}

    def _stored(self, name: str) -> Any:
        value = getattr(self, name)
        if isinstance(value, tuple):
            return list(value)
        return datetime.combine(value, time(), UTC) if isinstance(value, date) else value

    def changes_from(self, other: "FilmFacts") -> tuple[dict[str, Any], list[str]]:
        """Give what turns the other's document into one of these: values, and names to drop."""
        differing = [name for name in LABELS if getattr(self, name) != getattr(other, name)]
        known = self.kept()
        values = {name: known[name] for name in differing if name in known}
        return values, [name for name in differing if name not in known]


@dataclass(frozen=True, slots=True)
class Difference:
    """One fact that differs: its label, what it was and is, and of a list what came and went."""

    label: str
    was: str
    now: str
    gone: tuple[str, ...] = ()
    come: tuple[str, ...] = ()


def diff_facts(was: FilmFacts | None, now: FilmFacts | None) -> Sequence[Difference]:
    """Give field by field what differs between two versions; None has no facts at all."""
    before, after = was or FilmFacts(""), now or FilmFacts("")
    found = ((f.name, getattr(before, f.name), getattr(after, f.name)) for f in fields(FilmFacts))
    return [_difference(name, old, new) for name, old, new in found if old != new]


def _difference(name: str, old: Any, new: Any) -> Difference:
    gone: tuple[str, ...] = ()
    come: tuple[str, ...] = ()
    if isinstance(old, tuple):
        gone = tuple(value for value in old if value not in new)
        come = tuple(value for value in new if value not in old)
    return Difference(LABELS[name], format_value(old), format_value(new), gone, come)


def format_value(value: Any) -> str:
    """Give a fact as one text."""
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)
