"""A world with something on each page, awkward things among them, and where its pages are."""

from typing import Any

from bson import ObjectId

from accounts.documents import Member
from diary.services import set_watched
from movies.search.indexing import rebuild_dictionary
from tests.support import (
    pages_of_admins,
    pages_of_diaries,
    pages_of_imports,
    pages_of_lists,
    pages_of_moderation,
)
from tests.support.cast import make_member
from tests.support.factories import a_film, a_review

from .page_visits import Visit

LONG = "The Incredibly Long and Winding Title of a Film Nobody Dared to Cut " * 3
FILMS: list[dict[str, Any]] = [
    {"title": LONG[:200], "directors": ["Carol Reed"], "plot": None, "cast": None},
    {"title": "Donaudampfschifffahrtsgesellschaftskapitän" * 4, "year": None, "genres": None},
    {"title": "M", "year": 1931, "directors": ["Fritz Lang"], "genres": ["Crime"], "rated": None},
    {"title": "羅生門", "year": 1950, "directors": ["黒澤 明"], "countries": ["Japan"]},
    {"title": "Stalker", "year": 1979, "genres": ["Sci-Fi", "Drama"], "imdb": {"rating": 8.1}},
    {"title": "Brazil", "year": 1985, "genres": ["Comedy", "Sci-Fi"], "directors": ["Fritz Lang"]},
]
OUTSIDE = {
    "imdb": {"rating": 8.1, "votes": 180_000},
    "metacritic": 97,
    "tomatoes": {"critic": {"meter": 99}, "viewer": {"meter": 93}},
    "awards": {"text": "Won 1 Oscar."},
    "fullplot": "A writer of cheap westerns comes to Vienna for a job and finds a funeral. " * 5,
}
WORDS = "It is about a friend, and about a city in which nobody can afford one.\n\nSee it twice."


def world() -> dict[str, Visit]:
    """Insert films, members and reviews, and return the pages by name."""
    taste = {"favorite_genres": ["Crime", "War"], "favorite_cast": ["Carol Reed"]}
    alice, bob = make_member("Alice Ångström", preferences=taste), make_member("Bob")
    film = a_film(**OUTSIDE)
    for facts in FILMS:
        a_review(bob, a_film(**facts), WORDS, 45)
    review = a_review(alice, film, WORDS, 90)
    a_review(bob, film, "He did it, down there.", 70, spoiler=True)
    a_review(make_member("Carl"), film, "word" * 100, None)
    rebuild_dictionary()
    dora = make_member("Dora")
    set_watched(member=dora, movie_id=film, on=True)  # a button that is pressed
    own = _stops(alice, bob, dora, film, review.id)
    diaries = pages_of_diaries.stops(make_member("Iris Murdock"), make_member("Newt"))
    lists = pages_of_lists.stops(make_member("Lena Nyman"), make_member("Otto"))
    imports = pages_of_imports.stops(make_member("Ivy"))
    staffs = (*pages_of_moderation.stops(film), *pages_of_admins.stops())
    others = (*diaries, *lists, *imports, *staffs)
    return {stop.name: stop for stop in (*own, *others)}


def _stops(
    alice: Member, bob: Member, dora: Member, film: ObjectId, review: str
) -> tuple[Visit, ...]:
    return (
        Visit("home", None, "/"),
        Visit("home of a member", alice, "/"),
        Visit("browse", None, "/movies/"),
        Visit("browse, narrowed", None, "/movies/?q=the&genre=Mystery&year_min=1900&rating_min=x"),
        Visit("browse, misspelt", None, "/movies/?q=thrid+man+bogus:x1"),
        Visit("browse, forgiven", None, "/movies/?q=the+thrid+man"),
        Visit("browse, a person", None, "/movies/?q=carol+reed"),
        Visit("browse, nothing found", None, "/movies/?genre=Mystery&genre=None&year_max=1901"),
        Visit("film", None, f"/movies/{film}/"),
        Visit("film with a form", dora, f"/movies/{film}/"),
        Visit("film with one's own review", alice, f"/movies/{film}/"),
        Visit("person", None, "/people/Carol%20Reed/"),
        Visit("talked about", None, "/talked-about/?decade=1940"),
        Visit("talked about, nothing", None, "/talked-about/?decade=1900"),
        Visit("sign up", None, "/accounts/signup/"),
        Visit("log in", None, "/accounts/login/"),
        Visit("forgot the password", None, "/accounts/reset/"),
        Visit("preferences", alice, "/accounts/preferences/"),
        Visit("member", None, f"/members/{bob.handle}/"),
        Visit("member themselves", alice, f"/members/{alice.handle}/"),
        Visit("edit review", alice, f"/reviews/{review}/edit/"),
        Visit("change password", alice, "/accounts/password/"),
        Visit("member search", None, "/members/?q=a"),
        Visit("welcome", alice, "/accounts/welcome/"),
        Visit("profile", alice, "/accounts/profile/"),
        Visit("change e-mail", alice, "/accounts/email/"),
        Visit("close account", alice, "/accounts/delete/"),
        Visit("not found", None, "/nothing/", 404),
        Visit("not yours", bob, f"/reviews/{review}/edit/", 403),
    )


NAMES = (
    "home", "home of a member", "browse", "browse, narrowed", "browse, misspelt",
    "browse, forgiven", "browse, a person", "browse, nothing found", "film",
    "film with a form", "film with one's own review", "person", "talked about",
    "talked about, nothing", "sign up", "log in", "forgot the password", "preferences", "member",
    "member themselves", "edit review", "change password", "profile", "change e-mail",
    "member search", "welcome", "close account", "not found", "not yours",
    *pages_of_diaries.NAMES, *pages_of_imports.NAMES, *pages_of_lists.NAMES,
    *pages_of_moderation.NAMES,
    *pages_of_admins.NAMES,
)  # fmt: skip
