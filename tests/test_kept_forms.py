"""Words survive the end of a session: after logging in they are in their form again."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from bson import ObjectId
from django.conf import settings

from mflix_site.web import kept_forms
from mflix_site.web.error_pages import TEXTS
from tests.support.browsing import Browser
from tests.support.cast import PASSWORD, make_member
from tests.support.factories import a_review
from tests.support.route_table import TOKEN, World
from tests.support.routes import ROUTES, path_of, patterns

WORDS = 'An hour of careful words, with <b> & "quotes".'
SHOWN = "An hour of careful words, with &lt;b&gt; &amp; &#34;quotes&#34;."
# Every form in which somebody writes: who sends it, and the field of the words.
FORMS = {
    "post-review": ("member", "text"),
    "edit-review": ("owner", "text"),
    "log-film": ("member", "note"),
    "edit-entry": ("owner", "note"),
    "report-review": ("moderator", "note"),
    "report-member": ("moderator", "note"),
    "appeal": ("owner", "text"),
    "note-case": ("moderator", "text"),
    "decide-case": ("moderator", "reason"),
    "decide-cases": ("moderator", "reason"),
    "undo-decision": ("admin", "reason"),
    "answer-appeal": ("admin", "answer"),
    "add-film": ("admin", "plot"),
    "edit-film": ("admin", "fullplot"),
    "delete-film": ("admin", "reason"),
    "merge-films": ("admin", "reason"),
    "set-role": ("admin", "reason"),
    "end-sessions": ("admin", "reason"),
    "start-trial": ("admin", "reason"),
    "end-trials": ("admin", "reason"),
    "preferences": ("owner", "favorite_cast"),
    "profile": ("owner", "about"),
    "new-list": ("member", "description"),
    "edit-list": ("owner", "description"),
    "paste-titles": ("owner", "titles"),
    "report-list": ("moderator", "note"),
    "report-entry": ("moderator", "note"),
}
Answer = Any


def end_session(browser: Browser) -> None:
    browser.get("/")  # a page that the member opened before
    del browser.cookies[settings.SESSION_COOKIE_NAME]


def send(browser: Browser, path: str, data: Any) -> Answer:
    origin = {"Origin": "http://testserver", "Referer": "http://testserver/"}
    return browser.post(path, {**data, "csrfmiddlewaretoken": TOKEN}, headers=origin)


def log_in(browser: Browser, member: Any, address: str) -> Answer:
    token = browser.cookies["mflix_csrf"].value
    sent = {"email": member.email, "password": PASSWORD, "csrfmiddlewaretoken": token}
    return browser.post(address, sent, follow=True)


def interrupted(world: World, name: str, words: str = WORDS) -> tuple[Browser, Answer]:
    """Send a form after the session has ended, and return the browser and the answer."""
    who, field = FORMS[name]
    browser = world.browser(who)
    end_session(browser)
    return browser, send(browser, path_of(name, world), {**ROUTES[name].sent(world), field: words})


@pytest.mark.parametrize("name", FORMS)
def test_words_are_in_their_form_again_after_logging_in(
    name: str, world: World, database: Any
) -> None:
    browser, answer = interrupted(world, name)
    assert answer.headers["Location"].startswith("/accounts/login/?next=")
    log_in_page = browser.text(answer.headers["Location"])
    assert "carry on with what you wrote" in log_in_page
    page = log_in(browser, world.people[FORMS[name][0]], answer.headers["Location"])
    assert page.status_code == 200
    html = page.content.decode().replace("&quot;", "&#34;")
    form = next(form for form in html.split("<form") if SHOWN in form)
    if name != "decide-cases":  # its field is one of many cases'
        assert "hasn't been sent yet" in unescape(form)
        assert re.search(r"<(?:textarea|input)[^>]*\bautofocus\b", form)
    assert not texts_of_an_error_page(name) & set(CHOICES.findall(form)), "a key, shown as a text"


CHOICES = re.compile(r'<(?=select|input[^>]*type="(?:radio|checkbox)")[^>]*?\bname="([^"]+)"')


def texts_of_an_error_page(name: str) -> set[str]:
    """Return which fields of a form an error page shows for copying."""
    view = next(p.callback for p in kept_views() if p.name == name)
    return set(view.kept_fields) & set(TEXTS) - set(view.key_fields)


def test_every_view_that_keeps_fields_is_among_them() -> None:
    views = {p.name: p.callback for p in kept_views() if p.name in ROUTES}
    assert set(views) == {*FORMS, "revert-film"}
    assert not [n for n, v in views.items() if any("password" in f for f in v.kept_fields)]


def test_so_are_those_about_an_earlier_version_of_a_film(world: World, database: Any) -> None:
    admin = world.browser("admin")
    send(admin, path_of("edit-film", world), ROUTES["edit-film"].sent(world))
    end_session(admin)
    sent = {"version": "1", "reason": WORDS}
    address = send(admin, path_of("revert-film", world), sent).headers["Location"]
    page = log_in(admin, world.people["admin"], address).content.decode()
    assert page.count("careful words") == 1


def kept_views() -> list[Any]:
    return [p for p in patterns() if getattr(p.callback, "kept_fields", ())]


def test_a_choice_and_a_mark_survive_with_the_words(world: World, database: Any) -> None:
    browser, answer = interrupted(world, "post-review")
    page = log_in(browser, world.people["member"], answer.headers["Location"]).content.decode()
    assert 'name="rating" value="60" checked' in page
    assert 'name="spoiler" checked' in page


def test_another_member_never_sees_them(world: World, database: Any) -> None:
    browser, answer = interrupted(world, "post-review")
    page = log_in(browser, world.people["other"], answer.headers["Location"]).content.decode()
    assert "careful words" not in page
    assert "careful words" not in browser.text(path_of("movie", world))
    assert kept_forms.KEPT_FORMS not in browser.session


def test_a_visitor_who_opens_the_page_does_not_see_them(world: World, database: Any) -> None:
    browser, _ = interrupted(world, "post-review")
    assert "careful words" not in browser.text(path_of("movie", world))


def test_they_survive_a_wrong_password_and_logging_in_elsewhere(
    world: World, database: Any
) -> None:
    browser, answer = interrupted(world, "post-review")
    address = answer.headers["Location"]
    token = browser.cookies["mflix_csrf"].value
    wrong = {"email": "carol@example.test", "password": "wrong", "csrfmiddlewaretoken": token}
    assert browser.post(address, wrong).status_code == 422
    log_in(browser, world.people["member"], "/accounts/login/")
    assert "careful words" in browser.text(path_of("movie", world))


def test_they_are_gone_once_the_form_is_sent(world: World, database: Any) -> None:
    browser, answer = interrupted(world, "edit-review")
    log_in(browser, world.people["owner"], answer.headers["Location"])
    path, token = path_of("edit-review", world), browser.cookies["mflix_csrf"].value
    sent = {"text": "Sent.", "version": "1", "csrfmiddlewaretoken": token}
    assert browser.post(path, sent).status_code == 302
    assert "careful words" not in browser.text(path)
    assert kept_forms.KEPT_FORMS not in browser.session


def test_they_are_gone_after_an_hour(
    world: World, database: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, answer = interrupted(world, "post-review")
    moment = kept_forms.now() + timedelta(seconds=kept_forms.SECONDS + 1)
    monkeypatch.setattr(kept_forms, "now", lambda: moment)
    page = log_in(browser, world.people["member"], answer.headers["Location"]).content.decode()
    assert "careful words" not in page


def test_the_session_of_a_visitor_ends_after_an_hour(world: World, database: Any) -> None:
    before = kept_forms.now()
    interrupted(world, "post-review")
    doc = database.sessions.find_one({"member_id": None})
    assert doc["expires_at"] - before < timedelta(seconds=3700)


@pytest.mark.parametrize("words", ["ü" * 10_000, "😀" * 10_000])
def test_the_longest_review_is_kept(world: World, database: Any, words: str) -> None:
    browser, answer = interrupted(world, "post-review", words)
    page = log_in(browser, world.people["member"], answer.headers["Location"]).content.decode()
    assert words in page


def test_more_than_any_form_takes_is_not_kept(world: World, database: Any) -> None:
    _, answer = interrupted(world, "post-review", "x" * 400_000)
    assert answer.status_code == 302
    assert database.sessions.count_documents({"member_id": None}) == 0


def test_one_address_cannot_fill_the_database(world: World, database: Any, settings: Any) -> None:
    settings.LIMITS = {**settings.LIMITS, "kept-form": (2, 600)}
    for _ in range(4):
        interrupted(world, "post-review")
    assert database.sessions.count_documents({"member_id": None}) == 2


def test_a_form_without_its_token_is_not_kept(world: World, database: Any) -> None:
    browser = world.browser("member")
    end_session(browser)
    browser.post(path_of("post-review", world), {"text": WORDS})
    assert database.sessions.count_documents({"member_id": None}) == 0


def test_a_password_that_changed_elsewhere_loses_no_words(world: World, database: Any) -> None:
    browser, member = world.browser("member"), world.people["member"]
    assert member
    browser.get("/")
    database.users.update_one({"_id": member.id}, {"$inc": {"session_epoch": 1}})
    answer = send(browser, path_of("post-review", world), {"text": WORDS})
    page = log_in(browser, member, answer.headers["Location"]).content.decode()
    assert "careful words" in page


def test_words_about_a_film_that_was_deleted_meanwhile_can_be_copied(
    world: World, database: Any
) -> None:
    browser = world.browser("member")
    answer = send(browser, f"/movies/{ObjectId()}/reviews/", {"text": WORDS, "rating": "60"})
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "careful words" in page
    assert "readonly" in page
    assert "Send again" not in page


def test_so_can_those_about_a_film_that_was_deleted_while_logged_out(
    world: World, database: Any
) -> None:
    browser, answer = interrupted(world, "post-review")
    database.movies.delete_one({"_id": world.film})
    page = log_in(browser, world.people["member"], answer.headers["Location"])
    assert page.status_code == 404
    assert "careful words" in page.content.decode()


def test_a_form_that_expired_shows_its_words_to_be_sent_again(world: World, database: Any) -> None:
    browser = world.browser("member")
    path, origin = path_of("post-review", world), {"Origin": "http://testserver"}
    answer = browser.post(path, {"text": WORDS, "csrfmiddlewaretoken": "x" * 32}, headers=origin)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "careful words" in page
    assert "Send again" in page
    assert "Your text is safe below. Send it again." in page
    assert "cookies are off" not in page


def test_a_new_member_in_the_same_browser_does_not_get_them(world: World, database: Any) -> None:
    browser, _ = interrupted(world, "post-review")
    token = browser.cookies["mflix_csrf"].value
    data = {**ROUTES["sign-up"].sent(world), "csrfmiddlewaretoken": token}
    browser.post("/accounts/signup/", data)
    assert "careful words" not in browser.text(path_of("movie", world))


def test_the_cookie_of_the_last_writer_tells_nobody_who_it_is(database: Any) -> None:
    member = make_member("Wilma")
    browser = Browser(member)
    browser.get("/")
    cookie = browser.cookies["mflix_writer"]
    assert str(member.id) not in cookie.value
    assert cookie["httponly"]


@pytest.mark.parametrize("standing", ["good", "suspended"])
def test_words_for_which_there_is_no_form_any_more_can_be_copied(
    world: World, database: Any, standing: str
) -> None:
    browser, answer = interrupted(world, "post-review")
    member = world.people["member"]
    assert member
    if standing == "good":
        a_review(member, world.film, "Posted from another device.")
    database.users.update_one({"_id": member.id}, {"$set": {"standing": standing}})
    page = log_in(browser, member, answer.headers["Location"]).content.decode()
    assert re.search(r"<textarea[^>]*readonly>[^<]*careful words", page)
