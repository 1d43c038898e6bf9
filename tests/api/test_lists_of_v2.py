"""Lists by the API: to whom pages show them, their films in order, in parts, and writing them."""

from typing import Any

import pytest

from accounts.access_tokens import create_token
from lists.documents import FilmList
from lists.queries import find_list, positions_of
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


DETAILS = {"title": "Ten of\0 the best", "ranked": True, "tags": ["Ciné club\0", " noir"]}


def writer(member: Any) -> str:
    return token_of(member, "write:lists")


def films_of(made: FilmList) -> list[str]:
    return [str(film) for film in positions_of(made.id)]


def test_a_list_is_created_with_its_films_in_order(alice: Any, database: Any) -> None:
    films = [str(a_film(title=title)) for title in ("Alien", "Brazil")]
    noted = [{"id": films[1], "note": " Twice. "}, {"id": films[0]}]
    answer = ask_api("POST", "lists", writer(alice), {**DETAILS, "films": noted})
    assert (answer.status_code, answer.json()["film_count"]) == (201, 2)
    path = answer.headers["Location"]
    assert ask_api("GET", path).json()["tags"] == ["Ciné club", "noir"]
    shown = ask_api("GET", f"{path}/films").json()["items"]
    assert [one["film"]["id"] for one in shown] == films[::-1]
    assert shown[0]["note"] == "Twice."


def test_a_list_follows_a_search_and_has_then_no_films_of_its_own(alice: Any) -> None:
    token, sent = writer(alice), {"title": "Westerns", "search": "genre=Western&page=2"}
    made = ask_api("POST", "lists", token, sent).json()
    assert (made["search"], made["film_count"]) == ("genre=Western", None)
    path = f"lists/{made['id']}/films"
    assert ask_api("POST", path, token, {"films": [str(a_film())]}).status_code == 409
    assert ask_api("PUT", path, token, {"films": []}).status_code == 409


def test_what_a_list_says_is_replaced_as_its_owner_has_read_it(alice: Any, bob: Any) -> None:
    made = a_list(alice, a_film())
    path, token = f"lists/{made.id}", writer(alice)
    read = {"If-Match": ask_api("GET", path).headers["ETag"]}
    answer = ask_api("PUT", path, token, DETAILS, **read)
    assert (answer.status_code, answer.json()["title"]) == (200, "Ten of the best")
    assert (answer.json()["film_count"], answer.json()["version"]) == (1, 2)
    assert ask_api("PUT", path, token, DETAILS, **read).status_code == 412
    with_editor(made, alice, bob)
    assert ask_api("PUT", path, writer(bob), DETAILS).status_code == 403


def test_films_are_arranged_added_and_removed(alice: Any) -> None:
    first, second, third = (str(a_film(title=title)) for title in ("Alien", "Brazil", "Cube"))
    made, token = a_list(alice), writer(alice)
    path = f"lists/{made.id}/films"
    added = ask_api("POST", path, token, {"films": [first, second, first]}).json()
    assert added == {"added": [first, second], "present": []}
    assert ask_api("POST", path, token, {"films": [first]}).json()["present"] == [first]
    sent = {"films": [{"id": id} for id in (third, second, first)]}
    assert ask_api("PUT", path, token, sent).json()["film_count"] == 3
    for _twice in range(2):
        assert ask_api("DELETE", f"{path}/{second}", token).status_code == 204
    assert films_of(made) == [third, first]


def test_an_editor_changes_what_they_have_added_alone(alice: Any, bob: Any) -> None:
    film, other = a_film(), a_film(title="Alien")
    made = with_editor(a_list(alice, film), alice, bob)
    path, token = f"lists/{made.id}/films", writer(bob)
    assert ask_api("POST", path, token, {"films": [str(other)]}).status_code == 200
    assert ask_api("DELETE", f"{path}/{film}", token).status_code == 403
    assert ask_api("PUT", path, token, {"films": []}).status_code == 403
    assert ask_api("DELETE", f"{path}/{other}", token).status_code == 204
    assert films_of(made) == [str(film)]


def test_a_private_list_of_another_is_not_there(alice: Any, bob: Any) -> None:
    made = a_list(alice, a_film(), privacy="private")
    path, token = f"lists/{made.id}", writer(bob)
    for method, end, body in (
        ("PUT", "", DETAILS), ("PUT", "/films", {"films": []}), ("DELETE", "", None),
        ("POST", "/films", {"films": []}), ("DELETE", f"/films/{'0' * 24}", None),
    ):  # fmt: skip
        assert ask_api(method, path + end, token, body).status_code == 404
    assert find_list(made.id) == made


