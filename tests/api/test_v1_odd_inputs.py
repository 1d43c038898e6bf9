"""Odd inputs by version 1: JSON of any shape, bytes that are none, queries of all kinds: no 500."""

import json
from collections.abc import Iterator, Mapping
from itertools import islice
from logging import ERROR
from typing import Any
from urllib.parse import quote

import pytest

from tests.support.api_client import ApiClient
from tests.support.cast import PASSWORD
from tests.support.odd_requests import ESCAPED, HEADERS, HUGE, IDS, SUFFIXES, TEXTS
from tests.support.route_table import World

ANSWERS = {200, 201, 202, 400, 401, 403, 404, 405, 409, 413, 415, 429}
SEARCHES = ("/movies/search", "/movies/facet-search", "/movies/countries", "/movies/")
PARAMETERS = ("text", "search", "cast", "genre", "page", "countries")
SAMPLE_STEP = 17
VALUES: tuple[Any, ...] = (
    *(None, True, 0, -1, 1.5, 2**63, -(2**70), [], {}, [[]], [None], {"$gt": ""}, {"$where": "1"}),
    *({"a": {"b": {"c": []}}}, ["$ne"], {"": ""}, {"a.b": 1}, "\x00", "a\x00b", "💥" * 300, HUGE),
)
BODIES: tuple[bytes, ...] = (
    *(b"", b"null", b"[]", b'"text"', b"7", b"{", b"{}", b"\xff\xfe", b"\x00", b"[" * 50_000),
    *(b'{"a":' * 20_000, b'{"email": NaN}', b'{"email": 1e999}', b'{"email": -Infinity}'),
    *(b'{"email": "\\ud800", "password": "\\udfff", "name": "\\ud800"}', b"{'a': 1}"),
    *(b'{"\\ud800": 1}', b'{"preferences": {"\\udc00": "a"}}', b'{"a": 1, "a": 2}', b"9" * 5_000),
    *(
        b'{"email": ' + b"9" * 5_000 + b"}",
        b'{"name": "' + b"x" * 250_000 + b'"}',
        b"\xef\xbb\xbf{}",
    ),
)


def routes(world: World) -> Mapping[tuple[str, str], dict[str, Any]]:
    """Return what can be sent, with bodies as they should be."""
    comment = {"movie_id": str(world.film), "comment_id": world.review}
    words = {"comment": "A zither.", "updated_comment": "A lamp."}
    person = {"name": "Nora", "email": "nora@example.test", "password": "walnut shell 9 teapots"}
    return {
        ("POST", "/movies/comment"): {**comment, **words},
        ("PUT", "/movies/comment"): {**comment, **words},
        ("DELETE", "/movies/comment"): comment,
        ("PUT", "/user/update-preferences"): {"preferences": {"a": "b"}},
        ("POST", "/user/register"): person,
        ("POST", "/user/login"): {"email": "alice@example.test", "password": PASSWORD},
        ("DELETE", "/user/delete"): {"password": "wrong"},
    }


@pytest.fixture
def world(world: World, settings: Any) -> World:
    settings.LIMITS = {**dict.fromkeys(settings.LIMITS, (10**6, 60)), "failed-log-in": (8, 900)}
    return world


def bodies(fields: dict[str, Any]) -> Iterator[bytes]:
    """Yield odd bodies: each field with each odd value, names of operators, and no JSON at all."""
    yield from BODIES
    values = (*VALUES, *TEXTS)
    for at, value in enumerate(values):
        names = [*fields, "preferences"]
        yield json.dumps({**fields, names[at % len(names)]: value}).encode()
    for name in fields:
        for value in VALUES:
            yield json.dumps({**fields, name: value}).encode()
        for suffix in SUFFIXES:
            yield json.dumps({**fields, name + suffix: "1"}).encode()


