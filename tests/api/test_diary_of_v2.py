"""The diary and the profile by the API, and what members keep to themselves."""

from dataclasses import fields
from typing import Any

import pytest

from accounts import documents
from accounts.access_tokens import SCOPES, create_token
from accounts.preferences import set_preferences
from accounts.queries import get_member
from api.v2.schemas.members import Preferences, PreferencesInput
from mflix_site.mongo import collections as mongo
from tests.support.browsing import Browser
from tests.support.factories import a_film, a_review, tally_of
from tests.support.operations_of_api import ask_api

HIDING = ("films_private", "watchlist_private", "hide_scores")
ENTRY = {"day": "2020-02-29", "rating": 80, "tags": ["Ciné club"], "note": "Zithers."}


def token_of(member: Any, *scopes: str) -> str:
    return create_token(member=member, name="test", scopes=scopes or tuple(SCOPES))


@pytest.fixture
def film(database: Any) -> Any:
    return a_film()


def log(token: str, film: Any, **changes: Any) -> Any:
    return ask_api("POST", f"films/{film}/diary", token, {**ENTRY, **changes})


def test_an_entry_is_logged_as_on_the_page(film: Any, alice: Any) -> None:
    token = token_of(alice)
    answer = log(token, film)
    assert answer.status_code == 201
    assert answer.json()["tags"] == ["Ciné club"]
    state = ask_api("GET", f"me/films/{film}", token).json()
    assert (state["watched"], state["viewings"], state["rating"]) == (True, 1, 80)
    assert tally_of(film)["sum"] == 80
    assert ask_api("GET", f"members/{alice.handle}/diary").json()["items"] == [answer.json()]


def test_an_entry_is_edited_as_its_member_has_read_it(film: Any, alice: Any) -> None:
    token = token_of(alice)
    first = log(token, film)
    path, read = first.headers["Location"], {"If-Match": first.headers["ETag"]}
    edited = ask_api("PUT", path, token, {"note": "Again.", "privacy": "private"}, **read)
    assert (edited.status_code, edited.json()["day"], edited.json()["version"]) == (200, None, 2)
    assert ask_api("PUT", path, token, ENTRY, **read).status_code == 412
    assert ask_api("DELETE", path, token).status_code == 204
    assert ask_api("GET", path, token).status_code == 404


def test_a_private_entry_is_seen_with_ones_own_scope_alone(film: Any, alice: Any, bob: Any) -> None:
    log(token_of(alice), film, privacy="private")
    path = f"members/{alice.handle}/diary"
    tokens = {
        "": 0, token_of(bob): 0, token_of(alice, "write:diary"): 0, token_of(alice, "read"): 1
    }  # fmt: skip
    assert [len(ask_api("GET", path, token).json()["items"]) for token in tokens] == [0, 0, 0, 1]


def test_a_diary_comes_in_parts_the_latest_day_first_and_undated_last(alice: Any) -> None:
    token, days = token_of(alice), ["2020-01-01", None, "2021-01-01", "2020-01-01"]
    for number, day in enumerate(days):
        log(token, a_film(title=f"Film {number}"), day=day, rating=None)
    path, seen = f"members/{alice.handle}/diary?limit=1", []
    while path:
        part = ask_api("GET", path).json()
        seen += [entry["day"] for entry in part["items"]]
        path = part["next"]
    assert seen == ["2021-01-01", "2020-01-01", "2020-01-01", None]


@pytest.mark.parametrize("wrong", [
    {"day": "2020-02-30"}, {"day": "1887-12-31"}, {"day": "2999-01-01"}, {"day": "today"},
    {"day": 20200101}, {"rating": 0}, {"tags": ["a,b"]}, {"tags": "a"}, {"privacy": "secret"},
    {"note": "x" * 10_001}, {"tags": ["x"] * 51}, {"viewer": "me"},
])  # fmt: skip
def test_what_no_entry_can_be_is_422(wrong: Any, film: Any, alice: Any) -> None:
    answer = log(token_of(alice), film, **wrong)
    assert (answer.status_code, len(answer.json()["errors"]) >= 1) == (422, True)
    assert mongo.diary().count_documents({}) == 0


def test_words_that_a_moderator_checks_first_are_refused(
    film: Any, alice: Any, settings: Any
) -> None:
    settings.WATCHED_WORDS = ["zithers"]
    assert log(token_of(alice), film).status_code == 409
    assert log(token_of(alice), film, privacy="private").status_code == 201


def test_a_note_of_the_watchlist_is_checked_as_a_public_one(
    film: Any, alice: Any, settings: Any
) -> None:
    settings.WATCHED_WORDS = ["zithers"]
    sent = {"wanted": True, "wanted_note": "Cheap zithers."}
    assert ask_api("PATCH", f"me/films/{film}", token_of(alice), sent).status_code == 409


def test_a_watchlist_is_kept_and_hidden_as_its_member_wants(
    film: Any, alice: Any, bob: Any
) -> None:
    token, path = token_of(alice), f"members/{alice.handle}/watchlist"
    sent = {"wanted": True, "wanted_note": "With Bob."}
    assert ask_api("PATCH", f"me/films/{film}", token, sent).json()["wanted_note"] == "With Bob."
    assert [one["note"] for one in ask_api("GET", path).json()["items"]] == ["With Bob."]
    set_preferences(member=alice, preferences={"watchlist_private": True})
    asking = ["", token_of(bob), token_of(alice, "write:diary"), token]
    assert [ask_api("GET", path, one).status_code for one in asking] == [403, 403, 403, 200]


