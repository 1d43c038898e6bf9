"""Gunicorn's workers share connections that stay open evenly, and what the master has imported."""

import http.client
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from typing import Any

import psutil
import pytest
from django.conf import settings

from mflix_site.embedded.process import free_port
from tests.process.checkout import wait_for
from tests.process.test_under_a_path import SECRET

pytestmark = pytest.mark.process
WORKERS, CONNECTIONS = 2, 10
# Of gunicorn's own threads 12 to 18 of 20 attempts are even, of ours all but one now and then.
ATTEMPTS, MIN_EVEN = 20, 17


@pytest.fixture
def master(database: Any) -> Iterator[tuple[psutil.Popen, int]]:
    """Yield gunicorn with two workers, and its port."""
    port = free_port()
    ours = {"MONGODB_URI": settings.MONGODB_URI, "MONGODB_DB": settings.MONGODB_DB}
    ours |= {"SECRET_KEY": SECRET, "PORT": str(port), "WEB_CONCURRENCY": str(WORKERS)}
    as_operators_have_it = dict(os.environ)
    as_operators_have_it.pop("DJANGO_SETTINGS_MODULE", None)
    process = psutil.Popen(
        [sys.executable, "-m", "gunicorn", "-c", "mflix_site/gunicorn.py"],
        cwd=settings.BASE_DIR,
        env={**as_operators_have_it, "DEBUG": "true", **ours},
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process, port
    finally:
        process.terminate()
        process.wait(60)


def answers(port: int, stack: ExitStack) -> bool:
    """Open a connection that stays open, and return whether the site answers on it."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    stack.enter_context(closing(connection))
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().read() is not None
    except OSError:
        return False


def open_connections(worker: psutil.Process, port: int) -> int:
    """Return how many connections to the site's port a worker has accepted."""
    states = (c for c in worker.net_connections("tcp") if c.laddr.port == port)
    return sum(c.status == psutil.CONN_ESTABLISHED for c in states)


def is_shared_evenly(process: psutil.Popen, port: int) -> bool:
    """Open connections one after the other, and return whether all workers have about as many."""
    with ExitStack() as stack:
        assert all(answers(port, stack) for _ in range(CONNECTIONS))
        counts = [open_connections(worker, port) for worker in process.children()]
    return sum(counts) == CONNECTIONS and min(counts) >= CONNECTIONS // WORKERS - 2


def test_workers_share_connections_also_after_one_was_killed(
    master: tuple[psutil.Popen, int],
) -> None:
    process, port = master
    with ExitStack() as stack:
        assert wait_for(lambda: answers(port, stack), 180)
    for _ in ("at first", "after a worker was killed"):
        assert wait_for(lambda: len(process.children()) == WORKERS, 60)
        assert wait_for(lambda: is_shared_evenly(process, port), 60)  # once both accept
        assert sum(is_shared_evenly(process, port) for _ in range(ATTEMPTS)) >= MIN_EVEN
        process.children()[0].kill()


def test_workers_have_the_api_before_its_first_request(master: tuple[psutil.Popen, int]) -> None:
    process, port = master
    with ExitStack() as stack:
        assert wait_for(lambda: answers(port, stack), 180)
    assert wait_for(lambda: len(process.children()) == WORKERS, 60)
    for worker in process.children():
        assert any("pydantic_core" in file.path for file in worker.memory_maps())
