"""Lists: created, shown, edited and put in order; copied, deleted and restored."""

import re
from typing import Any

import pytest
from bson import ObjectId

from accounts.preferences import set_preferences
from lists import services
from lists.documents import FilmList
from lists.queries import entries_of, find_list, positions_of
from mflix_site.mongo import collections as mongo
from movies.bulk import update_all_ranks
from tests.support.browsing import Browser
from tests.support.factories import a_film
from tests.support.lists import a_list

from .conftest import TITLES

Films = list[ObjectId]
WRONG: list[dict[str, Any]] = [
    {"title": "x" * 121},
    {"title": "…"},
    {"description": "x" * 5_001},
    {"notes": ["x" * 1_001]},
    {"films": ["nonsense"]},
    {"numbers": ["one"]},
    {"tags": ",".join(map(str, range(21)))},
]


def created(browser: Browser, films: Films, **fields: Any) -> FilmList:
    sent = {"title": "Best", "privacy": "public", "films": [str(id) for id in films], **fields}
    answer = browser.post("/lists/new/", sent)
    assert answer.status_code == 302, answer.content.decode()
    return stored(ObjectId(answer.headers["Location"].split("/")[2]))


def stored(list_id: ObjectId) -> FilmList:
    found = find_list(list_id)
    assert found
    return found


def order(list_id: ObjectId) -> Films:
    return list(positions_of(list_id))


def form(made: FilmList, films: Films, **fields: Any) -> dict[str, Any]:
    """Return the form of a page of a list, with its films in an order."""
    numbers = [str(n) for n in range(1, len(films) + 1)]
    parts = {"films": [str(id) for id in films], "numbers": numbers, "notes": [""] * len(films)}
    words = {"title": made.title, "privacy": made.details.privacy, "part": "1", "start": "1"}
    return {**words, **parts, "version": str(made.version), **fields}


def test_a_list_has_its_films_in_order_and_is_where_lists_are(
    as_alice: Browser, visitor: Browser, films: Films
) -> None:
    made = created(as_alice, films, ranked="on", tags="Noir, noir, Été", notes=["Why not"])
    assert (made.entry_count, made.details.tags, order(made.id)) == (5, ("Noir", "Été"), films)
    page = visitor.text(f"/lists/{made.id}/")
    places = [page.index(f"{n}. </span>{title}") for n, title in enumerate(TITLES, 1)]
    assert places == sorted(places)
    assert "Why not" in page
    for path in ("/lists/?tag=ete", "/members/alice_angstrom/lists/", f"/movies/{films[2]}/"):
        assert "Best" in visitor.text(path), path
    assert f"/lists/{made.id}/" in visitor.text("/sitemap-lists.xml")


def test_a_tag_that_is_longer_once_it_is_folded_is_found(
    as_alice: Browser, visitor: Browser, films: Films
) -> None:
    created(as_alice, films, tags="ß" * 40)
    for tag in ("ß" * 40, "s" * 80):
        assert "Best" in visitor.text(f"/lists/?tag={tag}")


def test_films_of_a_ranked_list_have_buttons_and_no_empty_line(
    as_alice: Browser, films: Films
) -> None:
    made = created(as_alice, films, ranked="on", notes=["Why not"])
    page = as_alice.text(f"/lists/{made.id}/")
    assert page.count('<form class="film-buttons"') == len(films)
    assert not re.search(r"<p[^>]*>\s*</p>", page)


def test_a_contract_s_form_says_all_films_in_order(as_alice: Browser, films: Films) -> None:
    made = created(as_alice, films)
    words = {"title": "Worst", "privacy": "private", "films": [str(id) for id in films[:0:-1]]}
    sent = {**words, "version": "1"}
    assert as_alice.post(f"/lists/{made.id}/edit/", sent).status_code == 302
    after = stored(made.id)
    assert order(made.id) == films[:0:-1]
    assert (after.title, after.details.privacy, after.entry_count) == ("Worst", "private", 4)
    assert after.cover == tuple(films[:0:-1])


def test_buttons_move_in_the_form_and_only_saving_writes(as_alice: Browser, films: Films) -> None:
    made = created(as_alice, films)
    path = f"/lists/{made.id}/edit/"
    sent = form(made, films, move=f"down:{films[0]}", notes=["Kept", *[""] * 4])
    page = as_alice.post(path, sent)
    rows = [row.movie_id for row in page.context["rows"]]
    assert (page.status_code, rows) == (200, [films[1], films[0], *films[2:]])
    assert "Kept" in page.content.decode()
    assert order(made.id) == films
    as_alice.post(path, form(made, rows, notes=["", "Kept", "", "", ""]))
    assert order(made.id) == rows
    assert entries_of(made.id, films)[films[0]].note == "Kept"


