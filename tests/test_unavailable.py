"""The database is away: every page says so, nothing fails open, and nothing hangs."""

from collections.abc import Iterator
from typing import Any

import pytest

import posters.views
from mflix_site.embedded.process import free_port
from mflix_site.mongo import client, health
from tests.support.cast import PASSWORD
from tests.support.routes import ROUTES, TOKEN, World, ask
from tests.support.sampling import sampled

ALIVE = {"healthz"}
# Their pages for visitors need nothing of the database.
FORMS = {"sign-up", "log-in", "request-reset"}


class Away(World):
    """A world with the browsers that were open, and the address, when its database went away."""

    def __init__(self, world: World, address: str) -> None:
        vars(self).update(vars(world))
        self.address = address
        self.visitor, self.owner = self.browser("visitor"), self.browser("owner")


@pytest.fixture
def away(world: World, settings: Any, monkeypatch: Any) -> Iterator[Away]:
    """A world whose database is gone; the driver gives up after a moment."""
    away = Away(world, settings.MONGODB_URI)
    monkeypatch.setattr(client, "_client_by_process", {})  # the run's own client stays as it is
    monkeypatch.setattr(client, "OPERATION_SECONDS", 0.05)
    # Without this the driver sleeps for half a second before it looks at the time.
    monkeypatch.setattr("pymongo.common.MIN_HEARTBEAT_INTERVAL", 0.05)
    monkeypatch.setattr(health, "_last_readiness", [])
    posters.views._drawn_poster.cache_clear()  # a poster that was drawn is shown whatever happens
    # What a form would have been shown with is read from the database: any words will do.
    monkeypatch.setattr("tests.support.routes_of_moderation.shown_on", lambda _: "")
    settings.MONGODB_URI = f"mongodb://127.0.0.1:{free_port()}/?directConnection=true"
    yield away
    client.close()


@pytest.mark.parametrize("name", sampled(sorted(set(ROUTES) - ALIVE - {"readyz"}), 3))
def test_a_members_request_is_503_and_says_when_to_come_back(name: str, away: Away) -> None:
    method = "post" if 405 in ROUTES[name].get.values() else "get"
    answer = ask(away.owner, method, name, away)
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert "no-store" in answer.get("Cache-Control", "no-store")


@pytest.mark.parametrize("name", ["home", "browse", "movie", "person", "suggest", "talked-about"])
def test_a_visitors_page_is_503_and_a_page_of_the_site(name: str, away: Away) -> None:
    answer = ask(away.visitor, "get", name, away)
    page = answer.content.decode()
    assert answer.status_code == 503
    assert "<h1" in page
    assert "The database isn&#39;t answering." in page
    assert 'href="/movies/"' in page


@pytest.mark.parametrize("name", sorted(FORMS))
def test_a_visitors_empty_form_shows_all_the_same(name: str, away: Away) -> None:
    assert ask(away.visitor, "get", name, away).status_code == 200


@pytest.mark.parametrize("name", ["sign-up", "log-in", "request-reset", "post-review"])
def test_a_form_sent_is_503_and_nothing_is_said_to_be_done(name: str, away: Away) -> None:
    who = "owner" if name == "post-review" else "visitor"
    answer = ask(getattr(away, who), "post", name, away)
    page = answer.content.decode()
    assert answer.status_code == 503
    assert "Wait a moment, then try again." in page


def test_the_process_says_that_it_lives(away: Away) -> None:
    answer = away.visitor.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "alive"})


def test_it_says_that_it_is_not_ready_and_why(away: Away) -> None:
    answer = away.visitor.get("/readyz")
    assert answer.status_code == 503
    assert answer["Retry-After"]
    assert "database" in answer.json()["problems"][0]


def test_nobody_is_let_in_on_trust(away: Away) -> None:
    data = {"email": "alice@example.test", "password": PASSWORD, "csrfmiddlewaretoken": TOKEN}
    answer = away.visitor.post("/accounts/login/", data)
    assert answer.status_code == 503
    assert not answer.cookies.get("mflix_session")


def test_a_session_is_neither_believed_nor_ended(away: Away) -> None:
    answer = away.owner.get("/accounts/preferences/")
    assert answer.status_code == 503
    assert "/accounts/logout/" not in answer.content.decode()
    assert not answer.cookies.get("mflix_session")


def test_when_it_is_back_everything_is_as_before(
    away: Away, settings: Any, monkeypatch: Any
) -> None:
    assert away.owner.get("/").status_code == 503
    client.close()
    monkeypatch.setattr(client, "OPERATION_SECONDS", 8.0)
    settings.MONGODB_URI = away.address
    assert away.owner.is_signed_in


def test_the_headers_are_there_too(away: Away) -> None:
    answer = away.visitor.get("/")
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(("origin", "kept"), [("http://testserver", True), ("http://evil", False)])
def test_words_sent_from_our_own_form_are_there_to_be_sent_again(
    away: Away, origin: str, kept: bool
) -> None:
    data = {"text": "Nobody is tilted.", "rating": "80", "csrfmiddlewaretoken": TOKEN}
    answer = away.owner.post(f"/movies/{'0' * 24}/reviews/", data, headers={"Origin": origin})
    page = answer.content.decode()
    assert answer.status_code == 503
    assert ("Nobody is tilted." in page and 'name="rating" value="80"' in page) is kept


def test_the_process_lives_for_a_browser_with_a_session_too(away: Away) -> None:
    assert away.owner.get("/healthz").status_code == 200
