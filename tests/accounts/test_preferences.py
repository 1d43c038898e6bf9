"""Preferences: each is saved, and each changes a page."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from accounts.dates import ago
from accounts.documents import Preferences
from accounts.queries import find_member
from mflix_site.text import now
from tests.support.browsing import Browser
from tests.support.factories import a_film, a_review

PAGE = "/accounts/preferences/"
DEFAULTS: dict[str, Any] = {"rating_scale": "5", "theme": "auto", "language": "en"}


def save(browser: Browser, **chosen: Any) -> int:
    """Send the form with what is chosen, and give the answer's status."""
    return browser.post(PAGE, {**DEFAULTS, **chosen}).status_code


def saved(browser: Browser) -> Preferences:
    assert browser.member
    member = find_member(browser.member.id)
    assert member
    return member.preferences


def liked_row(browser: Browser) -> str:
    after = browser.text("/").partition('id="row-because-you-like"')[2]
    return after.partition("</section>")[0]


def test_every_field_is_saved(as_alice: Browser) -> None:
    a_film(genres=["Horror", "Western"])
    everything = {
        "favorite_genres": ["Horror", "Western"], "favorite_cast": "Orson Welles\nAlida Valli",
        "preferred_ratings": ["G", "PG"], "hidden_rows": ["highest-rated"],
        "rating_scale": "100", "theme": "dark", "language": "fr",
    }  # fmt: skip
    assert save(as_alice, **everything) == 302
    assert saved(as_alice) == Preferences(
        ("Horror", "Western"), ("Orson Welles", "Alida Valli"), ("G", "PG"), "fr", 100, "dark",
        ("highest-rated",),
    )  # fmt: skip


def test_the_form_shows_what_was_saved(as_alice: Browser) -> None:
    save(as_alice, favorite_cast="Orson Welles, Alida Valli", theme="dark", language="fr")
    page = as_alice.text(PAGE)
    assert "Orson Welles\nAlida Valli</textarea>" in page
    assert 'value="dark" checked' in page
    assert 'value="fr" selected' in page


def test_the_names_of_people_are_distinct_whatever_their_case(as_alice: Browser) -> None:
    save(as_alice, favorite_cast="Tom Hanks\ntom hanks, Alida Valli\nTOM  HANKS")
    assert saved(as_alice).favorite_cast == ("Tom Hanks", "Alida Valli")


def test_the_end_of_a_line_counts_once(as_alice: Browser) -> None:
    names = "".join(f"{n:02}{'x' * 78}\r\n" for n in range(50))
    assert len(names) > 50 * 81 >= len(names.replace("\r", ""))
    assert save(as_alice, favorite_cast=names) == 302


def test_what_is_no_longer_chosen_is_forgotten(as_alice: Browser) -> None:
    save(as_alice, favorite_cast="Orson Welles", preferred_ratings=["PG"])
    save(as_alice)
    assert saved(as_alice) == Preferences()


@pytest.mark.parametrize(
    ("scale", "shown"),
    [("5", 'aria-label="4 out of 5 stars"'), ("10", "<b>8</b>/10"), ("100", "<b>80</b>/100")],
)
def test_ratings_are_shown_in_the_members_scale(
    as_alice: Browser, bob: Any, scale: str, shown: str
) -> None:
    film = a_film()
    a_review(bob, film, rating=80)
    save(as_alice, rating_scale=scale)
    assert shown in as_alice.text(f"/movies/{film}/")


def test_one_members_scale_is_not_anothers(as_alice: Browser, as_bob: Browser, bob: Any) -> None:
    film = a_film()
    a_review(bob, film, rating=80)
    save(as_alice, rating_scale="100")
    assert "<b>80</b>/100" not in as_bob.text(f"/movies/{film}/")


