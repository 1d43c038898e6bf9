"""Comments by version 1 are reviews of the site: one a film, with its holds, limits and history."""

from typing import Any

import pytest
from bson import ObjectId

from accounts.documents import Member
from api.v1.responses import SPOILER_HINT, alias_of
from mflix_site.mongo import collections as mongo
from moderation.posting import rate_film
from reviews.queries import MAX_COMMENTS
from tests.support.api_client import ApiClient
from tests.support.factories import a_film, a_review, tally_of

COMMENT = "/movies/comment"


@pytest.fixture
def film(database: Any) -> ObjectId:
    return a_film()


@pytest.fixture
def writer(alice: Member) -> ApiClient:
    return ApiClient(alice)


def post(api: ApiClient, film: Any, text: Any = "A zither.") -> Any:
    return api.ask("POST", COMMENT, {"movie_id": str(film), "comment": text})


def put(api: ApiClient, review: Any, film: Any, text: Any = "A lamp.") -> Any:
    body = {"comment_id": str(review), "updated_comment": text, "movie_id": str(film)}
    return api.ask("PUT", COMMENT, body)


def delete(api: ApiClient, review: Any, film: Any) -> Any:
    return api.ask("DELETE", COMMENT, {"comment_id": str(review), "movie_id": str(film)})


def test_a_comment_is_a_review_of_the_site_and_comes_first(
    film: ObjectId, writer: ApiClient, alice: Member, bob: Member
) -> None:
    a_review(bob, film, "Earlier words.")
    answer = post(writer, film, "Later words.\nTwo lines.")
    first, second = answer.json()["comments"]
    assert set(first) == {"_id", "movie_id", "name", "email", "text", "date"}
    assert (first["text"], first["name"]) == ("Later words.\nTwo lines.", alice.name)
    assert (first["email"], second["email"]) == (alias_of(alice.id), alias_of(bob.id))
    assert ApiClient().comments(film) == [first, second]
    assert tally_of(film)["reviews"] == 2


def test_a_second_comment_edits_the_review_and_keeps_what_it_was(
    film: ObjectId, writer: ApiClient, alice: Member, bob: Member, database: Any
) -> None:
    review = a_review(alice, film, "First words.", 70)
    a_review(bob, film, "In between.")
    first, *others = post(writer, film, "Second words.").json()["comments"]
    assert (first["_id"], first["text"], len(others)) == (review.id, "Second words.", 1)
    stored = database.comments.find_one({"_id": ObjectId(review.id)})
    assert (stored["rating"], stored["version"]) == (70, 2)
    assert database.review_revisions.find_one({})["text"] == "First words."


def test_a_comment_gives_words_to_a_rating_and_the_same_words_change_nothing(
    film: ObjectId, writer: ApiClient, alice: Member, database: Any
) -> None:
    a_review(alice, film, "", 60)
    assert ApiClient().comments(film) == []
    for _ in range(2):
        assert len(post(writer, film).json()["comments"]) == 1
    assert tally_of(film)["count"] == 1
    assert database.comments.find_one({})["version"] == 2


def test_the_author_edits_and_deletes_and_is_answered_with_what_is_left(
    film: ObjectId, writer: ApiClient, bob: Member
) -> None:
    key = post(writer, film).json()["comments"][0]["_id"]
    a_review(bob, film, "Newer words.")
    edited = put(writer, key, film)
    assert (edited.json()["comments"][0]["_id"], edited.status_code) == (key, 200)
    assert "A lamp." in [comment["text"] for comment in ApiClient().comments(film)]
    left = delete(writer, key, film)
    assert [comment["text"] for comment in left.json()["comments"]] == ["Newer words."]
    assert delete(writer, key, film).status_code == 404


def test_what_is_not_ones_own_is_404_and_stays(
    film: ObjectId, writer: ApiClient, alice: Member, bob: Member, database: Any
) -> None:
    theirs, mine = a_review(bob, film).id, a_review(alice, film).id
    other = a_film(title="Alien")
    for key, about in ((theirs, film), (mine, other), (ObjectId(), film), ("x", film), (mine, "x")):
        assert put(writer, key, about).status_code == 404
        answer = delete(writer, key, about)
        assert (answer.status_code, answer.json()) == (404, {"error": "Not found"})
    assert database.comments.count_documents({"version": 1}) == 2


def test_a_comment_on_no_film_is_404_and_nothing_is_stored(
    writer: ApiClient, database: Any
) -> None:
    for film in (ObjectId(), "foobar", "", "0" * 24):
        assert post(writer, film).status_code == 404
    assert database.comments.count_documents({}) == 0


@pytest.mark.parametrize(
    "text", [None, 7, True, [], ["a"], {"$gt": ""}, "", " \n\t", "\u200b", "x" * 10_001]
)
def test_what_is_no_text_is_400(
    film: ObjectId, writer: ApiClient, alice: Member, database: Any, text: Any
) -> None:
    answers = [post(writer, film, text), put(writer, a_review(alice, film).id, film, text)]
    for answer in answers:
        assert answer.status_code == 400
        assert isinstance(answer.json()["error"], str)
    assert database.comments.count_documents({"version": 1}) == 1


