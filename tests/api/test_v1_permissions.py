"""Who may do what by version 1: every address and method, with every kind of token."""

from collections.abc import Mapping
from typing import Any

import pytest

from accounts.access_tokens import start_token_session
from accounts.documents import Member
from mflix_site.mongo import collections as mongo
from tests.support.api_client import ApiClient
from tests.support.browsing import Browser
from tests.support.cast import PASSWORD
from tests.support.route_table import World
from tests.support.routes import api_patterns, domain_hashes

METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS")
# Tokens that prove nothing: none, the word alone, an unknown one, a cookie's, an ended one.
NOBODY = ("none", "visitor", "unknown", "cookie", "expired", "other scheme")
STANDINGS = ("limited", "suspended", "closed")
# What each request sends, and what its member gets; None: whoever asks gets what nobody gets.
Row = tuple[int, int | None, dict[str, Any]]
ROUTES: Mapping[tuple[str, str], Row] = {
    ("GET", "/movies/"): (200, None, {}),
    ("GET", "/movies/search"): (200, None, {}),
    ("GET", "/movies/facet-search"): (200, None, {}),
    ("GET", "/movies/countries"): (200, None, {}),
    ("GET", "/movies/config-options"): (404, None, {}),
    ("GET", "/movies/id/{film}"): (200, None, {}),
    ("GET", "/movies/id/foobar"): (404, None, {}),
    ("POST", "/movies/comment"): (401, 200, {"movie_id": "{film}", "comment": "A zither."}),
    ("PUT", "/movies/comment"): (
        401, 200, {"movie_id": "{film}", "comment_id": "{review}", "updated_comment": "A lamp."},
    ),
    ("DELETE", "/movies/comment"): (401, 200, {"movie_id": "{film}", "comment_id": "{review}"}),
    ("POST", "/user/register"): (
        201, None, {"name": "N", "email": "n@example.test", "password": "walnut shell 9 teapots"},
    ),
    ("POST", "/user/login"): (201, None, {"email": "alice@example.test", "password": PASSWORD}),
    ("POST", "/user/logout"): (401, 201, {}),
    ("PUT", "/user/update-preferences"): (401, 201, {"preferences": {"a": "b"}}),
    ("DELETE", "/user/delete"): (401, 201, {"password": PASSWORD}),
    ("GET", "/user/admin"): (401, 401, {}),
    ("GET", "/user/comment-report"): (401, 403, {}),
}  # fmt: skip
WRITING = ("/movies/comment", "/user/update-preferences", "/user/delete", "/user/logout")
# What a standing takes away: everything else of the table stays.
REFUSED: Mapping[str, tuple[tuple[str, str], ...]] = {
    "limited": (),
    "suspended": (("POST", "/movies/comment"), ("PUT", "/movies/comment")),
    "closed": (
        *((method, "/movies/comment") for method in ("POST", "PUT", "DELETE")),
        ("PUT", "/user/update-preferences"),
    ),
}


def filled(value: Any, world: World) -> Any:
    """Return a path or a body with the ids of this world."""
    if isinstance(value, dict):
        return {name: filled(part, world) for name, part in value.items()}
    names = {"{film}": world.film, "{review}": world.review}
    for name, id in names.items():
        value = value.replace(name, str(id)) if isinstance(value, str) else value
    return value


def header_of(kind: str, world: World, settings: Any) -> str:
    """Return an Authorization header that proves nothing."""
    owner = world.people["owner"]
    assert owner
    if kind == "expired":
        settings.SESSION_COOKIE_AGE = -1
        return f"Bearer {start_token_session(owner)}"
    session = world.browser("owner").cookies["mflix_session"].value
    token = start_token_session(owner)
    return {
        **{"none": "", "visitor": "Bearer", "unknown": "Bearer no.such.token"},
        **{"cookie": f"Bearer {session}", "other scheme": f"Basic {token}"},
    }[kind]


def ask(api: ApiClient, route: tuple[str, str], world: World, **headers: str) -> Any:
    method, path = route
    body = filled(ROUTES[route][2], world) or None
    return api.ask(method, filled(path, world), body, **headers)


@pytest.mark.parametrize("kind", NOBODY)
def test_without_a_valid_token_only_what_is_for_visitors_is_answered(
    kind: str, world: World, settings: Any, database: Any
) -> None:
    header = header_of(kind, world, settings)
    before = domain_hashes(database)
    for route, (visitor, member, _) in ROUTES.items():
        answer = ask(ApiClient(), route, world, Authorization=header)
        assert (route, answer.status_code) == (route, visitor)
        if member is not None:
            assert answer.json()["error"] == "Unauthorized"
            assert domain_hashes(database) == before
        before = domain_hashes(database)


def test_a_cookie_of_a_session_is_no_proof(world: World, database: Any) -> None:
    before = domain_hashes(database)
    owner = ApiClient()
    owner.browser = Browser(world.people["owner"], csrf=True)
    for route in ROUTES:
        if route[1].startswith(WRITING):
            assert ask(owner, route, world).status_code == 401
    assert domain_hashes(database) == before


