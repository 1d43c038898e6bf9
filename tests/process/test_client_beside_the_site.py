"""A built client on a port of its own beside the API, in the processes of the site."""

import http.client
import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from django.conf import settings

from mflix_site.embedded.process import free_port
from tests.process.checkout import wait_for
from tests.process.test_under_a_path import SECRET
from tests.support.factories import a_film

pytestmark = pytest.mark.process


class TwoPorts:
    """A gunicorn that shows a client beside the site, and what each port answers."""

    def __init__(self, folder: Path) -> None:
        self.port, self.client_port = free_port(), free_port()
        ours = {"MONGODB_URI": settings.MONGODB_URI, "MONGODB_DB": settings.MONGODB_DB}
        ours |= {"SECRET_KEY": SECRET, "PORT": str(self.port), "WEB_CONCURRENCY": "1"}
        ours |= {"CLIENT_DIR": str(folder), "CLIENT_PORT": str(self.client_port)}
        as_operators_have_it = dict(os.environ)
        as_operators_have_it.pop("DJANGO_SETTINGS_MODULE", None)
        self.process = psutil.Popen(
            [sys.executable, "-m", "gunicorn", "-c", "mflix_site/gunicorn.py"],
            cwd=settings.BASE_DIR,
            env={**as_operators_have_it, "DEBUG": "true", **ours},
            stderr=subprocess.DEVNULL,
        )

    def get(self, port: int, path: str) -> tuple[int, str]:
        """Return the status and the text of a path as it is sent."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()
        except OSError:
            return 0, ""


@pytest.fixture(scope="module")
def started() -> Iterator[list[TwoPorts]]:
    """Yield the site of this module, once a test has started it; end it with the module."""
    sites: list[TwoPorts] = []
    yield sites
    for site in sites:
        if site.process.is_running():
            site.process.kill()
            site.process.wait(120)


@pytest.fixture
def two_ports(database: Any, tmp_path: Path, started: list[TwoPorts]) -> TwoPorts:
    """Return a site with a film, and a client of one page; one that is running will do."""
    a_film()
    if not started or not started[-1].process.is_running():
        folder = tmp_path / "client"
        folder.mkdir()
        (folder / "index.html").write_text("<title>A client</title>")
        started.append(TwoPorts(folder))
    site = started[-1]
    assert wait_for(lambda: site.get(site.port, "/healthz")[0] == 200, 180)
    return site


def test_the_client_asks_the_api_at_its_own_port(two_ports: TwoPorts) -> None:
    client, get = two_ports.client_port, two_ports.get
    assert get(client, "/movies/id/5")[1] == get(client, "/")[1] == "<title>A client</title>"
    status, text = get(client, "/api/movies")
    assert status == 200
    assert [film["title"] for film in json.loads(text)["data"]] == ["The Third Man"]
    assert get(client, "/accounts/login/")[1] == "<title>A client</title>"
    assert get(client, "/..%2f..%2fetc%2fpasswd.txt")[0] == 404
    assert "<title>A client" not in get(two_ports.port, "/accounts/login/")[1]
    family = [two_ports.process, *two_ports.process.children(recursive=True)]
    two_ports.process.send_signal(signal.SIGINT)
    assert psutil.wait_procs(family, timeout=60)[1] == []


def test_an_address_that_is_too_long_is_an_error_in_json(two_ports: TwoPorts) -> None:
    search = "/api/v1/movies/search?text="
    assert two_ports.get(two_ports.client_port, search + "a" * 8_000)[0] == 200
    status, text = two_ports.get(two_ports.client_port, search + "a" * 9_000)
    assert (status, json.loads(text)) == (414, {"error": "URI Too Long"})


def test_a_body_in_chunks_is_read_like_one_with_its_length(two_ports: TwoPorts) -> None:
    sent = json.dumps({"email": "nobody@example.test", "password": "a long password"}).encode()
    too_much = b"x" * 1_100_000
    for body, status in ((sent, 401), (b"[]", 400), (too_much, 413)):
        connection = http.client.HTTPConnection("127.0.0.1", two_ports.port, timeout=60)
        headers = {"Content-Type": "application/json", "Transfer-Encoding": "chunked"}
        chunks = (body[n : n + 60_000] for n in range(0, len(body), 60_000))
        connection.request("POST", "/api/v1/user/login", chunks, headers, encode_chunked=True)
        answer = connection.getresponse()
        assert (answer.status, bool(json.load(answer)["error"])) == (status, True)
        connection.close()
