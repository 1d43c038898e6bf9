"""Writing reviews by the API: the site's own rules, conditions, and keys that make it safe."""

from typing import Any

import pytest

from accounts.access_tokens import SCOPES, create_token
from accounts.idempotency import begin_request
from lists import services
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.collections import OutcomeUnknown
from mflix_site.mongo.transactions import in_transaction
from mflix_site.text import now
from moderation import posting
from tests.support.factories import a_film, a_review, tally_of
from tests.support.operations_of_api import ask_api

WORDS = {"text": "Zithers.", "rating": 80}


@pytest.fixture
def token(alice: Any) -> str:
    return create_token(member=alice, name="test", scopes=tuple(SCOPES))


@pytest.fixture
def film(database: Any) -> Any:
    return a_film()


def post(token: str, film: Any, body: Any = WORDS, **headers: str) -> Any:
    return ask_api("POST", f"films/{film}/reviews", token, body, **headers)


def kind(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].partition("#problem-")[2]


def test_a_review_by_the_api_is_a_review_of_the_site(token: str, film: Any, alice: Any) -> None:
    answer = post(token, film)
    review = answer.json()
    assert (answer.status_code, review["state"]) == (201, "visible")
    assert answer.headers["Location"] == f"/api/v2/reviews/{review['id']}"
    assert tally_of(film)["reviews"] == 1
    assert ask_api("GET", f"films/{film}/reviews").json()["items"] == [review]
    assert ask_api("GET", f"members/{alice.handle}/reviews").json()["items"] == [review]
    assert ask_api("GET", answer.headers["Location"]).headers["ETag"] == answer.headers["ETag"]


def test_a_held_review_is_seen_by_its_author_with_the_scope_alone(
    token: str, film: Any, settings: Any, alice: Any
) -> None:
    settings.WATCHED_WORDS = ["zithers"]
    review = post(token, film).json()
    assert review["state"] == "held"
    assert "moderators check first" in review["held_because"]
    path = f"reviews/{review['id']}"
    assert ask_api("GET", path, token).status_code == 200
    assert ask_api("GET", path).status_code == 404
    writer = create_token(member=alice, name="writer", scopes=["write:reviews"])
    assert ask_api("GET", path, writer).status_code == 404
    assert ask_api("GET", f"films/{film}/reviews").json()["items"] == []
    assert ask_api("GET", "me/reviews", token).json()["items"] == [review]


def test_a_second_review_of_a_film_is_a_conflict_and_the_same_again_is_the_first(
    token: str, film: Any
) -> None:
    first = post(token, film)
    assert post(token, film).json()["id"] == first.json()["id"]
    assert kind(post(token, film, {"text": "Others."})) == (409, "conflict")


def test_an_edit_replaces_what_its_author_has_read(token: str, film: Any) -> None:
    first = post(token, film)
    path, read = first.headers["Location"], {"If-Match": first.headers["ETag"]}
    second = ask_api("PUT", path, token, {"text": "Better."}, **read)
    assert (second.status_code, second.json()["version"], second.json()["rating"]) == (200, 2, None)
    third = ask_api("PUT", path, token, {"text": "Late."}, **read)
    assert kind(third) == (412, "precondition-failed")
    assert kind(ask_api("DELETE", path, token, **read)) == (412, "precondition-failed")


def test_a_review_is_deleted_as_its_author_has_read_it(token: str, film: Any) -> None:
    first = post(token, film)
    path, read = first.headers["Location"], {"If-Match": f'"9.x", {first.headers["ETag"]}'}
    assert ask_api("DELETE", path, token, **read).status_code == 204
    assert ask_api("GET", path, token).status_code == 404
    assert tally_of(film)["reviews"] == 0


