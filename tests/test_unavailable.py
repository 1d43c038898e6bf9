"""The database is away: every page says so, nothing fails open, and nothing hangs."""

from collections.abc import Iterator
from typing import Any

import pytest

from mflix_site.mongo import client, readiness
from mflix_site.mongo.local_process import free_port
from tests.support.browsing import Browser
from tests.support.cast import PASSWORD
from tests.support.routes import ROUTES, TOKEN, World, ask

ALIVE = {"healthz"}
# Their pages for visitors need nothing of the database.
FORMS = {"sign-up", "log-in", "request-reset"}


@pytest.fixture
def away(database: Any, settings: Any, monkeypatch: Any) -> Iterator[World]:
    """A world whose database is gone; the driver gives up after a moment."""
    world = World()
    world.browsers = {who: world.browser(who) for who in ("visitor", "owner")}  # type: ignore[attr-defined]
    monkeypatch.setattr(client, "SECONDS_FOR_AN_OPERATION", 0.05)
    monkeypatch.setattr(readiness, "_last", [])
    settings.MONGODB_URI = f"mongodb://127.0.0.1:{free_port()}/?directConnection=true"
    yield world
    client.close()


def as_(world: Any, who: str) -> Browser:
    """Give the browser that somebody opened while the database was there."""
    return world.browsers[who]


@pytest.mark.parametrize("name", sorted(set(ROUTES) - ALIVE - {"readyz"}))
def test_a_members_request_is_503_and_says_when_to_come_back(name: str, away: World) -> None:
    method = "post" if 405 in ROUTES[name].get.values() else "get"
    answer = ask(as_(away, "owner"), method, name, away)
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert "no-store" in answer.get("Cache-Control", "no-store")


@pytest.mark.parametrize("name", ["home", "browse", "movie", "person", "suggest", "talked-about"])
def test_a_visitors_page_is_503_and_a_page_of_the_site(name: str, away: World) -> None:
    answer = ask(as_(away, "visitor"), "get", name, away)
    page = answer.content.decode()
    assert answer.status_code == 503
    assert "<h1" in page
    assert "The projector has stopped" in page
    assert 'href="/movies/"' in page


@pytest.mark.parametrize("name", sorted(FORMS))
def test_a_visitors_empty_form_shows_all_the_same(name: str, away: World) -> None:
    assert ask(as_(away, "visitor"), "get", name, away).status_code == 200


@pytest.mark.parametrize("name", ["sign-up", "log-in", "request-reset", "post-review"])
def test_a_form_sent_is_503_and_nothing_is_said_to_be_done(name: str, away: World) -> None:
    who = "owner" if name == "post-review" else "visitor"
    answer = ask(as_(away, who), "post", name, away)
    page = answer.content.decode()
    assert answer.status_code == 503
    assert "Nothing you wrote is lost" in page or "Send it again" in page


def test_the_process_says_that_it_lives(away: World) -> None:
    answer = as_(away, "owner").get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "alive"})


def test_it_says_that_it_is_not_ready_and_why(away: World) -> None:
    answer = as_(away, "visitor").get("/readyz")
    assert answer.status_code == 503
    assert answer["Retry-After"]
    assert "database" in answer.json()["problems"][0]


def test_nobody_is_let_in_on_trust(away: World) -> None:
    data = {"email": "alice@example.test", "password": PASSWORD, "csrfmiddlewaretoken": TOKEN}
    answer = as_(away, "visitor").post("/accounts/login/", data)
    assert answer.status_code == 503
    assert not answer.cookies.get("mflix_session")


def test_a_session_is_neither_believed_nor_ended(away: World) -> None:
    answer = as_(away, "owner").get("/accounts/preferences/")
    assert answer.status_code == 503
    assert "/accounts/logout/" not in answer.content.decode()
    assert not answer.cookies.get("mflix_session")


def test_when_it_is_back_everything_is_as_before(away: World, settings: Any, database: Any) -> None:
    assert as_(away, "owner").get("/").status_code == 503
    settings.MONGODB_URI = uri_of(database)
    assert as_(away, "owner").is_signed_in


def uri_of(database: Any) -> str:
    """Give the address of the server that a database is on."""
    host, port = database.client.address
    return f"mongodb://{host}:{port}/?directConnection=true"


def test_the_headers_are_there_too(away: World) -> None:
    answer = as_(away, "visitor").get("/")
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
