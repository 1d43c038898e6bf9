"""One line of the log for what visitors cause, none for HEAD, tracebacks for errors of ours."""

import io
import logging
import sys
from collections.abc import Iterator

import pytest
from django.core.exceptions import DisallowedHost

from mflix_site.web.log_lines import LineFormatter
from tests.support.browsing import Browser

PATHS = [
    "/",
    "/movies/",
    "/healthz",
    "/none",
    "/accounts/login/",
    "/robots.txt",
    "/moderation/log/",
]


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Return what is logged from here on, as the console shows it."""
    shown = io.StringIO()
    handler = logging.StreamHandler(shown)
    handler.setFormatter(LineFormatter("{name} {message}", style="{"))
    logging.getLogger().addHandler(handler)
    yield shown
    logging.getLogger().removeHandler(handler)


@pytest.mark.parametrize("host", ["evil.example", "evil`.example", "a" * 300])
def test_a_host_that_is_not_ours_is_one_line(
    visitor: Browser, lines: io.StringIO, host: str
) -> None:
    assert visitor.get("/", HTTP_HOST=host).status_code == 400
    assert "Traceback" not in lines.getvalue()
    assert len(lines.getvalue().splitlines()) <= 1


def test_line_breaks_of_visitors_do_not_make_lines(lines: io.StringIO) -> None:
    logging.getLogger("django.security.x").error("Bad %s", "a\nERROR b\x1b[2J")
    assert lines.getvalue() == "django.security.x Bad a?ERROR b?[2J\n"


def test_an_error_of_ours_has_its_traceback(lines: io.StringIO) -> None:
    try:
        raise DisallowedHost("odd")
    except DisallowedHost:
        logging.getLogger("mflix").error("Broken", exc_info=sys.exc_info())
    assert "Traceback" in lines.getvalue()


@pytest.mark.parametrize("path", PATHS)
def test_head_is_answered_without_a_body_and_with_the_length_of_it(
    visitor: Browser, path: str
) -> None:
    visitor.get(path)
    head, got = visitor.head(path), visitor.get(path)
    assert (head.status_code, head.content) == (got.status_code, b"")
    assert "Content-Length" in head
