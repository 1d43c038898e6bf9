"""Films talked about this week: kept with the film in the review's own transaction."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bson import ObjectId

from mflix_site.mongo.transactions import in_transaction
from mflix_site.text import now
from movies.editing import delete_film
from movies.history import RevisionInfo
from movies.tallies import start_of_week
from movies.weekly_reviews import most_reviewed_in_week
from reviews.bulk import insert_reviews
from reviews.reviews_of_removed_films import move_reviews_batch
from reviews.services import delete_review
from reviews.site_summary import refresh_site_summary
from reviews.talked_about import ENOUGH, find_talked_about, recount_talk_of
from tests.support.browsing import Browser
from tests.support.factories import a_film, a_review
from tests.support.profiling import profiled
from tests.support.sample import run

from ..movies.test_home import hide, in_row

pytestmark = pytest.mark.usefixtures("database")
LAST_WEEK = timedelta(days=7)


def this_week() -> list[ObjectId]:
    return most_reviewed_in_week(start_of_week(now()), 50)


def talk_of(database: Any, film: ObjectId) -> dict[str, Any]:
    return database.movies.find_one({"_id": film})["talk"]


@pytest.mark.parametrize(
    ("moment", "week"),
    [
        (datetime(2026, 11, 23, tzinfo=UTC), datetime(2026, 11, 23, tzinfo=UTC)),
        (datetime(2026, 11, 29, 23, 59, 59, tzinfo=UTC), datetime(2026, 11, 23, tzinfo=UTC)),
        (datetime(2026, 11, 30, 0, 0, 1, tzinfo=UTC), datetime(2026, 11, 30, tzinfo=UTC)),
    ],
)
def test_a_week_begins_on_monday(moment: datetime, week: datetime) -> None:
    assert start_of_week(moment) == week


def test_a_review_counts_at_once_until_it_is_hidden_or_deleted(alice: Any, bob: Any) -> None:
    loud, quiet = a_film(), a_film()
    first, second = a_review(alice, loud), a_review(bob, loud)
    own = a_review(alice, quiet)
    assert this_week() == [loud, quiet]
    hide(ObjectId(first.id))
    hide(ObjectId(second.id))
    assert this_week() == [quiet]
    delete_review(member=alice, review_id=ObjectId(own.id))
    assert this_week() == []


def test_a_new_week_begins_a_new_count(alice: Any, bob: Any, database: Any) -> None:
    film = a_film()
    old = a_review(alice, film)
    before = {"week": start_of_week(now()) - LAST_WEEK, "reviews": 1, "last": now() - LAST_WEEK}
    database.movies.update_one({"_id": film}, {"$set": {"talk": before}})
    database.comments.update_many({}, {"$set": {"date": now() - LAST_WEEK}})
    assert this_week() == []
    a_review(bob, film)
    assert talk_of(database, film)["reviews"] == 1
    hide(ObjectId(old.id))  # of the week before: it does not count in this one
    assert talk_of(database, film)["reviews"] == 1


def test_recount_corrects_what_drifted_and_says_so(alice: Any, database: Any) -> None:
    film, silent = a_film(), a_film(title="Silent")
    a_review(alice, film)
    right = talk_of(database, film)
    assert run("recount").startswith("Nothing changed")
    wrong = {"week": start_of_week(now()), "reviews": 9, "last": now()}
    database.movies.update_many({}, {"$set": {"talk": wrong}})
    output = run("recount")
    assert "Weekly review counts corrected: 2" in output
    assert "The Third Man (9, now 1)" in output
    assert "Silent (9, now 0)" in output
    assert talk_of(database, film) == right
    assert talk_of(database, silent)["reviews"] == 0


def test_merging_two_films_adds_their_talk(alice: Any, bob: Any) -> None:
    kept, other, third = a_film(), a_film(), a_film()
    for member, film in ((alice, kept), (bob, other), (alice, third)):
        a_review(member, film)
    info = RevisionInfo("merge-films", "ada", "", now())
    in_transaction(lambda session: delete_film(other, info, kept, session))
    in_transaction(lambda session: move_reviews_batch(other, kept, "Other", session))
    assert this_week() == [kept, third]
    assert recount_talk_of([kept, third]) == []


def test_reviews_written_by_the_hundred_count_too(database: Any) -> None:
    film, author = a_film(), {"id": ObjectId(), "name": "N", "handle": "n"}
    doc = {"movie_id": film, "author": author, "text": "x", "state": "visible", "origin": "site"}
    dates = (now(), now() - 2 * LAST_WEEK)
    docs = [{**doc, "_id": ObjectId(), "author": {**author, "id": ObjectId()}} for _ in dates]
    insert_reviews(
        [{**doc, "date": date} for doc, date in zip(docs, dates, strict=True)], lambda _: None
    )
    assert talk_of(database, film)["reviews"] == 1


def talked_about(member: Any, number: int = ENOUGH + 1) -> list[Any]:
    return [a_review(member, a_film(title=f"Film {n}")) for n in range(number)]


def test_home_shows_this_week_as_it_is_whatever_the_watcher_has_stored(
    alice: Any, bob: Any, visitor: Browser
) -> None:
    reviews = talked_about(alice)
    refresh_site_summary()
    a_review(bob, ObjectId(reviews[0].movie_id))
    assert in_row(visitor, "talked-about")[0] == "Film 0"
    hide(ObjectId(reviews[3].id))
    assert "Film 3" not in in_row(visitor, "talked-about")
    assert len(in_row(visitor, "talked-about")) == ENOUGH


def test_the_week_costs_the_same_however_many_reviews_it_has(
    alice: Any, bob: Any, database: Any
) -> None:
    examined = []
    for member in (alice, bob):
        for film in [doc["_id"] for doc in database.movies.find()] or [a_film() for _ in range(9)]:
            a_review(member, film)
        with profiled(database) as done:
            assert find_talked_about()["days"] == 0
        examined.append([operation.examined for operation in done])
    assert examined == [[9], [9]]
