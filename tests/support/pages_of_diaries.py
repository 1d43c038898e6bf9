"""Pages of a diary with awkward entries, a watchlist, and statistics, to be looked at."""

from accounts.documents import Member
from diary.services import set_liked, set_on_watchlist, set_watched

from .diaries import logged
from .factories import a_film
from .page_visits import Visit

NOTE = "It is about a friend, and about a city in which nobody can afford one. " * 8
NAMES = (
    "diary", "diary of one's own", "diary, filtered", "diary, nothing found", "diary, empty",
    "watchlist", "watchlist of one's own", "watchlist, picked", "watchlist, empty",
    "log a film", "log a film, found", "films", "films of one's own", "likes", "likes, empty",
    "year", "all years", "year, too early",
)  # fmt: skip


def stops(member: Member, newcomer: Member) -> tuple[Visit, ...]:
    """Log films of a member, and return the pages that show them."""
    for number in range(12):
        film = a_film(title=f"{'A long title, and ' * (number % 3)}film {number}")
        note, tags = (NOTE, ("Ciné club", "x" * 100)) if number % 5 == 0 else ("", ())
        logged(
            member, film, f"2026-{1 + number % 4:02}-{1 + number:02}", rating=number * 8 or None,
            rewatch=number % 4 == 0, tags=tags, note=note,
            privacy="private" if number % 6 == 0 else "public",
        )  # fmt: skip
        wanted = a_film(title=f"Wanted {number}")
        set_on_watchlist(member=member, movie_id=wanted, on=True, note=note)
        set_liked(member=member, movie_id=film, on=number % 3 == 0)
    set_watched(member=member, movie_id=a_film(title="Watched long ago"), on=True)
    logged(member, a_film(title="Undated"))
    own = f"/members/{member.handle}"
    return (
        Visit("diary", None, f"{own}/diary/"),
        Visit("diary of one's own", member, f"{own}/diary/2026/"),
        Visit("diary, filtered", None, f"{own}/diary/2026/?genre=Mystery&rating=any"),
        Visit("diary, nothing found", None, f"{own}/diary/?genre=Western"),
        Visit("diary, empty", newcomer, f"/members/{newcomer.handle}/diary/"),
        Visit("watchlist", None, f"{own}/watchlist/"),
        Visit("watchlist of one's own", member, f"{own}/watchlist/"),
        Visit("watchlist, picked", None, f"{own}/watchlist/?pick=1"),
        Visit("watchlist, empty", newcomer, f"/members/{newcomer.handle}/watchlist/"),
        Visit("log a film", member, "/diary/log/"),
        Visit("log a film, found", member, "/diary/log/?q=film"),
        Visit("films", None, f"{own}/films/"),
        Visit("films of one's own", member, f"{own}/films/?sort=rating&logged=no"),
        Visit("likes", None, f"{own}/likes/"),
        Visit("likes, empty", newcomer, f"/members/{newcomer.handle}/likes/"),
        Visit("year", None, f"{own}/year/2026/"),
        Visit("all years", member, f"{own}/year/all/"),
        Visit("year, too early", newcomer, f"/members/{newcomer.handle}/year/2026/"),
    )
