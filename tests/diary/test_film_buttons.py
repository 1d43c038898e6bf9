"""The buttons of a film: under every poster and on its page, with and without a script."""

import re
from typing import Any

import pytest
from bson import ObjectId

from diary.queries import get_state
from mflix_site.text import now
from tests.support.browsing import Browser
from tests.support.cast import make_member
from tests.support.command_listener import recorded_commands
from tests.support.factories import a_film, a_review, a_viewing

JSON = {"Accept": "application/json"}


@pytest.fixture
def film(database: Any) -> ObjectId:
    return a_film()


def buttons(page: str, film: ObjectId) -> dict[str, str]:
    """Return what is pressed of the first buttons of a film on a page."""
    form = re.search(rf'<form class="film-buttons[^>]*data-film="{film}".*?</form>', page, re.S)
    assert form
    return dict(re.findall(r'data-press="(\w+)".*?aria-pressed="(\w+)"', form.group(), re.S))


def test_one_press_does_it_and_the_same_press_undoes_it(as_alice: Browser, film: ObjectId) -> None:
    for path, name in (("watched", "watched"), ("like", "liked"), ("want", "watchlist")):
        for value, pressed in (("1", "true"), ("1", "true"), ("0", "false"), ("0", "false")):
            answer = as_alice.post(
                f"/movies/{film}/{path}/", {"on": value}, follow=True, headers={"Referer": "/"}
            )
            assert buttons(answer.content.decode(), film)[name] == pressed


def test_a_message_names_the_film_and_undoes_the_press(as_alice: Browser, film: ObjectId) -> None:
    page = as_alice.post(f"/movies/{film}/like/", {"on": "1"}, follow=True).content.decode()
    assert "You like The Third Man." in page
    assert re.search(rf'action="/movies/{film}/like/".*?name="on" value="0">Undo<', page, re.S)


SEEN: list[tuple[str, dict[str, str]]] = [
    ("watched", {"on": "1"}),
    ("rate", {"rating": "60"}),
    ("log", {"day": now().date().isoformat()}),
    ("reviews", {"text": "Words.", "rating": "60"}),
]


@pytest.mark.parametrize(("path", "sent"), SEEN)
def test_a_film_that_leaves_the_watchlist_can_be_kept_there(
    as_alice: Browser, film: ObjectId, path: str, sent: dict[str, str]
) -> None:
    as_alice.post(f"/movies/{film}/want/", {"on": "1"})
    page = as_alice.post(f"/movies/{film}/{path}/", sent, follow=True).content.decode()
    assert "off your watchlist" in page
    assert re.search(rf'action="/movies/{film}/want/".*?value="1">Keep it on my watchlist<', page)


@pytest.mark.parametrize(("path", "sent"), SEEN[:3])
def test_the_same_is_offered_to_a_script(
    as_alice: Browser, film: ObjectId, path: str, sent: dict[str, str]
) -> None:
    as_alice.post(f"/movies/{film}/want/", {"on": "1"})
    state = as_alice.post(f"/movies/{film}/{path}/", sent, headers=JSON).json()
    assert "off your watchlist" in state["message"]
    assert state["button"] == ["Keep it on my watchlist", f"/movies/{film}/want/", "1"]
    assert bool(state["link"]) == (path == "log")


def test_a_form_leads_back_to_where_it_was(as_alice: Browser, film: ObjectId) -> None:
    own = f"/movies/{film}/"
    for sent, referrer, expected in (
        ({}, "http://testserver/movies/?genre=War&page=2", "/movies/?genre=War&page=2"),
        ({}, "http://elsewhere.test/movies/", own),
        ({}, f"http://testserver/movies/{film}/log/", own),
        ({"next": "/talked-about/"}, "", "/talked-about/"),
        ({"next": "//elsewhere.test"}, "", own),
    ):
        answer = as_alice.post(
            f"{own}like/", {"on": "1", **sent}, headers={"Referer": referrer} if referrer else {}
        )
        assert answer.headers["Location"] == expected


