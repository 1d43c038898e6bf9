"""Lists: created, shown, edited, put in order; who may see and change them."""

from typing import Any

import pytest
from bson import ObjectId

from lists.documents import FilmList
from lists.queries import find_list, positions_of
from tests.support.browsing import Browser
from tests.support.factories import a_film

FILMS = ("Alien", "Brazil", "Casablanca", "Dune")


@pytest.fixture
def films(database: Any) -> list[ObjectId]:
    return [a_film(title=title) for title in FILMS]


def a_list(browser: Browser, films: list[ObjectId], **fields: Any) -> FilmList:
    sent = {"title": "Best", "privacy": "public", "films": [str(id) for id in films], **fields}
    answer = browser.post("/lists/new/", sent)
    assert answer.status_code == 302, answer.content.decode()
    found = find_list(ObjectId(answer.headers["Location"].split("/")[2]))
    assert found
    return found


def order(made: FilmList) -> list[ObjectId]:
    return list(positions_of(made.id))


def test_a_list_is_created_with_its_films_in_order_and_shown(
    as_alice: Browser, visitor: Browser, films: list[ObjectId]
) -> None:
    made = a_list(as_alice, films, ranked="on", tags="Noir, noir, Été", notes=["Why not", "", ""])
    assert (made.entry_count, made.details.tags, order(made)) == (4, ("Noir", "Été"), films)
    page = visitor.text(f"/lists/{made.id}/")
    assert [page.index(title) for title in FILMS] == sorted(page.index(title) for title in FILMS)
    assert "Why not" in page
    assert "Best" in visitor.text("/lists/?tag=ete")
    assert "Best" in visitor.text("/members/alice_angstrom/lists/")
    for path in ("edit/", "paste/", "editors/", "delete/"):
        assert as_alice.get(f"/lists/{made.id}/{path}").status_code == 200
