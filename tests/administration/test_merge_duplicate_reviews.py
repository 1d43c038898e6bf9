"""Merging films that one member has reviewed both: the newer stays, nothing is lost or undone."""

from typing import Any

import pytest
from bson import ObjectId

from mflix_site.mongo import collections as mongo
from moderation.undo import undo_decision
from reviews.documents import ReviewContent
from reviews.services import edit_review
from tests.support.factories import a_review, tally_of
from tests.support.running import a_merge, reviews_on, tallies_are_true

from ..support.moderation import a_report, decided, inbox_of, state_of


def test_of_two_visible_reviews_of_one_member_the_newer_stays(
    ada: Any, alice: Any, film: Any, duplicate: Any
) -> None:
    a_review(alice, film, "An older view.", 40)
    newer = a_review(alice, duplicate, "A newer view.", 90)
    a_merge(ada, duplicate, film)
    [review] = reviews_on(film)
    assert (str(review["_id"]), review["text"]) == (newer.id, "A newer view.")
    assert (tally_of(film)["reviews"], tally_of(film)["sum"]) == (1, 90)
    assert tallies_are_true(film)


@pytest.mark.parametrize("newer_on_the_one_that_goes", [True, False])
def test_the_other_is_kept_as_what_its_author_said_before(
    ada: Any, alice: Any, film: Any, duplicate: Any, newer_on_the_one_that_goes: bool
) -> None:
    first, second = (film, duplicate) if newer_on_the_one_that_goes else (duplicate, film)
    a_review(alice, first, "An older view.", 40, spoiler=True)
    newer = a_review(alice, second, "A newer view.", 90)
    a_merge(ada, duplicate, film)
    [revision] = mongo.revisions().find()
    assert revision["review_id"] == ObjectId(newer.id)
    assert (revision["text"], revision["rating"], revision["spoiler"]) == (
        "An older view.",
        40,
        True,
    )


def test_an_edit_makes_a_review_newer(ada: Any, alice: Any, film: Any, duplicate: Any) -> None:
    edited = a_review(alice, film, "First words.", 40)
    a_review(alice, duplicate, "Later words.", 90)
    edit_review(
        member=alice, review_id=ObjectId(edited.id), content=ReviewContent("Last words.", 50)
    )
    a_merge(ada, duplicate, film)
    assert [review["text"] for review in reviews_on(film)] == ["Last words."]
    texts = {revision["text"] for revision in mongo.revisions().find()}
    assert texts == {"First words.", "Later words."}


@pytest.mark.parametrize("text", ["", "First words."])
def test_another_rating_or_first_words_make_it_newer_too(
    ada: Any, alice: Any, film: Any, duplicate: Any, text: str
) -> None:
    changed = a_review(alice, film, "", 40)
    a_review(alice, duplicate, "Later words.", 90)
    content = ReviewContent(text, 20)
    edit_review(member=alice, review_id=ObjectId(changed.id), content=content)
    a_merge(ada, duplicate, film)
    assert [(doc["text"], doc["rating"]) for doc in reviews_on(film)] == [(text, 20)]


def test_the_author_is_told_with_the_words(ada: Any, alice: Any, film: Any, duplicate: Any) -> None:
    a_review(alice, film, "An older view.", 40)
    a_review(alice, duplicate, "A newer view.", 90)
    a_merge(ada, duplicate, film)
    [notice] = inbox_of(alice)
    assert "are now one" in notice["subject"]
    assert notice["quote"] == "An older view."


def test_a_review_that_was_taken_down_keeps_its_decision_beside_a_visible_one(
    ada: Any, alice: Any, bob: Any, maud: Any, film: Any, duplicate: Any
) -> None:
    hidden = a_review(alice, duplicate, "You are all fools.", 10).id
    decision = decided(maud, a_report(bob, hidden), "hide")
    a_review(alice, film, "A calmer view.", 60)
    a_merge(ada, duplicate, film)
    assert state_of(hidden) == "hidden"
    assert [r["origin"] for r in reviews_on(film)] == ["merged", "site"]
    assert (tally_of(film)["reviews"], tally_of(film)["sum"]) == (1, 60)
    undo_decision(moderator=ada, decision_id=decision.id, reason="It was about the film after all.")
    assert tally_of(film)["reviews"] == 2
    assert tallies_are_true(film)


def test_a_visible_review_stays_the_members_own_though_a_hidden_one_is_newer(
    ada: Any, alice: Any, bob: Any, maud: Any, film: Any, duplicate: Any
) -> None:
    visible = a_review(alice, duplicate, "A calmer view.", 60).id
    hidden = a_review(alice, film, "You are all fools.", 10).id
    decided(maud, a_report(bob, hidden), "hide")
    a_merge(ada, duplicate, film)
    origins = {str(review["_id"]): review["origin"] for review in reviews_on(film)}
    assert origins == {visible: "site", hidden: "merged"}
    assert tallies_are_true(film)