@pytest.mark.parametrize("theme", ["auto", "light", "dark"])
def test_the_theme_is_set_on_every_page(as_alice: Browser, theme: str) -> None:
    save(as_alice, theme=theme)
    for page in ("/", PAGE, "/movies/", "/nowhere/"):
        assert f'<html lang="en-gb" data-theme="{theme}">' in as_alice.text(page)


@pytest.mark.parametrize(
    ("language", "month"), [("en", "1 Mar 2020"), ("de", "1. März"), ("ja", "3月")]
)
def test_dates_are_in_the_language_chosen(
    as_alice: Browser, database: Any, language: str, month: str
) -> None:
    database.users.update_one({}, [{"$set": {"joined_at": {"$toDate": "2020-03-01T12:00:00Z"}}}])
    save(as_alice, language=language)
    assert month in as_alice.text("/members/alice_angstrom/")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        *[("en", "20 minutes ago"), ("de", "vor 20 Minuten")],
        *[("pl", "20 minut temu"), ("ja", "20 分前")],
    ],
)
def test_how_long_ago_is_a_phrase_of_the_language(language: str, text: str) -> None:
    viewer = SimpleNamespace(preferences=Preferences(language=language))
    assert f">{text}</time>" in ago(now() - timedelta(minutes=20, seconds=9), viewer)


@pytest.fixture
def two_films(database: Any) -> None:
    a_film(title="Fit For All", rated="PG", imdb={"rating": 7.0, "votes": 10})
    a_film(title="Not For All", rated="R", imdb={"rating": 8.0, "votes": 10})


def test_preferred_ratings_narrow_what_is_browsed_with_a_way_out(
    as_alice: Browser, two_films: None
) -> None:
    save(as_alice, preferred_ratings=["PG"])
    page = as_alice.text("/movies/")
    assert "Fit For All" in page
    assert "Not For All" not in page
    assert 'href="?all_ratings=1"' in page
    assert "Not For All" in as_alice.text("/movies/?all_ratings=1")


def test_asking_for_a_certificate_goes_before_the_preferred_ones(
    as_alice: Browser, two_films: None
) -> None:
    save(as_alice, preferred_ratings=["PG"])
    page = as_alice.text("/movies/?rated=R")
    assert "Not For All" in page
    assert "Fit For All" not in page


def test_preferred_ratings_narrow_the_home_page(as_alice: Browser, two_films: None) -> None:
    assert "Not For All" in as_alice.text("/")
    save(as_alice, preferred_ratings=["PG"])
    page = as_alice.text("/")
    assert "Fit For All" in page
    assert "Not For All" not in page


def test_favourites_make_a_row_of_their_own(as_alice: Browser) -> None:
    a_film(title="A Fright", genres=["Horror"], cast=[], directors=["Nobody"])
    a_film(title="A Citizen", genres=["Drama"], cast=["Orson Welles"], directors=["Nobody"])
    assert "Because you like" not in as_alice.text("/")
    save(as_alice, favorite_genres=["Horror"], favorite_cast="orson  welles")
    row = liked_row(as_alice)
    assert "Because you like horror and orson welles" in row
    assert "A Fright" in row
    assert "A Citizen" in row


def test_nobodys_favourites_are_anothers(as_alice: Browser, as_bob: Browser) -> None:
    a_film()
    save(as_alice, favorite_cast="Orson Welles")
    assert "Because you like" not in as_bob.text("/")


def test_the_courses_preferences_are_read(as_alice: Browser, database: Any) -> None:
    a_film(title="A Laugh", genres=["Comedy"], cast=[], directors=["Nobody"])
    a_film(title="A Fake", genres=["Drama"], cast=["Meg Ryan"], directors=["Nobody"])
    course = {"favorite_genre": "comedy", "favorite_cast": "Meg Ryan"}
    database.users.update_one({}, {"$set": {"preferences": course}})
    row = liked_row(as_alice)
    assert "Because you like comedy and Meg Ryan" in row
    assert "A Laugh" in row
    assert "A Fake" in row


