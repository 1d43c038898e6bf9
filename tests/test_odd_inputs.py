"""Odd inputs on every route: none makes a 500, and none is taken for an operator."""

from http.cookies import SimpleCookie
from itertools import cycle
from logging import ERROR
from typing import Any

import pytest

from accounts.documents import ADMIN, MODERATOR
from accounts.permissions import PERMISSIONS
from tests.support.browsing import Browser
from tests.support.cast import PASSWORD
from tests.support.routes import ROUTES, World
from tests.support.sampling import sampled

from .support.odd_requests import OPERATORS, SAMPLE_STEP, OddRequest, odd_requests, sample_start

NUMBER = 500
DOCUMENTED = {200, 302, 400, 403, 404, 405, 409, 413, 422, 429}
# 301: an address without its last slash.
ANSWERS = DOCUMENTED | {301}
SESSION = "mflix_session"


@pytest.fixture
def world(world: World, settings: Any) -> World:
    settings.LIMITS = {**dict.fromkeys(settings.LIMITS, (10**6, 60)), "failed-log-in": (8, 900)}
    return world


class Persistent:
    """Somebody who sends odd requests, and comes anew when one of them has ended the session."""

    def __init__(self, world: World, who: str) -> None:
        self.world, self.who = world, who
        self.begin()

    def begin(self) -> None:
        """Take a fresh browser, signed in as before."""
        self.browser = self.world.browser(self.who)
        self.jar = self.cookies()

    def cookies(self) -> dict[str, str]:
        return {name: morsel.value for name, morsel in self.browser.cookies.items()}

    def send(self, odd: OddRequest) -> Any:
        """Send an odd request, cookies and all; an exception in a view is raised here."""
        extra = {} if odd.cookie is None else {"HTTP_COOKIE": odd.cookie}
        head = (odd.method, odd.path, odd.body, odd.content_type)
        answer = self.browser.generic(*head, headers=odd.headers, **extra)
        if self.cookies().get(SESSION) != self.jar.get(SESSION):
            self.begin()
        self.browser.cookies = SimpleCookie(self.jar)
        return answer


@pytest.mark.parametrize("name", ROUTES)
def test_odd_inputs_make_no_500(name: str, world: World, caplog: Any, exhaustive: bool) -> None:
    least = PERMISSIONS[name].min_role
    who = {MODERATOR: "moderator", ADMIN: "admin"}.get(least, "owner")
    visitor, owner = Persistent(world, "visitor"), Persistent(world, who)
    # Two by two: most kinds come as a visit and a form, and both are for both.
    senders = cycle([visitor, visitor, owner, owner])
    sent = list(zip(odd_requests(name, world, NUMBER), senders, strict=False))
    for odd, person in sent if exhaustive else sent[sample_start(name) :: SAMPLE_STEP]:
        answer = person.send(odd)
        assert answer.status_code in ANSWERS, (odd, person.who)
    assert not [r for r in caplog.records if r.name == "django.request" and r.levelno >= ERROR]


@pytest.mark.parametrize("text", sampled(OPERATORS, 4))
def test_nobody_logs_in_with_an_operator(text: str, world: World) -> None:
    for data in ({"email": text, "password": PASSWORD}, {"password": text}):
        visitor = Browser()
        answer = visitor.post("/accounts/login/", {"email": "alice@example.test", **data})
        assert answer.status_code == 422
        assert not visitor.is_signed_in


@pytest.mark.parametrize("suffix", ["[$ne]", "[$gt]", "[$exists]", "[]", ".$ne"])
def test_nobody_logs_in_with_an_operator_for_a_fields_name(suffix: str, world: World) -> None:
    right = {"email": "alice@example.test", "password": PASSWORD}
    for name in right:
        visitor, rest = Browser(), {k: v for k, v in right.items() if k != name}
        assert visitor.post("/accounts/login/", {name + suffix: "1", **rest}).status_code == 422
        assert not visitor.is_signed_in


@pytest.mark.parametrize("body", ['{"email": {"$gt": ""}, "password": {"$gt": ""}}', "[]"])
def test_nobody_logs_in_with_json(body: str, world: World) -> None:
    visitor = Browser()
    answer = visitor.post("/accounts/login/", body, content_type="application/json")
    assert answer.status_code == 422
    assert not visitor.is_signed_in


@pytest.mark.parametrize("field", ["genre", "country", "language", "rated", "person"])
@pytest.mark.parametrize("text", ['{"$ne": null}', "[$ne]=1", "{$regex: .*}", "(a+)+$"])
def test_a_filter_that_looks_like_an_operator_finds_nothing(
    field: str, text: str, world: World
) -> None:
    answer = Browser().get("/movies/", {field: text})
    assert answer.status_code == 200
    assert answer.context["total"] == 0


@pytest.mark.parametrize("text", ['{"$gt": ""}', "$where", "{$regex: .*}", "*", ".*"])
def test_searching_for_an_operator_finds_nothing(text: str, world: World) -> None:
    assert Browser().get("/movies/", {"q": text}).context["total"] in (0, None)
    assert Browser().get("/suggest/", {"q": text}).json() == []


@pytest.mark.parametrize("text", sampled(OPERATORS, 4, 1))
def test_an_operator_in_a_review_is_only_text(text: str, world: World, database: Any) -> None:
    carol = Browser(world.people["member"])
    assert carol.post(f"/movies/{world.film}/reviews/", {"text": text}).status_code == 302
    stored = database.comments.find_one({"author.handle": "carol"})
    assert stored["text"] == text.strip()
