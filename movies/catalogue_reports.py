"""Reports on all films, by year and by director, stored so that no request reads the catalogue.

The watcher computes them after films have changed. Until it has once, whoever asks computes them.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import mean
from typing import Any

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.transactions import long_timeout
from mflix_site.shared_reads import shared_read
from mflix_site.text import get_path

from .documents import imdb_rating, read_count, read_names, read_year
from .facet_index.loading import CHANGES, META

ID = "reports"
BY_YEAR, BY_DIRECTOR = "by_year", "by_director"
MAX_DIRECTORS = 100
FIELDS = {"year": 1, "directors": 1, "imdb.rating": 1, "imdb.votes": 1}
Doc = dict[str, Any]


@dataclass(slots=True)
class FilmGroup:
    """Films that have something in common: how many, and their ratings and votes at IMDb."""

    films: int = 0
    ratings: list[int] = field(default_factory=list)
    votes: int = 0

    def add(self, doc: Mapping[str, Any]) -> None:
        self.films += 1
        self.votes += read_count(get_path(doc, "imdb.votes")) or 0
        if (rating := imdb_rating(doc)) is not None:
            self.ratings.append(rating)

    def row(self, name: str, value: Any) -> Doc:
        """Return the group as it is stored: ratings of 0 to 10, 0 where no film has one."""
        ratings = self.ratings or [0]
        return {
            name: value,
            "films": self.films,
            "average": round(mean(ratings) / 10, 2),
            "highest": max(ratings) / 10,
            "lowest": min(ratings) / 10,
            "votes": self.votes,
        }


@shared_read
def read_reports() -> Doc:
    """Return the reports `BY_YEAR`, newest first, and `BY_DIRECTOR`, most films first."""
    stored = mongo.facet_counts().find_one({"_id": ID})
    return stored or _compute()


def refresh_reports() -> bool:
    """Compute and store the reports if films have changed since; return whether they had."""
    changes = _changes()
    if mongo.facet_counts().find_one({"_id": ID, "changes": changes}, {"_id": 1}):
        return False
    with long_timeout():
        reports = {**_compute(), "changes": changes}
        mongo.facet_counts().replace_one({"_id": ID}, reports, upsert=True)
    return True


def _changes() -> Doc:
    """Return values that differ after any change of films (index `_id_`)."""
    meta = mongo.facet_counts().find_one({"_id": META}) or {}
    total: list[Doc] = [{"$match": CHANGES}, {"$group": {"_id": 0, "n": {"$sum": "$times"}}}]
    times = sum(row["n"] for row in mongo.facet_counts().list_of(total))
    return {"generation": meta.get("generation", 0), "published": meta.get("published", 0),
            "times": times}  # fmt: skip


def _compute() -> Doc:
    """Read all films in the order of `_id_`."""
    films = mongo.movies().find({}, FIELDS).sort("_id", 1)
    years: defaultdict[int, FilmGroup] = defaultdict(FilmGroup)
    directors: defaultdict[str, FilmGroup] = defaultdict(FilmGroup)
    for doc in films:
        if (year := read_year(doc.get("year"))) is not None:
            years[year].add(doc)
        for name in read_names(doc.get("directors")):
            directors[name].add(doc)
    busiest = sorted(directors, key=lambda name: (-directors[name].films, name))[:MAX_DIRECTORS]
    return {
        BY_YEAR: [years[year].row("year", year) for year in sorted(years, reverse=True)],
        BY_DIRECTOR: [directors[name].row("director", name) for name in busiest],
    }
