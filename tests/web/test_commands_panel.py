"""The commands panel: who sees it, what it shows, and that it hides what people wrote."""

import re
from html import unescape
from typing import Any

import pytest
from bson import ObjectId
from django.http import HttpRequest, HttpResponse

from mflix_site.mongo import client
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.command_log import Caller, current_log
from mflix_site.mongo.query_plans import explain_reads
from mflix_site.web import page_cache
from mflix_site.web.commands_panel import concern_of, lecture_of, read_lectures
from mflix_site.web.middleware import CommandsPanelMiddleware
from movies.queries import get_titles

from ..support.browsing import Browser
from ..support.command_listener import command_log
from ..support.factories import a_film, a_review

PANEL = 'aria-label="MongoDB commands"'


@pytest.fixture
def shown(settings: Any) -> None:
    settings.SHOW_COMMANDS = True


def panel_of(page: str) -> str:
    """Return the text of a page's panel."""
    return unescape(page.partition(PANEL)[2])


def test_by_default_visitors_and_members_see_no_panel(visitor: Browser, as_bob: Browser) -> None:
    assert PANEL not in visitor.text("/")
    assert PANEL not in as_bob.text("/")


def test_by_default_nothing_is_recorded(visitor: Browser) -> None:
    visitor.text(f"/movies/{a_film()}/")
    assert not [key for key in client._client_by_process if key[2]] or current_log.get() is None


def test_without_a_recording_no_client_with_a_listener_is_made(
    visitor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "_client_by_process", {})
    visitor.text(f"/movies/{a_film()}/")
    assert [is_recorded for *_, is_recorded in client._client_by_process] == [False]
    client.close()


def test_an_admin_always_sees_it(ada: Any) -> None:
    page = Browser(ada).text(f"/movies/{a_film()}/")
    assert "db.movies." in panel_of(page)
    assert "db.sessions" not in panel_of(page)  # only then is it known who they are


@pytest.mark.usefixtures("shown")
def test_everybody_sees_it_where_it_is_switched_on(visitor: Browser, as_bob: Browser) -> None:
    film = a_film()
    assert "db.movies." in panel_of(visitor.text(f"/movies/{film}/"))
    assert "db.sessions." in panel_of(as_bob.text(f"/movies/{film}/"))


@pytest.mark.usefixtures("shown")
def test_it_says_who_sent_a_command_what_was_examined_and_by_which_index(visitor: Browser) -> None:
    film = a_film()
    panel = panel_of(visitor.text(f"/movies/{film}/"))
    command = panel.partition(f'ObjectId("{film}")')[0]
    assert re.search(r"<dt>Sent by</dt><dd>movies/\w+\.py \w+</dd>", command)
    assert re.search(r"<dt>Documents examined</dt><dd>\d</dd>", command)
    assert "_id_" in command
    assert "majority" in command


@pytest.mark.usefixtures("shown")
def test_the_page_is_never_cached_and_has_its_length(visitor: Browser) -> None:
    answer = visitor.get("/talked-about/")
    assert "no-store" in answer["Cache-Control"]
    assert int(answer["Content-Length"]) == len(answer.content)
    assert answer.content.rstrip().endswith(b"</html>")


@pytest.mark.usefixtures("shown")
def test_the_page_cache_does_not_keep_it(visitor: Browser, settings: Any) -> None:
    settings.PAGE_CACHE_SECONDS = 10
    page_cache.pages.clear()
    answers = [visitor.text("/talked-about/") for _ in range(2)]
    assert all("db.movies." in panel_of(answer) for answer in answers)
    assert not page_cache.pages.cached


@pytest.mark.usefixtures("shown")
def test_what_is_no_page_has_none(visitor: Browser) -> None:
    assert PANEL not in visitor.text("/suggest/?q=third")
    assert PANEL not in visitor.text("/healthz")


@pytest.mark.usefixtures("shown")
def test_an_error_page_has_it_too(visitor: Browser) -> None:
    assert "db.movies" in panel_of(visitor.text(f"/movies/{ObjectId()}/"))