@pytest.mark.parametrize("kind", ["films", "likes"])
def test_films_are_hidden_as_their_member_wants(
    film: Any, alice: Any, bob: Any, visitor: Browser, kind: str
) -> None:
    ask_api("PATCH", f"me/films/{film}", token_of(alice), {"watched": True, "liked": True})
    path = f"members/{alice.handle}/{kind}"
    readers = [Browser(alice), Browser(bob), visitor]
    for is_private, status in ((False, 200), (True, 403)):
        set_preferences(member=alice, preferences={"films_private": is_private})
        asked = [ask_api("GET", path, token).status_code for token in (token_of(alice), "")]
        assert asked == [200, status]
        assert [r.get(f"/{path}/").status_code for r in readers] == [200, status, status]
    assert "only you can see them" in Browser(alice).text(f"/{path}/")


def test_what_members_keep_to_themselves_is_read_and_changed(film: Any, alice: Any) -> None:
    token, hidden = token_of(alice), dict.fromkeys(HIDING, True)
    before = ask_api("GET", "me/preferences", token).json()
    assert {name: before[name] for name in HIDING} == dict.fromkeys(HIDING, False)
    assert ask_api("PATCH", "me/preferences", token, hidden).json() == {**before, **hidden}
    assert ask_api("GET", "me/preferences", token).json() == {**before, **hidden}
    paths = [f"members/{alice.handle}/{kind}" for kind in ("films", "likes", "watchlist")]
    assert [ask_api("GET", path).status_code for path in paths] == [403, 403, 403]
    ask_api("PATCH", "me/preferences", token, {"films_private": False})
    assert [ask_api("GET", path).status_code for path in paths] == [200, 200, 403]


@pytest.mark.parametrize("value", [None, 1, "yes", []])
def test_what_members_keep_to_themselves_is_true_or_false(alice: Any, value: Any) -> None:
    for name in HIDING:
        answer = ask_api("PATCH", "me/preferences", token_of(alice), {name: value})
        assert (answer.status_code, answer.json()["errors"][0]["in"]) == (422, f"body /{name}")
    assert get_member(alice.id).preferences == alice.preferences


def test_the_api_has_every_preference_of_a_member() -> None:
    stored = {field.name for field in fields(documents.Preferences)}
    assert set(Preferences.model_fields) == set(PreferencesInput.model_fields) == stored


def test_a_film_that_has_a_rating_stays_watched(film: Any, alice: Any) -> None:
    a_review(alice, film)
    answer = ask_api("PATCH", f"me/films/{film}", token_of(alice), {"watched": False})
    assert (answer.status_code, "your rating" in answer.json()["detail"]) == (409, True)


def rated(path: str, token: str) -> bool:
    """Return whether a rating of 80 is shown."""
    text = ask_api("GET", path, token).content.decode()
    return '"rating":80' in text or '"member_average":80' in text


def test_ratings_are_hidden_from_a_member_until_they_have_seen_the_film(
    film: Any, alice: Any, bob: Any
) -> None:
    review = a_review(bob, film).id
    log(token_of(bob), film)
    set_preferences(member=alice, preferences={"hide_scores": True})
    token = token_of(alice)
    paths = [f"films/{film}", f"reviews/{review}", "films?q=third", f"films/{film}/reviews"]
    paths += ["people/Orson Welles", f"members/{bob.handle}/diary", f"members/{bob.handle}/reviews"]
    assert not any(rated(path, token) for path in paths)
    assert ask_api("GET", paths[0], token).json()["histogram"] == []
    ask_api("PATCH", f"me/films/{film}", token, {"watched": True})
    assert all(rated(path, token) for path in paths)


def test_of_tags_that_are_alike_the_first_stays_as_on_the_page(film: Any, alice: Any) -> None:
    answer = log(token_of(alice), film, tags=["Ciné club", "cine club", " Noir "])
    assert answer.json()["tags"] == ["Ciné club", "Noir"]


def test_a_picture_is_one_of_the_drawings_on_one_of_the_colours(alice: Any) -> None:
    token, picture = token_of(alice, "manage:account"), {"drawing": "cat", "colour": 3}
    assert ask_api("GET", f"members/{alice.handle}").json()["picture"]["drawing"] == "letter"
    changed = ask_api("PATCH", "me/profile", token, {"picture": picture}).json()
    assert (changed["picture"], changed["name"]) == (picture, alice.name)
    same = ask_api("PATCH", "me/profile", token, {"picture": {**picture, "colour": 3.0}})
    assert same.json()["picture"] == picture  # to JSON Schema, 3.0 is an integer
    for wrong in ({"drawing": "dog", "colour": 3}, {"drawing": "cat", "colour": 6}, {}):
        assert ask_api("PATCH", "me/profile", token, {"picture": wrong}).status_code == 422


def test_what_others_see_of_one_is_changed_as_far_as_it_is_sent(alice: Any, database: Any) -> None:
    token, film = token_of(alice, "manage:account"), str(a_film())
    sent = {"about": " Zithers. ", "favorite_films": [film, film]}
    shown = ask_api("PATCH", "me/profile", token, sent).json()
    assert (shown["about"], [one["id"] for one in shown["favorite_films"]]) == ("Zithers.", [film])
    kept = ask_api("PATCH", "me/profile", token, {"about": ""}).json()
    assert (kept["about"], kept["name"], len(kept["favorite_films"])) == ("", alice.name, 1)
    for wrong in ({"name": "Bob"}, {"about": "x" * 5_000}, {"favorite_films": [film] * 5}):
        assert ask_api("PATCH", "me/profile", token, wrong).status_code == 422