def test_the_courses_preferences_are_in_the_form_and_can_be_changed(
    as_alice: Browser, database: Any
) -> None:
    course = {"favorite_genre": "comedy", "favorite_cast": "Meg Ryan"}
    database.users.update_one({}, {"$set": {"preferences": course}})
    page = as_alice.text(PAGE)
    assert "Meg Ryan</textarea>" in page
    assert 'value="Comedy" checked' in page
    save(as_alice)
    assert saved(as_alice) == Preferences()


@pytest.mark.parametrize("odd", [None, "comedy", 7, [], ["comedy"], {"theme": 7, "language": []}])
def test_odd_preferences_are_as_none_and_can_be_changed(
    as_alice: Browser, database: Any, odd: Any
) -> None:
    database.users.update_one({}, {"$set": {"preferences": odd}})
    assert saved(as_alice) == Preferences()
    assert save(as_alice, theme="dark") == 302
    assert saved(as_alice).theme == "dark"


def test_other_preferences_in_the_database_stay(as_alice: Browser, database: Any) -> None:
    database.users.update_one({}, {"$set": {"preferences": {"newsletter": True}}})
    save(as_alice, theme="dark")
    assert database.users.find_one()["preferences"]["newsletter"] is True


@pytest.mark.parametrize(
    "wrong",
    [{"rating_scale": "7"}, {"theme": "neon"}, {"language": "xx"}, {"preferred_ratings": ["X"]},
     {"hidden_rows": ["all"]}, {"favorite_genres": ["Nonsense"]}, {"rating_scale": ""},
     {"favorite_cast": "\n".join(f"Person {n}" for n in range(51))}, {"theme": {"$ne": 1}},
     {"favorite_cast": "x" * 81}, {"time_zone": "Factory"}],
)  # fmt: skip
def test_what_nobody_offered_is_refused_and_nothing_saved(
    as_alice: Browser, wrong: dict[str, Any]
) -> None:
    assert save(as_alice, **wrong) == 422
    assert saved(as_alice) == Preferences()


@pytest.mark.parametrize("name", ["$password", "$$ROOT", "a.b", "<b>Bold</b>"])
def test_a_name_is_kept_as_it_is(as_alice: Browser, name: str) -> None:
    save(as_alice, favorite_cast=name)
    assert saved(as_alice).favorite_cast == (name,)
    assert "<b>Bold</b>" not in as_alice.text(PAGE)


def test_bobs_preferences_stay_as_they_are(as_alice: Browser, as_bob: Browser) -> None:
    save(as_alice, theme="dark", member=str(as_bob.member and as_bob.member.id))
    assert saved(as_bob) == Preferences()


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("Sammy Davis, Jr.", ("Sammy Davis, Jr.",)),
        ("Sammy Davis, Jr., Dean Martin", ("Sammy Davis, Jr.", "Dean Martin")),
        ("Robert Downey, Sr.\nHarry Connick, jr", ("Robert Downey, Sr.", "Harry Connick, jr")),
        ("Henry Thomas, III; Sr. Juana", ("Henry Thomas, III", "Sr. Juana")),
        ("Jr. Walker, Sr. Luna, Ii Yuko", ("Jr. Walker", "Sr. Luna", "Ii Yuko")),
        ("黒澤 明、三船 敏郎", ("黒澤 明", "三船 敏郎")),
    ],
)
def test_a_comma_within_a_name_does_not_end_it(
    as_alice: Browser, typed: str, names: tuple[str, ...]
) -> None:
    save(as_alice, favorite_cast=typed)
    assert saved(as_alice).favorite_cast == names


def test_people_who_are_in_no_film_are_named(as_alice: Browser) -> None:
    a_film(cast=["Sammy Davis Jr."], directors=["Carol Reed"])
    save(as_alice, favorite_cast="Sammy Davis, Jr.\ncarol reed\nCarl Reed\nOrsn Welles")
    page = as_alice.text("/")
    assert "No film here has Carl Reed or Orsn Welles in its credits" in page
