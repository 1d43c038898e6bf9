"""A server or a web process killed between a review and the film's tally leaves neither."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bson import ObjectId
from django.conf import settings

from accounts.services import new_member
from mflix_site.embedded.process import Mongod, Options
from mflix_site.embedded.server import start
from movies.derived_fields import new_film_document
from tests.support.factories import THE_THIRD_MAN
from tests.support.sampling import sampled

from ..support.scratch_server import scratch_folder

pytestmark = pytest.mark.process
UNTOUCHED = {"sum": 0, "count": 0, "histogram": [0] * 10}


class Site:
    """A server of its own, a film and a member on it, and doomed processes that post."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.film, self.member = ObjectId(), new_member("Dora", "dora@example.test", "!")
        self.server: Mongod = start(folder, options=Options(test_preset=True))

    def begin(self) -> None:
        """Delete the film's reviews, whatever happened before."""
        if self.server.ended():
            self.restart()
        with self.server.client() as client:
            site = client.doomed
            for name in ("comments", "movies", "users", "sessions"):
                site[name].delete_many({})
            site.comments.create_index("movie_id")
            site.movies.insert_one({"_id": self.film, **new_film_document(THE_THIRD_MAN)})
            site.users.insert_one(self.member)

    def post(self, victim: str) -> subprocess.CompletedProcess[str]:
        """Post a review from a process of its own, with the kill in between."""
        environment = {**os.environ, "MONGODB_URI": self.server.uri, "MONGODB_DB": "doomed"}
        environment |= {"DJANGO_SETTINGS_MODULE": "mflix_site.settings", "DEBUG": "true"}
        environment |= {"ALLOWED_HOSTS": "testserver", "SECRET_KEY": settings.SECRET_KEY}
        told = [victim, str(self.server.pid), str(self.film), str(self.member["_id"])]
        command = [sys.executable, "-m", "tests.support.kill_while_posting", *told]
        where = {"cwd": settings.BASE_DIR, "env": environment, "timeout": 180}
        return subprocess.run(command, capture_output=True, text=True, **where)  # type: ignore[call-overload,no-any-return]

    def restart(self) -> None:
        """Start the killed server again on what it left."""
        self.server.process.wait(60)
        self.server = start(self.folder, options=Options(test_preset=True))

    def to_doc(self) -> tuple[int, dict[str, Any], int]:
        """Return the number of reviews, and the film's tally and count."""
        with self.server.client() as client:
            film = client.doomed.movies.find_one({"_id": self.film}) or {}
            reviews = client.doomed.comments.count_documents({})
            return reviews, film["rating"], film["num_mflix_comments"]


@pytest.fixture(scope="module")
def server() -> Iterator[Site]:
    with scratch_folder() as folder:
        made = Site(folder / "mongodb")
        yield made
        made.server.kill()


@pytest.fixture
def site(server: Site) -> Site:
    server.begin()
    return server


@pytest.mark.parametrize("round_", sampled(range(3), 3))
def test_a_server_killed_between_them_leaves_neither(site: Site, round_: int) -> None:
    process = site.post("server")
    assert process.stdout.split() == ["inserted", "1", "answered", "503"], process.stderr
    site.restart()
    assert site.to_doc() == (0, UNTOUCHED, 0)


def test_a_web_process_killed_between_them_leaves_neither(site: Site) -> None:
    process = site.post("web")
    assert (process.returncode, process.stdout.split()) == (-9, ["inserted", "1"]), process.stderr
    assert site.to_doc() == (0, UNTOUCHED, 0)
    site.server.kill()
    site.restart()
    assert site.to_doc() == (0, UNTOUCHED, 0)


def test_without_a_crash_both_are_written(site: Site) -> None:
    process = site.post("nobody")
    assert process.stdout.split() == ["inserted", "1", "answered", "302"], process.stderr
    reviews, tally, count = site.to_doc()
    assert (reviews, tally["sum"], tally["count"], count) == (1, 70, 1, 1)