def test_several_moves_and_a_removal_are_one_save_of_few_writes(
    as_alice: Browser, films: Films
) -> None:
    made = created(as_alice, films)
    before = positions_of(made.id)
    sent = form(made, films, numbers=["1", "2", "3", "1", "5"], remove=[str(films[1])])
    assert as_alice.post(f"/lists/{made.id}/edit/", sent).status_code == 302
    a, _, c, d, e = films
    assert order(made.id) == [d, a, c, e]
    moved = {id for id, position in positions_of(made.id).items() if position != before[id]}
    assert moved == {d}


def test_concurrent_editors_lose_nothing(as_alice: Browser, alice: Any, films: Films) -> None:
    made = created(as_alice, films[:3])
    other = a_film(title="Zardoz")
    services.edit_list(member=alice, list_id=made.id, edit=services.ListEdit(made.details))
    sent = form(made, films[2::-1], title="Mine")
    page = as_alice.post(f"/lists/{made.id}/edit/", {**sent, "films": [*sent["films"], str(other)]})
    assert page.status_code == 409
    assert "was saved somewhere else" in page.content.decode()
    assert order(made.id) == films[:3]
    again = {**sent, "version": page.context["form"].data["version"]}
    assert as_alice.post(f"/lists/{made.id}/edit/", again).status_code == 302
    assert (order(made.id), stored(made.id).title) == (films[2::-1], "Mine")


def test_what_is_wrong_comes_back_with_what_was_typed(as_alice: Browser, films: Films) -> None:
    made = created(as_alice, films)
    for fields in WRONG:
        sent = {**form(made, films), "description": "Typed", **fields}
        answer = as_alice.post(f"/lists/{made.id}/edit/", sent)
        assert answer.status_code == 422, fields
    assert (order(made.id), stored(made.id).version) == (films, 1)


def test_a_copy_is_private_credits_its_origin_and_does_not_follow_it(
    as_alice: Browser, as_bob: Browser, alice: Any, bob: Any, films: Films
) -> None:
    made = created(as_alice, films)
    answer = as_bob.post(f"/lists/{made.id}/clone/")
    copy = stored(ObjectId(answer.headers["Location"].split("/")[2]))
    as_alice.post(f"/lists/{made.id}/edit/", form(made, films, remove=[str(films[0])]))
    assert (order(copy.id), copy.details.privacy, copy.owner_id) == (films, "private", bob.id)
    assert "Alice Ångström's list" in as_bob.text(f"/lists/{copy.id}/")
    assert as_alice.get(f"/lists/{copy.id}/").status_code == 404


def test_deleting_asks_leads_to_the_lists_and_can_be_undone(
    as_alice: Browser, visitor: Browser, films: Films
) -> None:
    made = created(as_alice, films)
    assert "thirty days" in as_alice.text(f"/lists/{made.id}/delete/")
    page = as_alice.post(f"/lists/{made.id}/delete/", follow=True)
    assert (page.status_code, page.request["PATH_INFO"]) == (200, "/members/alice_angstrom/lists/")
    assert f"/lists/{made.id}/restore/" in page.content.decode()
    assert [b.get(f"/lists/{made.id}/").status_code for b in (visitor, as_alice)] == [404, 404]
    as_alice.post(f"/lists/{made.id}/restore/")
    assert visitor.get(f"/lists/{made.id}/").status_code == 200


def test_pasted_titles_are_shown_before_any_is_added(as_alice: Browser, films: Films) -> None:
    made = created(as_alice, films[:1])
    a_film(title="Brazil", year=1944)
    titles = "1. Alien (1950)\nBrazil 1951\nBrazil\n- Dune\nNothing like it at all"
    page = as_alice.post(f"/lists/{made.id}/paste/", {"titles": titles})
    found = page.context["titles"]
    assert [title.sure.title if title.sure else "" for title in found[:2]] == ["Alien", "Brazil"]
    assert [len(title.choices) for title in found[2:4]] == [2, 1]
    assert (found[0].is_in_list, found[3].likely) == (True, str(films[3]))
    assert order(made.id) == films[:1]
    sent = {"films": [str(films[1]), "", str(films[0])]}
    page = as_alice.post(f"/lists/{made.id}/films/", sent, follow=True)
    assert "Alien was in this list already." in page.content.decode()


def test_pasted_titles_that_are_left_out_are_counted(as_alice: Browser, films: Films) -> None:
    made = created(as_alice, films[:1])
    sent = {"films": [str(films[1]), ""], "title_count": "3"}
    page = as_alice.post(f"/lists/{made.id}/films/", sent, follow=True).content.decode()
    assert "1 film was added." in page
    assert "2 titles were left out." in page


