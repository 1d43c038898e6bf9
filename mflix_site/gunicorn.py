"""Configuration of gunicorn, for one machine and production: gunicorn -c mflix_site/gunicorn.py."""

import ctypes
import gc
import json
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from gunicorn import util  # type: ignore[import-untyped]

from mflix_site.parent_death import send_signal_on_parent_death
from mflix_site.serving.fair_worker import remove_count

try:
    from mflix_site import settings
except ImproperlyConfigured as error:
    sys.exit(f"Configuration: {error}")

M_ARENA_MAX = -8  # of glibc's mallopt
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 -- gunicorn makes its own file names there

bound = settings.BIND_ADDRESS
address = f"[{bound}]" if bound.version == 6 else str(bound)
ports = (settings.PORT, *([settings.CLIENT_PORT] if settings.CLIENT_DIR else []))
bind = [f"{address}:{port}" for port in ports]
wsgi_app = "mflix_site.wsgi:application"
# Loaded once, before the workers are forked: the client of MongoDB is made after that. Nothing
# that is loaded is garbage, so it is not searched for any, and workers share its memory.
preload_app = True
gc.disable()
worker_class = "mflix_site.serving.fair_worker.FairWorker"
workers, threads = settings.WEB_CONCURRENCY, 4
keepalive, timeout, graceful_timeout = 5, 30, 8
limit_request_line = 8190  # as much as proxies pass on
# Workers are renewed now and then, not all at once, so that no leak grows for weeks.
max_requests, max_requests_jitter = 10_000, 2_000
accesslog, errorlog, loglevel = None, "-", "warning"
control_socket_disable = True
# A worker's heartbeat must not wait for a disk.
worker_tmp_dir = str(SHARED_MEMORY) if os.access(SHARED_MEMORY, os.W_OK) else None


# One heap for all threads: each thread's own would keep what its pages have freed.
with suppress(OSError, AttributeError):  # another C library
    ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1)


def write_error(sock: Any, status: int, reason: str, _message: str) -> None:
    """Answer what is no HTTP request: in JSON, because a client of the API would wait for ever."""
    body = json.dumps({"error": reason})
    lines = [f"HTTP/1.1 {status} {reason}", "Connection: close", "Content-Type: application/json"]
    head = "\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""])
    util.write_nonblock(sock, (head + body).encode("latin-1"))


util.write_error = write_error


def on_starting(server: Any) -> None:
    """Load what workers share, and wait until `serve` has prepared the database."""
    for app in apps.get_app_configs():
        if preload := getattr(app, "preload", None):
            preload()
    gc.freeze()
    gc.enable()
    # Pages leave few cycles: collecting less often saves 0.1 of 2.5 ms (N=400 of four pages).
    gc.set_threshold(5_000)
    if settings.DATABASE_MANAGED:
        sys.stdin.read()
        return
    from mflix_site.checks import production_warnings

    for warning in production_warnings():
        server.log.warning(warning)


def post_fork(_server: object, worker: Any) -> None:
    """End each worker with its master, even when that is killed with SIGKILL."""
    send_signal_on_parent_death(worker.ppid, signal.SIGKILL)


def child_exit(_server: object, worker: Any) -> None:
    """Remove the count of a worker that has ended, so that no other waits for it."""
    remove_count(worker)