@pytest.mark.parametrize("wrong", [
    {"title": ""}, {"title": "---"}, {"title": "x" * 121}, {"title": None}, {"tags": ["a,b"]},
    {"tags": "a"}, {"tags": ["x"] * 21}, {"privacy": "secret"}, {"ranked": 1}, {"owner": "me"},
    {"description": "x" * 5_001}, {"search": "nothing"},
    {"search": "http://[::1?page=2"}, {"films": ["0" * 24]},
    {"films": [{"id": "x"}]}, {"films": [{"id": {"$gt": ""}}]}, {"films": [{"note": "x"}]},
    {"films": [{"id": "0" * 24, "note": "x" * 1_001}]}, {"films": {}},
])  # fmt: skip
def test_what_no_list_can_be_is_422(wrong: Any, alice: Any, database: Any) -> None:
    answer = ask_api("POST", "lists", writer(alice), {**DETAILS, **wrong})
    assert (answer.status_code, len(answer.json()["errors"]) >= 1) == (422, True)
    assert database.lists.count_documents({}) == 0


def written(database: Any) -> list[Any]:
    favourites = database.users.find({}, {"favorite_films": 1})
    return [*database.lists.find(), *database.list_entries.find(), *favourites]


UNKNOWN, ALSO_UNKNOWN = "0" * 24, "f" * 24
NO_FILM = "There's no film with the id {}."


@pytest.mark.parametrize("method, path, field", [
    ("POST", "lists", "films/{}/id"), ("PUT", "lists/{}/films", "films/{}/id"),
    ("POST", "lists/{}/films", "films/{}"), ("PATCH", "me/profile", "favorite_films/{}"),
])  # fmt: skip
def test_an_id_of_no_film_is_named_and_nothing_is_written(
    method: str, path: str, field: str, alice: Any, database: Any
) -> None:
    film, made, (name, *inside) = str(a_film()), a_list(alice), field.split("/{}")
    ids = (film, UNKNOWN, film, ALSO_UNKNOWN)
    sent: Any = {name: [{"id": id} if inside[0] else id for id in ids]}
    sent |= DETAILS if path == "lists" else {}
    token, before = token_of(alice, "write:lists", "manage:account"), written(database)
    answer = ask_api(method, path.format(made.id), token, sent)
    assert answer.status_code == 422
    errors = {error["in"]: error["detail"] for error in answer.json()["errors"]}
    unknown = {1: UNKNOWN, 3: ALSO_UNKNOWN}.items()
    assert errors == {f"body /{field}".format(n): NO_FILM.format(id) for n, id in unknown}
    assert written(database) == before


def test_a_list_is_created_once_for_a_key(alice: Any, database: Any) -> None:
    token, key = writer(alice), {"Idempotency-Key": "ten"}
    ids = {ask_api("POST", "lists", token, DETAILS, **key).json()["id"] for _ in range(2)}
    assert (len(ids), database.lists.count_documents({})) == (1, 1)


def test_a_key_replays_nothing_to_a_token_without_the_scope(alice: Any) -> None:
    key, sent = {"Idempotency-Key": "ten"}, {**DETAILS, "privacy": "private"}
    assert ask_api("POST", "lists", writer(alice), sent, **key).status_code == 201
    answer = ask_api("POST", "lists", token_of(alice), sent, **key)
    assert (answer.status_code, b"Ten" in answer.content) == (403, False)
    assert ask_api("POST", "lists", writer(alice), sent, **key)["Idempotency-Replayed"] == "true"


def test_words_that_a_moderator_checks_first_are_refused_unless_private(
    alice: Any, settings: Any
) -> None:
    settings.WATCHED_WORDS = ["zithers"]
    token, sent = writer(alice), {"title": "Zithers"}
    assert ask_api("POST", "lists", token, sent).status_code == 409
    private = {**sent, "privacy": "private"}
    made = ask_api("POST", "lists", token, private)
    assert made.status_code == 201
    assert ask_api("PUT", made.headers["Location"], token, sent).status_code == 409


@pytest.mark.parametrize(("limit", "path"), [("list", "lists"), ("diary", "films/{}/diary")])
def test_writes_count_towards_the_limits_of_the_pages(
    limit: str, path: str, alice: Any, settings: Any
) -> None:
    settings.LIMITS = {**settings.LIMITS, limit: (1, 10**7)}
    token, path = token_of(alice, "write:lists", "write:diary"), path.format(a_film())
    sent = DETAILS if limit == "list" else {"note": "Zithers."}
    assert [ask_api("POST", path, token, sent).status_code for _ in range(2)] == [201, 429]
    assert int(ask_api("POST", path, token, sent).headers["Retry-After"]) > 0
