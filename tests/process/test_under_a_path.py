"""The site under a path of its host, and at another address than 127.0.0.1."""

import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings

from mflix_site.embedded.process import free_port
from tests.process.checkout import wait_for
from tests.support.deployment import deployed_settings, refusal_of
from tests.support.factories import a_film, a_review

pytestmark = pytest.mark.process
SECRET = "kPz8Wd3fQx71mVtYb0LcR5sJh9uNe2aGiT6oXyEvKqMwBrCfD4"
ADDRESSES = re.compile(r'(?:href|src|action|content|poster)="(/[^"]*)"')
PAGES = ["/", "/movies/", "/accounts/login/?next=/films/movies/", "/moderation/log/", "/none"]


class Prefixed:
    """A gunicorn under /films at 127.0.0.2, and what it answers."""

    def __init__(self) -> None:
        port = free_port()
        self.origin = f"http://127.0.0.2:{port}"
        ours = {"MONGODB_URI": settings.MONGODB_URI, "MONGODB_DB": settings.MONGODB_DB}
        ours |= {"SECRET_KEY": SECRET, "DEBUG": "true", "PORT": str(port), "SCRIPT_NAME": "/films"}
        ours |= {"BIND_ADDRESS": "127.0.0.2", "ALLOWED_HOSTS": "127.0.0.2", "WEB_CONCURRENCY": "1"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", "mflix_site/gunicorn.py"],
            cwd=settings.BASE_DIR,
            env={**os.environ, **ours},
            stderr=subprocess.DEVNULL,
        )

    def get(self, path: str, **headers: str) -> tuple[int, str, Any]:
        """Return status, text and headers of a path as browsers know it."""
        request = urllib.request.Request(self.origin + path, headers=headers)
        try:
            answer = urllib.request.build_opener(Stay).open(request, timeout=60)
        except urllib.error.HTTPError as error:
            answer = error
        except OSError:
            return 0, "", {}
        with answer:
            return answer.status, answer.read().decode(errors="replace"), answer.headers


class Stay(urllib.request.HTTPRedirectHandler):
    """A browser that does not follow redirects."""

    def redirect_request(self, *_: Any) -> None:
        """Follow none."""


@pytest.fixture(scope="module")
def started(schema: Any) -> Iterator[Prefixed]:
    """Yield the site under a path, for all tests of this module."""
    site = Prefixed()
    try:
        yield site
    finally:
        site.process.terminate()
        site.process.wait(120)


@pytest.fixture
def prefixed(database: Any, alice: Any, started: Prefixed) -> Prefixed:
    """Return the site under a path, with a film and a review."""
    a_review(alice, a_film())
    assert wait_for(lambda: started.get("/films/healthz")[0] == 200, 180)
    return started


def test_every_link_form_and_file_of_a_page_is_under_the_path(
    prefixed: Prefixed, alice: Any, database: Any
) -> None:
    film = database.movies.find_one()["_id"]
    addresses: set[str] = set()
    for page in (*PAGES, f"/movies/{film}/", f"/members/{alice.handle}/"):
        status, text, headers = prefixed.get(f"/films{page}")
        assert status in (200, 404)
        addresses |= set(ADDRESSES.findall(text))
        assert all("; Path=/films/" in c for c in headers.get_all("Set-Cookie") or [])
    assert len(addresses) > 20
    assert not [address for address in addresses if not address.startswith("/films/")]
    files = [address for address in addresses if "/static/" in address]
    assert {prefixed.get(file)[0] for file in files} == {200}


def test_redirects_and_addresses_for_others_are_under_the_path(prefixed: Prefixed) -> None:
    assert prefixed.get("/films/accounts/preferences/")[2]["Location"].startswith("/films/")
    assert prefixed.get("/films/movies")[2]["Location"].startswith("/films/movies/")
    canonical = r'canonical" href="http://127.0.0.1:[0-9]+/films/"'
    assert re.search(canonical, prefixed.get("/films/")[1])
    assert prefixed.get("/films/posters/none.svg")[0] == 404


@pytest.mark.parametrize(("given", "sentence"), [
    ({"SCRIPT_NAME": "films"}, "SCRIPT_NAME='films' must be a path"),
    ({"SCRIPT_NAME": "/fi lms"}, "must be a path"),
    ({"SCRIPT_NAME": "//films"}, "must be a path"),
    ({"SITE_URL": "https://films.example/films"}, "its path, if any, that of SCRIPT_NAME"),
    ({"BIND_ADDRESS": "everywhere"}, "cannot be read: it must be an IP address"),
])  # fmt: skip
def test_what_is_no_path_or_address_is_one_sentence(given: dict[str, str], sentence: str) -> None:
    assert sentence in refusal_of(**given)


@pytest.mark.parametrize(
    "site_url", ["https://a.example/films", "https://a.example", "https://a.example/films/"]
)
def test_links_of_mails_have_the_path_once(site_url: str) -> None:
    read = deployed_settings(SCRIPT_NAME="/films/", SITE_URL=site_url)
    assert read.SITE_URL == "https://a.example/films"