def test_every_form_answers_with_the_state_as_json(as_alice: Browser, film: ObjectId) -> None:
    day = now().date().isoformat()
    for path, sent, expected in (
        ("want", {"on": "1"}, {"watchlist": True, "watched": False}),
        ("rate", {"rating": "70"}, {"rating": 70, "watched": True, "watchlist": False}),
        ("like", {"on": "1"}, {"liked": True, "viewings": 0}),
        ("log", {"day": day, "rating": "90"}, {"viewings": 1, "last_day": day, "rating": 90}),
        ("rate", {"rating": ""}, {"rating": None, "watched": True}),
    ):
        answer = as_alice.post(f"/movies/{film}/{path}/", sent, headers=JSON)
        assert answer.status_code == 200
        assert {**answer.json(), **expected} == answer.json()


@pytest.mark.parametrize("path", ["want", "like", "watched"])
@pytest.mark.parametrize("on", ["1", "0"])
def test_a_page_opened_before_an_upgrade_reads_the_watchlist_by_its_earlier_name(
    as_alice: Browser, film: ObjectId, path: str, on: str
) -> None:
    state = as_alice.post(f"/movies/{film}/{path}/", {"on": on}, headers=JSON).json()
    assert state["wanted"] is state["watchlist"] is ((path, on) == ("want", "1"))


def test_what_cannot_be_done_says_why(as_alice: Browser, film: ObjectId) -> None:
    as_alice.post(f"/movies/{film}/rate/", {"rating": "70"})
    answer = as_alice.post(f"/movies/{film}/watched/", {"on": "0"}, headers=JSON)
    assert (answer.status_code, "your rating" in answer.json()["error"]) == (409, True)
    page = as_alice.post(f"/movies/{film}/watched/", {"on": "0"}, follow=True).content.decode()
    assert "This film stays watched because of your rating. Clear your rating first." in page
    for path, sent in (("like", {"on": "2"}), ("want", {}), ("rate", {"rating": "x"})):
        assert as_alice.post(f"/movies/{film}/{path}/", sent).status_code == 422
        assert as_alice.post(f"/movies/{film}/{path}/", sent, headers=JSON).status_code == 422


def test_all_that_keeps_a_film_watched_is_named(as_alice: Browser, film: ObjectId) -> None:
    log = {"day": now().date().isoformat(), "rating": "70"}
    logged = as_alice.post(f"/movies/{film}/log/", log, headers=JSON)
    assert logged.json()["message"] == "Added to your diary."
    answer = as_alice.post(f"/movies/{film}/watched/", {"on": "0"}, headers=JSON)
    assert "of your rating and 1 diary entry. Delete those first." in answer.json()["error"]


@pytest.mark.parametrize("path", ["/", "/movies/", "/people/Carol%20Reed/"])
def test_the_states_of_all_cards_are_read_in_one_command(
    as_alice: Browser, alice: Any, film: ObjectId, path: str, monkeypatch: Any
) -> None:
    for number in range(12):
        a_viewing(alice, a_film(title=f"Film {number}"))
    with recorded_commands(monkeypatch) as commands:
        page = as_alice.text(path)
    assert page.count("data-film=") >= 7
    assert "<film-buttons" not in page
    assert commands.count("aggregate film_states") == 1


@pytest.fixture
def seen_before(as_alice: Browser, film: ObjectId) -> Browser:
    """Return Alice's browser: the first page of a process loads the views, the next has seen it."""
    for path in ("/search-help/", "/", "/movies/", "/people/Carol%20Reed/"):
        as_alice.text(path)
    return as_alice


@pytest.mark.parametrize("path", ["/", "/movies/", "/people/Carol%20Reed/"])
def test_the_states_of_a_page_seen_before_are_read_with_the_session(
    seen_before: Browser, bob: Any, film: ObjectId, path: str, monkeypatch: Any
) -> None:
    seen_before.post(f"/movies/{film}/rate/", {"rating": "60"}, headers=JSON)
    seen_before.post(f"/movies/{film}/like/", {"on": "1"}, headers=JSON)
    with recorded_commands(monkeypatch) as commands:
        page = seen_before.text(path)
    assert "aggregate film_states" not in commands
    assert buttons(page, film) == {"watched": "true", "liked": "true", "watchlist": "false"}
    assert set(buttons(Browser(bob).text(path), film).values()) == {"false"}


