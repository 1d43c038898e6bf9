"""Deleting a film with its dependents, after a preview of their numbers; authors get notices."""

from typing import Any

import pytest
from bson import ObjectId

from accounts.errors import NotAllowed
from administration import films
from administration.films import delete_film, finish_all_removals, preview_removal
from mflix_site.mongo import collections as mongo
from mflix_site.text import now
from movies.errors import MovieNotFound
from movies.facet_index.building import rebuild_facet_index
from movies.page_views import record_view
from reviews import reviews_of_removed_films as review_removal
from reviews.documents import ReviewContent
from reviews.services import edit_review
from tests.support.browsing import Browser
from tests.support.catalogue import many_films
from tests.support.factories import a_film, a_review, a_viewing, tally_of
from tests.support.lists import a_list
from tests.support.running import WHY, actions, an_edit, counted, logged, stored

from ..support.moderation import a_report, decided, inbox_of


def deleted(admin: Any, film: ObjectId) -> int:
    return delete_film(admin=admin, movie_id=film, reason=WHY)


class SimulatedCrash(BaseException):
    """The process is killed here."""


def crash(*arguments: Any) -> None:
    raise SimulatedCrash


@pytest.fixture
def full(ada: Any, alice: Any, bob: Any, film: ObjectId) -> ObjectId:
    """A film with two reviews, one of them edited and reported, a view, and an edit."""
    review = ObjectId(a_review(alice, film, "First words.").id)
    edit_review(member=alice, review_id=review, content=ReviewContent("Last words.", 50))
    a_review(bob, film, "", 30)
    a_report(bob, str(review))
    mongo.page_views(mongo.MAJORITY).insert_one({"movie_id": film, "day": now(), "views": 7})
    an_edit(ada, film, year=1950)
    return film


@pytest.fixture
def listed(full: ObjectId, alice: Any) -> ObjectId:
    """The same, in a diary and in a list."""
    a_viewing(alice, full)
    a_list(alice, full)
    return full


def test_the_page_counts_what_will_be_deleted(listed: ObjectId) -> None:
    counts = {"reviews": 2, "revisions": 1, "views": 7, "open_cases": 1, "versions": 1}
    others = {"entries": 1, "states": 1, "lists": 1, "members_in_both": 0}
    assert preview_removal(listed) == {**counts, **others}


def test_the_page_names_what_else_goes(listed: ObjectId, as_ada: Browser) -> None:
    page = as_ada.text(f"/administration/films/{listed}/delete/")
    for name, count in (("Diary entries", 1), ("Places in lists", 1), ("want to see it", 1)):
        assert f"{name}</dt><dd>{count}</dd>" in page


def test_merging_names_what_moves(listed: ObjectId, as_ada: Browser) -> None:
    page = as_ada.text(f"/administration/films/{listed}/merge/{a_film(title='Other')}/")
    for sentence in (
        "1 diary entry moves",
        "1 member has watched it",
        "In 1 list, the film you keep",
    ):
        assert sentence in page
    assert "Nothing else" not in page


def test_all_of_it_goes(ada: Any, full: ObjectId) -> None:
    other = a_film(title="Other")
    record_view(other, now())
    assert deleted(ada, full) == 2
    assert stored(full) == {}
    for collection in (mongo.reviews(), mongo.revisions()):
        assert collection.count_documents({}) == 0
    assert mongo.page_views().count_documents({"movie_id": full}) == 0
    assert stored(other)


def test_reviews_of_other_films_stay(ada: Any, alice: Any, full: ObjectId) -> None:
    other = a_film(title="Other")
    a_review(alice, other, rating=60)
    deleted(ada, full)
    assert tally_of(other)["sum"] == 60
    assert mongo.reviews().count_documents({}) == 1


