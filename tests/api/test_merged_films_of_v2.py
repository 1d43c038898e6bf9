"""A film that was merged, by the API and in its feed: reading leads on, writing goes on."""

from typing import Any

import pytest

from accounts.access_tokens import SCOPES, create_token
from administration.films import merge_films
from tests.support.browsing import Browser
from tests.support.factories import a_film
from tests.support.operations_of_api import DAY, WORDS, ask_api


@pytest.fixture
def merged(ada: Any) -> tuple[Any, Any]:
    """Return the film that is gone, and the one that it was merged into."""
    gone, kept = a_film(title="Alien"), a_film(title="Aliens")
    merge_films(admin=ada, movie_id=gone, target_id=kept, reason="The same film.")
    return gone, kept


@pytest.mark.parametrize("path", ["films/{}", "films/{}/reviews?limit=2", "me/films/{}"])
def test_reading_leads_to_the_film_that_stays(path: str, merged: Any, alice: Any) -> None:
    token = create_token(member=alice, name="test", scopes=tuple(SCOPES))
    answer = ask_api("GET", path.format(merged[0]), token)
    to = f"/api/v2/{path.format(merged[1])}"
    assert (answer.status_code, answer["Location"]) == (308, to)
    assert ask_api("GET", to, token).status_code == 200


@pytest.mark.parametrize(("method", "path", "body", "status"), [
    ("POST", "films/{}/reviews", WORDS, 201), ("PUT", "films/{}/rating", {"rating": 60}, 200),
    ("POST", "films/{}/diary", DAY, 201), ("PATCH", "me/films/{}", {"watched": True}, 200),
])  # fmt: skip
def test_writing_goes_to_the_film_that_stays(
    method: str, path: str, body: Any, status: int, merged: Any, alice: Any
) -> None:
    token = create_token(member=alice, name="test", scopes=tuple(SCOPES))
    assert ask_api(method, path.format(merged[0]), token, body).status_code == status
    assert ask_api("GET", f"me/films/{merged[1]}", token).json()["watched"]


def test_a_feed_leads_to_that_of_the_film_that_stays(merged: Any) -> None:
    answer = Browser().get(f"/movies/{merged[0]}/feed/")
    assert (answer.status_code, answer["Location"]) == (301, f"/movies/{merged[1]}/feed/")