@pytest.mark.parametrize("path", ["/", "/movies/", "/people/Carol%20Reed/"])
def test_films_new_on_a_page_seen_before_are_read_besides(
    seen_before: Browser, alice: Any, film: ObjectId, path: str, monkeypatch: Any
) -> None:
    new = a_film(title="A Third Man")
    a_viewing(alice, new)
    with recorded_commands(monkeypatch) as commands:
        page = seen_before.text(path)
    assert commands.count("aggregate film_states") == 1
    assert [buttons(page, one)["watched"] for one in (film, new)] == ["false", "true"]


def test_films_of_one_state_differ_in_film_and_title_alone(
    as_alice: Browser, alice: Any, film: ObjectId
) -> None:
    other = a_film(title="Hu & Cry")
    found = re.findall(r'<form class="film-buttons.*?</form>', as_alice.text("/movies/"), re.S)
    first, second = sorted(found, key=lambda form: str(other) in form)
    assert first.replace(str(film), str(other)).replace("The Third Man", "Hu &amp; Cry") == second
    a_viewing(alice, other)
    page = as_alice.text("/movies/")
    assert [buttons(page, one)["watched"] for one in (film, other)] == ["false", "true"]


def test_all_forms_of_a_page_have_its_token_and_the_next_page_another(
    as_alice: Browser, film: ObjectId
) -> None:
    token = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
    for path in ("/", "/movies/", f"/movies/{film}/"):
        pages = [set(token.findall(as_alice.text(path))) for _ in range(2)]
        assert [len(tokens) for tokens in pages] == [1, 1]
        assert pages[0] != pages[1]


def test_a_visitors_page_has_no_buttons_and_asks_for_no_states(
    film: ObjectId, monkeypatch: Any
) -> None:
    with recorded_commands(monkeypatch) as commands:
        pages = [Browser().text(path) for path in ("/", "/movies/", f"/movies/{film}/")]
    assert not [page for page in pages if "film-buttons" in page]
    assert not [c for c in commands if "film_states" in c or "diary" in c]


def test_a_suspended_member_is_offered_none(film: ObjectId) -> None:
    browser = Browser(make_member("Sus", standing="suspended"))
    assert "data-film=" not in browser.text("/movies/") + browser.text(f"/movies/{film}/")


def test_a_title_cannot_forge_the_buttons_of_another_film(as_alice: Browser, database: Any) -> None:
    a_film(title=f'"></film-buttons><film-buttons data-film="{ObjectId()}" data-title="')
    page = as_alice.text("/movies/")
    assert page.count('<form class="film-buttons"') == 1
    assert "&gt;&lt;/film-buttons&gt;" in page


def test_a_film_page_costs_a_member_six_commands_however_long_the_diary(
    as_alice: Browser, alice: Any, film: ObjectId, monkeypatch: Any
) -> None:
    a_review(alice, film)
    for day in range(1, 29):
        a_viewing(alice, film, day=f"2020-01-{day:02}")
    as_alice.get(f"/movies/{film}/")
    with recorded_commands(monkeypatch) as commands:
        page = as_alice.text(f"/movies/{film}/")
    assert "You've logged this 28 times" in page
    assert len(commands) <= 6
    assert get_state(alice.id, film).viewings == 28


def test_a_search_for_a_film_to_log_shows_its_card(as_alice: Browser, film: ObjectId) -> None:
    page = as_alice.text("/diary/log/?q=third+man")
    cards = re.findall(r'<li>\s*<article class="card">\s*<a href="/movies/(\w+)/', page)
    assert cards == [str(film)]
    assert buttons(page, film)["watched"] == "false"
