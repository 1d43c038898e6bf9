"""The row of the home page that a member's own ratings make."""

from itertools import islice

import reviews.favourites
from accounts.documents import Member, Viewer
from mflix_site.web.rating_scales import rating_phrase
from movies import home, queries, similar
from movies.documents import Movie, MovieCard
from movies.errors import MovieNotFound
from movies.home import Row

TRIED, LEADS = 2, 40
WHY = "films like it that you have not reviewed"


def because_you_gave(viewer: Viewer, films: int) -> Row | None:
    """Films like the one that a member rated highest; where those are all reviewed, the next one.

    `films` is how many the catalogue holds.
    """
    if viewer.member is None:
        return None
    for favourite in reviews.favourites.favourites(viewer.member, TRIED):
        try:
            film = queries.get_movie(favourite.movie_id)
        except MovieNotFound:
            continue
        if cards := _unseen(viewer.member, film, films):
            given = rating_phrase(favourite.rating, viewer.preferences.rating_scale)
            return Row(home.GAVE, f"Because you gave {film.title} {given}", WHY, "", cards, True)
    return None


def _unseen(member: Member, film: Movie, films: int) -> tuple[MovieCard, ...]:
    """What is like a film, not reviewed yet, and of the certificates that the member prefers."""
    leads = similar.leads_from(film, films)[:LEADS]
    seen = reviews.favourites.reviewed_among(member, (lead.id for lead in leads))
    wanted = member.preferences.preferred_ratings
    cards = similar.cards_of(lead for lead in leads if lead.id not in seen)
    fitting = (card for card in cards if not wanted or card.rated in wanted)
    return tuple(islice(fitting, home.SIZE))
