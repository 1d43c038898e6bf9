"""A server killed in the middle of posts, sign-ups and new films leaves right totals."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pytest
from django.conf import settings

from mflix_site.embedded.process import Mongod, Options
from mflix_site.embedded.server import start

from ..support.scratch_server import scratch_folder

pytestmark = [pytest.mark.process, pytest.mark.long]
WRITES_BEFORE, KILLS = 60, 10
OPTIONS = Options(test_preset=True)


@pytest.fixture
def folder() -> Iterator[Path]:
    with scratch_folder() as made:
        yield made / "mongodb"


def command(server: Mongod, what: str) -> tuple[list[str], dict[str, Any]]:
    environment = {**os.environ, "MONGODB_URI": server.uri, "MONGODB_DB": "doomed"}
    environment |= {"DJANGO_SETTINGS_MODULE": "mflix_site.settings", "DEBUG": "true"}
    environment |= {"ALLOWED_HOSTS": "testserver", "SECRET_KEY": settings.SECRET_KEY}
    module = [sys.executable, "-m", "tests.support.write_until_killed", what]
    return module, {"cwd": settings.BASE_DIR, "env": environment, "text": True}


def run(server: Mongod, what: str) -> str:
    arguments, options = command(server, what)
    done = subprocess.run(arguments, capture_output=True, timeout=180, check=False, **options)
    assert done.returncode == 0, done.stderr
    return str(done.stdout)


def await_writes(lines: IO[str]) -> None:
    for _, line in zip(range(WRITES_BEFORE), lines, strict=False):
        assert line == "written\n"


def kill_while_writing(server: Mongod, folder: Path, pause: float) -> Mongod:
    """Kill the server while a process writes, and start it again on what it left."""
    arguments, options = command(server, "write")
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, **options) as writer:
        assert writer.stdout
        await_writes(writer.stdout)
        time.sleep(pause)
        server.kill()
        writer.stdout.read()
    server.process.wait(60)
    return start(folder, options=OPTIONS)


def test_totals_and_catalogue_are_right_after_a_kill(folder: Path) -> None:
    server = start(folder, options=OPTIONS)
    try:
        run(server, "prepare")
        for n in range(KILLS):
            server = kill_while_writing(server, folder, n * 0.013)
            left = json.loads(run(server, "check"))
            assert left["kept"] == left["counted"]
            assert left["size"] == left["counted"]["films"] > 300
            assert left["counted"]["reviews"] >= 1
            assert left["recount"].startswith("Nothing changed")
    finally:
        server.kill()