def test_odd_bodies_make_no_500(world: World, caplog: Any, exhaustive: bool) -> None:
    step = 1 if exhaustive else SAMPLE_STEP
    for start, (route, fields) in enumerate(routes(world).items()):
        api = ApiClient(world.people["owner"])
        every = (body for body in bodies(fields))
        for body in (*BODIES, *islice(every, start, None, step)):
            answer = api.ask(*route, body, kind="application/json")
            assert answer.status_code in ANSWERS, (route, body[:200])
            if answer.status_code >= 400:
                assert answer.json()["error"]
    assert not [r for r in caplog.records if r.name == "django.request" and r.levelno >= ERROR]


def test_what_is_no_json_object_is_refused_in_json(world: World) -> None:
    owner, objects = ApiClient(world.people["owner"]), (b"{}", b'{"a": 1, "a": 2}', BODIES[-1])
    for body in BODIES:
        answer = owner.ask("PUT", "/user/update-preferences", body, kind="application/json")
        assert answer.status_code in {400, 413}, body[:50]
        if body in objects:  # they are read, and lack what they need
            assert "50 preferences" in answer.json()["error"]


@pytest.mark.parametrize("kind", ["text/plain", "", "application/x-www-form-urlencoded", "a/b"])
def test_a_body_of_another_type_is_415(kind: str, world: World) -> None:
    body = b'{"email": "alice@example.test", "password": "correct horse battery 9"}'
    for path in ("/user/login", "/user/register"):
        answer = ApiClient().ask("POST", path, body, kind=kind)
        assert answer.status_code == 415


def test_a_body_that_is_too_large_is_413_before_it_is_read(world: World) -> None:
    body = json.dumps({"name": "x" * 300_000}).encode()
    answer = ApiClient().ask("POST", "/user/register", body)
    assert answer.status_code == 413
    assert answer.json()["error"]["email"]


def odd_queries(exhaustive: bool) -> Iterator[str]:
    """Yield searches with one odd parameter, with operators for names, and with many names."""
    odd = [*map(quote, TEXTS[:-1]), *ESCAPED, quote(HUGE[:2_000])]
    for at, text in enumerate(odd if exhaustive else odd[::7]):
        names = PARAMETERS if exhaustive else (PARAMETERS[at % len(PARAMETERS)],)
        yield from (f"{SEARCHES[at % len(SEARCHES)]}?cast=a&{name}={text}" for name in names)
    yield from (f"/movies/search?{quote('cast' + suffix)}=1" for suffix in SUFFIXES)
    yield "/movies/search?" + "&".join(["cast=a"] * 200)


def test_odd_queries_make_no_500(world: World, caplog: Any, exhaustive: bool) -> None:
    for path in odd_queries(exhaustive):
        assert ApiClient().ask("GET", path).status_code == 200, path
    assert not [r for r in caplog.records if r.name == "django.request" and r.levelno >= ERROR]


def test_odd_ids_and_headers_make_no_500(world: World) -> None:
    for id in IDS:
        assert ApiClient().ask("GET", f"/movies/id/{id}").status_code == 404
    for headers in HEADERS:
        answer = ApiClient().ask("GET", "/movies/", **headers)
        assert answer.status_code in (200, 400), headers
    for token in ("\x00", "é", "{$gt: 1}", "a b c", "," * 5_000, '"'):
        answer = ApiClient().ask("POST", "/user/logout", Authorization=f"Bearer {token}")
        assert answer.status_code == 401


@pytest.mark.parametrize("operator", [{"$gt": ""}, {"$ne": None}, {"$regex": ".*"}, ["$ne"], []])
def test_an_operator_logs_nobody_in_and_names_no_review(operator: Any, world: World) -> None:
    right = {"email": "alice@example.test", "password": PASSWORD}
    for name in right:
        answer = ApiClient().ask("POST", "/user/login", {**right, name: operator})
        assert answer.status_code == 401
    owner = ApiClient(world.people["owner"])
    sent = {"movie_id": str(world.film), "comment_id": operator}
    assert owner.ask("DELETE", "/movies/comment", sent).status_code == 400
