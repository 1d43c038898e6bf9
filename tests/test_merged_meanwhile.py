"""A film that was merged while somebody had its page open: they go on with the one that stays."""

from typing import Any

import pytest

from administration.films import merge_films
from lists.queries import lists_to_add_to
from mflix_site.mongo import collections as mongo
from tests.support.factories import a_film
from tests.support.route_table import TOKEN, World
from tests.support.routes import ROUTES, path_of

WORDS = "An hour of careful words."


@pytest.fixture
def merged(world: World) -> World:
    """Return a world where the film of a page that everybody has open was merged into another."""
    page = a_film(title="Solaris")
    admin = world.people["admin"]
    assert admin
    merge_films(admin=admin, movie_id=page, target_id=world.another_film, reason="The same one.")
    world.film = page
    return world


def send(world: World, who: str, name: str, **data: str) -> Any:
    sent = {**ROUTES[name].sent(world), **data, "csrfmiddlewaretoken": TOKEN}
    return world.browser(who).post(path_of(name, world), sent)


@pytest.mark.parametrize(
    ("name", "data"),
    [("post-review", {"text": WORDS}), ("log-film", {"note": WORDS}), ("rate-film", {}),
     ("set-watched", {"on": "1"}), ("set-on-watchlist", {"on": "1"}), ("set-liked", {"on": "1"})],
)  # fmt: skip
def test_what_a_member_sends_is_about_the_film_that_stays(
    merged: World, name: str, data: dict[str, str]
) -> None:
    assert send(merged, "member", name, **data).status_code == 302
    member = merged.people["member"]
    assert member
    own = {"member_id": member.id}
    assert [s["movie_id"] for s in mongo.film_states().find(own)] == [merged.another_film]


def test_a_review_of_both_is_shown_to_be_copied(merged: World) -> None:
    send(merged, "member", "post-review", text="The first.")
    answer = send(merged, "member", "post-review", text=WORDS)
    assert (answer.status_code, WORDS in answer.content.decode()) == (409, True)


def test_it_is_added_to_lists(merged: World) -> None:
    answer = send(merged, "owner", "film-lists", lists=str(merged.list), shown="")
    assert answer.headers["Location"] == f"/movies/{merged.another_film}/lists/"
    owner = merged.people["owner"]
    assert owner
    shown = lists_to_add_to(owner, merged.another_film)
    assert [one.film_list.id for one in shown if one.has_film] == [merged.list]


def test_among_others_too(merged: World) -> None:
    send(merged, "owner", "add-to-list", films=str(merged.film))
    entries = mongo.list_entries().find({"list_id": merged.list})
    assert merged.another_film in [entry["movie_id"] for entry in entries]


@pytest.mark.parametrize("name", ["movie", "film-lists", "edit-film"])
def test_an_address_leads_to_that_of_the_film_that_stays(merged: World, name: str) -> None:
    answer = merged.browser("admin").get(path_of(name, merged))
    assert answer.status_code == 301
    assert str(merged.another_film) in answer.headers["Location"]


def test_an_admins_edit_is_filled_in_and_saved_after_a_look_at_what_differs(
    merged: World,
) -> None:
    browser = merged.browser("admin")
    sent = {**ROUTES["edit-film"].sent(merged), "fullplot": WORDS, "csrfmiddlewaretoken": TOKEN}
    answer = browser.post(path_of("edit-film", merged), sent)
    page = answer.headers["Location"]
    assert page == f"/administration/films/{merged.another_film}/edit/"
    assert WORDS in browser.text(page)
    assert browser.post(page, {**sent, "version": "0"}).status_code == 409


def test_a_deleted_film_is_still_not_found(merged: World) -> None:
    merged.film = merged.list
    assert send(merged, "member", "set-liked", on="1").status_code == 404


@pytest.mark.parametrize("name", ["delete-film", "merge-films"])
def test_deleting_and_merging_never_go_on_with_another_film(merged: World, name: str) -> None:
    send(merged, "admin", name)
    assert mongo.movies().find_one({"_id": merged.another_film})