@pytest.mark.parametrize("tag", ["*", '"2.whatever"', None])
def test_if_match_may_be_any_version_or_none(tag: Any, token: str, film: Any) -> None:
    path = post(token, film).headers["Location"]
    ask_api("PUT", path, token, {"text": "Better."})
    headers = {} if tag is None else {"If-Match": tag}
    assert ask_api("PUT", path, token, {"text": "Best."}, **headers).json()["version"] == 3


def test_a_review_that_has_not_changed_is_304(token: str, film: Any) -> None:
    first = post(token, film)
    path, known = first.headers["Location"], {"If-None-Match": first.headers["ETag"]}
    assert ask_api("GET", path, **known).status_code == 304
    ask_api("PUT", path, token, {"text": "Better."})
    assert ask_api("GET", path, **known).status_code == 200


def test_a_rating_is_set_changed_and_cleared(token: str, film: Any) -> None:
    path = f"films/{film}/rating"
    assert ask_api("PUT", path, token, {"rating": 60}).json()["rating"] == 60
    assert ask_api("PUT", path, token, {"rating": 90.0}).json()["text"] == ""
    assert tally_of(film)["sum"] == 90
    assert ask_api("PUT", path, token, {"rating": None}).status_code == 204
    assert tally_of(film)["reviews"] == 0


@pytest.mark.parametrize(("body", "where"), [
    ({}, "body /"),
    ({"text": " \u200b\n "}, "body /"),
    ({"rating": 0}, "body /rating"),
    ({"rating": 101}, "body /rating"),
    ({"rating": "60"}, "body /rating"),
    ({"rating": True}, "body /rating"),
    ({"rating": 6.5}, "body /rating"),
    ({"text": {"$gt": ""}}, "body /text"),
    ({"text": "x" * 10_001}, "body /text"),
    ({"text": "\ud800"}, "body /text"),
    ({"text": "x", "spoiler": "on"}, "body /spoiler"),
    ({"text": "x", "author": "me"}, "body /author"),
    ([], "body /"),
    (None, "body /"),
    ("x", "body /"),
])  # fmt: skip
def test_what_no_review_can_be_is_422_and_says_where(
    body: Any, where: str, token: str, film: Any
) -> None:
    answer = (
        post(token, film, body)
        if body is not None
        else ask_api("POST", f"films/{film}/reviews", token)
    )
    assert kind(answer) == (422, "invalid")
    assert where in [error["in"] for error in answer.json()["errors"]]
    assert mongo.reviews().count_documents({}) == 0


@pytest.mark.parametrize(("body", "content_type", "status"), [
    (b"{", "application/json", 400),
    (b"\xff\xfe", "application/json", 400),
    (b"[" * 50_000, "application/json", 400),
    (b'{"rating": ' + b"9" * 5_000 + b"}", "application/json", 400),
    (b'{"rating": NaN}', "application/json", 422),
    (b'{"text": "' + b"x" * 1_100_000 + b'"}', "application/json", 413),
    (b"text=x", "application/x-www-form-urlencoded", 415),
    (b"--x--", "multipart/form-data; boundary=x", 415),
    (b'{"text": "x"}', "", 415),
])  # fmt: skip
def test_a_body_that_is_not_json_is_a_problem(
    body: bytes, content_type: str, status: int, token: str, film: Any, client: Any
) -> None:
    path, headers = f"/api/v2/films/{film}/reviews", {"Authorization": f"Bearer {token}"}
    answer = client.generic("POST", path, body, content_type, headers=headers)
    assert (answer.status_code, answer.json()["status"]) == (status, status)


def test_reviews_come_in_parts_newest_or_best_first(
    film: Any, alice: Any, bob: Any, maud: Any
) -> None:
    for number, member in enumerate((alice, bob, maud)):
        a_review(member, film, f"Words {number}.", [50, None, 90][number])
    path, ratings = f"films/{film}/reviews?limit=1&sort=highest", []
    while path:
        part = ask_api("GET", path).json()
        ratings += [review["rating"] for review in part["items"]]
        path = part["next"]
    assert ratings == [90, 50]
    newest = ask_api("GET", f"films/{film}/reviews?fields=text").json()["items"]
    assert newest == [{"text": "Words 2."}, {"text": "Words 1."}, {"text": "Words 0."}]


