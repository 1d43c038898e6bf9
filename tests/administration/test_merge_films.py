"""Merging two entries of a film: reviews, views and tallies follow; nobody's words are lost."""

from datetime import timedelta
from typing import Any

import pytest
from bson import ObjectId

import administration.removing as removing
from accounts.errors import NotAllowed
from administration.removing import finish_all, merge_films
from mflix_site.clock import now
from mflix_site.mongo import collections as mongo
from moderation.undoing import undo_decision
from movies.counts.building import rebuild
from movies.errors import MovieNotFound, SameFilm
from reviews import moving
from reviews.services import Words, edit_review
from tests.support.browsing import Browser
from tests.support.cast import make_member
from tests.support.catalogue import many_films
from tests.support.factories import a_film, a_review, tally_of
from tests.support.judging import a_report, decided, inbox_of, state_of
from tests.support.running import (
    WHY,
    actions,
    an_edit,
    counted,
    logged,
    reviews_on,
    stored,
    tallies_are_true,
)


class Killed(BaseException):
    """The process ends here."""


def merged(admin: Any, gone: ObjectId, into: ObjectId) -> int:
    return merge_films(admin=admin, movie_id=gone, into=into, reason=WHY)


def members(number: int) -> list[Any]:
    return [make_member(f"M{n}", handle=f"m{n}", handle_key=f"m{n}") for n in range(number)]


def test_reviews_move_and_count_where_they_are(
    ada: Any, alice: Any, bob: Any, film: Any, double: Any
) -> None:
    a_review(alice, film, rating=80)
    a_review(bob, double, rating=40)
    assert merged(ada, double, film) == 1
    assert len(reviews_on(film)) == 2
    assert tally_of(film)["sum"] == 120
    assert (tally_of(film)["count"], tally_of(film)["reviews"]) == (2, 2)
    assert tallies_are_true(film)
    assert stored(double) == {}


def test_the_facts_of_the_entry_that_stays_do_not_change(ada: Any, film: Any, double: Any) -> None:
    before = stored(film)
    merged(ada, double, film)
    assert stored(film) == before


def test_it_is_logged_and_what_went_is_kept(ada: Any, film: Any, double: Any) -> None:
    merged(ada, double, film)
    [row] = logged()
    assert row["action"] == "merge-films"
    assert row["detail"] == "The 3rd Man into The Third Man"
    assert row["about"]["film"] == str(film)
    assert row["private"]["film"]["year"] == 1950
    assert row["private"]["merged"] == double


def test_of_two_visible_reviews_of_one_member_the_newer_stays(
    ada: Any, alice: Any, film: Any, double: Any
) -> None:
    a_review(alice, film, "An older view.", 40)
    newer = a_review(alice, double, "A newer view.", 90)
    merged(ada, double, film)
    [review] = reviews_on(film)
    assert (str(review["_id"]), review["text"]) == (newer.id, "A newer view.")
    assert (tally_of(film)["reviews"], tally_of(film)["sum"]) == (1, 90)
    assert tallies_are_true(film)


@pytest.mark.parametrize("newer_on_the_one_that_goes", [True, False])
def test_the_other_is_kept_as_what_its_author_said_before(
    ada: Any, alice: Any, film: Any, double: Any, newer_on_the_one_that_goes: bool
) -> None:
    first, second = (film, double) if newer_on_the_one_that_goes else (double, film)
    a_review(alice, first, "An older view.", 40, spoiler=True)
    newer = a_review(alice, second, "A newer view.", 90)
    merged(ada, double, film)
    [revision] = mongo.revisions().find()
    assert revision["review_id"] == ObjectId(newer.id)
    assert (revision["text"], revision["rating"], revision["spoiler"]) == (
        "An older view.",
        40,
        True,
    )


def test_an_edit_makes_a_review_newer(ada: Any, alice: Any, film: Any, double: Any) -> None:
    edited = a_review(alice, film, "First words.", 40)
    a_review(alice, double, "Later words.", 90)
    edit_review(member=alice, review_id=ObjectId(edited.id), words=Words("Last words.", 50))
    merged(ada, double, film)
    assert [review["text"] for review in reviews_on(film)] == ["Last words."]
    texts = {revision["text"] for revision in mongo.revisions().find()}
    assert texts == {"First words.", "Later words."}


