"""Bodies that are sent in chunks, without a Content-Length."""

import json
from io import BytesIO
from typing import Any

import pytest
from gunicorn.http.errors import InvalidChunkSize, NoMoreData

from accounts.documents import Member
from tests.support.api_client import ApiClient
from tests.support.browsing import Browser
from tests.support.factories import a_film

FORM = "application/x-www-form-urlencoded"
PATHS = {"/api/v1/user/login": "application/json", "/api/v2/films": "application/json"}
PATHS |= {"/api/movies": "application/json", "/accounts/login/": FORM}


def chunked(body: Any) -> dict[str, Any]:
    """Return what gunicorn says of a request whose body comes in chunks."""
    coding = {"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": ""}
    return {**coding, "wsgi.input": body, "wsgi.input_terminated": True}


def send(path: str, body: Any, kind: str = FORM, **more: Any) -> Any:
    return Browser().generic("POST", path, b"-", kind, **chunked(body), **more)


def test_a_form_in_chunks_is_read(alice: Member, as_alice: Browser) -> None:
    film = a_film(title="Alien")
    body = BytesIO(b"text=Nobody+can+hear+you.&rating=90")
    path = f"/movies/{film}/reviews/"
    assert as_alice.generic("POST", path, b"-", FORM, **chunked(body)).status_code == 302
    assert "Nobody can hear you." in as_alice.text(f"/movies/{film}/")


def test_a_programs_comment_in_chunks_is_read(alice: Member) -> None:
    film, api = a_film(title="Alien"), ApiClient(alice)
    body = BytesIO(json.dumps({"movie_id": str(film), "comment": "A cat."}).encode())
    proof = {"HTTP_AUTHORIZATION": f"Bearer {api.token}"}
    answer = send("/api/v1/movies/comment", body, "application/json", **proof)
    assert (answer.status_code, answer.json()["comments"][0]["text"]) == (200, "A cat.")


@pytest.mark.parametrize("path", PATHS)
def test_more_than_a_megabyte_without_its_length_is_refused_in_words(
    path: str, database: Any
) -> None:
    body = BytesIO(b"x" * 3_000_000)
    answer = send(path, body, PATHS[path])
    assert answer.status_code == 413
    assert "without a Content-Length" in answer.content.decode()
    assert body.tell() <= 1_000_001


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("problem", [NoMoreData(), InvalidChunkSize(b"zz")])
def test_chunks_that_cannot_be_read_are_a_request_that_cannot_be(
    path: str, problem: Exception, database: Any
) -> None:
    class Broken(BytesIO):
        def read(self, _: int | None = -1) -> bytes:
            raise problem

    assert send(path, Broken(), PATHS[path]).status_code == 400
