"""gunicorn's worker with threads, which leaves new connections to workers that have fewer.

A proxy keeps its connections open. Without this, whichever worker wakes first accepts most of
them, and keeps one core busy while others are idle.
"""

import time
from multiprocessing.sharedctypes import RawArray
from typing import Any

from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped]

MAX_WORKERS, NO_WORKER = 256, -1
# For so long others may take a connection first; then they hang, or are just too slow.
MAX_SECONDS_TO_WAIT, PAUSE_SECONDS = 0.005, 0.0002
# How many connections each worker has; made before the workers are forked, who share it.
connection_counts = RawArray("i", [NO_WORKER] * MAX_WORKERS)


def place_of(worker: Any) -> int:
    """Return a worker's place among the counts; its age is how many were started before it."""
    return int(worker.age) % MAX_WORKERS


class FairWorker(ThreadWorker):  # type: ignore[misc]
    """A worker that publishes how many connections it has, and leaves new ones to others."""

    waits_since: float | None = None

    def notify(self) -> None:
        """Publish the number of connections before each wait for events; none while it stops."""
        connection_counts[place_of(self)] = self.nr_conns if self.alive else NO_WORKER
        super().notify()

    def accept(self, listener: Any) -> None:
        """Accept a connection, unless another worker has fewer and takes it soon."""
        counts = (count for count in connection_counts if count != NO_WORKER)
        fewest = min(counts, default=self.nr_conns)
        if self.nr_conns > fewest and self._may_wait():
            time.sleep(PAUSE_SECONDS)
            return
        self.waits_since = None
        super().accept(listener)
        connection_counts[place_of(self)] = self.nr_conns

    def _may_wait(self) -> bool:
        now = time.monotonic()
        if self.waits_since is None or now - self.waits_since > 2 * MAX_SECONDS_TO_WAIT:
            self.waits_since = now
        return now - self.waits_since < MAX_SECONDS_TO_WAIT


def remove_count(worker: Any) -> None:
    """Take a worker that has ended out of the counts."""
    connection_counts[place_of(worker)] = NO_WORKER