def test_the_only_film_that_a_misspelt_title_can_mean_is_chosen(
    as_alice: Browser, films: Films
) -> None:
    made, film = created(as_alice, films[:1]), a_film(title="Koyaanisqatsi")
    page = as_alice.post(f"/lists/{made.id}/paste/", {"titles": "Koyanisqatsi"})
    assert page.context["titles"][0].likely == str(film)


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("No such film", []),
        ("Horror", []),
        ("Third", ["The Third Man"]),
        ("The Thrid Man", ["The Third Man"]),
    ],
)
def test_only_films_of_a_similar_title_are_offered(
    as_alice: Browser, films: Films, line: str, offered: list[str]
) -> None:
    a_film(plot="No such film was made of the third horror.", genres=["Horror"])
    made = created(as_alice, films[:1])
    page = as_alice.post(f"/lists/{made.id}/paste/", {"titles": line})
    assert [card.title for card in page.context["titles"][0].choices] == offered
    assert ("We have no film with this title." in page.content.decode()) != bool(offered)


def test_a_film_goes_into_several_lists_at_once(as_alice: Browser, films: Films) -> None:
    one, two, three = (created(as_alice, films[n:], title=f"No {n}") for n in (0, 1, 2))
    path, shown = f"/movies/{films[0]}/lists/", [str(one.id), str(two.id)]
    assert as_alice.text(path).count("checked") == 1
    page = as_alice.post(path, {"shown": shown, "lists": [str(two.id), str(three.id)]}, follow=True)
    assert "3 lists were changed." in page.content.decode()
    has = [films[0] in order(made.id) for made in (one, two, three)]
    assert has == [False, True, True]


def test_a_list_that_follows_a_search_is_always_current(
    as_alice: Browser, visitor: Browser, films: Films
) -> None:
    sent = {"smart": "http://testserver/movies/?genre=War&page=3&hide_reviewed=1"}
    made = created(as_alice, films, **sent)
    assert (made.details.smart, made.entry_count) == ("genre=War", 0)
    assert "No film matches" in visitor.text(f"/lists/{made.id}/")
    a_film(title="Kanal", genres=["War"])
    assert "Kanal" in visitor.text(f"/lists/{made.id}/")
    answer = as_alice.post(f"/lists/{made.id}/films/", {"films": str(films[0])})
    assert answer.status_code == 409


def test_saving_a_search_shows_its_filters_and_suggests_a_title(as_alice: Browser) -> None:
    page = as_alice.text("/lists/new/?smart=genre%3DWar%26country%3DFrance")
    assert '<input type="hidden" name="smart" value="genre=War&amp;country=France">' in page
    assert 'value="War, France"' in page
    assert "Follow a search" not in page
    assert "Follow a search" in as_alice.text("/lists/new/")


def test_a_list_has_the_films_of_its_search_whoever_looks(
    as_alice: Browser, alice: Any, visitor: Browser, films: Films
) -> None:
    a_film(title="Good", imdb={"rating": 8.0, "votes": 9})
    update_all_ranks()
    set_preferences(member=alice, preferences={"rating_scale": 10})
    made = created(as_alice, films, smart="q=-rating:<1 rating:8&sort=title")
    assert made.details.smart == "q=-rating%3A%3C10+rating%3A78..82&sort=title"
    assert "Good" in visitor.text(f"/lists/{made.id}/")
    sent = {"title": "Eight", "smart": made.details.smart, "version": made.version}
    as_alice.post(f"/lists/{made.id}/edit/", sent)
    assert stored(made.id).details.title == "Eight"
    assert stored(made.id).details.smart == made.details.smart


@pytest.mark.parametrize("address", [
    "http://[::1?page=2", "?genre=#genre=War", "nothing", "?", "sort=bogus",
    "genre=Drama&year_min=abc", "year_min=1990&year_max=1980", "genre=Drama&rating_min=0",
])  # fmt: skip
def test_an_address_without_filters_or_with_wrong_ones_is_no_search(
    as_alice: Browser, address: str
) -> None:
    answer = as_alice.post("/lists/new/", {"title": "Westerns", "smart": address})
    assert (answer.status_code, mongo.lists().count_documents({})) == (422, 0)


def test_a_list_has_a_maximum_length(as_alice: Browser, alice: Any, films: Films) -> None:
    made = a_list(alice, films[0])
    mongo.lists().update_one({"_id": made.id}, {"$set": {"entry_count": 5_000}})
    answer = as_alice.post(f"/lists/{made.id}/films/", {"films": str(films[1])})
    assert answer.status_code == 409
    assert order(made.id) == films[:1]