def test_the_author_is_told_with_the_words(ada: Any, alice: Any, film: Any, double: Any) -> None:
    a_review(alice, film, "An older view.", 40)
    a_review(alice, double, "A newer view.", 90)
    merged(ada, double, film)
    [notice] = inbox_of(alice)
    assert "are one now" in notice["subject"]
    assert notice["quote"] == "An older view."


def test_a_review_that_was_taken_down_keeps_its_decision_beside_a_visible_one(
    ada: Any, alice: Any, bob: Any, maud: Any, film: Any, double: Any
) -> None:
    hidden = a_review(alice, double, "You are all fools.", 10).id
    decision = decided(maud, a_report(bob, hidden), "hide")
    a_review(alice, film, "A calmer view.", 60)
    merged(ada, double, film)
    assert state_of(hidden) == "hidden"
    assert [r["origin"] for r in reviews_on(film)] == ["merged", "site"]
    assert (tally_of(film)["reviews"], tally_of(film)["sum"]) == (1, 60)
    undo_decision(moderator=ada, decision_id=decision.id, reason="It was about the film after all.")
    assert tally_of(film)["reviews"] == 2
    assert tallies_are_true(film)


def test_a_visible_review_stays_the_members_own_though_a_hidden_one_is_newer(
    ada: Any, alice: Any, bob: Any, maud: Any, film: Any, double: Any
) -> None:
    visible = a_review(alice, double, "A calmer view.", 60).id
    hidden = a_review(alice, film, "You are all fools.", 10).id
    decided(maud, a_report(bob, hidden), "hide")
    merged(ada, double, film)
    origins = {str(review["_id"]): review["origin"] for review in reviews_on(film)}
    assert origins == {visible: "site", hidden: "merged"}
    assert tallies_are_true(film)


def test_old_comments_without_an_author_move_too(ada: Any, film: Any, double: Any) -> None:
    old = {"name": "Ned", "email": "n@x.test", "text": "Winter.", "date": now()}
    mongo.reviews().insert_many([{**old, "movie_id": at} for at in (film, double, double)])
    assert merged(ada, double, film) == 2
    assert len(reviews_on(film)) == 3
    assert not mongo.reviews().count_documents({"movie_id": double})


def test_views_are_added_day_by_day(ada: Any, film: Any, double: Any) -> None:
    today = now().replace(hour=0, minute=0, second=0, microsecond=0)
    days = [today - timedelta(days=ago) for ago in (0, 1)]
    views = [(film, days[0], 5), (double, days[0], 2), (double, days[1], 3)]
    docs = [{"movie_id": at, "day": day, "views": n} for at, day, n in views]
    mongo.page_views(mongo.KEPT).insert_many(docs)
    merged(ada, double, film)
    found = {doc["day"]: doc["views"] for doc in mongo.page_views().find({"movie_id": film})}
    assert found == {days[0]: 7, days[1]: 3}
    assert not mongo.page_views().count_documents({"movie_id": double})


def test_the_counts_beside_filters_follow(ada: Any, alice: Any, film: Any) -> None:
    many_films(40)
    double = a_film(genres=["Talkie"])
    a_review(alice, double)
    rebuild()
    before = counted()
    merged(ada, double, film)
    after = counted()
    assert before
    assert after
    assert after[0] == before[0] - 1
    assert ("genre", "Talkie") not in after[1]


def test_the_old_address_leads_to_the_entry_that_stays(
    ada: Any, film: Any, double: Any, visitor: Browser
) -> None:
    merged(ada, double, film)
    answer = visitor.get(f"/movies/{double}/")
    assert (answer.status_code, answer["Location"]) == (301, f"/movies/{film}/")


def test_it_leads_on_where_that_one_was_merged_too_and_nowhere_where_it_is_deleted(
    ada: Any, film: Any, double: Any, visitor: Browser
) -> None:
    third = a_film(title="Third")
    an_edit(ada, double, year=1951)
    merged(ada, double, film)
    merged(ada, film, third)
    assert visitor.get(f"/movies/{double}/")["Location"] == f"/movies/{third}/"
    removing.delete_film(admin=ada, movie_id=third, reason=WHY)
    assert visitor.get(f"/movies/{double}/", follow=True).status_code == 404


def test_a_film_is_not_merged_with_itself_or_with_nothing(ada: Any, film: Any) -> None:
    with pytest.raises(SameFilm):
        merged(ada, film, film)
    for pair in ((film, ObjectId()), (ObjectId(), film)):
        with pytest.raises(MovieNotFound):
            merged(ada, *pair)
    assert (bool(stored(film)), actions()) == (True, [])


