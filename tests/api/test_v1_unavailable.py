"""The database is away: version 1 says so in JSON, in the shape that the client reads."""

from typing import Any

import pytest

from tests.support.api_client import ApiClient
from tests.support.cast import PASSWORD
from tests.test_unavailable import away  # noqa: F401

LOG_IN = {"email": "alice@example.test", "password": PASSWORD}
ASKED: tuple[tuple[str, str, Any], ...] = (
    *(("GET", "/movies/", None), ("GET", "/movies/search?text=a", None)),
    *(("GET", "/movies/countries?countries=UK", None), ("GET", f"/movies/id/{'0' * 24}", None)),
    *(("POST", "/movies/comment", {}), ("POST", "/user/login", LOG_IN)),
    *(("POST", "/user/logout", None), ("GET", "/user/admin", None)),
)


@pytest.mark.parametrize(("method", "path", "body"), ASKED)
def test_every_answer_is_503_in_json_and_says_when_to_come_back(
    method: str,
    path: str,
    body: Any,
    away: Any,  # noqa: F811
) -> None:
    api = ApiClient()
    api.token = "a" * 43
    answer = api.ask(method, path, body)
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    sentence = answer.json()["error"]
    if path == "/user/login":
        sentence = sentence["email"]  # which the client shows beside its form
    assert "database isn't answering" in sentence or "couldn't confirm" in sentence
    assert ("movie" in answer.json()) == path.startswith("/movies/id/")
