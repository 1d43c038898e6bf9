"""The processes of a served site: started so that they cannot outlive it, stopped in good order."""

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from django.conf import settings
from django.core.management.base import CommandError

from mflix_site.commands import KEPT

from ..parent_death import tethered

SECONDS_TO_ANSWER, SECONDS_TO_STOP = 60.0, 10.0


@dataclass(frozen=True, slots=True)
class Child:
    """A process of the site, with a process group of its own."""

    name: str
    process: subprocess.Popen[bytes]
    arguments: tuple[str, ...]

    def ended(self) -> str:
        """Say how it ended; empty while it runs."""
        code = self.process.poll()
        if code is None:
            return ""
        how = f"signal {-code}" if code < 0 else f"status {code}"
        return f"{self.name} ended unexpectedly ({how})."


def start(name: str, *arguments: str) -> Child:
    """Start a Python program of ours from the project's folder; it ends with this process.

    At once, should this process be killed: the port must be free for the next start.
    """
    process = subprocess.Popen(
        tethered([sys.executable, *arguments], signal.SIGKILL),
        cwd=settings.BASE_DIR,
        env={**os.environ, KEPT: "1"},
        stdin=subprocess.DEVNULL,
        start_new_session=True,  # so that Ctrl-C reaches us alone, and we stop things in order
    )
    return Child(name, process, arguments)


def stop(children: Sequence[Child]) -> None:
    """Ask all to end, and end by force those that take too long."""
    for child in children:
        child.process.terminate()
    deadline = time.monotonic() + SECONDS_TO_STOP
    for child in children:
        try:
            child.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(child.process.pid, signal.SIGKILL)
            child.process.wait()


def wait_until_answers(child: Child, host: str, port: int) -> None:
    """Return when the site answers at all; raise CommandError when its process ends instead."""
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    while time.monotonic() < deadline:
        if child.ended():
            raise CommandError(f"{child.ended()} Its reason is above.")
        connection = http.client.HTTPConnection(host, port, timeout=10)
        try:
            connection.request("GET", "/healthz")
            connection.getresponse()
            return
        except (OSError, http.client.HTTPException):
            time.sleep(0.05)
        finally:
            connection.close()
    raise CommandError(f"The site did not answer within {SECONDS_TO_ANSWER:.0f} s.")