def test_the_same_request_with_a_key_is_answered_once(token: str, film: Any) -> None:
    key = {"Idempotency-Key": "first"}
    first, again = (post(token, film, **key) for _ in range(2))
    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["Location"] == first.headers["Location"]
    assert again.headers["Idempotency-Replayed"] == "true"
    ask_api("DELETE", first.headers["Location"], token)
    assert post(token, film, **key).content == first.content
    assert mongo.reviews().count_documents({}) == 0


def test_a_key_is_of_one_request_and_one_member(token: str, film: Any, bob: Any) -> None:
    key = {"Idempotency-Key": "mine"}
    post(token, film, **key)
    reused = post(token, film, {"text": "Others."}, **key)
    assert kind(reused) == (422, "idempotency-key-reused")
    of_bob = create_token(member=bob, name="test", scopes=tuple(SCOPES))
    assert post(of_bob, film, {"text": "Others."}, **key).status_code == 201


def test_a_key_whose_request_is_still_running_is_a_conflict(
    token: str, film: Any, alice: Any
) -> None:
    path = f"/api/v2/films/{film}/reviews"
    begin_request(alice.id, "slow", f'POST {path}\n{{"text": "Zithers.", "rating": 80}}')
    key = {"Idempotency-Key": "slow"}
    assert kind(post(token, film, **key)) == (409, "idempotency-key-in-use")
    mongo.idempotent_requests().update_one({}, {"$set": {"locked_until": now()}})
    assert post(token, film, **key).status_code == 201


def test_a_key_is_free_again_after_a_request_that_came_to_nothing(
    token: str, film: Any, settings: Any
) -> None:
    settings.LIMITS = {**settings.LIMITS, "review": (0, 60)}
    key = {"Idempotency-Key": "again"}
    assert post(token, film, **key).status_code == 429
    settings.LIMITS = {**settings.LIMITS, "review": (9, 60)}
    assert post(token, film, **key).status_code == 201


def answer_lost(work: Any) -> None:
    in_transaction(work)
    raise OutcomeUnknown


@pytest.mark.parametrize(
    ("path", "module", "body"),
    [("films/{}/diary", posting, {"day": "2020-01-01"}), ("lists", services, {"title": "Mine"})],
)
def test_a_write_whose_answer_was_lost_is_saved_once_for_a_key(
    token: str, film: Any, monkeypatch: Any, path: str, module: Any, body: Any
) -> None:
    def statuses(*keys: str) -> list[int]:
        sent = ({"Idempotency-Key": key} for key in keys)
        return [ask_api("POST", path.format(film), token, body, **k).status_code for k in sent]

    with monkeypatch.context() as patch:
        patch.setattr(module, "in_transaction", answer_lost)
        assert statuses("k") == [503]
    assert statuses("k", "k", "other") == [201, 201, 201]
    assert getattr(mongo, path.rpartition("/")[2])().count_documents({}) == 2


@pytest.mark.parametrize("key", ["", "ü", "x" * 256, "a\tb", "a b"])
def test_a_key_of_another_form_is_refused(key: str, token: str, film: Any) -> None:
    assert kind(post(token, film, **{"Idempotency-Key": key})) == (422, "invalid")


def test_limits_and_standings_are_the_sites_own(
    token: str, film: Any, settings: Any, alice: Any
) -> None:
    settings.LIMITS = {**settings.LIMITS, "review": (1, 86400)}
    mongo.members().update_one({"_id": alice.id}, {"$set": {"standing": "limited"}})
    assert post(token, film).json()["state"] == "held"
    answer = post(token, a_film(title="Alien"))
    assert kind(answer) == (429, "too-many-requests")
    assert answer.headers["Retry-After"]
