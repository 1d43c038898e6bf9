"""A whole believable community, the same one for the same seed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from mflix_site.progress import Progress
from movies.bulk import insert_films, update_all_ranks
from movies.search.indexing import rebuild_dictionary
from reviews.bulk import insert_reviews

from .films import seeded_films
from .members import put_members, seeded_members
from .pairs import check_room
from .reviews import seeded_reviews


@dataclass(frozen=True, slots=True)
class Seeded:
    """How many of each were put in; what was there already is not counted."""

    films: int
    members: int
    reviews: int


def seed_community(
    *, films: int, members: int, reviews: int, seed: int, until: datetime
) -> tuple[Seeded, list[dict[str, Any]]]:
    """Put films, members and reviews in; raises TooFewPairs. Safe to repeat: nothing doubles.

    Everything follows from the seed and from `until`, the moment of the newest review. Gives the
    members' documents too. Counts of the browse page are old until `rebuild`.
    """
    check_room(reviews, members, films)
    film_docs = seeded_films(films, seed)
    with Progress("Films", films) as progress:
        films_put = insert_films(film_docs, progress)
    update_all_ranks()
    rebuild_dictionary()
    newest_member = until - timedelta(days=2)
    with Progress("Members", members) as progress:
        wanted = seeded_members(members, seed, newest_member)
        members_put, there = put_members(wanted, progress)
    docs = seeded_reviews(film_docs, there, reviews, seed, until)
    with Progress("Reviews", reviews) as progress:
        put = Seeded(films_put, members_put, insert_reviews(docs, progress))
    return put, there
