"""The row of the home page that a member's own ratings make."""

from itertools import islice

import reviews.favourites
from accounts.documents import Member, Viewer
from mflix_site.web.rating_scales import describe_rating
from movies import home, queries, similar
from movies.documents import Movie, MovieCard
from movies.errors import MovieNotFound
from movies.home import Row

MAX_FAVOURITES, MAX_NEIGHBOURS = 2, 40
EXPLANATION = "films like it that you have not reviewed"


def recommended_row(viewer: Viewer, films: int) -> Row | None:
    """Films like the one that a member rated highest; where those are all reviewed, the next one.

    `films` is how many the catalogue holds.
    """
    if viewer.member is None:
        return None
    for favourite in reviews.favourites.favourites(viewer.member, MAX_FAVOURITES):
        try:
            film = queries.get_movie(favourite.movie_id)
        except MovieNotFound:
            continue
        if cards := _unreviewed_cards(viewer.member, film, films):
            given = describe_rating(favourite.rating, viewer.preferences.rating_scale)
            return Row(
                home.RATED_HIGH_ROW,
                f"Because you gave {film.title} {given}",
                EXPLANATION,
                "",
                cards,
                True,
            )
    return None


def _unreviewed_cards(member: Member, film: Movie, films: int) -> tuple[MovieCard, ...]:
    """What is like a film, not reviewed yet, and of the certificates that the member prefers."""
    leads = similar.find_neighbours(film, films)[:MAX_NEIGHBOURS]
    seen = reviews.favourites.reviewed_among(member, (lead.id for lead in leads))
    wanted = member.preferences.preferred_ratings
    cards = similar.neighbour_cards(lead for lead in leads if lead.id not in seen)
    fitting = (card for card in cards if not wanted or card.rated in wanted)
    return tuple(islice(fitting, home.ROW_SIZE))
