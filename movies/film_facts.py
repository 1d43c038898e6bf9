"""The facts of a film that an admin may edit, and the differences between two versions of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from django.utils.translation import gettext_lazy as _

from .documents import (
    read_count,
    read_date,
    read_names,
    read_text,
    read_title,
    read_values,
    read_year,
)

LABELS = {
    "title": _("Title"), "year": _("Year"), "runtime": _("Runtime in minutes"),
    "rated": _("Certificate"), "genres": _("Genres"), "countries": _("Countries"),
    "languages": _("Languages"), "directors": _("Directors"), "writers": _("Writers"),
    "cast": _("Cast"), "plot": _("Short plot"), "fullplot": _("Full plot"),
    "poster": _("Poster address"), "released": _("Release date"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FilmFacts:
    """The facts of a film; unknown ones are empty."""

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
        """Read a film's document, or one side of a revision."""
        lists = ("genres", "countries", "languages", "directors", "writers", "cast")
        texts = ("title", "rated", "plot", "fullplot", "poster")
        values: dict[str, Any] = {name: read_text(doc.get(name)) for name in texts}
        values["title"] = read_title(doc.get("title"))
        values |= {name: read_names(doc.get(name)) for name in lists}
        values |= {name: read_values(doc.get(name)) for name in lists[:3]}
        return cls(
            **values,
            year=read_year(doc.get("year")),
            runtime=read_count(doc.get("runtime")) or None,
            released=read_date(doc.get("released")),
        )

    def to_doc(self) -> dict[str, Any]:
        values: dict[str, Any] = {name: value for name in LABELS if (value := getattr(self, name))}
        if self.released:
            values["released"] = datetime.combine(self.released, time(), UTC)
        return {
            n: list(value) if isinstance(value, tuple) else value for n, value in values.items()
        }

    def update_for(self, stored: "FilmFacts") -> tuple[dict[str, Any], list[str]]:
        """Return the fields to set in the stored document, and the names of those to unset."""
        differing = [name for name in LABELS if getattr(self, name) != getattr(stored, name)]
        own_values = self.to_doc()
        values = {name: own_values[name] for name in differing if name in own_values}
        return values, [name for name in differing if name not in own_values]


@dataclass(frozen=True, slots=True)
class Difference:
    """One fact that differs; of a list also the removed and the added values."""

    label: str
    before: str
    after: str
    removed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()


def diff_facts(before: FilmFacts | None, after: FilmFacts | None) -> Sequence[Difference]:
    """Return the facts that differ, in their order; None has no facts at all."""
    before, after = before or FilmFacts(""), after or FilmFacts("")
    values = ((name, getattr(before, name), getattr(after, name)) for name in LABELS)
    return [_difference(name, old, new) for name, old, new in values if old != new]


def _difference(name: str, old: Any, new: Any) -> Difference:
    label = str(LABELS[name])
    if not isinstance(old, tuple):
        before, after = ("" if value is None else str(value) for value in (old, new))
        return Difference(label, before, after)
    removed = tuple(value for value in old if value not in new)
    added = tuple(value for value in new if value not in old)
    return Difference(label, ", ".join(old), ", ".join(new), removed, added)
