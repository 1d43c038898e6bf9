"""What a member has reviewed, and which films they liked best."""

from collections.abc import Sequence
from datetime import timedelta
from statistics import mean
from typing import Any

import pytest
from bson import ObjectId

from accounts.documents import Member
from accounts.requests import MEMBER_KEY, SessionStore
from diary.services import set_taste, set_watched
from mflix_site.mongo import collections as mongo
from mflix_site.text import now
from movies.documents import Neighbour
from movies.similar_films import unwatched_cards
from reviews.home_queries import FAVOURITES_JOIN, find_favourites
from reviews.queries import member_review_summary
from tests.support.browsing import Browser
from tests.support.factories import a_film, a_review, a_viewing


def favourites(member: Member) -> Sequence[tuple[ObjectId, int]]:
    """Return films and ratings, which are the same read alone and with a session."""
    store = SessionStore()
    store[MEMBER_KEY] = str(member.id)
    store.save()
    joined = SessionStore(store.session_key)
    joined.joins = [FAVOURITES_JOIN]
    joined.load()
    alone = find_favourites(member.id)
    assert joined.joined["favourites"] == alone
    return [(row["movie_id"], row["rating"]) for row in alone]


def test_the_best_rated_come_first_and_of_those_alike_the_last_reviewed(
    alice: Any, database: Any
) -> None:
    old, best, new = a_film(), a_film(), a_film()
    for days, (film, rating) in enumerate(((new, 90), (best, 100), (old, 90))):
        review = a_review(alice, film, rating=rating)
        when = {"$set": {"date": now() - timedelta(days=days)}}
        database.comments.update_one({"_id": ObjectId(review.id)}, when)
    found = favourites(alice)
    assert found == [(best, 100), (new, 90)]


def test_low_ratings_no_ratings_and_others_ratings_make_no_favourite(alice: Any, bob: Any) -> None:
    a_review(alice, a_film(), rating=69)
    a_review(alice, a_film(), rating=None)
    a_review(bob, a_film(), rating=100)
    assert favourites(alice) == []


def test_a_members_number_of_reviews_and_average_agree_with_plain_python(
    alice: Any, bob: Any
) -> None:
    ratings = [90, 41, None, 12]
    for rating in ratings:
        a_review(alice, a_film(), rating=rating)
    a_review(bob, a_film(), rating=1)
    given = [rating for rating in ratings if rating]
    assert member_review_summary(alice.id) == (len(ratings), round(mean(given)))


def test_similar_films_that_a_member_watched_are_left_out(alice: Any, bob: Any) -> None:
    mine, theirs, watched, nobodys = (a_film() for _ in range(4))
    a_viewing(alice, mine)
    a_viewing(bob, theirs)
    set_watched(member=alice, movie_id=watched, on=True)
    films = (nobodys, mine, theirs, watched, ObjectId())
    found = unwatched_cards([Neighbour(film, "alike") for film in films], alice.id)
    assert [(card.id, card.explanation) for card in found] == [
        (str(nobodys), "alike"),
        (str(theirs), "alike"),
    ]
    assert unwatched_cards([], alice.id) == []


def recommended(browser: Browser) -> list[str]:
    mongo.movies().update_many({}, {"$unset": {"similar": ""}})
    rows = {row.key: row for row in browser.get("/").context["rows"]}
    row = rows.get("because-you-gave")
    return [card.title for card in row.cards] if row else []


@pytest.mark.parametrize("rating", [100, None])
def test_what_a_member_watched_already_is_not_recommended(
    alice: Any, as_alice: Browser, rating: int | None
) -> None:
    """By a rating or, before any, by what was seen when signing up."""
    first, second = (a_film(genres=["Horror"]) for _ in range(2))
    set_taste(member=alice, favorite_genres=[], seen_films=[first])
    if rating:
        a_review(alice, first, rating=rating)
    set_watched(member=alice, movie_id=second, on=True)
    assert recommended(as_alice) == []
    a_film(title="Rear Window", genres=["Horror"])
    assert recommended(as_alice) == ["Rear Window"]