@pytest.mark.usefixtures("shown")
def test_values_of_people_are_masked(as_alice: Browser, alice: Any, bob: Any) -> None:
    token = as_alice.cookies["mflix_session"].value
    film = a_film()
    a_review(bob, film, "Words of Bob.")
    pages = (f"/members/{bob.handle}/", f"/movies/{film}/", "/accounts/inbox/", "/")
    for panel in (panel_of(as_alice.text(path)) for path in pages):
        assert "db.users." in panel or "db.sessions." in panel
        secrets = (alice.email, str(alice.id), str(bob.id), bob.handle, token, "Words of Bob")
        assert not [secret for secret in secrets if secret in panel]


@pytest.mark.usefixtures("shown")
def test_a_form_with_mistakes_shows_its_commands_without_what_was_sent(visitor: Browser) -> None:
    sent = {"email": "nobody@example.test", "password": "a wrong password"}
    panel = panel_of(visitor.post("/accounts/login/", sent).content.decode())
    assert "db.users.find(" in panel
    assert not [value for value in sent.values() if value in panel]


@pytest.mark.usefixtures("shown")
def test_a_page_is_served_when_nothing_can_be_explained(
    visitor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mflix_site.mongo.query_plans.EXPLAIN_SECONDS", 0.000001)
    panel = panel_of(visitor.text(f"/movies/{a_film()}/"))
    assert "db.movies." in panel
    assert "examined" not in panel


def test_a_scan_and_a_sort_in_memory_are_noticed(database: Any) -> None:
    a_film()
    with command_log():
        list(mongo.movies().find({"plot": {"$exists": True}}).sort("plot"))
        [command] = current_log.get().commands  # type: ignore[union-attr]
    plan = explain_reads([command])[0]
    assert plan.scans_collection
    assert plan.sorts_in_memory
    assert plan.documents == 1


def test_the_examined_documents_of_a_join_are_counted(database: Any, bob: Any) -> None:
    film = a_film()
    a_review(bob, film)
    join = {"from": "comments", "localField": "_id", "foreignField": "movie_id", "as": "r"}
    with command_log():
        mongo.movies().list_of([{"$match": {"_id": film}}, {"$lookup": join}])
        [command] = current_log.get().commands  # type: ignore[union-attr]
    assert explain_reads([command])[0].documents >= 2


def test_what_would_crash_the_server_is_not_explained(database: Any) -> None:
    a_film()
    grouped = [
        {"$set": {"n": {"$ifNull": ["$n", 1]}}},
        {"$group": {"_id": None, "n": {"$sum": "$n"}}},
    ]
    with command_log():
        mongo.movies().list_of([{"$match": {}}], grouped)
        [command] = current_log.get().commands  # type: ignore[union-attr]
    assert explain_reads([command]) == {}
    assert database.movies.find_one()


def test_the_commands_of_a_transaction_belong_to_the_service(bob: Any) -> None:
    film = a_film()
    with command_log():
        a_review(bob, film)
        commands = current_log.get().commands  # type: ignore[union-attr]
    insert = next(c for c in commands if c.name == "insert" and c.collection == "comments")
    assert Caller("reviews/services.py", "post_review") in insert.callers
    assert concern_of(insert.document) == "of the transaction"
    assert "w: majority, journaled" in {concern_of(c.document) for c in commands}


def test_lectures_are_found_by_function(database: Any) -> None:
    assert len(read_lectures()) > 9
    service = (Caller("reviews/anything.py", "f"), Caller("reviews/services.py", "delete_review"))
    assert lecture_of(service) == "basic deletes"
    assert lecture_of((Caller("movies/bulk.py", "any"),)) == "basic writes"
    assert lecture_of((Caller("movies/queries.py", "unknown"),)) == ""


@pytest.mark.parametrize("shown", [False, True])
def test_recordings_end_with_their_request(database: Any, settings: Any, shown: bool) -> None:
    settings.SHOW_COMMANDS = shown
    logs: list[Any] = []

    def view(request: Any) -> HttpResponse:
        get_titles([a_film()])
        logs.append(current_log.get())
        return HttpResponse()

    CommandsPanelMiddleware(view)(HttpRequest())
    assert [c.name for log in logs if log for c in log.commands][-1:] == ["find"] * shown
    assert current_log.get() is None
