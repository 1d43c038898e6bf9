"""Requests that hold too much: a page says so, and nothing of them is kept."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.support.browsing import Browser


@pytest.mark.parametrize(
    ("path", "status"),
    [("/", 200), ("/movies/", 400), ("/accounts/login/", 400), ("/nowhere/", 404)],
)  # home reads no fields
def test_a_thousand_fields_in_the_address_get_a_page(
    visitor: Browser, path: str, status: int
) -> None:
    answer = visitor.get(path + "?" + "&".join(f"a{n}=1" for n in range(1000)))
    assert answer.status_code == status
    assert "<h1" in answer.content.decode()


def test_a_file_is_refused(visitor: Browser, database: Any) -> None:
    data = {"email": "a@example.test", "password": SimpleUploadedFile("f", b"x" * 5_000_000)}
    assert visitor.post("/accounts/login/", data).status_code in {400, 413}


def test_a_thousand_fields_in_a_form_are_refused(visitor: Browser, database: Any) -> None:
    data = {f"a{n}": "1" for n in range(1000)}
    assert visitor.post("/accounts/login/", data).status_code == 400
