"""The home page: rows that mean something, each with its reason."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from bson import ObjectId

from mflix_site.mongo.transactions import in_transaction
from mflix_site.text import now
from movies.home_rows import ROW_LABELS
from movies.similar_films import refresh_similar
from reviews.documents import Visibility
from reviews.services import set_visibility
from reviews.site_summary import refresh_site_summary
from tests.support.browsing import Browser
from tests.support.cast import make_member
from tests.support.catalogue import insert_raw, many_films
from tests.support.factories import a_film, a_review, a_viewing
from tests.support.profiling import profiled

TASTE = {"favorite_genres": ["Horror", "War"], "favorite_cast": ["Fritz Lang"]}


def rows(browser: Browser) -> dict[str, Any]:
    """Return the rows of the home page by key."""
    return {row.key: row for row in browser.get("/").context["rows"]}


def in_row(browser: Browser, key: str) -> list[str]:
    found = rows(browser)
    return [card.title for card in found[key].cards] if key in found else []


def lover(**preferences: Any) -> Browser:
    """Return the browser of a member with these preferences."""
    return Browser(make_member("Lotte", preferences=preferences))


def test_an_empty_site_has_a_home_page_without_rows(visitor: Browser) -> None:
    answer = visitor.get("/")
    assert answer.status_code == 200
    assert answer.context["rows"] == []
    assert answer.context["totals"] == {"films": 0, "members": 0, "reviews": 0}


def test_every_row_says_why_it_is_there(alice: Any, database: Any) -> None:
    a_review(alice, a_film(genres=["War"]))
    browser = lover(**TASTE)
    page = browser.text("/")
    assert set(rows(browser)) == {"talked-about", "because-you-like", "highest-rated"}
    for row in rows(browser).values():
        assert row.explanation
        assert row.title in page
        assert row.explanation in page


def test_the_totals_are_true(alice: Any, bob: Any, visitor: Browser) -> None:
    film = a_film()
    a_review(alice, film)
    a_film()
    assert visitor.get("/").context["totals"] == {"films": 2, "members": 2, "reviews": 1}


def test_what_was_talked_about_is_ordered_by_how_much(
    alice: Any, bob: Any, visitor: Browser
) -> None:
    quiet, loud = a_film(title="Quiet"), a_film(title="Loud")
    for member, film in ((alice, loud), (bob, loud), (alice, quiet)):
        a_review(member, film)
    a_film(title="Silent")
    assert in_row(visitor, "talked-about") == ["Loud", "Quiet"]
    assert 'See all<span class="visually-hidden">: Talked' not in visitor.text("/")  # in a period


def test_a_hidden_review_does_not_make_a_film_talked_about(
    alice: Any, visitor: Browser, database: Any
) -> None:
    a_review(alice, a_film())
    database.comments.update_many({}, {"$set": {"state": "hidden"}})
    assert in_row(visitor, "talked-about") == []
    assert visitor.get("/").context["newest"] == []


def test_reviews_of_more_than_a_year_ago_are_no_talk(
    alice: Any, visitor: Browser, database: Any
) -> None:
    a_review(alice, a_film())
    long_ago = now() - timedelta(days=400)
    database.comments.update_many({}, {"$set": {"date": long_ago}})
    assert in_row(visitor, "talked-about") == []


def test_on_a_quiet_site_the_row_says_that_it_looks_back_longer(
    alice: Any, visitor: Browser, database: Any
) -> None:
    a_review(alice, a_film())
    database.comments.update_many({}, {"$set": {"date": now() - timedelta(days=100)}})
    assert rows(visitor)["talked-about"].explanation == "Most reviewed in the last year"


def test_the_highest_rated_come_in_their_order(visitor: Browser, database: Any) -> None:
    for number in range(9):
        a_film(title=f"Film {number}", imdb={"rating": float(number + 1), "votes": 50_000})
    assert in_row(visitor, "highest-rated") == [f"Film {n}" for n in range(8, 1, -1)]


def test_favourites_make_a_row_that_names_them_and_says_why_for_each_film(database: Any) -> None:
    a_film(title="M", directors=["Fritz Lang"], genres=["Crime"])
    a_film(title="The Blob", genres=["Horror", "Sci-Fi"])
    a_film(title="Playtime", genres=["Comedy"])
    row = rows(lover(**TASTE))["because-you-like"]
    assert row.title == "Because you like horror, war and Fritz Lang"
    assert [(c.title, c.explanation) for c in row.cards] == [
        ("M", "by Fritz Lang"),
        ("The Blob", "horror"),
    ]


def test_a_favourite_who_acted_is_named_so(database: Any) -> None:
    a_film(title="Contempt", directors=["Jean-Luc Godard"], cast=["Fritz Lang"])
    card = rows(lover(favorite_cast=["fritz lang"]))["because-you-like"].cards[0]
    assert card.explanation == "with fritz lang"


@pytest.mark.parametrize("preferences", [{}, {"favorite_genres": ["Nothing such"]}])
def test_without_favourites_that_match_there_is_no_such_row(
    database: Any, preferences: dict[str, Any]
) -> None:
    a_film()
    assert "because-you-like" not in rows(lover(**preferences))


VERTIGO = {"title": "Vertigo", "directors": ["Alfred Hitchcock"], "writers": [], "cast": []}


def test_a_film_rated_high_leads_to_others_like_it(alice: Any, as_alice: Browser) -> None:
    a_viewing(alice, a_film(title="Playtime", writers=[]), rating=80)
    a_review(alice, a_film(**VERTIGO), rating=100)
    a_film(**{**VERTIGO, "title": "Rear Window"})
    row = rows(as_alice)["because-you-gave"]
    assert row.title == "Because you gave Vertigo five stars"
    assert [(c.title, c.explanation) for c in row.cards] == [("Rear Window", "same director")]


@pytest.mark.parametrize(
    ("scale", "rating", "words"),
    [(5, 90, "four and a half stars"), (10, 90, "9 out of 10"), (100, 87, "87 out of 100")],
)
def test_the_row_says_the_rating_as_the_member_counts(
    database: Any, scale: int, rating: int, words: str
) -> None:
    lotte = make_member("Lotte", preferences={"rating_scale": scale})
    a_review(lotte, a_film(**VERTIGO), rating=rating)
    a_film(**VERTIGO)
    assert rows(Browser(lotte))["because-you-gave"].title == f"Because you gave Vertigo {words}"


def test_a_film_that_is_gone_or_was_rated_low_makes_no_row(
    alice: Any, as_alice: Browser, database: Any
) -> None:
    gone = a_film(**VERTIGO)
    a_review(alice, gone, rating=100)
    a_review(alice, a_film(**VERTIGO), rating=60)
    a_film(**VERTIGO)
    database.movies.delete_one({"_id": gone})
    assert in_row(as_alice, "because-you-gave") == []


def test_a_hidden_row_is_not_even_asked_for(alice: Any, database: Any) -> None:
    a_review(alice, a_film())
    browser = lover(hidden_rows=["talked-about", "highest-rated", "new-reviews"])
    with profiled(database) as done:
        page = browser.text("/")
    assert "Nobody is tilted" not in page
    assert not [o for o in done if o.collection == "comments" and "find" in o.command]


@pytest.mark.parametrize("key", list(ROW_LABELS))
def test_every_row_can_be_hidden(alice: Any, as_alice: Browser, key: str) -> None:
    answer = as_alice.post("/accounts/preferences/hide-row/", {"key": key})
    assert answer.status_code == 302
    assert key not in rows(as_alice)


def test_the_new_reviews_can_be_hidden_from_where_they_are(
    alice: Any, as_alice: Browser, visitor: Browser
) -> None:
    a_review(alice, a_film(), text="Nobody knows.")
    assert 'value="new-reviews"' in as_alice.text("/")
    assert 'value="new-reviews"' not in visitor.text("/")
    as_alice.post("/accounts/preferences/hide-row/", {"key": "new-reviews"})
    assert "Nobody knows." not in as_alice.text("/")
    assert "Nobody knows." in visitor.text("/")


def test_a_members_certificates_narrow_every_row(alice: Any, database: Any) -> None:
    for rated in ("G", "R"):
        film = a_film(title=rated, rated=rated, genres=["War"], imdb={"rating": 9.0})
        a_review(alice, film)
    lotte = make_member("Lotte", preferences={**TASTE, "preferred_ratings": ["G"]})
    a_review(lotte, a_film(rated="R"), rating=100)
    found = rows(Browser(lotte))
    assert len(found) == 4
    for row in found.values():
        assert [card.title for card in row.cards] == ["G"]


def test_a_row_that_was_hidden_stays_away(alice: Any, as_alice: Browser) -> None:
    a_review(alice, a_film())
    assert "talked-about" in rows(as_alice)
    answer = as_alice.post("/accounts/preferences/hide-row/", {"key": "talked-about"})
    assert answer.status_code == 302
    assert "talked-about" not in rows(as_alice)
    assert "talked-about" in rows(Browser())


def test_the_newest_reviews_are_quoted_without_spoilers(
    alice: Any, bob: Any, visitor: Browser
) -> None:
    film = a_film()
    a_review(alice, film, text="He did it.", spoiler=True)
    a_review(bob, film, text="Nobody knows.")
    page = visitor.text("/")
    assert "Nobody knows." in page
    assert "He did it." not in page


def test_reviews_of_films_that_are_gone_do_no_harm(
    alice: Any, visitor: Browser, database: Any
) -> None:
    a_review(alice, a_film())
    database.movies.delete_many({})
    assert visitor.get("/").status_code == 200


def test_odd_films_and_comments_do_no_harm(visitor: Browser, database: Any) -> None:
    insert_raw(title=5, genres="War")
    for movie_id in (ObjectId(), None, "x"):
        doc = {"movie_id": movie_id, "text": "x", "date": now()}
        database.get_collection("comments").insert_one(doc, bypass_document_validation=True)
    assert visitor.get("/").status_code == 200


def test_stored_figures_show_what_computed_ones_do_and_follow(
    alice: Any, bob: Any, visitor: Browser, database: Any
) -> None:
    quiet, loud = a_film(title="Quiet"), a_film(title="Loud")
    hidden = [a_review(alice, loud), a_review(bob, loud)]
    a_review(alice, quiet)
    refresh_site_summary()
    assert in_row(visitor, "talked-about") == ["Loud", "Quiet"]
    assert visitor.get("/").context["totals"] == {"films": 2, "members": 2, "reviews": 3}
    for review in hidden:
        hide(ObjectId(review.id))
    assert [r.review.author_name for r in visitor.get("/").context["newest"]] == ["Alice Ångström"]
    refresh_site_summary()
    assert in_row(visitor, "talked-about") == ["Quiet"]


def hide(review_id: ObjectId) -> None:
    def change(before: Visibility) -> Visibility:
        return replace(before, state="hidden")

    in_transaction(
        lambda session: set_visibility(target_id=review_id, change=change, session=session)
    )


def make_rating_index_multikey(database: Any) -> None:
    """Leave the index of ratings as a document with an array leaves it."""
    odd = {"_id": 1, "author": {"id": 1}, "rating": [1, 2]}
    database.comments.insert_one(odd, bypass_document_validation=True)
    database.comments.delete_one({"_id": 1})


def test_the_page_costs_a_visitor_two_commands_and_a_member_three_more(
    alice: Any, as_alice: Browser, visitor: Browser, database: Any
) -> None:
    for film in many_films(60)[:3]:
        a_review(alice, film["_id"], rating=90)
    refresh_site_summary()
    refresh_similar(60)
    make_rating_index_multikey(database)
    joined = {"sessions": 4}  # the session, its member, and two of their reviews
    for browser, most in ((visitor, 2), (as_alice, 5)):
        with profiled(database) as done:
            browser.get("/")
        assert len(done) <= most
        assert not [o for o in done if o.examined > joined.get(o.collection, 2 * o.returned)]