def test_an_id_that_is_no_text_is_400(film: ObjectId, writer: ApiClient) -> None:
    for odd in (None, 7, [], {"$ne": ""}):
        body = {"movie_id": odd, "comment": "A zither.", "comment_id": odd, "updated_comment": "A"}
        for method in ("POST", "PUT", "DELETE"):
            assert writer.ask(method, COMMENT, body).status_code == 400


def test_a_film_lists_its_newest_reviews_that_have_words_and_are_visible(
    film: ObjectId, alice: Member, bob: Member, maud: Member, ada: Member
) -> None:
    hidden = a_review(alice, film, "Hidden words.")
    mongo.reviews().update_one({"_id": ObjectId(hidden.id)}, {"$set": {"state": "hidden"}})
    a_review(bob, film, "", 50)
    older, newer = a_review(maud, film, "Older."), a_review(ada, film, "Newer.")
    assert [c["_id"] for c in ApiClient().comments(film)] == [newer.id, older.id]


def test_spoilers_are_a_hint_but_for_their_author_who_cannot_lose_them_by_it(
    film: ObjectId, writer: ApiClient, alice: Member, database: Any
) -> None:
    key = a_review(alice, film, "He is alive.", 90, spoiler=True).id
    assert [c["text"] for c in ApiClient().comments(film)] == [str(SPOILER_HINT)]
    assert put(writer, key, film, str(SPOILER_HINT)).json()["comments"][0]["text"] == "He is alive."
    assert put(writer, key, film, "He is.").json()["comments"][0]["text"] == "He is."
    stored = database.comments.find_one({})
    assert (stored["text"], stored["spoiler"], stored["rating"]) == ("He is.", True, 90)


def test_a_held_comment_is_shown_to_its_author_in_the_answer_and_to_nobody_else(
    film: ObjectId, writer: ApiClient, settings: Any, database: Any
) -> None:
    settings.WATCHED_WORDS = ["casino"]
    first = post(writer, film, "Come to the casino.").json()["comments"][0]
    assert (first["text"], ApiClient().comments(film)) == ("Come to the casino.", [])
    assert database.cases.count_documents({"open": True}) == 1
    assert put(writer, first["_id"], film, "Come.").json()["comments"][0]["text"] == "Come."
    assert [c["text"] for c in ApiClient().comments(film)] == ["Come."]


def test_a_review_that_was_taken_down_is_409(
    film: ObjectId, writer: ApiClient, alice: Member
) -> None:
    a_review(alice, film)
    mongo.reviews().update_one({}, {"$set": {"state": "removed"}})
    answer = post(writer, film, "The same again.")
    assert answer.status_code == 409
    assert "hidden or was removed" in answer.json()["error"]


def test_too_many_comments_are_429_and_say_when_to_come_back(
    film: ObjectId, writer: ApiClient, settings: Any
) -> None:
    settings.LIMITS = {**settings.LIMITS, "review": (1, 86400)}
    key = post(writer, film).json()["comments"][0]["_id"]
    answer = put(writer, key, film)
    assert (answer.status_code, list(answer.json())) == (429, ["error"])
    assert int(answer.headers["Retry-After"]) > 0


def test_a_film_has_more_comments_than_any_of_the_course_but_not_without_end() -> None:
    assert 439 < MAX_COMMENTS <= 1000


def test_a_comment_of_nobody_has_an_alias_of_its_own(
    film: ObjectId, bob: Member, database: Any
) -> None:
    for name in ("Former", "Unknown"):
        words = {"text": name, "date": bob.joined_at, "name": name, "email": "old@example.test"}
        database.comments.insert_one({"movie_id": film, **words})
    comments = ApiClient().comments(film)
    assert len({comment["email"] for comment in comments}) == 2
    assert "old@example.test" not in str(comments)


def test_a_review_by_the_api_is_what_the_site_would_have_stored(
    film: ObjectId, writer: ApiClient, bob: Member, database: Any
) -> None:
    post(writer, film, "  Words.\r\n\u200bMore. ")
    a_review(bob, film, "Words.\nMore.", None)
    mine, theirs = database.comments.find().sort("_id", 1)
    own = ("_id", "author", "date")
    assert {k: v for k, v in mine.items() if k not in own} == {
        k: v for k, v in theirs.items() if k not in own
    }


def test_a_rating_given_meanwhile_stays(
    film: ObjectId, writer: ApiClient, alice: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rate(*_: Any) -> None:
        rate_film(member=alice, movie_id=film, rating=20)

    review = a_review(alice, film, rating=80)
    monkeypatch.setattr("api.v1.views.comments.count_review", rate)
    assert put(writer, review.id, film, "New words.").status_code == 200
    stored = mongo.reviews().find_one({}) or {}
    assert (stored["text"], stored["rating"]) == ("New words.", 20)
