"""A whole believable site: films, members, reviews, and what was reported and decided."""

from dataclasses import dataclass
from datetime import datetime

from movies.facet_index.building import rebuild_facet_index

from ..community import Seeded, seed_community
from .plan import usual_reports
from .seed import Judged, seed_moderation


@dataclass(frozen=True, slots=True)
class Site:
    """How many of each were put in; what was there already is not counted."""

    seeded: Seeded
    judged: Judged


@dataclass(frozen=True, slots=True)
class Size:
    """How many of each there are to be; reports in proportion to the reviews unless given."""

    films: int
    members: int
    reviews: int
    reports: int | None = None


def seed_site(size: Size, *, seed: int, until: datetime) -> Site:
    """Put all of it in; raises TooFewPairs. Safe to repeat: nothing doubles.

    Everything follows from the seed and from `until`, the moment of the newest review or decision.
    """
    seeded, members = seed_community(
        films=size.films, members=size.members, reviews=size.reviews, seed=seed, until=until
    )
    reports = usual_reports(size.reviews) if size.reports is None else size.reports
    judged = seed_moderation(
        reviews=size.reviews, reports=reports, members=members, seed=seed, until=until
    )
    rebuild_facet_index()
    return Site(seeded, judged)
