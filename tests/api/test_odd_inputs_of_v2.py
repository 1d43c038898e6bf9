"""Odd inputs for every operation of version 2: none makes a 500, and every answer is JSON."""

from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from tests.support.odd_requests import BODIES, ESCAPED, HEADERS, IDS, TEXTS
from tests.support.operations_of_api import API, OPERATIONS
from tests.support.route_table import World

NAMES = ("q", "genre", "year_min", "sort", "cursor", "fields", "limit", "person", "rule", "x[$ne]")
ODD_VALUES = ("null", "[]", '{"$gt": ""}', '"\\ud800"', "1e999", "-1", f'"{"x" * 20_000}"')
# Of the odd texts, so many are sent to each operation: together all of them.
STEP, SAMPLE_STEP = 19, 43  # of all runs, and of quick ones


@pytest.fixture
def unlimited(world: World, settings: Any) -> World:
    settings.LIMITS = dict.fromkeys(settings.LIMITS, (10**6, 60))
    return world


def send(method: str, path: str, token: str, *body: Any, **headers: str) -> None:
    """Send a request; assert that its answer is one of a server that is well."""
    headers = {"Authorization": f"Bearer {token}", **headers}
    answer = Client().generic(method, path, *body, headers=headers)
    assert answer.status_code < 500, (method, path, body, headers)
    is_json = answer.headers.get("Content-Type", "").startswith("application/")
    assert is_json or not answer.content, (method, path, body, headers)
    if answer.status_code == 422:
        said = [error["detail"] for error in answer.json().get("errors", [])]
        of_pydantic = ("Input should", "Field required", "Extra inputs", "Value error", "should ")
        assert not [text for text in said if text.startswith(of_pydantic)], (path, body, said)
        assert "This can't be used." not in said, (path, body, answer.json())


@pytest.mark.parametrize("name", OPERATIONS)
def test_odd_queries_paths_and_headers_make_no_500(
    name: str, unlimited: World, exhaustive: bool
) -> None:
    step = STEP if exhaustive else SAMPLE_STEP
    row, start = OPERATIONS[name], list(OPERATIONS).index(name) % step
    path, token = API + row.path(unlimited).partition("?")[0], unlimited.token_text
    texts = [quote(text.encode("utf-8", "surrogatepass"))[:60_000] for text in TEXTS]
    for at, odd in enumerate([*texts, *ESCAPED][start::step]):
        send("GET", f"{path}?{NAMES[at % len(NAMES)]}={odd}", token)
    for odd_id in IDS[start % 5 :: 5 if exhaustive else 10]:
        send(row.method, path.rpartition("/")[0] + "/" + quote(odd_id), token)
    for headers in HEADERS[start::step]:
        send(row.method, path, token, **headers)
    for tag in ("", '"', "W/", "*", "é", "x" * 5_000)[start % 2 :: 2]:
        send("GET", path, token, **{"If-None-Match": tag})


@pytest.mark.parametrize("name", [name for name, row in OPERATIONS.items() if row.body])
def test_odd_bodies_make_no_500(name: str, unlimited: World) -> None:
    row = OPERATIONS[name]
    path, token = API + row.path(unlimited), unlimited.token_text
    for content_type, body in BODIES[list(OPERATIONS).index(name) % 3 :: 3]:
        send(row.method, path, token, body, content_type)
    for field in row.body:
        for value in ODD_VALUES:
            send(row.method, path, token, f'{{"{field}": {value}}}', "application/json")
