"""Lists by the API: to whom pages show them, and their films in order, in parts."""

from typing import Any

import pytest

from accounts.access_tokens import create_token
from tests.support.factories import a_film
from tests.support.lists import a_list, with_editor
from tests.support.operations_of_api import ask_api


def token_of(member: Any, *scopes: str) -> str:
    return create_token(member=member, name="test", scopes=scopes or ("read",))


def test_a_lists_films_come_in_its_order_in_parts(alice: Any, database: Any) -> None:
    films = [a_film(title=f"Film {number}") for number in range(5)]
    made = a_list(alice, *reversed(films), notes={films[0]: "Last."})
    path, seen = f"lists/{made.id}/films?limit=2", []
    while path:
        part = ask_api("GET", path).json()
        seen += [(one["film"]["title"], one["note"]) for one in part["items"]]
        path = part["next"]
    assert [title for title, _ in seen] == [f"Film {number}" for number in (4, 3, 2, 1, 0)]
    assert seen[-1][1] == "Last."
    assert ask_api("GET", f"lists/{made.id}").json()["film_count"] == 5


def test_a_list_that_follows_a_search_has_what_it_finds_now(alice: Any, database: Any) -> None:
    made = a_list(alice, smart="genre=Western")
    a_film(title="Rio Bravo", genres=["Western"])
    a_film(title="Alien", genres=["Horror"])
    found = ask_api("GET", f"lists/{made.id}/films").json()["items"]
    assert [one["film"]["title"] for one in found] == ["Rio Bravo"]
    shown = ask_api("GET", f"lists/{made.id}?fields=search,film_count").json()
    assert shown == {"search": "genre=Western", "film_count": None}


@pytest.mark.parametrize("privacy", ["private", "link"])
def test_a_list_that_is_not_public_is_for_its_owner_and_editors_alone(
    privacy: str, alice: Any, bob: Any, maud: Any
) -> None:
    made = with_editor(a_list(alice, a_film(), privacy=privacy), alice, bob)
    tokens = [token_of(alice), token_of(bob), token_of(alice, "write:reviews"), ""]
    for path in (f"lists/{made.id}", f"lists/{made.id}/films"):
        statuses = [ask_api("GET", path, token).status_code for token in tokens]
        assert statuses == [200, 200, 404, 404]
    of_member = f"members/{alice.handle}/lists"
    assert [len(ask_api("GET", of_member, t).json()["items"]) for t in tokens] == [1, 0, 0, 0]
    assert ask_api("GET", "lists", tokens[0]).json()["items"] == []


def test_public_lists_are_listed_the_last_changed_first(alice: Any, bob: Any) -> None:
    film = a_film()
    titles = [a_list(member, film, title=f"By {member.name}").title for member in (alice, bob)]
    shown = ask_api("GET", "lists?fields=title").json()["items"]
    assert [one["title"] for one in shown] == titles[::-1]
