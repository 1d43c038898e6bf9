"""The admins' list of films, and who gets to see any of these pages."""

from typing import Any

import pytest

from tests.support.browsing import Browser
from tests.support.factories import a_film

FILMS = "/administration/films/"


def test_films_come_by_title_with_what_can_be_done(
    as_ada: Browser, film: Any, duplicate: Any
) -> None:
    page = as_ada.text(FILMS)
    assert page.index("The 3rd Man") < page.index("The Third Man")
    for action in ("edit", "history", "merge", "delete"):
        assert f'href="{FILMS}{film}/{action}/"' in page


def test_they_are_found_as_elsewhere_though_misspelt(as_ada: Browser, film: Any) -> None:
    a_film(title="Stalker", directors=["Andrei Tarkovsky"])
    page = as_ada.text(f"{FILMS}?q=the+thrid+man")
    assert "The Third Man" in page
    assert "Stalker" not in page


@pytest.mark.parametrize("query", ["q=" + "x" * 300, "q=%00", "page=-1", "page=99999", "q=$where"])
def test_odd_questions_are_answered(as_ada: Browser, film: Any, query: str) -> None:
    assert as_ada.get(f"{FILMS}?{query}").status_code == 200


@pytest.mark.parametrize("action", ["edit", "history", "merge", "delete"])
@pytest.mark.parametrize("movie_id", ["0" * 24, "nonsense", "0" * 23])
def test_a_film_that_is_not_there_is_404(as_ada: Browser, action: str, movie_id: str) -> None:
    assert as_ada.get(f"{FILMS}{movie_id}/{action}/").status_code == 404


def test_the_menu_leads_admins_here_and_nobody_else(
    as_ada: Browser, as_bob: Browser, maud: Any, visitor: Browser
) -> None:
    link = 'href="/administration/"'
    assert link in as_ada.text("/")
    assert not [b for b in (as_bob, Browser(maud), visitor) if link in b.text("/")]