@pytest.mark.parametrize("route", ROUTES, ids=" ".join)
def test_a_member_may_do_what_the_table_says(route: tuple[str, str], world: World) -> None:
    visitor, member, _ = ROUTES[route]
    answer = ask(ApiClient(world.people["owner"]), route, world)
    assert answer.status_code == (visitor if member is None else member)
    if member is not None:
        assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("who", ["other", "member", "moderator", "admin"])
def test_nobody_changes_somebody_elses_review_whatever_their_role(
    who: str, world: World, database: Any
) -> None:
    api, before = ApiClient(world.people[who]), domain_hashes(database)
    for method in ("PUT", "DELETE"):
        assert ask(api, (method, "/movies/comment"), world).status_code == 404
    assert domain_hashes(database) == before


@pytest.mark.parametrize("standing", STANDINGS)
def test_a_standing_takes_away_what_it_does_on_the_site(
    standing: str, world: World, database: Any
) -> None:
    api = ApiClient(world.people["owner"])
    mongo.members().update_one({"handle": world.handle}, {"$set": {"standing": standing}})
    for route in REFUSED[standing]:
        before = domain_hashes(database)
        answer = ask(api, route, world)
        assert (route, answer.status_code) == (route, 403)
        assert "account" in answer.json()["error"]
        assert domain_hashes(database) == before
    allowed = [r for r in ROUTES if r[1].startswith(WRITING) and r not in REFUSED[standing]]
    for route in sorted(allowed, key=lambda r: r[1] != "/movies/comment"):
        if route[1] != "/user/logout":
            assert ask(api, route, world).status_code in (200, 201), route


def test_a_limited_members_comment_waits_for_a_moderator(world: World, database: Any) -> None:
    member = world.people["member"]
    mongo.members().update_one({"_id": member and member.id}, {"$set": {"standing": "limited"}})
    api = ApiClient(member)
    key = ask(api, ("POST", "/movies/comment"), world).json()["comments"][0]["_id"]
    assert key not in [comment["_id"] for comment in api.comments(world.film)]


@pytest.mark.parametrize(("who", "admin", "report"), [("moderator", 401, 403), ("admin", 202, 200)])
def test_the_report_is_for_admins(who: str, admin: int, report: int, world: World) -> None:
    api = ApiClient(world.people[who])
    assert api.ask("GET", "/user/admin").status_code == admin
    assert api.ask("GET", "/user/comment-report").status_code == report


def test_what_an_admin_is_answered_is_kept_for_nobody(world: World, settings: Any) -> None:
    settings.PAGE_CACHE_SECONDS = 2
    for path in ("/user/comment-report", "/user/admin"):
        assert ApiClient(world.people["admin"]).ask("GET", path).status_code in (200, 202)
        assert ApiClient().ask("GET", path).status_code == 401
        assert Browser().get(f"/api/v1{path}").status_code == 401


def test_a_token_ends_with_log_out_and_others_go_on(alice: Member) -> None:
    first, second = ApiClient(alice), ApiClient(alice)
    assert first.ask("POST", "/user/logout").status_code == 201
    for api, status in ((first, 401), (second, 201)):
        saved = api.ask("PUT", "/user/update-preferences", {"preferences": {}})
        assert saved.status_code == status


def test_other_methods_are_405_and_say_which_there_are(world: World) -> None:
    known = {path for _, path in ROUTES}
    for path in known:
        allowed = [method for method, other in ROUTES if other == path]
        for method in set(METHODS) - set(allowed):
            answer = ApiClient().ask(method, filled(path, world))
            assert (path, method, answer.status_code) == (path, method, 405)
            assert answer.headers["Allow"] == ", ".join(allowed)


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    found = {
        p.pattern.regex.pattern if "^" in str(p.pattern) else str(p.pattern)
        for p in api_patterns("api/v1/")
    }
    rows = {path[1:] for _, path in ROUTES}
    named = {p.replace("<oid:id>", "{film}") for p in found if not p.startswith("^")}
    assert named == rows - {"movies/id/foobar"}
    assert len(found) == len(rows)


def test_no_page_of_another_origin_may_read_an_answer(world: World) -> None:
    for route in ROUTES:
        answer = ask(ApiClient(), route, world, Origin="https://elsewhere.example")
        assert not [name for name in answer.headers if name.startswith("Access-Control")]


def test_no_answer_has_anybodys_address_or_sets_a_cookie(world: World) -> None:
    owner = world.people["owner"]
    assert owner
    for route in ROUTES:
        answer = ask(ApiClient(owner), route, world)
        text = answer.content.decode()
        assert not [m.email for m in world.people.values() if m and m.email in text], route
        assert not answer.cookies


def test_an_address_is_asked_without_a_slash_and_redirects_nobody(world: World) -> None:
    for path in ("/movies", "/movies/search/", "/user/login/", f"/movies/id/{world.film}/"):
        answer = ApiClient().ask("POST" if "login" in path else "GET", path, {"a": "b"})
        assert answer.status_code in (404, 405)
