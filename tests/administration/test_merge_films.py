"""Merging two entries of a film: reviews, views and tallies follow; nobody's words are lost."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from bson import ObjectId

from accounts.errors import NotAllowed
from administration import films
from mflix_site.errors import Unavailable
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.client import client
from mflix_site.text import now
from movies.errors import MovieNotFound, SameFilm
from movies.facet_index.building import rebuild_facet_index
from tests.support.browsing import Browser
from tests.support.cast import make_member
from tests.support.catalogue import many_films
from tests.support.factories import a_film, a_review, tally_of
from tests.support.running import (
    WHY,
    a_merge,
    actions,
    an_edit,
    counted,
    logged,
    reviews_on,
    stored,
    tallies_are_true,
)


def test_reviews_move_and_count_where_they_are(
    ada: Any, alice: Any, bob: Any, film: Any, duplicate: Any
) -> None:
    a_review(alice, film, rating=80)
    a_review(bob, duplicate, rating=40)
    assert a_merge(ada, duplicate, film) == 1
    assert len(reviews_on(film)) == 2
    assert tally_of(film)["sum"] == 120
    assert (tally_of(film)["count"], tally_of(film)["reviews"]) == (2, 2)
    assert tallies_are_true(film)
    assert stored(duplicate) == {}


def test_the_facts_of_the_target_do_not_change(ada: Any, film: Any, duplicate: Any) -> None:
    before = stored(film)
    a_merge(ada, duplicate, film)
    assert stored(film) == before


def test_it_is_logged_and_the_deleted_film_is_kept(ada: Any, film: Any, duplicate: Any) -> None:
    a_merge(ada, duplicate, film)
    [row] = logged()
    assert row["action"] == "merge-films"
    assert row["detail"] == "The 3rd Man into The Third Man"
    assert row["about"]["film"] == str(film)
    assert row["private"]["film"]["year"] == 1950
    assert row["private"]["merged"] == duplicate


def test_old_comments_without_an_author_move_too(ada: Any, film: Any, duplicate: Any) -> None:
    old = {"name": "Ned", "email": "n@x.test", "text": "Winter.", "date": now()}
    mongo.reviews().insert_many([{**old, "movie_id": at} for at in (film, duplicate, duplicate)])
    assert a_merge(ada, duplicate, film) == 2
    assert len(reviews_on(film)) == 3
    assert not mongo.reviews().count_documents({"movie_id": duplicate})


def test_views_are_added_day_by_day(ada: Any, film: Any, duplicate: Any) -> None:
    today = now().replace(hour=0, minute=0, second=0, microsecond=0)
    days = [today - timedelta(days=ago) for ago in (0, 1)]
    views = [(film, days[0], 5), (duplicate, days[0], 2), (duplicate, days[1], 3)]
    docs = [{"movie_id": at, "day": day, "views": n} for at, day, n in views]
    mongo.page_views(mongo.MAJORITY).insert_many(docs)
    a_merge(ada, duplicate, film)
    found = {doc["day"]: doc["views"] for doc in mongo.page_views().find({"movie_id": film})}
    assert found == {days[0]: 7, days[1]: 3}
    assert not mongo.page_views().count_documents({"movie_id": duplicate})


def test_the_counts_beside_filters_follow(ada: Any, alice: Any, film: Any) -> None:
    many_films(40)
    duplicate = a_film(genres=["Talkie"])
    a_review(alice, duplicate)
    rebuild_facet_index()
    before = counted()
    a_merge(ada, duplicate, film)
    after = counted()
    assert before
    assert after
    assert after[0] == before[0] - 1
    assert ("genre", "Talkie") not in after[1]


def test_the_old_address_leads_to_the_entry_that_stays(
    ada: Any, film: Any, duplicate: Any, visitor: Browser
) -> None:
    a_merge(ada, duplicate, film)
    answer = visitor.get(f"/movies/{duplicate}/")
    assert (answer.status_code, answer["Location"]) == (301, f"/movies/{film}/")


def test_it_leads_on_where_that_one_was_merged_too_and_nowhere_where_it_is_deleted(
    ada: Any, film: Any, duplicate: Any, visitor: Browser
) -> None:
    third = a_film(title="Third")
    an_edit(ada, duplicate, year=1951)
    a_merge(ada, duplicate, film)
    a_merge(ada, film, third)
    assert visitor.get(f"/movies/{duplicate}/")["Location"] == f"/movies/{third}/"
    films.delete_film(admin=ada, movie_id=third, reason=WHY)
    assert visitor.get(f"/movies/{duplicate}/", follow=True).status_code == 404


def test_a_film_is_not_merged_with_itself_or_with_nothing(ada: Any, film: Any) -> None:
    with pytest.raises(SameFilm):
        a_merge(ada, film, film)
    for pair in ((film, ObjectId()), (ObjectId(), film)):
        with pytest.raises(MovieNotFound):
            a_merge(ada, *pair)
    assert (bool(stored(film)), actions()) == (True, [])


def test_only_admins_merge(maud: Any, film: Any, duplicate: Any) -> None:
    with pytest.raises(NotAllowed):
        a_merge(maud, duplicate, film)
    assert stored(duplicate)


def test_a_late_review_is_posted_on_the_entry_that_stays(
    ada: Any, film: Any, duplicate: Any
) -> None:
    a_merge(ada, duplicate, film)
    path = f"/movies/{duplicate}/reviews/"
    answer = Browser(make_member("Late")).post(path, {"text": "Late."})
    assert answer["Location"] == f"/movies/{film}/"
    assert [review["movie_id"] for review in mongo.reviews().find()] == [film]


def test_the_page_says_what_follows_and_then_merges(
    as_ada: Browser, alice: Any, film: Any, duplicate: Any
) -> None:
    a_review(alice, film)
    a_review(alice, duplicate)
    path = f"/administration/films/{duplicate}/merge/{film}/"
    page = as_ada.text(path)
    assert "1 review moves to the film you keep" in page
    assert "0 page views move too" in page
    assert "1 member has reviewed both" in page
    answer = as_ada.post(path, {"reason": WHY}, follow=True)
    assert answer.redirect_chain == [(f"/movies/{film}/", 302)]
    assert "with 1 review." in answer.content.decode()


def test_the_page_requires_a_reason_and_two_films(
    as_ada: Browser, film: Any, duplicate: Any
) -> None:
    path = f"/administration/films/{duplicate}/merge"
    assert as_ada.post(f"{path}/{film}/", {"reason": ""}).status_code == 422
    assert as_ada.get(f"{path}/{duplicate}/").status_code == 409
    assert as_ada.get(f"{path}/{ObjectId()}/").status_code == 404
    assert stored(duplicate)


def test_the_other_entry_is_found_by_words_or_by_id(
    as_ada: Browser, film: Any, duplicate: Any
) -> None:
    path = f"/administration/films/{duplicate}/merge/"
    assert f"{path}{film}/" in as_ada.text(f"{path}?q=third+man")
    answer = as_ada.get(path, {"q": str(film)})
    assert answer["Location"] == f"{path}{film}/"


def test_it_waits_for_a_transaction_that_changes_one_of_its_films(
    ada: Any, film: Any, duplicate: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(films, "REMOVAL_SECONDS", 0.2)
    with changing(duplicate, seconds=1), pytest.raises(Unavailable):
        a_merge(ada, duplicate, film)
    monkeypatch.setattr(films, "REMOVAL_SECONDS", 60)
    with changing(duplicate, seconds=1):
        a_merge(ada, duplicate, film)
    assert stored(duplicate) == {}


@contextmanager
def changing(film: ObjectId, *, seconds: float) -> Iterator[None]:
    """Change a film in a transaction that is committed after some seconds."""
    with client().start_session() as session, session.start_transaction():
        change = {"$set": {"locked_by": ObjectId()}}
        mongo.movies().update_one({"_id": film}, change, session=session)
        end = threading.Timer(seconds, session.commit_transaction)
        end.start()
        yield
        end.join()