def test_authors_get_their_words(ada: Any, alice: Any, bob: Any, full: ObjectId) -> None:
    deleted(ada, full)
    [to_alice] = inbox_of(alice)
    assert (to_alice["subject"], to_alice["quote"]) == (
        "The Third Man was deleted, along with your review",
        "Last words.",
    )
    assert "to keep" in to_alice["paragraphs"][1]
    subjects = [notice["subject"] for notice in inbox_of(bob)]
    assert subjects == [
        "The Third Man was deleted, along with your review",
        "Your report of a review of The Third Man: film deleted",
    ]


def test_open_cases_are_closed_without_a_decision_or_a_judgement(
    ada: Any, bob: Any, full: ObjectId
) -> None:
    deleted(ada, full)
    case, report = mongo.cases().find_one({}), mongo.reports().find_one({})
    assert case
    assert report
    assert (case["open"], "decided_at" in case) == (False, False)
    assert (report["open"], report["outcome"]) == (False, "delete-film")
    assert "report_record" not in (mongo.members().find_one({"_id": bob.id}) or {})


def test_the_author_of_a_review_that_was_taken_down_gets_no_further_notice(
    ada: Any, alice: Any, bob: Any, maud: Any, film: ObjectId
) -> None:
    decided(maud, a_report(bob, a_review(alice, film).id), "remove")
    told = len(inbox_of(alice))
    deleted(ada, film)
    assert len(inbox_of(alice)) == told


def test_it_is_logged_and_what_the_entry_said_is_kept(ada: Any, full: ObjectId) -> None:
    deleted(ada, full)
    row = logged()[-1]
    assert (row["action"], row["detail"]) == ("delete-film", "The Third Man")
    assert row["private"]["film"]["year"] == 1950
    assert "search" not in row["private"]["film"]


def test_the_counts_beside_filters_follow(ada: Any) -> None:
    many_films(40)
    film = a_film(genres=["Talkie"])
    rebuild_facet_index()
    assert (counted(genre=("Talkie",)) or (0,))[0] == 1
    deleted(ada, film)
    assert counted(genre=("Talkie",)) == (0, (counted(genre=("Talkie",)) or (0, {}))[1])


def test_its_address_is_404(ada: Any, full: ObjectId, visitor: Browser) -> None:
    deleted(ada, full)
    answer = visitor.get(f"/movies/{full}/")
    assert answer.status_code == 404
    assert "We can&#39;t find this film." in answer.content.decode()


def test_a_deletion_that_was_killed_is_finished_later(
    ada: Any, full: ObjectId, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch, pytest.raises(SimulatedCrash):
        patch.setattr(films, "close_cases_about", crash)
        deleted(ada, full)
    assert (stored(full), mongo.reviews().count_documents({})) == ({}, 2)
    assert finish_all_removals() == 1
    assert (mongo.reviews().count_documents({}), finish_all_removals()) == (0, 0)
    assert actions() == ["edit-film", "delete-film"]


def test_the_same_request_finishes_it_too_and_then_there_is_nothing(
    ada: Any, full: ObjectId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review_removal, "BATCH_SIZE", 1)
    with monkeypatch.context() as patch:
        patch.setattr(films, "finish_removal", lambda _: 0)
        deleted(ada, full)
    assert deleted(ada, full) == 2
    with pytest.raises(MovieNotFound):
        deleted(ada, full)


def test_only_admins_delete(maud: Any, film: ObjectId) -> None:
    with pytest.raises(NotAllowed):
        deleted(maud, film)
    assert stored(film)


def test_the_page_counts_and_deletes(as_ada: Browser, full: ObjectId) -> None:
    path = f"/administration/films/{full}/delete/"
    assert "<dt>Page views</dt><dd>7</dd>" in as_ada.text(path)
    assert as_ada.post(path, {"reason": "No"}).status_code == 422
    answer = as_ada.post(path, {"reason": WHY}, follow=True)
    assert "The film and its 2 reviews have been deleted." in answer.content.decode()
    assert as_ada.get(path).status_code == 404