def test_only_admins_merge(maud: Any, film: Any, double: Any) -> None:
    with pytest.raises(NotAllowed):
        merged(maud, double, film)
    assert stored(double)


def test_many_reviews_move_in_batches(
    ada: Any, film: Any, double: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "AT_ONCE", 4)
    people = members(10)
    for place, member in enumerate(people):
        a_review(member, double, rating=place + 1)
        if place % 2:
            a_review(member, film, rating=100)
    assert merged(ada, double, film) == 10
    assert (tally_of(film)["reviews"], tally_of(film)["sum"]) == (10, 525)
    assert tallies_are_true(film)


@pytest.mark.parametrize("batches", [0, 1, 2])
@pytest.mark.parametrize("again", ["merge", "purge"])
def test_a_merge_that_was_killed_is_finished_by_the_same_request_or_by_purge(
    ada: Any, film: Any, double: Any, monkeypatch: pytest.MonkeyPatch, batches: int, again: str
) -> None:
    for place, member in enumerate(members(6)):
        a_review(member, double, rating=place + 1)
    with monkeypatch.context() as patch:
        kill_after(patch, batches)
        with pytest.raises(Killed):
            merged(ada, double, film)
    assert tallies_are_true(film)
    assert tally_of(film)["reviews"] == 2 * batches
    merged(ada, double, film) if again == "merge" else finish_all()
    assert (tally_of(film)["reviews"], tallies_are_true(film)) == (6, True)
    assert (actions(), finish_all()) == (["merge-films"], 0)


def kill_after(patch: pytest.MonkeyPatch, batches: int) -> None:
    """Have the process end within the batch after so many, before it is committed."""
    whole, done = moving.move_some, [0]

    def move_some(*arguments: Any) -> int:
        moved = whole(*arguments)
        done[0] += 1
        if done[0] > batches:
            raise Killed
        return moved

    patch.setattr(moving, "AT_ONCE", 2)
    patch.setattr(removing, "move_some", move_some)


def test_sent_twice_it_is_done_once(ada: Any, alice: Any, film: Any, double: Any) -> None:
    a_review(alice, double)
    assert (merged(ada, double, film), merged(ada, double, film)) == (1, 0)
    assert actions() == ["merge-films"]


def test_where_the_heir_goes_meanwhile_reviews_follow_it(
    ada: Any, alice: Any, film: Any, double: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    third = a_film(title="Third")
    a_review(alice, double)
    with monkeypatch.context() as patch, pytest.raises(Killed):
        kill_after(patch, 0)
        merged(ada, double, film)
    merged(ada, film, third)
    assert finish_all() == 1
    assert len(reviews_on(third)) == tally_of(third)["reviews"] == 1


def test_no_review_is_posted_on_an_entry_that_went(ada: Any, film: Any, double: Any) -> None:
    merged(ada, double, film)
    path = f"/movies/{double}/reviews/"
    assert Browser(make_member("Late")).post(path, {"text": "Late."}).status_code == 404
    assert mongo.reviews().count_documents({}) == 0


def test_the_page_says_what_follows_and_then_merges(
    as_ada: Browser, alice: Any, film: Any, double: Any
) -> None:
    a_review(alice, film)
    a_review(alice, double)
    path = f"/administration/films/{double}/merge/{film}/"
    page = as_ada.text(path)
    assert "1 review and 0 views move" in page
    assert "1 member reviewed both" in page
    answer = as_ada.post(path, {"reason": WHY}, follow=True)
    assert answer.redirect_chain == [(f"/movies/{film}/", 302)]
    assert "1 reviews came with it" in answer.content.decode()


def test_the_page_wants_a_reason_and_two_films(as_ada: Browser, film: Any, double: Any) -> None:
    path = f"/administration/films/{double}/merge"
    assert as_ada.post(f"{path}/{film}/", {"reason": ""}).status_code == 422
    assert as_ada.get(f"{path}/{double}/").status_code == 409
    assert as_ada.get(f"{path}/{ObjectId()}/").status_code == 404
    assert stored(double)


def test_the_other_entry_is_found_by_words_or_by_id(
    as_ada: Browser, film: Any, double: Any
) -> None:
    path = f"/administration/films/{double}/merge/"
    assert f"{path}{film}/" in as_ada.text(f"{path}?q=third+man")
    answer = as_ada.get(path, {"q": str(film)})
    assert answer["Location"] == f"{path}{film}/"
