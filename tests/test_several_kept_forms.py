"""Several forms that are kept at once, and where logging in leads."""

import re
from html import unescape
from typing import Any

import pytest

from mflix_site.web import kept_forms
from tests.support.factories import a_film
from tests.support.route_table import TOKEN, World
from tests.support.routes import path_of

from .test_kept_forms import WORDS, end_session, interrupted, log_in, send


def test_forms_of_three_pages_are_kept_and_no_more(world: World, database: Any) -> None:
    browser = world.browser("member")
    films = [str(a_film(title=f"Film {n}")) for n in range(4)]
    end_session(browser)
    for film in films:
        answer = send(browser, f"/movies/{film}/reviews/", {"text": f"On {film}.", "rating": ""})
    log_in(browser, world.people["member"], answer.headers["Location"])
    pages = [browser.text(f"/movies/{film}/") for film in films]
    assert [f"On {f}." in page for f, page in zip(films, pages, strict=True)] == [False] + [
        True
    ] * 3


def test_sending_one_leaves_the_others(world: World, database: Any) -> None:
    browser, answer = interrupted(world, "post-review")
    other = f"/movies/{world.another_film}/reviews/"
    send(browser, other, {"text": "Other words.", "rating": ""})
    log_in(browser, world.people["member"], answer.headers["Location"])
    token = browser.cookies["mflix_csrf"].value
    sent = {"text": "Sent.", "rating": "", "csrfmiddlewaretoken": token}
    assert browser.post(other, sent).status_code == 302
    assert "careful words" in browser.text(path_of("movie", world))
    assert "Other words" not in str(browser.session[kept_forms.KEPT_FORMS])


def test_together_they_have_a_limit(world: World, database: Any) -> None:
    browser, _ = interrupted(world, "post-review", "x" * 100_000)
    send(browser, f"/movies/{world.another_film}/reviews/", {"text": "y" * 100_000})
    assert len(browser.session[kept_forms.KEPT_FORMS]) == 1
    assert "y" * 100_000 in browser.session[kept_forms.KEPT_FORMS][0]["fields"]


def test_logging_in_without_a_page_to_go_to_leads_to_the_words(world: World, database: Any) -> None:
    browser, _ = interrupted(world, "edit-review")  # "Forgot your password?" follows, for example
    page = log_in(browser, world.people["owner"], "/accounts/login/")
    assert page.request["PATH_INFO"] == path_of("edit-review", world)


@pytest.mark.parametrize("token", ["the page's", "of before"])
def test_a_second_log_in_goes_on_as_the_first(world: World, database: Any, token: str) -> None:
    browser, target = world.browser("visitor"), path_of("movie", world)
    page = f"/accounts/login/?next={target}"
    first = browser.cookies["mflix_csrf"].value
    log_in(browser, world.people["member"], page)
    present = browser.cookies["mflix_csrf"].value
    data = {"email": "x@example.test", "password": "x", "next": target}
    data["csrfmiddlewaretoken"] = first if token == "of before" else present
    assert browser.post(page, data).headers["Location"] == target


def test_what_was_pressed_and_not_kept_is_said_after_logging_in(
    world: World, database: Any
) -> None:
    browser, film = world.browser("member"), path_of("movie", world)
    end_session(browser)
    origin = {"Origin": "http://testserver", "Referer": f"http://testserver{film}"}
    data = {"on": "1", "csrfmiddlewaretoken": TOKEN}
    address = browser.post(f"{film}like/", data, headers=origin).headers["Location"]
    page = log_in(browser, world.people["member"], address)
    assert page.request["PATH_INFO"] == film
    assert "wasn't saved, because you'd been logged out" in unescape(page.content.decode())


def test_a_member_who_was_suspended_meanwhile_can_copy_and_not_send_again(
    world: World, database: Any
) -> None:
    browser, member = world.browser("member"), world.people["member"]
    assert member
    database.users.update_one({"_id": member.id}, {"$set": {"standing": "suspended"}})
    page = send(browser, path_of("post-review", world), {"text": WORDS}).content.decode()
    assert re.search(r"<textarea[^>]*readonly>[^<]*careful words", page)
    assert "Send again" not in page
