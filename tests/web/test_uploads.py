"""A file is read only where a form takes one, by whom it is for, and up to its bound."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import ResolverMatch

from mflix_site.errors import TooMany
from mflix_site.web.uploads import takes_file, upload_problem

TOKEN = {"csrfmiddlewaretoken": "t" * 32}


class Counting(BytesIO):
    """A request's body that counts what is read of it."""

    count = 0

    def read(self, size: int | None = -1) -> bytes:
        data = super().read(size)
        self.count += len(data)
        return data


def sent(check: Any, size: int) -> tuple[HttpRequest, Counting]:
    """Return a request with a file of a size for a view with this check, and its body."""
    file = SimpleUploadedFile("../../etc/passwd", b"x" * size)
    request = RequestFactory().post("/import/", {**TOKEN, "file": file})
    body = Counting(request.environ["wsgi.input"].read())
    fresh = type(request)({**request.environ, "wsgi.input": body})

    @takes_file(check)
    def view(_: HttpRequest) -> HttpResponse:
        return HttpResponse()

    fresh.resolver_match = ResolverMatch(view, (), {})
    return fresh, body


def test_a_file_within_the_bound_is_kept_without_its_path() -> None:
    request, _ = sent(lambda _: 100_000, 90_000)
    file = request.FILES["file"]
    assert upload_problem(request) is None
    assert (file.size, file.name, file.read(3)) == (90_000, "passwd", b"xxx")
    request.close()
    assert file.closed


def test_a_length_beyond_the_bound_is_refused_before_the_file_is_read() -> None:
    request, body = sent(lambda _: 100_000, 2_000_000)
    assert request.POST["csrfmiddlewaretoken"] == TOKEN["csrfmiddlewaretoken"]
    assert not request.FILES
    assert "at most" in str(upload_problem(request))
    assert body.count < 200_000


def test_a_file_that_is_longer_than_allowed_is_dropped_while_reading() -> None:
    request, _ = sent(lambda _: 100_000, 110_000)
    assert not request.FILES
    assert "at most" in str(upload_problem(request))


def test_whoever_may_not_upload_has_nothing_read() -> None:
    def refuse(_: HttpRequest) -> int:
        raise TooMany

    request, body = sent(refuse, 2_000_000)
    assert not request.FILES
    assert isinstance(upload_problem(request), TooMany)
    assert body.count < 200_000


def test_a_second_file_is_not_read() -> None:
    one, two = (SimpleUploadedFile(name, b"x" * 10) for name in "ab")
    request = RequestFactory().post("/import/", {**TOKEN, "file": one, "other": two})
    request.resolver_match = ResolverMatch(takes_file(lambda _: 100)(HttpResponse), (), {})
    assert "one file" in str((request.FILES, upload_problem(request))[1])
    request.close()
