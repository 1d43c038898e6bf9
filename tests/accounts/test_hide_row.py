"""Hiding a row of the home page."""

from typing import Any

import pytest

from tests.support.browsing import Browser
from tests.support.factories import a_film

PAGE, HIGHEST = "/accounts/preferences/hide-row/", {"key": "highest-rated"}


@pytest.fixture
def film(database: Any) -> Any:
    return a_film(imdb={"rating": 8.1, "votes": 10})


def row_shows(browser: Browser) -> bool:
    return 'id="row-highest-rated"' in browser.text("/")


def test_a_hidden_row_is_gone_and_the_preferences_bring_it_back(
    as_alice: Browser, film: Any
) -> None:
    assert row_shows(as_alice)
    assert as_alice.post(PAGE, HIGHEST)["Location"] == "/"
    assert not row_shows(as_alice)
    form = {"rating_scale": "5", "theme": "auto", "language": "en"}
    as_alice.post("/accounts/preferences/", form)
    assert row_shows(as_alice)


def test_a_row_is_hidden_for_one_member_only(
    as_alice: Browser, as_bob: Browser, visitor: Browser, film: Any
) -> None:
    as_alice.post(PAGE, HIGHEST)
    assert row_shows(as_bob)
    assert row_shows(visitor)


def test_hiding_twice_is_as_hiding_once(as_alice: Browser, film: Any, database: Any) -> None:
    as_alice.post(PAGE, HIGHEST)
    as_alice.post(PAGE, HIGHEST)
    assert database.users.find_one()["preferences"]["hidden_rows"] == ["highest-rated"]


@pytest.mark.parametrize("key", ["", "nonsense", "$set", "x" * 9999])
def test_a_row_that_is_none_is_no_such_page(as_alice: Browser, database: Any, key: str) -> None:
    assert as_alice.post(PAGE, {"key": key}).status_code == 404
    assert database.users.find_one()["preferences"] == {}


@pytest.mark.parametrize("odd", [None, "text", {"hidden_rows": "highest-rated"}])
def test_a_row_can_be_hidden_where_preferences_are_odd(
    as_alice: Browser, film: Any, database: Any, odd: Any
) -> None:
    database.users.update_one({}, {"$set": {"preferences": odd}})
    assert as_alice.post(PAGE, HIGHEST).status_code == 302
    assert not row_shows(as_alice)


def test_a_link_hides_nothing(as_alice: Browser, film: Any) -> None:
    assert as_alice.get(PAGE, HIGHEST).status_code == 405
    assert row_shows(as_alice)


def test_a_visitor_is_sent_to_log_in(visitor: Browser) -> None:
    assert visitor.post(PAGE, HIGHEST)["Location"].startswith("/accounts/login/")
