"""What belongs together stands together, whatever the width of the window."""

from typing import Any

import pytest
from playwright.sync_api import FloatRect, Page, expect

from movies.search.indexing import rebuild_dictionary
from tests.browser.conftest import Open
from tests.support.factories import a_film, a_review

pytestmark = pytest.mark.browser


def box(page: Page, selector: str) -> FloatRect:
    found = page.locator(selector).first.bounding_box()
    assert found is not None
    return found


@pytest.fixture
def film(alice: Any) -> Any:
    movie_id = a_film(title="Vertigo")
    a_review(alice, movie_id, "Dizzy.", 90)
    return movie_id


@pytest.mark.parametrize("width", [896, 1024, 1440])
def test_the_header_has_one_line_beside_the_search(alice: Any, open_page: Open, width: int) -> None:
    page = open_page(alice, {"width": width, "height": 700})
    page.goto("/movies/")
    assert box(page, ".site-header")["height"] < 90
    assert box(page, ".site-search")["width"] > 96


@pytest.mark.parametrize("width", [390, 768, 1024, 1440])
def test_the_average_of_a_film_is_above_what_a_member_can_do(
    film: Any, alice: Any, open_page: Open, width: int
) -> None:
    page = open_page(alice, {"width": width, "height": 900})
    page.goto(f"/movies/{film}/")
    average, ratings = box(page, ".average"), box(page, ".film-ratings")
    assert average["y"] < box(page, ".film-actions")["y"]
    assert ratings["width"] < 300


@pytest.mark.parametrize("width", [320, 390])
def test_buttons_of_a_film_are_three_alike_and_two_below(
    film: Any, bob: Any, open_page: Open, width: int
) -> None:
    page = open_page(bob, {"width": width, "height": 900})
    page.goto(f"/movies/{film}/")
    toggles = [toggle.bounding_box() for toggle in page.locator(".wide .press").all()]
    assert len({(at["y"], round(at["width"])) for at in toggles if at}) == 1
    log, review = box(page, ".log-viewing"), box(page, ".film-actions .button")
    assert log["y"] < review["y"]
    assert log["width"] == box(page, ".film-facts")["width"]


def test_pages_of_a_member_have_one_head(film: Any, alice: Any, open_page: Open) -> None:
    page, heads = open_page(alice), set()
    for path in ("", "films/", "diary/", "watchlist/", "likes/", "lists/", "year/all/"):
        page.goto(f"/members/{alice.handle}/{path}")
        assert page.locator("h1").inner_text().startswith(alice.name)
        heads.add(tuple(box(page, ".member-tabs").values()))
    assert len(heads) == 1


def test_the_button_of_an_open_filter_panel_stays_in_sight(
    film: Any, open_page: Open, scripts: bool
) -> None:
    page = open_page(None, {"width": 390, "height": 600}, scripts)
    page.goto("/movies/?genre=Mystery")
    page.locator(".filters-fold > summary").click()
    label = "Show 1 film" if scripts else "Show films"
    expect(page.get_by_role("button", name=label, exact=True)).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("link", name="Clear filters")).to_have_count(1)
    expect(page.get_by_label("Mystery 1 film", exact=True)).to_be_visible()


def test_people_of_a_search_are_in_one_line(open_page: Open, database: Any) -> None:
    a_film(cast=[f"John {name}" for name in ("Alda", "Barr", "Cole", "Dahl", "Ekman", "Falk")])
    rebuild_dictionary()
    page = open_page(None, {"width": 390, "height": 800})
    page.goto("/movies/?q=john")
    tops = [chip.bounding_box() for chip in page.locator(".matching-people .chip").all()]
    assert len(tops) > 3
    assert len({at["y"] for at in tops if at}) == 1
    expect(page.locator(".card").first).to_be_in_viewport()
